"""How long a team's coverage and a region's attention take in a register of a whole service (make bench).

Reported and never asserted: beside each stands what it took to judge every practitioner one by one, in the same run.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from time import perf_counter

import pytest
from sqlalchemy import Engine, insert, text
from sqlmodel import Session, col, select

from policy.calendar import local_day
from policy.workforce.attention import Attention, attention
from policy.workforce.practitioner import Practitioner
from policy.workforce.standing import standing
from register.added_up import add_up_again
from register.connection import connect, reading, writing
from register.migrate import upgrade
from register.practitioner_tables import PractitionerRow, PractitionerSpellRow, StaffJournalRow
from register.read.coverage import coverage
from register.read.page import LARGEST_PAGE
from register.read.practitioners import WhichPractitioners, needing_attention
from register.tables import PersonRow, SentenceRow

pytestmark = [pytest.mark.bench, pytest.mark.timeout(1800)]

AS_OF = datetime(2026, 3, 9, 15, tzinfo=UTC)
STAFF, SENTENCES, REGIONS, TEAMS = 20_000, 200_000, 12, 500
RISKS = ("low", "low", "medium", "medium", "medium", "high", None)
PADDING = {"duties": ["x" * 100] * 20}
"""As much of a case as there is beside the columns that sentences are counted by."""


def somebody(number: int) -> dict[str, object]:
    """Return a practitioner: of a hundred one without vetting, three whose award lapses within the year."""
    last_day = f"2026-{3 + number % 9:02}-28" if number % 33 == 0 else None
    vetting = [] if number % 100 == 1 else [{"since": "2018-01-08"}]
    award = {"award": "pqip", "qualified_on": "2018-01-05", "last_day": last_day}
    return {
        "staff_id": f"N{number:05}",
        "employment_start": "2015-01-08",
        "posts": [{"since": "2018-01-08", "role": "probation_officer"}],
        "places": [{"since": "2018-01-08", "region": f"Region {number % REGIONS}", "team": f"T{number % TEAMS:03}"}],
        "qualifications": [{**award, "evidence": ["academic_certificate", "vocational_certificate"]}],
        "vetting": vetting,
        "authorisations": [{"status": "active", "since": "2018-01-08T09:00:00Z"}],
        "line_manager": f"S{number % TEAMS:03}",
    }


def staff() -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    """Yield the row and the journal entry of each practitioner, not added up yet."""
    for number in range(STAFF):
        known = Practitioner.model_validate(somebody(number)).model_dump(mode="json")
        entry = {"what": "registered", "on": "2018-01-08", "practitioner": known}
        row = {"staff_id": known["staff_id"], "number": 1, "practitioner": known, "added_up": 0}
        yield (
            row,
            {
                "staff_id": known["staff_id"],
                "number": 1,
                "event_id": "one",
                "what": "registered",
                "effective_on": AS_OF.date(),
                "change": entry,
                "reasons": [],
                "register_entries": [],
                "actor_role": "system",
                "at": AS_OF,
            },
        )


def sentences(person: object) -> Iterator[dict[str, object]]:
    """Yield open sentences, each with a holder."""
    for number in range(SENTENCES):
        holder = number % STAFF
        yield {
            "sentence_id": f"CO-{number}",
            "person_id": person,
            "kind": "community_order",
            "number": 1,
            "phase": "active",
            "practitioner": f"N{holder:05}" if number % 50 else None,
            "team": f"T{holder % TEAMS:03}",
            "region": f"Region {holder % REGIONS}",
            "rosh": RISKS[number % len(RISKS)],
            "final": False,
            "overdue": 0,
            "started_on": AS_OF.date() - timedelta(days=number % 700),
            "case": PADDING,
        }


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give a register with everybody in it."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('bench') / 'register.db'}"
    else:
        url = request.getfixturevalue("postgresql_server").database()
    upgrade(url)
    engine = connect(url)
    with writing(engine) as session:
        person = PersonRow(crn="X123456")
        session.add(person)
        session.flush()
        rows, entries = zip(*staff(), strict=True)
        session.connection().execute(insert(PractitionerRow), rows)
        session.connection().execute(insert(StaffJournalRow), entries)
        told = sentences(person.id)
        while some := list(islice(told, 5_000)):
            session.connection().execute(insert(SentenceRow), some)
    began = perf_counter()
    done = add_up_again(engine)
    print(f"\n{request.param}: {done:,} journals added up in {perf_counter() - began:.1f} s")  # noqa: T201
    with writing(engine) as session:
        session.connection().execute(text("ANALYZE"))
    yield engine
    engine.dispose()


def took(ask: Callable[[Session], object], engine: Engine) -> float:
    """Return the seconds that the middle one of three takes."""
    seconds = []
    for _ in range(3):
        with reading(engine) as session:
            began = perf_counter()
            ask(session)
            seconds.append(perf_counter() - began)
    return sorted(seconds)[1]


def one_by_one(session: Session, ask: Callable[[Practitioner], object], **where: str) -> list[object]:
    """Ask about every practitioner of a place in pages of five hundred, as it was done before."""
    on, spell, after, answers = local_day(AS_OF), PractitionerSpellRow, "", []
    while True:
        query = select(PractitionerRow).join(spell, col(spell.staff_id) == col(PractitionerRow.staff_id))
        query = query.where(col(spell.since) <= on, col(spell.until) > on, col(PractitionerRow.staff_id) > after)
        query = query.where(*(getattr(spell, name) == value for name, value in where.items()))
        rows = session.exec(query.order_by(col(PractitionerRow.staff_id)).limit(LARGEST_PAGE)).all()
        answers += [ask(Practitioner.model_validate(row.practitioner)) for row in rows]
        if len(rows) < LARGEST_PAGE:
            return answers
        after = rows[-1].staff_id


def counted_before(session: Session, **where: str) -> None:
    """Count staff by judging each, and open cases by reading each: how coverage was answered before."""
    one_by_one(session, lambda known: standing(known, AS_OF), **where)
    query = "SELECT team, rosh, practitioner IS NOT NULL, count(*) FROM sentence WHERE final IS FALSE"
    query += " AND kind IN ('custodial_sentence', 'community_order', 'suspended_sentence_order')"
    query += "".join(f" AND {name} = :{name}" for name in where)
    session.connection().execute(text(f"{query} GROUP BY 1, 2, 3"), where).all()


def everything(session: Session, which: WhichPractitioners) -> list[Attention]:
    """Read page after page of what needs attention, to the end."""
    page = needing_attention(session, which, AS_OF, within_days=90)
    found = list(page.items)
    while page.next:
        page = needing_attention(session, which, AS_OF, within_days=90, cursor=page.next)
        found += page.items
    return found


ASKED: dict[str, tuple[Callable[[Session], object], Callable[[Session], object]]] = {
    "one team's coverage": (
        lambda session: coverage(session, AS_OF, by="team", team="T007"),
        lambda session: counted_before(session, team="T007"),
    ),
    "one region's coverage by team": (
        lambda session: coverage(session, AS_OF, by="team", region="Region 7"),
        lambda session: counted_before(session, region="Region 7"),
    ),
    "every team's coverage": (
        lambda session: coverage(session, AS_OF, by="team"),
        counted_before,
    ),
    "a region's attention, all of it": (
        lambda session: everything(session, WhichPractitioners(on=local_day(AS_OF), region="Region 7")),
        lambda session: one_by_one(session, lambda known: attention(known, AS_OF, within_days=90), region="Region 7"),
    ),
    "everybody's attention, all of it": (
        lambda session: everything(session, WhichPractitioners(on=local_day(AS_OF))),
        lambda session: one_by_one(session, lambda known: attention(known, AS_OF, within_days=90)),
    ),
}


def test_a_page_that_somebody_waits_for(service: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"{service.dialect.name}: {STAFF:,} practitioners, {SENTENCES:,} open sentences"]
    for name, (now, before) in ASKED.items():
        with_rows, without = took(now, service), took(before, service)
        lines.append(f"  {name}: {with_rows:.3f} s, before {without:.3f} s, {without / with_rows:.0f} times")
    with capsys.disabled():
        print("\n" + "\n".join(lines))  # noqa: T201


def test_nobody_is_left_out_who_was_found_one_by_one(service: Engine) -> None:
    with reading(service) as session:
        found = everything(session, WhichPractitioners(on=local_day(AS_OF), region="Region 7"))
        judged = one_by_one(session, lambda known: attention(known, AS_OF, within_days=90), region="Region 7")
        counted = coverage(session, AS_OF, by="region", region="Region 7")
    assert found == [each for answer in judged if isinstance(answer, tuple) for each in answer]
    assert [group.practitioners for group in counted] == [len(judged)]

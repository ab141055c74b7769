"""Practitioners as they are written down: read back whole, nothing twice, nothing changed, and when to look again."""

from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from policy.case import Actor, Refusal
from policy.workforce.changes import STAFF_CHANGE, AnyStaffChange
from policy.workforce.practitioner import Practitioner
from register.added_up import folded
from register.connection import reading, writing
from register.faults import EntryDiffers, PractitionerExists, UnknownPractitioner
from register.practitioners import Written, looked_at, practitioner, record, to_look_at

HR = Actor(role="operator", id="N00H001")
NOW = datetime(2026, 3, 9, 15, tzinfo=UTC)
numbers = count(1)
PERSON = {
    "staff_id": "N03A019",
    "posts": [{"role": "probation_officer", "since": "2024-01-08", "band": "4"}],
    "places": [{"region": "Wales", "pdu": "Cardiff", "team": "N03F01", "since": "2024-01-08"}],
    "employment_start": "2022-09-05",
    "qualifications": [
        {
            "award": "pqip",
            "qualified_on": "2023-12-15",
            "evidence": ["academic_certificate", "vocational_certificate"],
            "last_day": "2026-06-30",
        }
    ],
    "vetting": [{"since": "2022-08-01"}],
    "authorisations": [{"status": "active", "since": "2024-01-08T00:00:00Z"}],
}


def change(what: str, **said: object) -> AnyStaffChange:
    return STAFF_CHANGE.validate_python({"what": what, **said})


def registered(staff_id: str = "N03A019", **said: object) -> AnyStaffChange:
    beside = {name: said.pop(name) for name in ("former_staff_ids", "register_decision") if name in said}
    return change("registered", on="2026-03-09", practitioner={**PERSON, "staff_id": staff_id, **said}, **beside)


def written(
    register: Engine, said: AnyStaffChange, *, staff_id: str = "N03A019", key: str | None = None, at: datetime = NOW
) -> Written:
    with writing(register) as session:
        answer = record(session, staff_id, said, event_id=key or f"e-{next(numbers)}", by=HR, at=at)
    assert isinstance(answer, Written), answer
    return answer


def read(register: Engine, staff_id: str = "N03A019") -> Practitioner | None:
    with reading(register) as session:
        return practitioner(session, staff_id)


def waiting(register: Engine, until: datetime = NOW) -> list[tuple[str, int]]:
    with reading(register) as session:
        return list(to_look_at(session, until, limit=10))


def test_a_practitioner_is_read_back_whole(register: Engine) -> None:
    assert read(register) is None
    written(register, registered())
    assert read(register) == Practitioner.model_validate(PERSON)


def test_a_change_counts_from_its_day_and_the_days_before_stay_as_they_were(register: Engine) -> None:
    written(register, registered())
    written(register, change("place", place={"region": "London", "team": "N07F02", "since": "2026-04-01"}))
    known = read(register)
    assert known is not None
    regions = {day: known.place(date(2026, *day)) for day in ((3, 31), (4, 1), (4, 2))}
    assert [place.region for place in regions.values() if place] == ["Wales", "London", "London"]


def test_the_same_entry_again_changes_nothing(register: Engine) -> None:
    first = written(register, registered(), key="one")
    again = written(register, registered(), key="one")
    assert (first.number, first.duplicate, again.number, again.duplicate) == (1, False, 1, True)
    with writing(register) as session, pytest.raises(EntryDiffers):
        record(session, "N03A019", registered(fte=0.5), event_id="one", by=HR, at=NOW)
    with writing(register) as session, pytest.raises(PractitionerExists):
        record(session, "N03A019", registered(), event_id="two", by=HR, at=NOW)
    with writing(register) as session, pytest.raises(UnknownPractitioner):
        record(session, "N03A099", change("employment", on="2026-03-09", fte=0.5), event_id="one", by=HR, at=NOW)


def test_what_contradicts_is_refused_and_leaves_nothing(register: Engine) -> None:
    written(register, registered())
    before = read(register)
    for said in (
        change("post", post={"role": "probation_officer", "since": "2026-03-09", "until": "2026-03-09"}),
        change("ended", which="delegations", until="2026-03-09"),
        change("employment", on="2026-03-09", employment_last_day="2022-09-04"),
        change("qualification_struck", on="2026-03-09", award="pqf", qualified_on="2014-01-01"),
    ):
        with writing(register) as session:
            answer = record(session, "N03A019", said, event_id=f"e-{next(numbers)}", by=HR, at=NOW)
        assert isinstance(answer, Refusal), said
        assert answer.reason == "StaffChangeContradicts"
    assert read(register) == before


@pytest.mark.parametrize("table", ["staff_journal", "loss_of_authorisation"])
@pytest.mark.parametrize("way", ["UPDATE {} SET number = 7", "DELETE FROM {}"])
def test_no_entry_can_be_changed_or_removed(register: Engine, table: str, way: str) -> None:
    written(register, registered())
    lost = {"status": "withdrawn", "since": NOW, "ground": "dismissed"}
    written(register, change("authorisation", asked="withdraw", authorisation=lost))
    with pytest.raises(IntegrityError, match="append-only"), writing(register) as session:
        session.connection().execute(text(way.format(table)))


def test_a_standing_that_changed_waits_until_it_was_looked_at(register: Engine) -> None:
    written(register, registered())
    assert waiting(register) == [("N03A019", 1)]
    with writing(register) as session:
        assert looked_at(session, "N03A019", 1, NOW) == datetime(2026, 6, 30, 23, tzinfo=UTC)  # midnight of 1 July
    assert waiting(register) == []
    assert waiting(register, datetime(2026, 6, 30, 22, 59, tzinfo=UTC)) == []
    assert waiting(register, datetime(2026, 6, 30, 23, tzinfo=UTC)) == [("N03A019", 1)]


def test_an_entry_that_comes_while_cases_are_told_waits_in_its_turn(register: Engine) -> None:
    written(register, registered())
    written(register, change("vetting", span={"since": "2022-08-01", "until": "2026-03-01"}))
    with writing(register) as session:
        looked_at(session, "N03A019", 1, NOW)
    assert waiting(register) == [("N03A019", 2)]


def test_a_change_that_leaves_the_standing_as_it_is_waits_for_nobody(register: Engine) -> None:
    written(register, registered())
    with writing(register) as session:
        looked_at(session, "N03A019", 1, NOW)
    written(register, change("employment", on="2026-03-09", line_manager="N03S001"))
    assert waiting(register) == []


days = st.dates(date(2020, 1, 1), date(2030, 1, 1))
instants = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
changes = st.one_of(
    days.map(lambda day: change("post", post={"role": "probation_officer", "since": day})),
    days.map(lambda day: change("place", place={"region": "London", "since": day})),
    days.map(lambda day: change("vetting", span={"since": day, "until": day + timedelta(days=400)})),
    days.map(lambda day: change("ended", which="posts", until=day)),
    days.map(lambda day: change("employment", on=day, fte=0.6, employment_last_day=day)),
    days.map(lambda day: change("qualification", qualification={"award": "pqip", "qualified_on": day})),
    instants.map(lambda at: change("rota", turn={"since": at, "until": at + timedelta(hours=12)})),
    instants.map(
        lambda at: change("authorisation", asked="suspend", authorisation={"status": "suspended", "since": at})
    ),
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(changes, max_size=8))
def test_a_practitioner_is_always_the_fold_of_the_journal(register: Engine, said: list[AnyStaffChange]) -> None:
    staff_id = f"N03A{next(numbers):03}"
    written(register, registered(staff_id), staff_id=staff_id)
    for each in said:
        with writing(register) as session:
            record(session, staff_id, each, event_id=f"e-{next(numbers)}", by=HR, at=NOW)
    with reading(register) as session:
        known = practitioner(session, staff_id)
        assert known == folded(session, staff_id)
    assert known is not None
    for one, following in zip(known.posts, known.posts[1:], strict=False):
        assert one.until is not None
        assert one.until <= following.since

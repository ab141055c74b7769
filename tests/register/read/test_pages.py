import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import date
from typing import TypeVar

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from policy.case import Decision, Settled
from policy.facts import Facts
from register.connection import reading
from register.faults import BadCursor, UnknownEntry, UnknownSentence
from register.read.counts import PhaseCount, counts
from register.read.duties import WhichDuties, duties
from register.read.journal import WhichEntries, entry, folded, journal
from register.read.notices import WhichNotices, notices
from register.read.page import Page
from register.read.sentences import WhichSentences, sentence, sentences
from tests.register.lives import MONDAY, Life, duty

Line = TypeVar("Line")
WALES = Facts(practitioner="N03A019", team="N03F01", region="Wales", prison="CFI", rosh="high", tier="C2")
LONDON = Facts(practitioner="N07B001", team="N07F02", region="London", prison="PVI", rosh="low", tier="B1")


def walk(page: Callable[[str | None], Page[Line]]) -> list[Line]:
    """Return the lines of all pages."""
    found = page(None)
    lines = list(found.items)
    while found.next is not None:
        assert found.items
        found = page(found.next)
        lines += found.items
    return lines


@pytest.fixture
def caseload(register: Engine) -> Engine:
    """Two in Wales, one of them late; one in London that is over."""
    late = duty("SMC-5.6-b/1", due_on=date(2026, 4, 20)).model_copy(update={"overdue": True})
    first = Life("CO-1", facts=WALES)
    second = Life("CO-2", facts=WALES, crn="X222222")
    third = Life("S-3", "custodial_sentence", facts=LONDON, crn="X333333")
    for told in (
        first.begins(opened=(late, duty("SMC-7.1-a/1"))),
        second.begins("active", opened=(duty("SMC-7.1-a/1", due_on=date(2026, 5, 1)),)),
        third.begins("custody", opened=(duty("MCS-4.9-a/1", due_on=date(2026, 4, 20)),)),
        third.decided(
            "died",
            Decision(
                phase="closed",
                settled=(Settled(duty="MCS-4.9-a/1", rule="MCS-4.9-a", how="lapsed", on=MONDAY),),
                final=True,
            ),
        ),
        first.tells("probation_practitioner", "senior_probation_officer"),
        second.tells("probation_practitioner", "probation_practitioner"),
    ):
        told.remembered(register)
    return register


@pytest.mark.parametrize(
    ("which", "found"),
    [
        (WhichSentences(), ["CO-1", "CO-2", "S-3"]),
        (WhichSentences(practitioner="N03A019"), ["CO-1", "CO-2"]),
        (WhichSentences(team="N07F02"), ["S-3"]),
        (WhichSentences(region="Wales", phase="active"), ["CO-2"]),
        (WhichSentences(prison="PVI"), ["S-3"]),
        (WhichSentences(kind="community_order"), ["CO-1", "CO-2"]),
        (WhichSentences(rosh="low"), ["S-3"]),
        (WhichSentences(tier="C2"), ["CO-1", "CO-2"]),
        (WhichSentences(has_overdue=True), ["CO-1"]),
        (WhichSentences(has_overdue=False), ["CO-2", "S-3"]),
        (WhichSentences(final=False), ["CO-1", "CO-2"]),
        (WhichSentences(crn="X222222"), ["CO-2"]),
        (WhichSentences(practitioner="nobody"), []),
    ],
)
def test_sentences_are_listed_by_what_is_asked(caseload: Engine, which: WhichSentences, found: list[str]) -> None:
    with reading(caseload) as session:
        lines = walk(lambda cursor: sentences(session, which, cursor=cursor, limit=1))
        assert tuple(lines) == sentences(session, which).items
    assert [line.sentence_id for line in lines] == found


@pytest.mark.parametrize(
    ("which", "found"),
    [
        (WhichDuties(), ["CO-1 SMC-5.6-b/1", "CO-2 SMC-7.1-a/1", "CO-1 SMC-7.1-a/1"]),
        (WhichDuties(practitioner="N03A019", rule="SMC-7.1-a"), ["CO-2 SMC-7.1-a/1", "CO-1 SMC-7.1-a/1"]),
        (WhichDuties(team="N03F01", phase="active"), ["CO-2 SMC-7.1-a/1"]),
        (WhichDuties(region="London"), []),
        (WhichDuties(prison="PVI", state="settled"), ["S-3 MCS-4.9-a/1"]),
        (WhichDuties(due_before=date(2026, 4, 20)), []),
        (WhichDuties(due_before=date(2026, 4, 21)), ["CO-1 SMC-5.6-b/1"]),
        (WhichDuties(due_before=date.max), ["CO-1 SMC-5.6-b/1", "CO-2 SMC-7.1-a/1"]),
        (WhichDuties(overdue=True), ["CO-1 SMC-5.6-b/1"]),
        (WhichDuties(owner="governor"), []),
        (WhichDuties(overdue=False, practitioner="N03A019"), ["CO-2 SMC-7.1-a/1", "CO-1 SMC-7.1-a/1"]),
        (WhichDuties(state="settled", team="N07F02"), ["S-3 MCS-4.9-a/1"]),
        (WhichDuties(state="any", due_before=date(2026, 4, 21)), ["CO-1 SMC-5.6-b/1", "S-3 MCS-4.9-a/1"]),
        (
            WhichDuties(state="any"),
            ["CO-1 SMC-5.6-b/1", "S-3 MCS-4.9-a/1", "CO-2 SMC-7.1-a/1", "CO-1 SMC-7.1-a/1"],
        ),
    ],
)
def test_duties_are_listed_by_what_is_asked_earliest_first(
    caseload: Engine, which: WhichDuties, found: list[str]
) -> None:
    with reading(caseload) as session:
        lines = walk(lambda cursor: duties(session, which, cursor=cursor, limit=1))
        assert tuple(lines) == duties(session, which).items
    assert [f"{line.sentence_id} {line.id}" for line in lines] == found


def test_a_practitioners_notices_come_newest_first(caseload: Engine) -> None:
    with reading(caseload) as session:
        mine = walk(lambda cursor: notices(session, WhichNotices(practitioner="N03A019"), cursor=cursor, limit=2))
        of_managers = notices(session, WhichNotices(to="senior_probation_officer", team="N03F01"))
    assert [line.key for line in mine] == ["CO-2/2/2", "CO-2/2/1", "CO-1/2/1"]
    assert [line.key for line in of_managers.items] == ["CO-1/2/2"]


def test_a_journal_is_read_from_either_end(register: Engine) -> None:
    life = Life()
    for told in (life.begins(), *(life.opens() for _ in range(6))):
        told.remembered(register)
    with reading(register) as session:
        for newest_first, numbers in ((False, [1, 2, 3, 4, 5, 6, 7]), (True, [7, 6, 5, 4, 3, 2, 1])):
            which = WhichEntries(sentence_id="CO-1", newest_first=newest_first)
            lines = walk(lambda cursor, which=which: journal(session, which, cursor=cursor, limit=3))  # type: ignore[misc]
            assert [line.number for line in lines] == numbers


def test_rows_that_come_and_go_meanwhile_move_no_page(caseload: Engine) -> None:
    which = WhichSentences(practitioner="N03A019")
    with reading(caseload) as session:
        first = sentences(session, which, limit=1)
    Life("CO-0", facts=WALES, crn="X000000").begins().remembered(caseload)
    gone = Life("CO-1", facts=WALES)
    gone.begins(), gone.tells("probation_practitioner")
    gone.decided("transfer", Decision(facts=LONDON)).remembered(caseload)
    with reading(caseload) as session:
        rest = sentences(session, which, cursor=first.next, limit=5)
    assert [line.sentence_id for line in (*first.items, *rest.items)] == ["CO-1", "CO-2"]


def cursor_of(session: Session) -> str:
    cursor = sentences(session, WhichSentences(region="Wales"), limit=1).next
    assert cursor is not None
    return cursor


def test_a_cursor_of_another_list_or_other_filters_is_refused(caseload: Engine) -> None:
    with reading(caseload) as session:
        cursor = cursor_of(session)
        assert sentences(session, WhichSentences(region="Wales"), cursor=cursor).items
        with pytest.raises(BadCursor, match="other filters"):
            sentences(session, WhichSentences(region="London"), cursor=cursor)
        with pytest.raises(BadCursor):
            duties(session, WhichDuties(region="Wales"), cursor=cursor)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "?",
        "é",
        "x" * 5_000,
        *(
            urlsafe_b64encode(text).decode()
            for text in (
                b"[]",
                b"{}",
                b"7",
                b'["x", ""]',
                b'["x", "\\u0000"]',
                b'["x", "\\ud800"]',
                b'["x", 1]',
                b"[" * 9_999,
            )
        ),
    ],
)
def test_a_cursor_nobody_gave_out_is_refused(caseload: Engine, cursor: str) -> None:
    with reading(caseload) as session, pytest.raises(BadCursor):
        sentences(session, WhichSentences(), cursor=cursor)


def test_a_cursor_with_a_number_beyond_all_bounds_is_refused(caseload: Engine) -> None:
    with reading(caseload) as session:
        cursor = notices(session, WhichNotices(), limit=1).next
        assert cursor is not None
        of = json.loads(urlsafe_b64decode(f"{cursor}=="))[0]
        for number in (-1, 10**30, True, 1.5, None):
            made_up = urlsafe_b64encode(json.dumps([of, number]).encode()).decode()
            with pytest.raises(BadCursor, match="gave out"):
                notices(session, WhichNotices(), cursor=made_up)


@pytest.mark.parametrize("limit", [0, -1, 501])
def test_a_page_has_a_size_within_bounds(caseload: Engine, limit: int) -> None:
    with reading(caseload) as session, pytest.raises(BadCursor):
        notices(session, WhichNotices(), limit=limit)


def test_what_is_not_remembered_is_said_by_name(register: Engine) -> None:
    with reading(register) as session:
        for ask in (
            lambda: sentence(session, "CO-9"),
            lambda: journal(session, WhichEntries(sentence_id="CO-9")),
            lambda: folded(session, "CO-9"),
        ):
            with pytest.raises(UnknownSentence):
                ask()
        with pytest.raises(UnknownEntry):
            entry(session, "CO-9", 1)


def test_operators_see_how_much_there_is(caseload: Engine) -> None:
    with reading(caseload) as session:
        found = counts(session)
    assert found.sentences == (
        PhaseCount(kind="community_order", phase="active", sentences=1, with_overdue=0),
        PhaseCount(kind="community_order", phase="induction", sentences=1, with_overdue=1),
        PhaseCount(kind="custodial_sentence", phase="closed", sentences=1, with_overdue=0),
    )
    assert (found.open_duties, found.overdue_duties) == (3, 1)
    assert found.notices == {"kept": 4, "to_send": 0, "sent": 0, "failed": 0}

"""Practitioners read at a moment: lists, the journal, what needs attention, coverage, and what is confidential."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from policy.calendar import local_day
from policy.facts import Facts
from policy.workforce.attention import attention
from register.confidential import Confidential, add_confidential, confidential
from register.connection import reading, writing
from register.faults import EntryDiffers, UnknownPractitioner
from register.read.coverage import Coverage, coverage
from register.read.practitioners import (
    WhichPractitioners,
    WhichStaffEntries,
    needing_attention,
    practitioner_record,
    practitioners,
    staff_journal,
)
from tests.register.lives import Life
from tests.register.test_practitioners import HR, NOW, change, registered, written

ON = date(2026, 3, 9)
LASTING = {
    "award": "pqip",
    "qualified_on": "2023-12-15",
    "evidence": ["academic_certificate", "vocational_certificate"],
}
LATE_VETTING = {"since": "2022-08-01", "until": "2026-05-01"}


def staff(register: Engine, staff_id: str, **said: object) -> None:
    written(register, registered(staff_id, **said), staff_id=staff_id)


def listed(register: Engine, on: date = ON, **which: object) -> list[str]:
    with reading(register) as session:
        asked = WhichPractitioners.model_validate({"on": on, **which})
        first = practitioners(session, asked, NOW, limit=1)
        found = list(first.items)
        while first.next:
            first = practitioners(session, asked, NOW, cursor=first.next, limit=1)
            found += first.items
    return [line.staff_id for line in found]


def test_a_list_is_of_those_who_work_there_on_the_day(register: Engine) -> None:
    staff(register, "N03A019")
    staff(register, "N03A020", posts=[{"role": "senior_probation_officer", "since": "2024-01-08"}])
    written(register, change("place", place={"region": "London", "team": "N07F02", "since": "2026-04-01"}))
    assert listed(register) == ["N03A019", "N03A020"]
    assert listed(register, role="senior_probation_officer") == ["N03A020"]
    days = {date(2026, 3, 31): ["N03A019", "N03A020"], date(2026, 4, 1): ["N03A020"]}
    assert {day: listed(register, day, region="Wales") for day in days} == days
    assert listed(register, date(2026, 4, 1), team="N07F02") == ["N03A019"]
    assert listed(register, starts_with="N03A01") == ["N03A019"]
    assert listed(register, starts_with="%") == []
    assert listed(register, date(2024, 1, 7), region="Wales") == []


def test_what_somebody_may_do_is_answered_at_any_moment(register: Engine) -> None:
    staff(register, "N03A019")
    with reading(register) as session:
        for moment, hold in (
            (datetime(2026, 6, 30, 22, 59, tzinfo=UTC), "yes"),
            (datetime(2026, 6, 30, 23, tzinfo=UTC), "no"),
        ):
            assert practitioner_record(session, "N03A019", moment).standing.may_hold == hold
        with pytest.raises(UnknownPractitioner):
            practitioner_record(session, "N03A099", NOW)


def test_the_journal_is_read_a_page_at_a_time_either_way(register: Engine) -> None:
    staff(register, "N03A019")
    written(register, change("employment", on="2026-03-09", line_manager="N03S001"))
    with reading(register) as session:
        for newest_first, whats in ((False, ["registered", "employment"]), (True, ["employment", "registered"])):
            asked = WhichStaffEntries(staff_id="N03A019", newest_first=newest_first)
            first = staff_journal(session, asked, limit=1)
            second = staff_journal(session, asked, limit=1, cursor=first.next)
            assert [entry.what for entry in (*first.items, *second.items)] == whats
            assert second.next is None


@pytest.mark.parametrize(("within", "found"), [(112, []), (113, ["N03A019"]), (114, ["N03A019"])])
def test_a_qualification_that_lapses_needs_attention_before_its_last_day(
    register: Engine, within: int, found: list[str]
) -> None:
    """The last day is 30 June 2026: 113 days after 9 March; it is lost on the morning of 1 July, 114 days after."""
    staff(register, "N03A019")
    with reading(register) as session:
        page = needing_attention(session, WhichPractitioners(on=ON), NOW, within_days=within)
    assert [each.staff_id for each in page.items if each.last_day == date(2026, 6, 30)] == found


def test_attention_goes_on_page_by_page_and_leaves_nobody_out(register: Engine) -> None:
    for number in range(5):
        staff(register, f"N03A02{number}", vetting=[])
    with reading(register) as session:
        asked, seen, cursor = WhichPractitioners(on=ON, team="N03F01"), [], None
        while True:
            page = needing_attention(session, asked, NOW, within_days=10, cursor=cursor, limit=2)
            seen += [each.staff_id for each in page.items]
            cursor = page.next
            if cursor is None:
                break
    assert seen == [f"N03A02{number}" for number in range(5)]


def test_a_list_by_line_manager_is_of_those_managed_on_the_day(register: Engine) -> None:
    staff(register, "N03A019", line_manager="N03S001")
    written(register, change("employment", on="2026-04-01", line_manager="N03S002"))
    days = (date(2026, 3, 31), date(2026, 4, 1))
    assert [listed(register, on, line_manager="N03S001") for on in days] == [["N03A019"], []]
    assert [listed(register, on, line_manager="N03S002") for on in days] == [[], ["N03A019"]]


@pytest.mark.parametrize("within", [0, 30, 113, 400])
@pytest.mark.parametrize("as_of", [NOW, datetime(2023, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)])
def test_whoever_the_database_finds_is_everybody_who_needs_attention(
    register: Engine, as_of: datetime, within: int
) -> None:
    staff(register, "N03A019")
    staff(register, "N03A020", vetting=[])
    staff(register, "N03A021", qualifications=[{**LASTING, "last_day": None}])
    staff(register, "N03A022", posts=[{"role": "probation_officer", "since": "2022-09-05"}], vetting=[LATE_VETTING])
    staff(register, "N03A023", employment_last_day="2026-03-08")
    staff(register, "N03A024", required_learning_on="2024-03-01")
    which = WhichPractitioners(on=local_day(as_of))
    with reading(register) as session:
        everybody = [practitioner_record(session, f"N03A0{number}", as_of).practitioner for number in range(19, 25)]
        judged = {each.staff_id for each in everybody if attention(each, as_of, within_days=within)}
        page = needing_attention(session, which, as_of, within_days=within)
    assert {each.staff_id for each in page.items} == judged


def test_coverage_is_asked_for_any_moment(register: Engine) -> None:
    staff(register, "N03A019")
    moments = {datetime(2026, 6, 30, 22, 59, tzinfo=UTC): 0, datetime(2026, 6, 30, 23, tzinfo=UTC): 1}
    with reading(register) as session:
        found = {moment: coverage(session, moment, by="team")[0].may_hold_none for moment in moments}
        assert found == moments
        assert coverage(session, datetime(2022, 9, 1, tzinfo=UTC), by="team") == ()


def test_coverage_counts_who_may_hold_what_is_open(register: Engine) -> None:
    staff(register, "N03A019")
    staff(register, "N03A020", posts=[{"role": "probation_services_officer", "since": "2024-01-08"}])
    staff(register, "N03A021", authorisations=[])
    staff(register, "N03A022", employment_last_day="2026-03-08")
    for sentence_id, facts in (
        ("CO-1", Facts(team="N03F01", rosh="high", practitioner="N03A020")),
        ("CO-2", Facts(team="N03F01", rosh="high")),
        ("CO-3", Facts(team="N03F01")),
        ("CO-4", Facts(team="N03F09", rosh="low")),
    ):
        Life(sentence_id, facts=facts).begins(facts=facts).remembered(register)
    with reading(register) as session:
        groups = {group.group: group for group in coverage(session, NOW, by="team")}
        assert [group.group for group in coverage(session, NOW, by="team", team="N03F01")] == ["N03F01"]
        assert [group.group for group in coverage(session, NOW, by="region")] == ["Wales", None]
    ours: Coverage = groups["N03F01"]
    assert (ours.practitioners, ours.may_hold_none, ours.not_assessed) == (3, 1, 1)
    risks = {each.risk: (each.practitioners, each.open_cases, each.unallocated) for each in ours.risks}
    assert risks == {"low": (2, 0, 0), "medium": (2, 0, 0), "high": (1, 2, 1), "very_high": (1, 0, 0)}
    assert groups["N03F09"].practitioners == 0


def test_what_is_confidential_is_kept_apart_and_once(register: Engine) -> None:
    staff(register, "N03A019")
    said = Confidential(kind="health", since=ON, says="Reduced hours.")
    for _ in range(2):
        with writing(register) as session:
            assert add_confidential(session, "N03A019", said, event_id="one", by=HR) == 1
    with writing(register) as session, pytest.raises(EntryDiffers):
        add_confidential(session, "N03A019", said.model_copy(update={"says": "other"}), event_id="one", by=HR)
    with writing(register) as session, pytest.raises(UnknownPractitioner):
        add_confidential(session, "N03A099", said, event_id="one", by=HR)
    with reading(register) as session:
        (entry,) = confidential(session, "N03A019")
        assert (entry.number, entry.kind, entry.says) == (1, "health", "Reduced hours.")
        assert "Reduced" not in practitioner_record(session, "N03A019", NOW).model_dump_json()

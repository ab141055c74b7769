"""What begins by itself when a post needs a qualification nobody has shown, and what is left to people."""

from datetime import date, datetime, timedelta
from typing import cast

import pytest

from policy.calendar import local_day, starts
from policy.workforce.gap import begins_after, begins_at, facts_as_it_begins, gap
from policy.workforce.practitioner import Practitioner
from policy.workforce.roles import QUALIFIED_ROLES

DAY = date(2026, 3, 2)
PQIP = {
    "award": "pqip",
    "qualified_on": "2020-05-01",
    "evidence": ["academic_certificate", "vocational_certificate"],
}


def somebody(role: str = "probation_officer", /, **known: object) -> Practitioner:
    """Return somebody in a post since the day of the question, whom nobody has authorised or vetted yet."""
    post = {"role": role, "since": DAY, **cast("dict[str, object]", known.pop("post", {}))}
    said = {"staff_id": "N03A044", "posts": [post], "employment_start": "2024-06-03", **known}
    return Practitioner.model_validate(said)


@pytest.mark.parametrize("role", sorted(QUALIFIED_ROLES))
def test_alignment_begins_by_itself_in_each_of_the_eight_roles(role: str) -> None:
    found = gap(somebody(role), DAY)
    assert found is not None
    assert (found.begins, found.by_itself, found.since) == ("qualification_gap_found", True, DAY)
    assert found.reason.rule == "QG-11-a"
    assert gap(somebody(role, qualifications=[PQIP]), DAY) is None


@pytest.mark.parametrize(
    "known",
    [
        {"employment_start": "2014-03-31"},
        {"level3_diploma": {"held_on": "2025-01-06"}},
        {"employed_for_pqip": {"since": "2024-06-03"}},
        {"qualifications": [PQIP]},
        {"post": {"local_title": "Victim Liaison Officer"}},
        {"employment_last_day": "2026-03-01"},
    ],
)
def test_a_services_officer_whom_no_diploma_is_asked_of_begins_none(known: dict[str, object]) -> None:
    assert gap(somebody("probation_services_officer", **known), DAY) is None


@pytest.mark.parametrize("diploma", [None, {"enrolled_on": "2025-01-06"}])
def test_the_diploma_of_a_services_officer_begins_from_the_start_in_post(diploma: dict[str, str] | None) -> None:
    known = somebody("probation_services_officer", employment_start="2014-04-01", level3_diploma=diploma)
    found = gap(known, DAY)
    assert found is not None
    assert (found.begins, found.by_itself, found.since) == ("officer_started", True, DAY)
    facts = facts_as_it_begins(known, found, DAY)
    assert (facts.staff_id, facts.employment_start) == ("N03A044", date(2014, 4, 1))
    assert facts.diploma_enrolled is (True if diploma else None)


@pytest.mark.parametrize(
    ("known", "begins"),
    [
        ({"qualifications": [{"award": "international", "qualified_on": "2020-05-01"}]}, "qualification_gap_found"),
        ({"alignment": {"started_on": "2025-06-02"}}, "qualification_gap_found"),
        ({"alignment": {"started_on": "2021-06-02", "ended_on": "2023-01-09", "result": "neither"}}, "pqip_applied"),
    ],
)
def test_what_the_text_leaves_to_people_does_not_begin_by_itself(known: dict[str, object], begins: str) -> None:
    found = gap(somebody(**known), DAY)
    assert found is not None
    assert (found.begins, found.by_itself) == (begins, False)
    assert begins_at(somebody(**known), starts(DAY)) is None


def test_nothing_begins_before_the_post_is_taken_or_outside_table_one() -> None:
    known = somebody()
    before = datetime.combine(DAY, datetime.min.time(), starts(DAY).tzinfo) - timedelta(days=30)
    assert gap(known, local_day(before)) is None
    assert begins_at(known, before) == starts(DAY)
    assert begins_at(known, starts(DAY) + timedelta(hours=9)) == starts(DAY) + timedelta(hours=9)
    assert begins_after(known, starts(DAY)) is None
    assert gap(somebody("other"), DAY) is None
    assert gap(somebody("contracted_case_manager"), DAY) is None

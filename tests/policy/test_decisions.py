"""The named decisions, against the tables of the notes and at the days on which they change."""

from datetime import UTC, date, datetime

import pytest

from policy.calendar import Calendar, at_noon
from policy.case import Actor, Case, Decision, Event, Value, facts_from
from policy.decisions import care_leaver_support, change_level_zero, exempt_alone, route_at
from policy.engine import decide

RECEIVED = date(2019, 1, 7)


def sent(case: Case, name: str, on: date, by: str, **payload: object) -> Case:
    """Return the case after an event that must not be refused."""
    event = Event.model_validate(
        {"id": f"{name}/{on}", "name": name, "at": at_noon(on), "on": on, "by": Actor(role=by), "payload": payload}
    )
    answer = decide(case, event, event.at)
    assert isinstance(answer, Decision), answer
    return case.after(answer)


def calculated(release: date, estate: str = "male_closed", **facts: object) -> Case:
    """Return a sentence received on 7 January 2019, allocated and calculated that day."""
    known = facts_from({"sentence_type": "standard_determinate", "estate": estate, **facts})
    case = Case(sentence_id="S-1", kind="custodial_sentence", facts=known)
    case = sent(case, "reception", RECEIVED, "prison", status="sentenced", estate=estate)
    case = sent(case, "allocation_made", RECEIVED, "offender_management_unit", provider=facts["provider"])
    return sent(case, "sentence_calculated", RECEIVED, "governor", earliest_release_date=release.isoformat())


@pytest.mark.parametrize(
    ("provider", "rosh", "release", "estate", "other", "level"),
    [
        ("nps", "high", date(2019, 11, 7), "male_closed", {}, "core"),
        ("nps", "high", date(2019, 11, 8), "male_closed", {}, "specialised"),
        ("nps", "high", date(2019, 4, 7), "open", {}, "none"),
        ("crc", "low", date(2023, 1, 7), "male_closed", {}, "core"),
        ("crc", "low", date(2023, 1, 8), "male_closed", {}, "specialised"),
        ("crc", "low", date(2019, 12, 7), "male_closed", {}, "core"),
        ("crc", "medium", date(2019, 11, 7), "male_closed", {}, "core"),
        ("crc", "medium", date(2019, 11, 8), "male_closed", {}, "specialised"),
        ("crc", "low", date(2019, 3, 7), "open", {}, "specialised"),
        (
            "crc",
            "low",
            date(2019, 3, 7),
            "male_closed",
            {"care_leaver": True, "date_of_birth": "1993-01-08"},
            "specialised",
        ),
        ("crc", "low", date(2019, 3, 7), "male_closed", {"care_leaver": True, "date_of_birth": "1993-01-07"}, "core"),
        ("crc", "low", date(2019, 3, 7), "women", {}, "none"),
        ("nps", "high", date(2019, 3, 7), "male_closed", {"sentence_type": "life"}, "specialised"),
    ],
)
def test_service_level_follows_the_table(
    provider: str, rosh: str, release: date, estate: str, other: dict[str, object], level: Value
) -> None:
    case = calculated(release, estate, provider=provider, rosh=rosh, **other)
    assert case.values["service_level"] == level


@pytest.mark.parametrize(
    ("at", "route"),
    [
        (datetime(2026, 11, 20, 8, 59, 59, tzinfo=UTC), "out_of_hours"),
        (datetime(2026, 11, 20, 9, tzinfo=UTC), "in_hours"),
        (datetime(2026, 11, 20, 17, tzinfo=UTC), "in_hours"),
        (datetime(2026, 11, 20, 17, 0, 1, tzinfo=UTC), "out_of_hours"),
        (datetime(2026, 7, 20, 8, tzinfo=UTC), "in_hours"),
        (datetime(2026, 12, 25, 11, tzinfo=UTC), "out_of_hours"),
        (datetime(2026, 11, 21, 11, tzinfo=UTC), "out_of_hours"),
    ],
)
def test_recall_is_in_hours_on_working_days_from_nine_to_five_in_london(at: datetime, route: str) -> None:
    assert route_at(at, Calendar()) == route


@pytest.mark.parametrize(
    ("on", "supported"),
    [(date(2019, 5, 31), False), (date(2019, 6, 1), True), (date(2027, 5, 31), True), (date(2027, 6, 1), False)],
)
def test_care_leavers_are_supported_from_18_to_the_day_before_26(on: date, supported: bool) -> None:
    assert care_leaver_support(date(2001, 6, 1), on) is supported


@pytest.mark.parametrize("alone", ["curfew", "electronic_monitoring", "exclusion"])
def test_three_requirements_need_no_practitioner_when_alone(alone: str) -> None:
    assert exempt_alone((alone,))
    assert not exempt_alone((alone, "unpaid_work"))


def test_electronic_whereabouts_monitoring_needs_a_practitioner() -> None:
    assert not exempt_alone(("electronic_whereabouts",))


@pytest.mark.parametrize(
    ("requirements", "zero"),
    [(("unpaid_work",), True), (("unpaid_work", "curfew"), True), (("rar", "curfew"), False), ((), False)],
)
def test_change_level_nought_is_unpaid_work_and_restrictive_requirements(
    requirements: tuple[str, ...], zero: bool
) -> None:
    assert change_level_zero(requirements) is zero

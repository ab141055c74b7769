"""Nobody in the community is without somebody who owes them something; and a case stays small over decades."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given, settings
from pydantic import JsonValue

from policy.calendar import at_noon, local_day
from policy.case import Actor, Case, Decision, Event
from policy.cases.living import wake_until
from policy.duties import MOST_OPEN
from policy.engine import decide
from tests.policy.sentences import Story, stories
from tests.policy.test_engine import lived
from tests.policy.test_forecast import released

MONTHLY, WEEKLY = "SMC-5.9-a", "SMC-5.9-b"
OWED = {"monthly": {MONTHLY}, "weekly": {WEEKLY}, "weekly_and_monthly": {MONTHLY, WEEKLY}}
LONGEST_PERIOD = timedelta(days=62)
LARGEST_STATE = 64 * 1024
WEEKS = 520


def supervision_ends(case: Case) -> date | None:
    """Return the last day of supervision, where it is known."""
    return case.facts.licence_end_date if case.kind == "custodial_sentence" else case.facts.order_end


@settings(max_examples=250, deadline=None)
@given(stories())
def test_whoever_is_to_be_seen_has_somebody_who_owes_it(story: Story) -> None:
    for _, event, answer, after in lived(story):
        standard = after.values.get("contact_standard")
        ends = supervision_ends(after)
        if not isinstance(answer, Decision) or standard not in OWED or after.phase == "awaiting_allocation":
            continue
        if ends is not None and ends <= local_day(event.at) + LONGEST_PERIOD:
            continue  # a part of a period at the end is not assessed (reading 15)
        owed = {duty.rule for duty in after.duties if duty.owner}
        assert OWED[str(standard)] <= owed, (after.phase, after.stage, standard, event.name)


@settings(max_examples=250, deadline=None)
@given(stories())
def test_an_order_that_waits_for_a_practitioner_has_somebody_who_must_name_one(story: Story) -> None:
    for _, _, answer, after in lived(story):
        if isinstance(answer, Decision) and after.phase == "awaiting_allocation":
            assert [duty for duty in after.duties if duty.owner == "senior_probation_officer"]


def after_ten_years(*events: tuple[str, dict[str, JsonValue]]) -> Case:
    """Return a life licence after ten years in which these happened every week."""
    case = released(sentence_type="life", tier="A3", pcoso=True, notification=True, domestic_abuse="high", mappa=2)
    by = Actor(role="probation_practitioner", id="N03A019")
    for week in range(WEEKS):
        on = date(2026, 3, 3) + timedelta(weeks=week)
        at = at_noon(on)
        case = wake_until(case, at, [])
        for name, payload in events:
            said = payload | ({"contact_on": on.isoformat()} if name == "contact_recorded" else {})
            event = Event(id=f"{week}/{name}", name=name, at=at, on=on, by=by, payload=said)
            answer = decide(case, event, at)
            assert isinstance(answer, Decision), answer
            case = case.after(answer)
    return case


SEEN: tuple[str, dict[str, JsonValue]] = ("appointment_outcome", {"attended": True, "mode": "face_to_face"})
VISITED: tuple[str, dict[str, JsonValue]] = ("home_visit", {"made": True})
RECORDED: tuple[str, dict[str, JsonValue]] = ("contact_recorded", {})


def test_after_ten_years_of_weekly_contact_a_case_is_small() -> None:
    case = after_ten_years(SEEN, VISITED, RECORDED)
    assert case.number > WEEKS * 3
    assert len(case.model_dump_json().encode()) < LARGEST_STATE


def test_ten_years_in_which_nothing_was_written_down_make_no_case_too_large() -> None:
    case = after_ten_years(SEEN, VISITED, ("concern_identified", {"about": "child"}))
    assert max(Counter(duty.row for duty in case.duties).values()) == MOST_OPEN
    assert len(case.model_dump_json().encode()) < LARGEST_STATE

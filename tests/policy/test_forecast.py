"""A forecast says what then happens when time passes and nobody does anything."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings

from policy.calendar import at_noon, local_day, starts
from policy.case import Actor, Case, Decision, Event, facts_from
from policy.engine import decide, wake
from policy.forecast import forecast
from tests.policy.sentences import Story, stories
from tests.policy.test_engine import lived


def released(**facts: object) -> Case:
    """Return a licence on its first day, 2 March 2026: standard determinate and high risk unless told otherwise."""
    known = facts_from({"sentence_type": "standard_determinate", "rosh": "high", **facts})
    case = Case(sentence_id="S-1", kind="custodial_sentence", facts=known)
    day = date(2026, 3, 2)
    event = Event(id="release", name="release", at=at_noon(day), on=day, by=Actor(role="prison"))
    answer = decide(case, event, event.at)
    assert isinstance(answer, Decision)
    return case.after(answer)


@settings(max_examples=100, deadline=None)
@given(stories(most=8))
def test_the_forecast_is_what_then_happens(story: Story) -> None:
    *_, (_, event, _, case) = lived(story)
    until = local_day(event.at) + timedelta(days=150)
    foretold = {
        (c.rule, c.part, c.due_on) for c in forecast(case, on=event.at, until=until) if c.what == "duty" and c.due_on
    }
    happened = {(d.rule, d.part, d.due_on) for d in case.duties}
    while (
        case.next_at is not None
        and case.next_at < starts(until + timedelta(days=1))
        and case.stage != "termination_referral"
    ):
        answer = wake(case, case.next_at)
        case = case.after(answer) if answer.changes_anything() else case.rearmed(answer)
        happened |= {(d.rule, d.part, d.due_on) for d in answer.opened}
    if case.stage != "termination_referral":
        assert foretold == {row for row in happened if row[2] and row[2] <= until}


def test_phases_to_come_are_foretold() -> None:
    case = released(licence_end_date="2026-09-01", pss_end_date="2027-03-02")
    rows = forecast(case, on=datetime(2026, 3, 3, tzinfo=UTC), until=date(2027, 6, 1))
    assert [(c.title, c.due_on) for c in rows if c.what == "phase"] == [
        ("pss", date(2026, 9, 2)),
        ("terminating", date(2027, 3, 3)),
    ]


def test_an_ipp_forecast_takes_the_parole_board_to_refuse_until_it_does_not() -> None:
    rows = forecast(released(sentence_type="ipp"), on=datetime(2026, 3, 3, tzinfo=UTC), until=date(2039, 1, 1))
    yearly = [c.due_on for c in rows if c.rule == "SMC-25.8-b"]
    assert yearly == [date(2037, 3, 2), date(2038, 3, 2)]


def test_a_forecast_changes_nothing() -> None:
    case = released()
    before = case.model_dump_json()
    forecast(case, on=datetime(2026, 3, 3, tzinfo=UTC), until=date(2028, 1, 1))
    assert case.model_dump_json() == before


def test_tasks_without_a_date_come_last() -> None:
    rows = forecast(released(), on=datetime(2026, 3, 3, tzinfo=UTC), until=date(2026, 5, 1))
    dated = [row.due_on is not None for row in rows]
    assert dated == sorted(dated, reverse=True)
    assert False in dated

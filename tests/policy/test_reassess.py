"""A change of the calendar reaches running sentences by an explicit message, and never takes time away."""

from datetime import UTC, date, datetime

from policy.calendar import Calendar, at_noon
from policy.case import Actor, Case, Decision, Event
from policy.engine import decide
from tests.policy.test_forecast import released

AT = datetime(2026, 3, 2, 15, tzinfo=UTC)
VISIT = "SMC-26.5"


def reassessed(case: Case, calendar: Calendar) -> Decision:
    """Return what reassessing the case under a calendar decides."""
    event = Event(
        id="reassess",
        name="reassess",
        at=AT,
        on=AT.date(),
        by=Actor(role="policy_adviser"),
        payload={"reason": "a bank holiday was declared"},
    )
    answer = decide(case, event, AT, known=calendar)
    assert isinstance(answer, Decision)
    return answer


def limit(case: Case) -> date | None:
    return case.open_duties(VISIT)[0].due_on


def test_a_holiday_declared_late_moves_the_limit_and_tells_the_owner() -> None:
    case = released(mappa23_from="2026-03-02")
    assert limit(case) == date(2026, 3, 23)
    decision = reassessed(case, Calendar(added=frozenset({date(2026, 3, 17)})))
    assert limit(case.after(decision)) == date(2026, 3, 24)
    [notice] = [n for n in decision.notices if VISIT in n.rules]
    assert (notice.template, notice.to, notice.due_on) == ("changed", "probation_practitioner", date(2026, 3, 24))


def test_a_limit_once_told_is_never_shortened() -> None:
    case = released(mappa23_from="2026-03-02")
    longer = case.after(reassessed(case, Calendar(added=frozenset({date(2026, 3, 17)}))))
    decision = reassessed(longer, Calendar())
    assert decision.moved == ()
    assert limit(longer.after(decision)) == date(2026, 3, 24)


def test_reassessing_under_the_same_rules_moves_nothing() -> None:
    decision = reassessed(released(mappa23_from="2026-03-02"), Calendar())
    assert decision.moved == ()
    assert decision.notices == ()


def test_any_other_message_leaves_limits_as_they_were_told() -> None:
    case = released(mappa23_from="2026-03-02")
    event = Event(
        id="t",
        name="tier_set",
        at=at_noon(date(2026, 3, 5)),
        on=date(2026, 3, 5),
        by=Actor(role="system"),
        payload={"tier": "B2"},
    )
    decision = decide(case, event, event.at, known=Calendar(added=frozenset({date(2026, 3, 17)})))
    assert isinstance(decision, Decision)
    assert limit(case.after(decision)) == date(2026, 3, 23)

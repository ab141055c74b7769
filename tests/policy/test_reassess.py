"""A change of the calendar reaches running sentences by an explicit message, and never takes time away."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import JsonValue

from policy.calendar import Calendar, at_noon, local_day
from policy.case import Actor, Case, Decision, Event, Refusal, facts_from
from policy.engine import decide
from policy.reassess import changes
from policy.vocabulary import ENDED
from tests.policy.sentences import Story, stories
from tests.policy.test_engine import lived, wakes
from tests.policy.test_forecast import released

AT = datetime(2026, 3, 2, 15, tzinfo=UTC)
VISIT, CONTACT, RECORD, PLAN = "SMC-26.5", "SMC-5.9-b", "SMC-5.10-a", "MCS-4.45"
FUNERAL = date(2022, 9, 19)
KNOWN_BEFORE = Calendar(not_yet=frozenset({FUNERAL}))
DECLARED = Calendar()


def reassessed(case: Case, calendar: Calendar, at: datetime = AT) -> Decision:
    """Return what reassessing the case under a calendar decides."""
    event = Event(
        id="reassess",
        name="reassess",
        at=at,
        on=local_day(at),
        by=Actor(role="policy_adviser"),
        payload={"reason": "a bank holiday was declared"},
    )
    answer = decide(case, event, at, known=calendar)
    assert isinstance(answer, Decision)
    return answer


def limit(case: Case, rule: str = VISIT) -> date | None:
    return case.open_duties(rule)[0].due_on


def told(case: Case, name: str, day: date, by: str, known: Calendar, **payload: JsonValue) -> Case:
    """Return the case after something happened on a day, under a calendar."""
    event = Event(id=name, name=name, at=at_noon(day), on=day, by=Actor(role=by), payload=payload)
    answer = decide(case, event, event.at, known=known)
    assert isinstance(answer, Decision), answer
    return case.after(answer)


def licence(day: date, known: Calendar, **facts: object) -> Case:
    """Return a high-risk licence on its first day."""
    started = facts_from({"sentence_type": "standard_determinate", "rosh": "high", **facts})
    begun = Case(sentence_id="S-1", kind="custodial_sentence", facts=started)
    return told(begun, "release", day, "prison", known)


def mourning(**facts: object) -> Case:
    """Return the licence of EX-49: released on 5 September 2022, before the holiday was declared."""
    return licence(date(2022, 9, 5), KNOWN_BEFORE, mappa23_from="2022-09-05", **facts)


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


def test_the_state_funeral_moves_the_visit_of_ex_49() -> None:
    case = mourning()
    assert limit(case) == date(2022, 9, 26)
    decision = reassessed(case, DECLARED, at_noon(date(2022, 9, 12)))
    assert limit(case.after(decision)) == date(2022, 9, 27)
    [change] = [c for c in changes(decision) if c.rule == VISIT]
    assert (change.what, change.due_on_before, change.due_on_after) == ("moved", date(2022, 9, 26), date(2022, 9, 27))
    assert change.told == ("probation_practitioner",)


def test_a_duty_of_every_occurrence_is_counted_again_from_its_own() -> None:
    friday, monday = date(2022, 9, 16), date(2022, 9, 19)
    case = mourning()
    for day in (date(2022, 9, 15), friday):
        case = told(
            case,
            "appointment_outcome",
            day,
            "probation_practitioner",
            KNOWN_BEFORE,
            attended=True,
            mode="face_to_face",
        )
    assert sorted(str(duty.due_on) for duty in case.open_duties(RECORD)) == [str(friday), str(monday)]
    after = case.after(reassessed(case, DECLARED, at_noon(friday)))
    assert sorted(str(duty.due_on) for duty in after.open_duties(RECORD)) == [str(friday), "2022-09-20"]


def test_a_week_stays_as_it_is_and_its_last_working_day_is_told_again() -> None:
    case = released()
    [before] = case.open_duties(CONTACT)
    assert (before.due_on, before.work_by) == (date(2026, 3, 8), date(2026, 3, 6))
    decision = reassessed(case, Calendar(added=frozenset({date(2026, 3, 6)})))
    [after] = case.after(decision).open_duties(CONTACT)
    assert (after.due_on, after.work_by, after.overdue) == (date(2026, 3, 8), date(2026, 3, 5), False)
    assert [n.template for n in decision.notices if n.duty == after.id] == ["changed"]


def test_the_first_week_of_contact_moves_when_the_induction_deadline_leaves_it() -> None:
    thursday = date(2026, 3, 5)
    case = licence(thursday, Calendar())
    assert limit(case, CONTACT) == date(2026, 3, 8)
    decision = reassessed(case, Calendar(added=frozenset({date(2026, 3, 6)})), at_noon(thursday))
    [after] = case.after(decision).open_duties(CONTACT)
    assert (after.not_before, after.due_on) == (date(2026, 3, 9), date(2026, 3, 15))


def test_a_limit_that_passed_is_open_again_when_the_holiday_gives_it_more_time() -> None:
    case = mourning()
    late = wakes(case, at_noon(date(2022, 9, 27)), [])
    assert late.open_duties(VISIT)[0].overdue
    after = late.after(reassessed(late, DECLARED, at_noon(date(2022, 9, 27))))
    [visit] = after.open_duties(VISIT)
    assert (visit.due_on, visit.overdue) == (date(2022, 9, 27), False)


def test_what_was_due_at_once_is_not_due_again_later() -> None:
    facts = facts_from({"sentence_type": "standard_determinate", "term_months": 3, "provider": "nps", "rosh": "low"})
    case = Case(sentence_id="S-1", kind="custodial_sentence", facts=facts.model_copy(update={"omic_live": True}))
    day = date(2026, 3, 2)
    case = told(case, "reception", day, "prison", Calendar(), status="sentenced", estate="male_closed", prison="LEI")
    case = told(case, "allocation_made", day, "offender_management_unit", Calendar(), provider="nps")
    case = told(
        case,
        "sentence_calculated",
        day,
        "governor",
        Calendar(),
        earliest_release_date="2026-04-10",
        release_date="2026-04-10",
        conditional_release_date="2026-04-10",
    )
    short = [duty for duty in case.duties if duty.short_notice]
    assert short
    late = wakes(case, at_noon(date(2026, 3, 12)), [])
    decision = reassessed(late, Calendar(), at_noon(date(2026, 3, 12)))
    assert not {duty.id for duty in short} & set(decision.moved)


@settings(max_examples=80, deadline=None)
@given(stories(most=12), st.integers(0, 60), st.frozensets(st.integers(-20, 60), max_size=4))
def test_reassessing_never_shortens_and_moves_nothing_without_a_reason(
    story: Story, days: int, holidays: frozenset[int]
) -> None:
    *_, (_, event, _, case) = lived(story)
    at = event.at + timedelta(days=days)
    case = wakes(case, at, [])
    if case.phase in ENDED | {"start"}:
        return
    same = reassessed(case, Calendar(), at)
    assert (same.moved, same.opened, same.settled) == ((), (), ())
    added = frozenset(local_day(at) + timedelta(days=n) for n in holidays)
    decision = reassessed(case, Calendar(added=added), at)
    assert not isinstance(decision, Refusal)
    before = {duty.id: duty for duty in case.duties}
    for duty in decision.changed:
        old = before[duty.id]
        assert old.due_on is None or (duty.due_on is not None and duty.due_on >= old.due_on)
        assert old.due_at is None or (duty.due_at is not None and duty.due_at >= old.due_at)
        if (duty.due_on, duty.work_by) != (old.due_on, old.work_by):
            assert not duty.owner or duty.owner in {n.to for n in decision.notices if n.duty == duty.id}
    assert {change.duty for change in changes(decision) if change.due_on_before} >= set(decision.moved)

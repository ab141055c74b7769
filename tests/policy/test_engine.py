"""What must hold of every decision, whatever the sentence and whatever is sent to it."""

from collections import Counter
from datetime import datetime, timedelta

from hypothesis import given, settings

from policy.case import Case, Decision, Event, Refusal
from policy.engine import decide, time_at, wake
from policy.vocabulary import ENDED
from tests.policy.sentences import Story, stories

_WAKES = 3000


Told = list[tuple[Case, Event, Decision | Refusal, Case]]


def lived(story: Story) -> Told:
    """Return every decision of a story: the case before, the event, the answer, the case after."""
    case = story.case
    told: Told = []
    for event in story.events:
        case = wakes(case, event.at, told)
        answer = decide(case, event, event.at)
        after = case.after(answer) if isinstance(answer, Decision) else case.refused()
        told.append((case, event, answer, after))
        case = after
    return told


def wakes(case: Case, until: datetime, told: Told) -> Case:
    """Return the case after every wake up to a moment; each decision is added to what is told."""
    for _ in range(_WAKES):
        moment = case.next_at
        if moment is None or moment > until:
            return case
        answer = wake(case, moment)
        after = case.after(answer) if answer.changes_anything() else case.rearmed(answer)
        told.append((case, time_at(moment), answer, after))
        case = after
    raise AssertionError(f"the clock stands still at {case.next_at}: {case.next_says}")


@settings(max_examples=250, deadline=None)
@given(stories())
def test_every_answer_is_sound(story: Story) -> None:
    for before, event, answer, after in lived(story):
        if isinstance(answer, Refusal):
            assert answer.reason[0].isupper()
            assert answer.says
            assert (after.duties, after.phase, after.facts) == (before.duties, before.phase, before.facts)
            continue
        assert len({duty.id for duty in after.duties}) == len(after.duties)
        for duty in after.duties:
            assert duty.rule
            assert duty.owner or duty.status in {"milestone", "end", "cap"}
        same = Counter((d.rule, d.part, d.because, d.occurrence, d.not_before, d.anchor_n) for d in after.duties)
        assert [key for key, count in same.items() if count > 1] == []
        if answer.next_at is not None:
            assert answer.next_at > event.at
        assert len({notice.key for notice in answer.notices}) == len(answer.notices)
        if after.final:
            assert after.phase in ENDED
            assert after.duties == ()
            assert after.next_at is None


@settings(max_examples=100, deadline=None)
@given(stories())
def test_time_deciding_the_same_moment_twice_changes_nothing(story: Story) -> None:
    for _, event, answer, after in lived(story):
        if isinstance(answer, Decision) and not after.final:
            again = wake(after, event.at)
            assert not again.changes_anything(), again
            assert (again.next_at, again.next_says) == (after.next_at, after.next_says)


@settings(max_examples=100, deadline=None)
@given(stories())
def test_a_case_and_its_decisions_read_back_as_they_were_written(story: Story) -> None:
    for _, event, answer, after in lived(story):
        assert Event.model_validate_json(event.model_dump_json()) == event
        assert Case.model_validate_json(after.model_dump_json()) == after
        assert type(answer).model_validate_json(answer.model_dump_json()) == answer


@settings(max_examples=60, deadline=None)
@given(stories())
def test_the_same_question_gets_the_same_answer(story: Story) -> None:
    for before, event, answer, _ in lived(story):
        assert decide(before, event, event.at) == answer


@settings(max_examples=100, deadline=None)
@given(stories())
def test_a_late_wake_misses_and_opens_what_timely_wakes_would(story: Story) -> None:
    *_, (_, event, _, case) = lived(story)
    if case.final or case.next_at is None:
        return
    end = event.at + timedelta(days=90)
    timely = case
    while timely.next_at is not None and timely.next_at <= end:
        timely = timely.after(wake(timely, timely.next_at))
    late = case.after(wake(case, end)) if case.next_at <= end else case
    if not timely.final and not late.final:
        assert {d.rule for d in late.duties} == {d.rule for d in timely.duties}
        assert (late.phase, late.stage) == (timely.phase, timely.stage)

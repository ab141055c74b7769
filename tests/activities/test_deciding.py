"""Decide: whatever goes wrong becomes an answer by name."""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest

from activities.deciding import decide
from policy.case import Actor, Case, Decision, Event, Refusal
from policy.vocabulary import TIME
from workflows.messages import Question

ON = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
ORDER = Case(sentence_id="S-1", kind="community_order", phase="active", number=3)
TOLD = Event(
    id="e-1",
    name="information_received",
    at=ON,
    on=ON.date(),
    by=Actor(role="police"),
    payload={"summary": "a call"},
)
WAKE = Event(id=f"time/{ON.isoformat()}", name=TIME, at=ON, on=ON.date())


def nothing_follows(case: Case, event: Event, on: datetime, **_: object) -> Decision:
    """Return a decision in which nothing follows."""
    return Decision(next_at=on + timedelta(days=1))


def divides_by_nothing(case: Case, event: Event, on: datetime, **_: object) -> Decision:
    """Fail, as a rule may."""
    raise ZeroDivisionError


def refused(answer: Decision | Refusal) -> str | None:
    return answer.reason if isinstance(answer, Refusal) else None


def test_the_engine_is_asked_for_the_moment_the_event_counts_at() -> None:
    answer = decide(Question(case=ORDER, event=TOLD, on=ON, now=ON), nothing_follows)

    assert answer == Decision(next_at=ON + timedelta(days=1))


def test_what_cannot_be_read_is_refused_before_anybody_is_asked() -> None:
    question = Question(case=ORDER, event=TOLD, on=ON, malformed="event: Field required")

    assert refused(decide(question, divides_by_nothing)) == "MalformedMessage"


def test_a_message_is_looked_at_again_in_its_turn() -> None:
    question = Question(case=ORDER, event=TOLD, on=ON, began=date(2026, 5, 1), now=ON)

    assert refused(decide(question, nothing_follows)) == "BeforeTheSentence"


def test_a_message_may_not_claim_to_be_the_clock() -> None:
    assert refused(decide(Question(case=ORDER, event=WAKE, on=ON), nothing_follows)) == "UnknownEvent"


def test_a_fault_of_the_rules_is_a_refusal_and_is_logged_with_ids(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        answer = decide(Question(case=ORDER, event=TOLD, on=ON), divides_by_nothing)

    assert refused(answer) == "EngineFault"
    assert "S-1 entry 4 information_received" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_clock_that_asks_for_the_moment_it_has_reached_is_a_fault() -> None:
    def stands_still(case: Case, event: Event, on: datetime, **_: object) -> Decision:
        return Decision(next_at=on)

    assert refused(decide(Question(case=ORDER, event=WAKE, on=ON, by_clock=True), stands_still)) == "EngineFault"
    assert refused(decide(Question(case=ORDER, event=WAKE, on=ON, by_clock=True), nothing_follows)) is None


def test_what_was_passed_on_and_does_not_apply_is_noted_and_not_refused() -> None:
    late = Question(case=ORDER, event=TOLD, on=ON, began=date(2026, 5, 1), now=ON, passed_by="S-2")
    noted = decide(late, nothing_follows)
    assert isinstance(noted, Decision)
    assert noted.ignored is not None
    assert noted.ignored.startswith("Passed on from S-2")
    assert (noted.next_at, noted.notices, noted.final) == (ORDER.next_at, (), False)
    assert ORDER.after(noted) == ORDER.refused()


def test_a_sentence_that_is_over_stays_over_when_something_is_passed_on_to_it() -> None:
    over = ORDER.model_copy(update={"final": True})
    noted = decide(Question(case=over, event=TOLD, on=ON, now=ON, passed_by="S-2"), nothing_follows)
    assert isinstance(noted, Decision)
    assert over.after(noted).final


def test_a_fault_of_the_rules_is_told_whoever_passed_the_event_on() -> None:
    question = Question(case=ORDER, event=TOLD, on=ON, now=ON, passed_by="S-2")
    assert refused(decide(question, divides_by_nothing)) == "EngineFault"

"""Remember: one transaction, one effect, and the answers that come back."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from activities.notices import KeptInTheRegister
from activities.remembering import WakeRememberedElsewhere, remember, repeat
from policy.case import Actor, Case, Decision, Event, Notice, Refusal
from policy.vocabulary import TIME
from register.connection import reading
from register.faults import EntryDiffers, JournalGap
from register.read.sentences import sentence
from tests.activities.fake_notices import FakeNotices
from workflows.messages import Entry, Person, Remembered, Repeat

AT = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
OPENING = Case(sentence_id="S-1", kind="community_order")
MADE = Event(id="made", name="order_made", at=AT, on=AT.date(), by=Actor(role="court"))
CALLED = Event(id="called", name="information_received", at=AT, on=AT.date(), by=Actor(role="police"))
WAKE = Event(id="time/2026-04-13", name=TIME, at=AT, on=AT.date())
TOLD = Notice(key="S-1/1/1", to="police", template="event", rules=("SMC-1",), title="An order was made", urgency="now")
REFUSED = Refusal(reason="NotNow", rules=("SMC-2",), says="Not now.")
FIRST = Entry(
    sentence_id="S-1",
    number=1,
    event=MADE,
    decision=Decision(phase="awaiting_allocation", notices=(TOLD,)),
    opened_with=OPENING,
    person=Person(crn="X123456"),
)


def second(event: Event, decision: Decision | None = None, refusal: Refusal | None = None) -> Entry:
    return Entry(sentence_id="S-1", number=2, event=event, decision=decision, refusal=refusal)


def numbered(register: Engine) -> int:
    with reading(register) as session:
        return sentence(session, "S-1").case.number


def test_an_entry_is_written_once_however_often_it_comes(register: Engine) -> None:
    answers = [remember(register, KeptInTheRegister(), FIRST) for _ in range(3)]

    assert answers == [Remembered()] * 3
    assert numbered(register) == 1


def test_what_a_provider_carries_is_named(register: Engine) -> None:
    assert remember(register, FakeNotices(), FIRST) == Remembered(to_send=("S-1/1/1",))
    assert remember(register, FakeNotices(), FIRST) == Remembered(to_send=("S-1/1/1",))


def test_what_is_not_urgent_waits_for_the_digest(register: Engine) -> None:
    waits = TOLD.model_copy(update={"urgency": "digest"})
    told = Decision(phase="awaiting_allocation", notices=(waits,))
    assert remember(register, FakeNotices(), FIRST.model_copy(update={"decision": told})) == Remembered()


def test_a_sentence_id_that_is_taken_is_said_to_be(register: Engine) -> None:
    remember(register, KeptInTheRegister(), FIRST)
    other = FIRST.model_copy(update={"event": MADE.model_copy(update={"id": "made elsewhere"})})

    assert remember(register, KeptInTheRegister(), other) == Remembered(taken=True)


def test_an_event_that_was_remembered_before_says_where(register: Engine) -> None:
    remember(register, KeptInTheRegister(), FIRST)
    again = second(MADE, refusal=REFUSED)

    assert remember(register, KeptInTheRegister(), again) == Remembered(known_as=1)
    assert numbered(register) == 1


def test_a_wake_that_a_dead_worker_had_written_keeps_the_decision_it_had(register: Engine) -> None:
    remember(register, KeptInTheRegister(), FIRST)
    before, after = Decision(phase="active"), Decision(phase="breach")
    remember(register, KeptInTheRegister(), second(WAKE, before))

    assert remember(register, KeptInTheRegister(), second(WAKE, after)) == Remembered(stands=before)


def test_a_message_that_is_remembered_otherwise_is_a_fault(register: Engine) -> None:
    remember(register, KeptInTheRegister(), FIRST)
    remember(register, KeptInTheRegister(), second(CALLED, Decision(phase="active")))

    with pytest.raises(EntryDiffers):
        remember(register, KeptInTheRegister(), second(CALLED, Decision(phase="breach")))


def test_a_wake_under_another_number_is_a_fault(register: Engine) -> None:
    remember(register, KeptInTheRegister(), FIRST)
    remember(register, KeptInTheRegister(), second(WAKE, Decision(phase="active")))
    third = second(WAKE, Decision(phase="breach")).model_copy(update={"number": 3})

    with pytest.raises(WakeRememberedElsewhere):
        remember(register, KeptInTheRegister(), third)


def test_an_entry_out_of_turn_is_tried_again(register: Engine) -> None:
    with pytest.raises(JournalGap):
        remember(register, KeptInTheRegister(), second(CALLED, refusal=REFUSED))


def test_an_answer_is_told_again_from_the_journal(register: Engine) -> None:
    remember(register, KeptInTheRegister(), FIRST)
    remember(register, KeptInTheRegister(), second(CALLED, refusal=REFUSED))

    made = repeat(register, Repeat(sentence_id="S-1", number=1))
    called = repeat(register, Repeat(sentence_id="S-1", number=2))

    assert (made.number, made.accepted, made.phase, made.duplicate) == (1, True, "awaiting_allocation", True)
    assert (called.number, called.accepted, called.refusal) == (2, False, REFUSED)

"""What a message must look like before policy is asked."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pydantic import JsonValue, ValidationError

from policy.case import Actor, Case, Event
from policy.facts import Facts
from workflows.messages import Message, Person, workflow_id
from workflows.shape import fault, local_day

NOW = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
BEGAN = date(2026, 4, 1)
ORDER = Case(sentence_id="S-1", kind="community_order", phase="active", number=3)
SAID = {"attended": True, "mode": "face_to_face"}


def sent(**changed: object) -> Event:
    """Return a well-formed message, but for what is changed."""
    said: dict[str, object] = {
        "id": "e-1",
        "name": "appointment_outcome",
        "at": NOW,
        "on": local_day(NOW),
        "by": Actor(role="probation_practitioner"),
        "payload": SAID,
    }
    return Event.model_validate(said | changed)


def reason(event: Event, case: Case = ORDER) -> str | None:
    refusal = fault(event, case, began=BEGAN, now=NOW)
    return refusal.reason if refusal else None


def test_a_well_formed_message_has_no_fault() -> None:
    assert reason(sent()) is None


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"name": "promoted"}, "UnknownEvent"),
        ({"name": "time", "payload": {}}, "UnknownEvent"),
        ({"name": "recall", "payload": {}}, "EventNotForThisSentence"),
        ({"by": None}, "MissingActor"),
        ({"by": Actor(role="astronaut")}, "UnknownRole"),
        ({"at": NOW + timedelta(minutes=6)}, "EventInTheFuture"),
        ({"on": date(2026, 4, 14)}, "EventInTheFuture"),
        ({"on": date(2026, 3, 31)}, "BeforeTheSentence"),
        ({"payload": {**SAID, "weather": "fine"}}, "MalformedPayload"),
        ({"payload": {"attended": "perhaps", "mode": "face_to_face"}}, "MalformedPayload"),
        ({"payload": {**SAID, "requirement": "gardening"}}, "MalformedPayload"),
        ({"payload": {"attended": True}}, "MalformedPayload"),
    ],
)
def test_what_is_wrong_has_a_name(changed: dict[str, object], named: str) -> None:
    assert reason(sent(**changed)) == named


def test_a_clock_a_little_ahead_of_ours_is_no_fault() -> None:
    assert reason(sent(at=NOW + timedelta(minutes=5))) is None


def test_a_sentence_that_is_over_takes_nothing_more() -> None:
    assert reason(sent(), ORDER.model_copy(update={"final": True})) == "SentenceEnded"


def test_a_sentence_passed_before_we_heard_of_it_takes_events_since_the_day_it_was_passed() -> None:
    order = ORDER.model_copy(update={"facts": Facts(sentenced_on=date(2026, 3, 2))})

    assert reason(sent(on=date(2026, 3, 2)), order) is None
    assert reason(sent(on=date(2026, 3, 1)), order) == "BeforeTheSentence"


def test_the_fault_of_a_payload_names_the_field() -> None:
    refusal = fault(sent(payload={**SAID, "mode": "by pigeon"}), ORDER, began=BEGAN, now=NOW)

    assert refusal is not None
    assert refusal.says.startswith("mode: ")


@pytest.mark.parametrize(
    "identifiers", [{"prison_number": "a1234bc"}, {"crn": "X12345"}, {"prison_number": "A1234B"}, {}]
)
def test_a_person_has_a_prison_number_or_a_crn_of_the_right_form(identifiers: dict[str, JsonValue]) -> None:
    with pytest.raises(ValidationError):
        Person.model_validate(identifiers)


def test_a_workflow_is_found_by_its_sentence() -> None:
    assert workflow_id("custodial_sentence", "S-2041") == "custodial-sentence/S-2041"
    assert workflow_id("suspended_sentence_order", "S-7") == "community-order/S-7"


def test_a_message_reads_back_as_it_was_written() -> None:
    message = Message(event=sent())

    assert Message.model_validate_json(message.model_dump_json()) == message

"""The bounded memory of event ids, and signals on their way from run to run."""

from datetime import UTC, datetime

from temporalio.common import RawValue
from temporalio.contrib.pydantic import pydantic_data_converter

from workflows.inbox import carried, read_signal, unread
from workflows.messages import Answer, Run
from workflows.seen import REMEMBERED_ANSWERS, REMEMBERED_IDS, Seen

NOW = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
CONVERTER = pydantic_data_converter.payload_converter


def test_the_oldest_ids_and_answers_are_forgotten_first() -> None:
    seen = Seen({})
    for number in range(1, REMEMBERED_IDS + 11):
        seen.add(f"e-{number}", Answer(number=number, accepted=True, phase="active"))

    assert len(seen.carried()) == REMEMBERED_IDS
    assert seen.number_of("e-10") is None
    assert seen.number_of("e-11") == 11
    assert seen.answer(REMEMBERED_IDS + 10 - REMEMBERED_ANSWERS) is None
    assert seen.answer(REMEMBERED_IDS + 10) is not None


def test_the_next_run_knows_the_numbers_but_not_the_answers() -> None:
    seen = Seen({})
    seen.add("e-1", Answer(number=4, accepted=True, phase="active"))

    later = Seen(Run.model_validate({**CARRIED, "seen": seen.carried()}).seen)

    assert later.number_of("e-1") == 4
    assert later.answer(4) is None


def test_what_a_run_carries_is_small() -> None:
    seen = Seen({})
    for number in range(1, REMEMBERED_IDS + 1):
        seen.add(f"information_received/{number}", Answer(number=number, accepted=True, phase="active"))

    assert len(Run.model_validate({**CARRIED, "seen": seen.carried()}).model_dump_json()) < 32_000


def test_a_signal_that_cannot_be_read_goes_over_to_the_next_run_as_such() -> None:
    (payload,) = CONVERTER.to_payloads([{"not": "a message"}])
    arrival = read_signal("release", [RawValue(payload)], CONVERTER, now=NOW)

    later = carried(unread(arrival))

    assert arrival.malformed is not None
    assert (later.event, later.malformed) == (arrival.event, arrival.malformed)


def test_the_same_unreadable_signal_is_the_same_event() -> None:
    (payload,) = CONVERTER.to_payloads(["gibberish"])
    first, again = (read_signal("release", [RawValue(payload)], CONVERTER, now=NOW) for _ in range(2))

    assert first.event.id == again.event.id


CARRIED = {"case": {"sentence_id": "S-1", "kind": "community_order"}, "person": {"crn": "X123456"}}

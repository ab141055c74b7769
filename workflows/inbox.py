"""What comes in, by either road, in the order it came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import ValidationError
from temporalio.common import RawValue
from temporalio.converter import PayloadConverter

from policy.case import Event
from workflows.messages import Answer, Message, Reach, Unread
from workflows.seen import digest
from workflows.shape import local_day

Road = Literal["opening", "update", "signal"]


@dataclass
class Arrival:
    """One message that came in, and the answer it waits for. `malformed` says why a signal could not be read."""

    event: Event
    road: Road
    sending: str | None = None
    malformed: str | None = None
    answer: Answer | None = None
    reach: Reach = "sentence"
    passed_by: str | None = None

    def answered(self) -> Answer:
        """Return the answer. Raises LookupError before there is one."""
        if self.answer is None:
            raise LookupError("not answered yet")
        return self.answer


def sent(message: Message, road: Road) -> Arrival:
    """Return a message's arrival."""
    return Arrival(
        event=message.event, road=road, sending=message.sending, reach=message.reach, passed_by=message.passed_by
    )


def unread(arrival: Arrival) -> Unread:
    """Return a signal as it goes over to the next run."""
    if arrival.malformed is not None:
        return Unread(event=arrival.event, malformed=arrival.malformed)
    return Unread(event=arrival.event, reach=arrival.reach, passed_by=arrival.passed_by)


def carried(signal: Unread) -> Arrival:
    """Return the arrival of a signal that the run before did not read."""
    return Arrival(
        event=signal.event,
        road="signal",
        malformed=signal.malformed,
        reach=signal.reach,
        passed_by=signal.passed_by,
    )


def read_signal(name: str, raws: Sequence[object], converter: PayloadConverter, *, now: datetime) -> Arrival:
    """Return the arrival of a signal. Never raises: what cannot be read arrives as malformed, to be refused by name."""
    raw = raws[0] if len(raws) == 1 else None
    if not isinstance(raw, RawValue):
        return _malformed(name, b"", f"{name} came with {len(raws)} messages and not with one", now)
    try:
        message = converter.from_payload(raw.payload, Message)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        return _malformed(name, raw.payload.data, f"{where}: {first['msg']}", now)
    except Exception:  # noqa: BLE001 - whatever a sender can send: bytes, another encoding, no JSON
        return _malformed(name, raw.payload.data, "the message is not one that can be read", now)
    if not isinstance(message, Message):
        return _malformed(name, raw.payload.data, "the message is not one that can be read", now)
    if message.event.name != name:
        says = f"the signal {name} carries the event {message.event.name[:60]}"
        return Arrival(event=message.event, road="signal", malformed=says)
    return sent(message, "signal")


def _malformed(name: str, data: bytes, says: str, now: datetime) -> Arrival:
    event = Event(id=f"malformed/{name[:60]}/{digest(data.hex())}", name=name[:60], at=now, on=local_day(now))
    return Arrival(event=event, road="signal", malformed=says)

"""What is decided next, and what of it is written down and answered."""

from dataclasses import dataclass
from datetime import datetime

from policy.case import Actor, Case, Decision, Event, Refusal
from policy.vocabulary import QUALIFICATION
from workflows.inbox import Arrival
from workflows.messages import Answer, Entry, Message, Other, Person
from workflows.reach import passes_on
from workflows.refused import notices_of
from workflows.shape import local_day
from workflows.standings import HOLDER_STANDING_CHANGED


@dataclass
class Happening:
    """What is decided next, at the moment `on`: a message, or time reaching a date (then there is no arrival)."""

    event: Event
    on: datetime
    arrival: Arrival | None = None


def entry_of(
    case: Case,
    person: Person | None,
    happening: Happening,
    verdict: Decision | Refusal,
    *,
    fault_is_told: bool,
    now: datetime,
) -> Entry | None:
    """Return what to write: nothing for a wake that found nothing, a fault already told, or a refused opening."""
    number, arrival = case.number + 1, happening.arrival
    said: dict[str, object] = {"sentence_id": case.sentence_id, "number": number, "event": happening.event}
    if isinstance(verdict, Decision):
        if arrival is None and not verdict.changes_anything():
            return None
        opening = ({"opened_with": case} | ({"person": person} if person else {})) if number == 1 else {}
        told: dict[str, object] = {"passes_on": True} if arrival is not None and passes_on(arrival, verdict) else {}
        if any(found.right == "hold" for found in verdict.standings):
            told["holder_as_of"] = now
        return Entry.model_validate({**said, **opening, **told, "decision": verdict})
    if number == 1 or (arrival is None and fault_is_told):
        return None
    is_waited_for = arrival is not None and arrival.road == "update"
    said_of_it = verdict.model_copy(update={"rules": ()}) if case.kind == QUALIFICATION else verdict
    notices = notices_of(
        said_of_it, happening.event, sentence_id=case.sentence_id, number=number, is_waited_for=is_waited_for
    )
    return Entry.model_validate({**said, "refusal": verdict, "notices": notices})


def answer_of(case: Case, verdict: Decision | Refusal, arrival: Arrival, others: tuple[Other, ...] = ()) -> Answer:
    """Return the answer to a message; `case` is the case as the verdict leaves it, `others` who else is told."""
    said: dict[str, object] = {"number": case.number, "phase": case.phase, "stage": case.stage}
    if isinstance(verdict, Refusal):
        said |= {"accepted": False, "refusal": verdict}
    else:
        said |= {"accepted": True, "opened": verdict.opened, "settled": verdict.settled, "ignored": verdict.ignored}
    told = {"passed_on_to": tuple(other.sentence_id for other in others)} if others else {}
    remarks = {"remarks": verdict.remarks} if isinstance(verdict, Decision) and verdict.remarks else {}
    return Answer.model_validate({**said, **told, **remarks, "sending": arrival.sending})


def news_of_holder(case: Case, *, now: datetime) -> Message:
    """Return what a sentence tells itself when its holder's standing has changed between decision and register."""
    event = Event(
        id=f"{HOLDER_STANDING_CHANGED}/{case.sentence_id}/{case.number}",
        name=HOLDER_STANDING_CHANGED,
        at=now,
        on=local_day(now),
        by=Actor(role="system"),
        payload={"staff_id": case.facts.practitioner or ""},
    )
    return Message(event=event)

"""How far a message reaches: one sentence, or every live sentence of the person."""

from policy.case import Decision, Refusal
from policy.vocabulary import event_kinds
from workflows.inbox import Arrival
from workflows.messages import Message
from workflows.refused import malformed


def fault(message: Message) -> Refusal | None:
    """Return why the message cannot be meant for every sentence of the person, or nothing."""
    kind = event_kinds().get(message.event.name)
    if message.reach == "person" and (kind is None or kind.reaches == "sentence"):
        return malformed(f"{message.event.name[:60]} is of one sentence, and not of the person")
    return None


def passes_on(arrival: Arrival, verdict: Decision | Refusal) -> bool:
    """Return whether the person's other sentences are to be told: of what was accepted here, and came from outside."""
    if arrival.passed_by is not None or isinstance(verdict, Refusal) or verdict.ignored is not None:
        return False
    kind = event_kinds()[arrival.event.name]
    return kind.reaches == "person" or (kind.reaches == "either" and arrival.reach == "person")

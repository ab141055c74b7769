"""Whom an event names, and what it would have them do: what the register is asked before the event is decided."""

from policy.case import Case, Event
from policy.vocabulary import event_kinds
from policy.workforce.entitled import Named

SENDER, HOLDER, AS = "@sender", "@holder", " as "


def asked_of(case: Case, event: Event) -> tuple[Named, ...]:
    """Return whom the register has to be asked about, each once for each right."""
    kind = event_kinds().get(event.name)
    asked = dict(kind.asks) if kind else {}
    if case.number == 0:
        asked.setdefault("hold", HOLDER)  # a sentence may begin with somebody who holds it
    named = [Named(staff_id=staff, right=right) for right, who in asked.items() if (staff := _staff(case, event, who))]
    return tuple(named)


def _staff(case: Case, event: Event, who: str) -> str | None:
    if who.startswith(SENDER):
        _, _, of = who.partition(AS)
        return event.by.id if event.by and (not of or event.by.role in of.split(" | ")) else None
    if who == HOLDER:
        return case.facts.practitioner
    named = event.payload.get(who)
    return named if isinstance(named, str) and named else None

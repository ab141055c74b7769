"""Fictional sentences told by hand, entry by entry: what the engine would decide, without asking it."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from pydantic import JsonValue
from sqlalchemy import Engine
from sqlmodel import Session

from policy.case import Actor, Case, Decision, Duty, Event, Notice, Refusal, Settled, Settlement
from policy.facts import Facts, Kind
from register.connection import writing
from register.remember import Remembered, remember

MONDAY = date(2026, 4, 13)
PRACTITIONER = Actor(role="probation_practitioner", id="N03A019")


@dataclass(frozen=True)
class Entry:
    """One entry as it is handed to the register."""

    sentence_id: str
    number: int
    event: Event
    decision: Decision | None
    refusal: Refusal | None
    opened_with: Case | None
    prison_number: str | None
    crn: str | None
    notices: tuple[Notice, ...] = ()

    def into(self, session: Session) -> Remembered:
        """Remember it in the session's transaction."""
        return remember(session, **vars(self))

    def remembered(self, register: Engine) -> Remembered:
        """Remember it in a transaction of its own."""
        with writing(register) as session:
            return self.into(session)


class Life:
    """A sentence, its case, and what happens to it."""

    def __init__(
        self,
        sentence_id: str = "CO-1",
        kind: Kind = "community_order",
        *,
        prison_number: str | None = None,
        crn: str | None = "X123456",
        facts: Facts | None = None,
    ) -> None:
        self.case = self.opening = Case(sentence_id=sentence_id, kind=kind, facts=facts or Facts())
        self.prison_number = prison_number
        self.crn = crn

    def decided(self, name: str, decision: Decision, *, on: date = MONDAY, id_: str | None = None) -> Entry:
        """Return the entry of an event that was decided, and go on."""
        entry = self._entry(name, on, id_, decision, None, ())
        self.case = self.case.after(decision)
        return entry

    def refused(self, name: str, refusal: Refusal, *, on: date = MONDAY, notices: tuple[Notice, ...] = ()) -> Entry:
        """Return the entry of an event that was refused, and go on."""
        entry = self._entry(name, on, None, None, refusal, notices)
        self.case = self.case.refused()
        return entry

    def begins(self, phase: str = "induction", *, facts: Facts | None = None, opened: tuple[Duty, ...] = ()) -> Entry:
        """Return the first entry: an order is made."""
        return self.decided("order_made", Decision(phase=phase, facts=facts, opened=opened, rules=("SMC-5.2-a",)))

    def opens(self, *duties: Duty, on: date = MONDAY) -> Entry:
        """Return an entry that opens duties."""
        return self.decided("significant_change", Decision(opened=duties, rules=("SMC-5.6-b",)), on=on)

    def tells(self, *to: str) -> Entry:
        """Return an entry that tells roles."""
        number = self.case.number + 1
        told = tuple(notice(f"{self.case.sentence_id}/{number}/{place}", role) for place, role in enumerate(to, 1))
        return self.decided("concern_identified", Decision(notices=told, rules=("SMC-15.2-a",)))

    def hears(self, name: str, **payload: JsonValue) -> Entry:
        """Return an entry of what somebody told, word for word, from which nothing followed."""
        entry = self.decided(name, Decision())
        return replace(entry, event=entry.event.model_copy(update={"payload": payload}))

    def settles(self, duty: str, how: Settlement = "met", *, late: bool = False) -> Entry:
        """Return an entry that settles one duty."""
        settled = Settled(duty=duty, rule=duty.partition("/")[0], how=how, on=MONDAY, late=late)
        return self.decided("appointment_outcome", Decision(settled=(settled,), rules=(settled.rule,)))

    def _entry(
        self,
        name: str,
        on: date,
        id_: str | None,
        decision: Decision | None,
        refusal: Refusal | None,
        notices: tuple[Notice, ...],
    ) -> Entry:
        number = self.case.number + 1
        event = Event(
            id=id_ or f"{name}-{number}",
            name=name,
            at=datetime.combine(on, time(9, 30), tzinfo=UTC),
            on=on,
            by=PRACTITIONER,
            payload={"rationale": "as agreed", "days": 3},
        )
        return Entry(
            sentence_id=self.case.sentence_id,
            number=number,
            event=event,
            decision=decision,
            refusal=refusal,
            opened_with=self.opening if number == 1 else None,
            prison_number=self.prison_number if number == 1 else None,
            crn=self.crn if number == 1 else None,
            notices=notices,
        )


def duty(id_: str = "SMC-5.6-b/1", *, due_on: date | None = None, due_at: datetime | None = None) -> Duty:
    """Return a duty of the practitioner."""
    rule = id_.partition("/")[0]
    return Duty(
        id=id_,
        rule=rule,
        title="First face-to-face appointment",
        owner="probation_practitioner",
        opened_on=MONDAY,
        due_on=due_on,
        due_at=due_at,
    )


def notice(key: str, to: str = "probation_practitioner") -> Notice:
    """Return a notice that a duty was opened."""
    return Notice(
        key=key, to=to, template="opened", rules=("SMC-5.6-b",), title="First appointment", due_on=date(2026, 4, 20)
    )


REFUSAL = Refusal(reason="RationaleMissing", rules=("SMC-16.1-a",), says="A rationale is needed to end an order early.")

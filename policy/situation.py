"""A case while it is being decided: what was known, what just happened, and what has followed so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from policy import anchors
from policy.calendar import Calendar, local_day
from policy.case import Case, Duty, Event, Mark, Value, learned
from policy.decided import DECISIONS
from policy.facts import Facts
from policy.grammar import Anchor

if TYPE_CHECKING:
    from policy.catalogue import Catalogue
    from policy.workforce.entitled import Found


@dataclass
class Situation:
    """The draft of a decision. Conditions and named decisions read it; the engine's steps write it."""

    case: Case
    event: Event
    payload: dict[str, object]
    now: datetime
    calendar: Calendar
    catalogue: Catalogue
    standings: tuple[Found, ...] = ()
    phase: str = ""
    stage: str | None = None
    facts: Facts = field(default_factory=Facts)
    new_facts: dict[str, object] = field(default_factory=dict)
    new_marks: dict[str, Mark] = field(default_factory=dict)
    duty: Duty | None = None
    entered: list[str] = field(default_factory=list)
    suspends: bool = False
    resumes: bool = False
    transition_rules: list[str] = field(default_factory=list)
    duties: dict[str, Duty] = field(default_factory=dict)
    answers: dict[str, Value] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.today: date = local_day(self.now)
        self.phase, self.stage, self.facts = self.case.phase, self.case.stage, self.case.facts
        self.duties = {duty.id: duty for duty in self.case.duties}
        self.number_of_event = self.case.number + 1

    def learn(self, **facts: object) -> None:
        """Take in facts; what is the same as before changes nothing."""
        new = {name: value for name, value in facts.items() if getattr(self.facts, name) != value}
        if new:
            self.new_facts.update(new)
            self.facts = learned(self.facts, Facts.model_validate(new))
            self.answers.clear()

    def mark(self, name: str, *, on: date | None = None) -> None:
        """Remember that something happened, by this event, on the event's day or the day given."""
        self.new_marks[name] = Mark(on=on or self.event.on, at=self.event.at, n=self.number_of_event)
        self.answers.clear()

    def marked(self, name: str) -> Mark | None:
        """Return when something last happened."""
        return self.new_marks.get(name) or self.case.marks.get(name)

    def go(self, region: str, place: str, rules: tuple[str, ...], *, anew: bool = True) -> None:
        """Enter a phase or stage, or go back to one that was never left for good."""
        if region == "phase":
            self.phase = place
        else:
            self.stage = place
        self.transition_rules += rules
        self.answers.clear()
        if anew:
            self.entered.append(f"entered_{place}")
            self.mark(f"entered_{place}")

    def anchor(self, name: str) -> Anchor | None:
        """Return the day a name stands for: a derived date, a mark, or a date among the facts."""
        if derive := anchors.DERIVED.get(name):
            return derive(self)
        if mark := self.marked(name):
            return Anchor(mark.on, mark.at, mark.n)
        fact = getattr(self.facts, name, None)
        return Anchor(fact) if isinstance(fact, date) else None

    def day(self, name: str) -> date | None:
        """Return the day a name stands for."""
        anchor = self.anchor(name)
        return anchor.on if anchor else None

    def number(self, name: str) -> int | None:
        """Return a count: a fact's, or a local parameter's as set today."""
        fact = getattr(self.facts, name, None)
        if isinstance(fact, int):
            return fact
        return self.catalogue.parameter(name, on=self.today, region=self.facts.region, prison=self.facts.prison)

    def listed(self, name: str, value: str | None, *, on: date) -> bool | None:
        """Return whether a local list has the value; nothing while either is unknown."""
        return None if value is None else self.catalogue.listed(name, value, on=on)

    def value(self, name: str) -> Value:
        """Return what a named decision answers as things stand."""
        if name not in self.answers:
            self.answers[name] = DECISIONS[name](self)
        return self.answers[name]

    def sent_by(self, *role: str) -> bool:
        """Return whether the sender is in one of the roles."""
        return self.event.by is not None and self.event.by.role in role

    def has(self, requirement: str) -> bool:
        """Return whether the order has the requirement."""
        return requirement in (self.facts.requirements or ())

    def is_order(self) -> bool:
        """Return whether this is a community or suspended sentence order."""
        return self.case.kind in {"community_order", "suspended_sentence_order"}

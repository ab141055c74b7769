"""A sentence as the policy sees it: the case, what happens to it, and what is answered.

These types travel through Temporal histories for decades. Add fields with defaults; never rename or remove one.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Literal, Self

from pydantic import Field, JsonValue, field_validator

from policy.facts import Facts, Kind
from policy.frozen import Frozen
from policy.workforce.entitled import Found

DutyStatus = Literal["mandatory", "advisory", "checklist", "decision", "milestone", "end", "cap"]
Settlement = Literal["met", "missed", "lapsed", "superseded", "reached", "excused"]
Urgency = Literal["now", "digest"]
Value = bool | int | str | tuple[str, ...] | None


class Actor(Frozen):
    """Who sends a message, and in what role (a name of the vocabulary)."""

    role: str
    id: str | None = Field(default=None, description="staff code or system, never a person on probation")


class Event(Frozen):
    """Something that happened or is asked for. `on` is the day it counts from, `at` the instant, both as sent."""

    id: str = Field(
        min_length=1,
        max_length=200,
        pattern=r"^[^\x00-\x1f\x7f]+$",
        description="the same id twice has one effect; no control characters",
    )
    name: str
    at: datetime = Field(description="instant it happened, with zone")
    on: date = Field(description="day it happened in Europe/London: day 0 of every count")
    by: Actor | None = Field(default=None, description="nobody for time reaching a date")
    payload: dict[str, JsonValue] = Field(default_factory=dict)

    @field_validator("at")
    @classmethod
    def _in_utc(cls, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise ValueError("an instant needs its zone")
        return at.astimezone(UTC)


class Mark(Frozen):
    """The last time something happened: an anchor that duties count from. `n` is the number of the event."""

    on: date
    at: datetime
    n: int


class Duty(Frozen):
    """Something somebody owes, or a date that must be known, with the rule it rests on.

    `due_on` is the last day in time (to 23:59:59 Europe/London); `due_at` the last instant where the rule counts
    hours; neither means an open task without a date.
    """

    id: str = Field(description="rule, part and event number: unique in the sentence")
    rule: str
    part: str | None = None
    because: str | None = Field(default=None, description="rule this stands in for, where one duty replaces another")
    title: str
    owner: str | None = None
    status: DutyStatus = "mandatory"
    opened_on: date
    occurrence: str | None = Field(default=None, description="which time round this is: met once, it is not owed again")
    anchor_on: date | None = Field(default=None, description="day 0 of the count")
    anchor_n: int | None = None
    not_before: date | None = Field(default=None, description="first day of the period a recurring duty covers")
    due_on: date | None = None
    due_at: datetime | None = None
    work_by: date | None = Field(default=None, description="last working day on or before due_on, where they differ")
    short_notice: bool = False
    begins: bool = Field(default=False, description="reached as its day begins, not when it is over")
    remind_at: datetime | None = None
    reminded: bool = False
    overdue: bool = Field(default=False, description="the limit passed and somebody was told")
    eased_by: str | None = Field(default=None, description="regional status that makes it an expectation only")
    confidential: bool = Field(default=False, description="only the roles that need it may read what it is")

    @property
    def row(self) -> str:
        """Return the row of the catalogue it comes from: rule and part."""
        rule = self.because or self.rule
        return f"{rule}#{self.part}" if self.part else rule

    def due(self) -> date | datetime | None:
        """Return the last instant in time where hours count, else the last day in time, else nothing."""
        return self.due_at or self.due_on


class Settled(Frozen):
    """How a duty ended."""

    duty: str
    rule: str
    how: Settlement
    on: date
    due_on: date | None = None
    due_at: datetime | None = None
    late: bool = False
    why: str | None = None


class Notice(Frozen):
    """Something somebody is told: a role, a reason and a date, never a name."""

    key: str = Field(description="sentence, event number and place in the decision: the idempotency key")
    to: str = Field(description="role or agency")
    template: Literal["opened", "reminder", "missed", "changed", "event", "refused", "reassigned"]
    rules: tuple[str, ...]
    title: str
    urgency: Urgency = "digest"
    duty: str | None = None
    due_on: date | None = None
    due_at: datetime | None = None


class Refusal(Frozen):
    """A named answer to what policy, or plain sense, does not allow. It changes nothing."""

    reason: str = Field(description="a stable PascalCase name")
    rules: tuple[str, ...] = ()
    says: str = Field(description="one sentence, safe to show to the person it is about")
    standings: tuple[Found, ...] = Field(default=(), description="who was asked about, and what they might do then")


class Decision(Frozen):
    """What follows from one event: only what changes, and the rules it rests on."""

    ignored: str | None = Field(default=None, description="why an event that repeats another has no effect")
    edition: int | None = Field(default=None, description="edition of the rules the sentence lives under from now on")
    phase: str | None = None
    stage: str | None = None
    facts: Facts | None = None
    marks: dict[str, Mark] = Field(default_factory=dict)
    values: dict[str, Value] = Field(default_factory=dict)
    opened: tuple[Duty, ...] = ()
    changed: tuple[Duty, ...] = Field(default=(), description="open duties whose date or state changed")
    moved: tuple[str, ...] = Field(default=(), description="ids among `changed` whose limit moved")
    suspended: tuple[Duty, ...] = Field(default=(), description="where it changes: all that is set aside now")
    missed: tuple[str, ...] = Field(default=(), description="ids of duties found overdue")
    settled: tuple[Settled, ...] = ()
    before: tuple[Duty, ...] = Field(
        default=(), description="of a reassessment: the duties it changed or settled, as they were"
    )
    last: dict[str, str] = Field(default_factory=dict, description="rule to the anchor it was last settled for")
    notices: tuple[Notice, ...] = ()
    rules: tuple[str, ...] = ()
    standings: tuple[Found, ...] = Field(
        default=(), description="who was asked about, what they might do at that moment, and on which facts"
    )
    eased_by: tuple[str, ...] = Field(default=(), description="regional statuses that changed what is owed")
    next_at: datetime | None = Field(default=None, description="next moment the clock has something to do")
    next_says: str | None = Field(default=None, description="what that moment is for, in one line")
    final: bool = Field(default=False, description="nothing can follow: the workflow returns")

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what whoever sent the message should know of the staff it names, each said once."""
        return tuple(dict.fromkeys(remark for found in self.standings for remark in found.remarks))

    def changes_anything(self) -> bool:
        """Return whether there is something to remember besides the next moment."""
        return bool(self.model_fields_set - {"next_at", "next_says", "final"})


class Case(Frozen):
    """One sentence as it stands. `Case.after` is the only way it changes."""

    sentence_id: str
    kind: Kind
    edition: int = Field(default=1, description="edition of the rules it lives under: as begun, or last reassessed")
    phase: str = "start"
    stage: str | None = None
    facts: Facts = Field(default_factory=Facts)
    marks: dict[str, Mark] = Field(default_factory=dict)
    values: dict[str, Value] = Field(default_factory=dict)
    duties: tuple[Duty, ...] = Field(default=(), description="open duties, overdue ones included")
    suspended: tuple[Duty, ...] = Field(default=(), description="set aside by recall: owed again if it is rescinded")
    last: dict[str, str] = Field(default_factory=dict)
    number: int = Field(default=0, description="number of the last event decided")
    next_at: datetime | None = None
    next_says: str | None = None
    final: bool = False

    def after(self, decision: Decision) -> Self:
        """Return the case as the decision leaves it. Pure, and part of the contract with old histories."""
        gone = {settled.duty for settled in decision.settled}
        changed = {duty.id: duty for duty in decision.changed}
        kept = (changed.get(duty.id, duty) for duty in (*self.duties, *decision.opened) if duty.id not in gone)
        return self.model_copy(
            update={
                "number": self.number + 1,
                "edition": decision.edition or self.edition,
                "phase": decision.phase or self.phase,
                "stage": decision.stage if "stage" in decision.model_fields_set else self.stage,
                "facts": learned(self.facts, decision.facts),
                "marks": {**self.marks, **decision.marks},
                "values": {**self.values, **decision.values},
                "duties": tuple(kept),
                "suspended": decision.suspended if "suspended" in decision.model_fields_set else self.suspended,
                "last": {**self.last, **decision.last},
                "next_at": decision.next_at,
                "next_says": decision.next_says,
                "final": decision.final,
            }
        )

    def refused(self) -> Self:
        """Return the case after a refused event: its number is used up and nothing else changed."""
        return self.model_copy(update={"number": self.number + 1})

    def rearmed(self, decision: Decision) -> Self:
        """Return the case after a wake of the clock that changed nothing but when to wake next."""
        return self.model_copy(update={"next_at": decision.next_at, "next_says": decision.next_says})

    def open_duties(self, rule: str) -> tuple[Duty, ...]:
        """Return the open duties of one rule."""
        return tuple(duty for duty in self.duties if duty.rule == rule)

    def overdue(self) -> int:
        """Return how many duties that must be done are past their limit."""
        return sum(duty.overdue and duty.status == "mandatory" for duty in self.duties)

    def next_due(self) -> date | None:
        """Return the earliest day on which a duty that is not yet overdue falls due."""
        return min((duty.due_on for duty in self.duties if duty.due_on and not duty.overdue), default=None)


def learned(facts: Facts, new: Facts | None) -> Facts:
    """Return the facts with those of `new` that were said in their place."""
    if new is None or not new.model_fields_set:
        return facts
    return facts.model_copy(update={name: getattr(new, name) for name in new.model_fields_set})


def facts_from(values: Mapping[str, object]) -> Facts:
    """Return facts from loose values (a case file, a request), by either of a fact's names.

    Raises pydantic.ValidationError for a name or value that the vocabulary does not have.
    """
    return Facts.model_validate(dict(values))

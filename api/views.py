"""What the api shows: the policy's own values with every field there, so that nobody has to guess what was left out."""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, computed_field

from policy.case import DutyStatus, Settlement, Urgency, Value
from policy.facts import Facts, Kind
from policy.guidance import guidance
from policy.reassess import Change
from register.read.evidence import Shows
from register.read.lines import DutyLine


def rule_link(rule: str) -> str:
    """Return where the rule of an id is explained."""
    return f"/v1/rules/{rule}"


class View(BaseModel):
    """Something shown, read off the attributes of the thing itself."""

    model_config = ConfigDict(frozen=True, from_attributes=True)


class DutyView(View):
    """What somebody owes, or a date that must be known, with the rule it rests on."""

    id: str
    rule: str = Field(description="id of the rule in the catalogue")
    part: str | None = None
    because: str | None = Field(default=None, description="rule this stands in for")
    title: str
    owner: str | None = Field(default=None, description="role that owes it")
    status: DutyStatus
    opened_on: date
    not_before: date | None = None
    due_on: date | None = Field(default=None, description="last day in time, Europe/London; empty: no date")
    due_at: datetime | None = Field(default=None, description="last instant in time, where the rule counts hours")
    work_by: date | None = Field(default=None, description="last working day on or before due_on, where they differ")
    short_notice: bool = False
    overdue: bool = False
    eased_by: str | None = Field(default=None, description="regional status that makes it an expectation only")

    @computed_field(description="where whoever owes it finds the current guidance")  # type: ignore[prop-decorator]
    @property
    def guidance(self) -> str | None:
        """Return where the owner's staff look for guidance (MCS 4.3, Annex A)."""
        return guidance(self.owner) if self.owner else None

    @computed_field(description="where the rule is explained")  # type: ignore[prop-decorator]
    @property
    def rule_link(self) -> str:
        """Return where the rule is explained."""
        return rule_link(self.rule)


class SettledView(View):
    """How a duty ended."""

    duty: str
    rule: str
    how: Settlement
    on: date
    due_on: date | None = None
    due_at: datetime | None = None
    late: bool = False
    why: str | None = None

    @computed_field(description="where the rule is explained")  # type: ignore[prop-decorator]
    @property
    def rule_link(self) -> str:
        """Return where the rule is explained."""
        return rule_link(self.rule)


class DutyLineView(DutyLine):
    """One duty of a list, and where its rule is explained."""

    @computed_field(description="where the rule is explained")  # type: ignore[prop-decorator]
    @property
    def rule_link(self) -> str:
        """Return where the rule is explained."""
        return rule_link(self.rule)


class NoticeView(View):
    """What somebody was told: a role, a reason and a date, never a name."""

    to: str
    template: str
    rules: tuple[str, ...]
    title: str
    urgency: Urgency = "digest"
    due_on: date | None = None
    due_at: datetime | None = None


class AnswerView(View):
    """What a message did."""

    sentence_id: str
    event_id: str = Field(description="the Idempotency-Key it was sent with")
    number: int = Field(description="its number in the sentence's journal")
    phase: str
    stage: str | None = None
    duplicate: bool = Field(default=False, description="this message had its effect before, and had no other now")
    ignored: str | None = Field(default=None, description="why an event that repeats another had no effect")
    opened: tuple[DutyView, ...] = ()
    settled: tuple[SettledView, ...] = ()
    passed_on_to: tuple[str, ...] = Field(
        default=(), description="the person's other live sentences that are told of it; a repeated answer names none"
    )
    remarks: tuple[str, ...] = Field(
        default=(), description="what the sender should know of the staff it names: a code of before, a loss decided on"
    )


class PersonView(View):
    """Whose sentence it is, by the identifiers that services around us use."""

    prison_number: str | None = None
    crn: str | None = None


class SentenceView(View):
    """A sentence as it stands after the last event that was decided."""

    sentence_id: str
    kind: Kind
    edition: int = Field(description="of the rules it lives under: those it began with, or was last reassessed to")
    person: PersonView
    phase: str
    stage: str | None = None
    final: bool = Field(description="nothing can follow")
    facts: Facts = Field(description="what is known, by the vocabulary's names of facts")
    values: dict[str, Value] = Field(description="named decisions as they stand")
    number: int = Field(description="number of the last event decided")
    open_duties: int
    overdue: int = Field(description="duties that must be done and are past their limit")
    next_due: date | None = Field(default=None, description="earliest day on which a duty not yet overdue falls due")
    next_at: datetime | None = Field(default=None, description="when the sentence wakes next by itself")
    next_says: str | None = Field(default=None, description="what for")


class DiaryView(View):
    """A sentence's open duties, dates first, and the moment it wakes next."""

    sentence_id: str
    phase: str
    stage: str | None = None
    next_at: datetime | None = None
    next_says: str | None = None
    items: tuple[DutyView, ...]


class ShownView(View):
    """One thing a breach or recall report rests on (SMC 15.14)."""

    shows: Shows = Field(description="accepted, not_accepted: how an absence or conduct was judged")
    number: int = Field(description="number of the journal's entry")
    event: str
    on: date
    by: str | None = Field(default=None, description="role of the sender")
    payload: dict[str, JsonValue]


class EvidenceView(View):
    """What a breach or recall report on a sentence is written from, oldest first."""

    items: tuple[ShownView, ...]


class ReassessedView(View):
    """What a reassessment would change in a sentence now. Nothing was changed, and nobody was told."""

    sentence_id: str
    on: datetime = Field(description="the instant it was tried for")
    phase: str = Field(description="phase after it")
    stage: str | None = None
    changes: tuple[Change, ...] = Field(description="every duty it would change, with its dates before and after")
    told: tuple[str, ...] = Field(description="roles and agencies that would be told")


class ComingView(View):
    """Something to come, if nothing but time happens."""

    what: Literal["duty", "phase", "stage"] = Field(description="a duty that is or will be open, or where it moves to")
    rule: str | None = None
    part: str | None = None
    title: str
    owner: str | None = None
    due_on: date | None = Field(default=None, description="last day in time, or the day a phase or stage begins")
    due_at: datetime | None = None
    work_by: date | None = None
    status: DutyStatus | None = None


class ForecastView(View):
    """Every duty, phase and date to come, if nothing but time happens."""

    on: datetime = Field(description="the instant it is made for")
    until: date
    phase: str
    stage: str | None = None
    items: tuple[ComingView, ...]

"""One row of the catalogue: what a rule says, from when, and what makes it run."""

from datetime import date
from functools import cached_property
from typing import Literal, Self

from pydantic import Field, model_validator

from policy.case import DutyStatus, Urgency
from policy.frozen import Frozen

RuleKind = Literal["timer", "recurring", "duty", "gate", "record", "notify", "eligibility"]


class Edited(Frozen):
    """What some editions of the catalogue have and others have not."""

    edition: int = Field(default=1, ge=1, description="first edition that has it")
    last_edition: int | None = Field(default=None, description="last edition that has it, where a later one has not")

    def is_in(self, edition: int) -> bool:
        """Return whether an edition has it."""
        return self.edition <= edition and (self.last_edition is None or edition <= self.last_edition)

    @model_validator(mode="after")
    def _is_in_one(self) -> Self:
        if not self.is_in(self.edition):
            raise ValueError(f"no edition has what begins with {self.edition} and ends with {self.last_edition}")
        return self


class Edition(Frozen):
    """The catalogue as one release of the product has it: what sentences that begin then live under.

    A released edition never changes: what is mended afterwards is a row of the next. Nobody lives under an edition
    that is not released but the sentences of those who write it.
    """

    number: int = Field(ge=1)
    means: str = Field(description="what it changes, for whoever is to decide on reassessing")
    released: date | None = Field(default=None, description="unset: its rows may still be mended")


class Rule(Edited):
    """A requirement that runs. Rows share an `id` where one requirement has several parts or was amended.

    A row with `due`, `every` or `opens` makes a duty; one with `require` refuses; one with `tells` and `on` tells; one
    with `decided_by` names the function that decides it; one with `carried_by` the part of the product, outside any
    sentence, that does; one that is `not_executable` says why. A row with `commences` is in force from the later of its
    own day and the day on which that commencement is set, and never while it is unset.
    """

    id: str
    part: str | None = None
    kind: RuleKind
    title: str
    source: str = Field(description="document and paragraph")
    in_force_from: date = Field(alias="from")
    commences: str | None = Field(default=None, description="commencement it waits for: inert until that is set")
    repealed: bool = Field(
        default=False,
        description="from then on nothing of the row runs; what it opened lapses, its owner and `tells` told",
    )
    of: Literal["custodial_sentence", "order", "any", "qualification"] = Field(
        default="any", description="any: any sentence"
    )
    local: bool = Field(default=False, description="rests on a figure set locally, not by the document")
    note: str | None = None
    confidential: bool = Field(default=False, description="what is told of it says neither its title nor its rule")

    # a duty
    opens: tuple[str, ...] = Field(default=(), description="anchor(s) that must be known; with `each`, events")
    each: bool = Field(default=False, description="one duty for every occurrence of the event, not for the latest")
    when: tuple[str, ...] = Field(default=(), description="conditions for opening")
    stays: tuple[str, ...] = Field(default=(), description="conditions for opening and for staying open")
    unless: str | None = Field(default=None, description="a date that, known and not later than the limit, means none")
    due: str | None = None
    every: str | None = None
    until: str | None = Field(default=None, description="last day of what a recurring duty covers")
    owner: str | None = None
    status: DutyStatus = "mandatory"
    ahead: bool = Field(default=False, description="never opened once its limit has passed")
    begins: bool = Field(default=False, description="the date is reached as its day begins, like a milestone")
    remind: str | None = Field(default=None, description="a limit's words without the anchor: 2 working days before")
    urgent: bool = Field(default=False, description="whoever owes it is told now, not in the day's digest")
    escalate_to: tuple[str, ...] = ("senior_probation_officer",)
    met_by: tuple[str, ...] = Field(default=(), description="event, or `event: condition`")
    met_when: str | None = Field(default=None, description="condition under which it is met, whatever happened")
    falls_to: str | None = Field(
        default=None, description="part of the same requirement that stands in once the limit has passed: no miss"
    )
    instead: str | None = Field(default=None, description="condition under which a decision is owed instead")
    instead_rule: str | None = Field(default=None, description="rule that asks for that decision")
    periods: int = Field(default=3, description="how many periods a worked example lists")
    tag: Literal["home_visit", "concern_visit"] | None = None

    # a gate
    on: tuple[str, ...] = ()
    require: tuple[str, ...] = Field(default=(), description="the event is refused unless all hold")
    reason: str | None = Field(default=None, description="the refusal's stable name")
    says: str | None = Field(default=None, description="one sentence for whoever is refused")

    # a notice
    tells: tuple[str, ...] = Field(default=(), description="roles; @agencies of the facts, @to of the payload, @sender")
    urgency: Urgency = "digest"

    # a decision
    decided_by: str | None = Field(default=None, description="named decision, worked decision or predicate")

    # neither: a part of the product besides the sentence carries it, or nothing can
    carried_by: str | None = Field(default=None, description="module:name of the product's part that carries it")
    not_executable: str | None = Field(default=None, description="why no software can run it")

    @property
    def source_rank(self) -> tuple[str, str, date]:
        """Return what orders the versions of one row."""
        return (self.id, self.part or "", self.in_force_from)

    @cached_property
    def key(self) -> str:
        """Return the row's name: id and part."""
        return f"{self.id}#{self.part}" if self.part else self.id

    @cached_property
    def makes_duty(self) -> bool:
        """Return whether the row opens duties."""
        return bool(self.due or self.every or self.opens or self.stays)

    @model_validator(mode="after")
    def _is_runnable(self) -> "Rule":
        if self.require and not (self.reason and self.says and self.on):
            raise ValueError(f"{self.id}: a gate needs `on`, `reason` and `says`")
        if self.tells and not (self.on or self.makes_duty or self.repealed):
            raise ValueError(f"{self.id}: `tells` needs `on`")
        if self.makes_duty and self.owner is None and self.status not in {"milestone", "end", "cap"}:
            raise ValueError(f"{self.id}: a duty needs an owner")
        if self.due and self.every:
            raise ValueError(f"{self.id}: `due` and `every` exclude each other")
        runs = self.makes_duty or self.require or self.tells or self.decided_by or self.carried_by
        if self.not_executable and runs:
            raise ValueError(f"{self.id}: what runs is not `not_executable`")
        if not (runs or self.not_executable or self.repealed):
            raise ValueError(f"{self.id}: nothing makes this row run")
        return self


class Transition(Edited):
    """One arrow of a lifecycle: from where, on what event or whenever its conditions hold, to where."""

    region: Literal["phase", "stage"]
    of: Literal["custodial_sentence", "order", "qualification"]
    out_of: tuple[str, ...] = Field(alias="from", description="phases or stages; live: all that have not ended")
    on: tuple[str, ...] = Field(default=(), description="events; none: whenever the conditions hold")
    when: tuple[str, ...] = ()
    at: str | None = Field(default=None, description="not before this day")
    before: str | None = Field(default=None, description="only before this day")
    to: str = Field(description="`before` goes back to the stage before a compliance concern")
    suspends: bool = Field(default=False, description="duties that lapse by it are set aside, to be taken up again")
    resumes: bool = Field(
        default=False, description="leads back: the place is not entered anew, and what was set aside is owed again"
    )
    rules: tuple[str, ...] = ()
    foreseen: dict[str, str] | None = Field(
        default=None, description="payload with which a forecast takes the event as following the day after"
    )


class Parameter(Frozen):
    """A figure that the documents leave to others: local, dated, and without a silent default.

    One that a governor sets is local policy: it is read only with the reference of its equality check (MCS front).
    """

    name: str
    means: str
    source: str
    in_force_from: date = Field(alias="from")
    value: int | None = Field(default=None, description="unset: a duty that counts with it has no date")
    region: str | None = None
    prison: str | None = None
    set_by: Literal["governor"] | None = Field(default=None, description="whose local policy it is")
    equality_check: str | None = Field(default=None, description="reference of the check against equality law")

    @model_validator(mode="after")
    def _is_checked(self) -> "Parameter":
        if self.set_by == "governor" and self.value is not None and not self.equality_check:
            raise ValueError(f"{self.name}: a governor's local policy needs the reference of its equality check")
        return self


class GoLive(Frozen):
    """The day a part of the custodial framework begins to bind a prison or a provider (MCS front).

    What no row speaks of is live throughout; a row holds it back to its day, and names who signed it off.
    """

    what: Literal["key_work", "case_management"]
    prison: str | None = None
    provider: str | None = None
    on: date
    signed_off: str = Field(min_length=1, description="reference of the OMiC Board's sign-off")

    @model_validator(mode="after")
    def _is_of_a_site(self) -> "GoLive":
        if (self.prison is None) == (self.provider is None):
            raise ValueError("a go-live is of a prison or of a provider")
        if self.what == "key_work" and self.prison is None:
            raise ValueError("key work goes live by prison")
        return self


class Listing(Frozen):
    """A list that the documents leave to others: local, dated, and inert while nobody has set it."""

    name: str
    means: str
    source: str
    in_force_from: date = Field(alias="from")
    values: tuple[str, ...] | None = Field(default=None, description="unset: nobody knows what is in the list")


class Commencement(Frozen):
    """A day on which statute overtakes the documents: unset until it is known, and until then without effect."""

    name: str
    means: str
    source: str
    on: date | None = Field(default=None, description="unset: what waits for it is inert")

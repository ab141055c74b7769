"""A practitioner as the policy sees one: dated facts, from which standing at any moment follows.

`since` is the first day or instant, `until` the first on which it no longer holds, `last_day` the last on which it
still does. What HR alone may see (proceedings, health) is no part of it.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from policy.calendar import local_day
from policy.frozen import Frozen
from policy.workforce.eras import Award
from policy.workforce.roles import Role

ALIGNMENT_TARGET = date(2022, 3, 31)  # QG 12, W-27: the end of 2021/22
BEGINNING = date(1907, 8, 21)  # Probation of Offenders Act 1907: what is so without a day was never otherwise
Provider = Literal["probation_service", "contracted"]
_FULL_TIME = 1.0
_USUAL_PROVIDER: Provider = "probation_service"
_SAID = {"fte": ("fraction", _FULL_TIME), "provider": ("provider", _USUAL_PROVIDER), "line_manager": ("staff_id", None)}
Ground = Literal["left_service", "dismissed", "misconduct", "misconduct_investigation", "capability", "vetting"]
Evidence = Literal["academic_certificate", "vocational_certificate", "home_office_certificate", "certificate", "letter"]
Instant = Annotated[AwareDatetime, AfterValidator(lambda at: at.astimezone(UTC))]


class Span(Frozen):
    """From a day on, until a day."""

    since: date
    until: date | None = None

    def holds(self, on: date) -> bool:
        """Return whether it is so on that day."""
        return self.since <= on and (self.until is None or on < self.until)


SpanT = TypeVar("SpanT", bound=Span)


def latest(spans: Iterable[SpanT], on: date) -> SpanT | None:
    """Return the span that holds on a day: of several, the one begun last."""
    return max((span for span in spans if span.holds(on)), key=lambda span: span.since, default=None)


class Turn(Frozen):
    """From an instant on, until an instant: a turn on the out-of-hours rota."""

    since: Instant
    until: Instant

    def holds(self, at: datetime) -> bool:
        """Return whether it is so at that moment."""
        return self.since <= at < self.until


class HeldPost(Span):
    """A post: the core role it is by its descriptor, and what the region calls it."""

    role: Role
    local_title: str | None = None
    band: str | None = None
    case_assigned: bool = Field(default=False, description="a case is assigned to a role that holds none by itself")


class Place(Span):
    """Where somebody works."""

    region: str
    pdu: str | None = None
    team: str | None = None


class WorkingFraction(Span):
    """The fraction of full time that somebody works."""

    fraction: float = Field(gt=0, le=1)


class EmployedBy(Span):
    """Who employs somebody."""

    provider: Provider


class ManagedBy(Span):
    """Whose line manager answers for somebody."""

    staff_id: str


class Qualification(Frozen):
    """An award, the day it was gained and what shows it; `last_day` where it lapses."""

    award: Award
    qualified_on: date
    evidence: tuple[Evidence, ...] = ()
    probation_component: bool = False
    nos_mapped: bool = Field(default=False, description="related to the National Occupational Standards")
    last_day: date | None = None

    def holds(self, on: date) -> bool:
        """Return whether it is held on that day."""
        return self.qualified_on <= on and (self.last_day is None or on <= self.last_day)


class Diploma(Frozen):
    """The Level 3 Diploma of a Probation Services Officer."""

    enrolled_on: date | None = None
    held_on: date | None = None
    extension_last_day: date | None = None


class Alignment(Frozen):
    """Somebody's way through the Qualification Alignment Process."""

    started_on: date
    target: date = ALIGNMENT_TARGET
    extension_last_day: date | None = None
    ended_on: date | None = None
    result: Literal["sign_off", "alignment_qualification", "neither"] | None = None


class Comparability(Frozen):
    """What UK ENIC was asked about a qualification from abroad, and what it stated."""

    applied_on: date | None = None
    stated_on: date | None = None
    equivalent: bool = False


class Authorisation(Frozen):
    """A decision on somebody's authorisation, and from which instant it stands."""

    status: Literal["active", "suspended", "withdrawn"]
    since: Instant
    ground: Ground | None = None


class Delegation(Span):
    """Authority handed on, and by whom."""

    by: str


class Practitioner(Frozen):
    """Somebody who works in probation.

    `fte`, `provider` and `line_manager` may be told without a day, as they were before they had one: it is then so from
    the start of employment.
    """

    staff_id: str
    provider: tuple[EmployedBy, ...] = Field(default=(), description="on any other day: the Probation Service")
    posts: tuple[HeldPost, ...] = ()
    places: tuple[Place, ...] = ()
    employment_start: date | None = None
    employment_last_day: date | None = None
    fte: tuple[WorkingFraction, ...] = Field(default=(), description="on any other day: full time")
    pro_rata: bool = Field(default=False, description="a pro rata arrangement for the diploma is on record")
    employed_for_pqip: Span | None = Field(default=None, description="ends when the PQiP is gained or given up")
    qualifications: tuple[Qualification, ...] = ()
    level3_diploma: Diploma | None = None
    alignment: Alignment | None = None
    apa_accredited: Span | None = None
    enic: Comparability | None = None
    vetting: tuple[Span, ...] = ()
    authorisations: tuple[Authorisation, ...] = ()
    rota: tuple[Turn, ...] = ()
    delegations: tuple[Delegation, ...] = ()
    line_manager: tuple[ManagedBy, ...] = ()
    required_learning_on: date | None = Field(default=None, description="required learning finished (SMC App ii 12)")

    @model_validator(mode="before")
    @classmethod
    def _told_without_a_day(cls, said: object) -> object:
        if not isinstance(said, Mapping):
            return said
        since = said.get("employment_start") or BEGINNING
        undated = {name: said[name] for name in _SAID if name in said and not isinstance(said[name], list | tuple)}
        return {**said, **{name: _from_day(name, value, since) for name, value in undated.items()}}

    def post(self, on: date) -> HeldPost | None:
        """Return the post held on that day."""
        return latest(self.posts, on)

    def place(self, on: date) -> Place | None:
        """Return where somebody works on that day."""
        return latest(self.places, on)

    def fraction(self, on: date) -> float:
        """Return the fraction of full time worked on that day."""
        worked = latest(self.fte, on)
        return worked.fraction if worked else _FULL_TIME

    def employer(self, on: date) -> Provider:
        """Return who employs somebody on that day."""
        by = latest(self.provider, on)
        return by.provider if by else _USUAL_PROVIDER

    def managed_by(self, on: date) -> str | None:
        """Return the staff code of the line manager on that day."""
        by = latest(self.line_manager, on)
        return by.staff_id if by else None

    def authorisation(self, at: datetime) -> Authorisation | None:
        """Return the authorisation as it stands at that moment; none where none was ever given."""
        # of two decisions of one instant the later recorded one stands
        decided = [given for given in self.authorisations if given.since <= at]
        return max(enumerate(decided), key=lambda one: (one[1].since, one[0]))[1] if decided else None

    def is_employed(self, at: datetime) -> bool:
        """Return whether somebody is in paid employment on the day of that moment."""
        on = local_day(at)
        begun = self.employment_start is None or self.employment_start <= on
        return begun and (self.employment_last_day is None or on <= self.employment_last_day)


def _from_day(name: str, value: object, since: object) -> object:
    """Return a fact told without a day as it is told with one: nothing where it says what is so anyway."""
    field, usual = _SAID[name]
    return () if value is None or value == usual else ({"since": since, field: value},)

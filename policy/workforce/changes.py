"""What changes about a practitioner and from which day: entry by entry, the fold of a staff journal."""

from datetime import date
from re import fullmatch
from typing import Annotated, Literal, cast

from pydantic import Field, TypeAdapter
from typing_extensions import override

from policy.calendar import local_day
from policy.case import Refusal
from policy.workforce.authorising import Authorised, LossConsidered
from policy.workforce.change import Change, Spanned, is_cut, succeeded, until_day
from policy.workforce.eras import Award
from policy.workforce.practitioner import (
    Alignment,
    Comparability,
    Delegation,
    Diploma,
    EmployedBy,
    HeldPost,
    ManagedBy,
    Place,
    Practitioner,
    Provider,
    Qualification,
    Span,
    Turn,
    WorkingFraction,
)

STAFF_ID = r"[A-Za-z0-9][A-Za-z0-9._@-]{0,59}"


class Registered(Change):
    """Somebody is entered, with everything that is known of them."""

    what: Literal["registered"]
    on: date
    practitioner: Practitioner
    former_staff_ids: tuple[str, ...] = Field(default=(), description="staff codes they had before, in any area")
    register_decision: str | None = None

    @override
    def fault(self, now: Practitioner) -> str | None:
        if self.practitioner.staff_id != now.staff_id:
            return "The entry is about somebody else."
        codes = (now.staff_id, *self.former_staff_ids)
        return None if all(fullmatch(STAFF_ID, code) for code in codes) else "That is no staff code."

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        return {name: getattr(self.practitioner, name) for name in self.practitioner.model_fields_set}


class PostTaken(Spanned):
    """A post is taken; the one held before ends that day."""

    _of, _field = "post", "posts"
    what: Literal["post"]
    post: HeldPost


class PlaceTaken(Spanned):
    """Somebody moves to a region, delivery unit or team; where they were before ends that day."""

    _of, _field = "place", "places"
    what: Literal["place"]
    place: Place


class Vetted(Spanned):
    """The enhanced vetting that a role needs."""

    _of, _field = "span", "vetting"
    what: Literal["vetting"]
    span: Span


class Accredited(Spanned):
    """Accreditation by training that the American Polygraph Association approves."""

    _of, _field = "span", "apa_accredited"
    what: Literal["accreditation"]
    span: Span


class TraineeEmployed(Spanned):
    """Employment to take the PQiP."""

    _of, _field = "span", "employed_for_pqip"
    what: Literal["pqip_employment"]
    span: Span


class Delegated(Spanned):
    """Authority handed on, and by whom."""

    _of, _field = "delegation", "delegations"
    what: Literal["delegation"]
    delegation: Delegation

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        """Return the delegations with this one: several may hold at once."""
        others = (each for each in now.delegations if each != self.delegation)
        return {self._field: (*others, self.delegation)}


class Employed(Change):
    """Terms of employment change: only what is said. Fraction, provider and line manager do so from the day on.

    Said again from the same day, it corrects what was said; what is known from a later day stands.
    """

    what: Literal["employment"]
    on: date
    employment_start: date | None = None
    employment_last_day: date | None = None
    fte: float | None = Field(default=None, gt=0, le=1)
    pro_rata: bool | None = None
    provider: Provider | None = None
    line_manager: str | None = None

    @override
    def fault(self, now: Practitioner) -> str | None:
        start = self.employment_start or now.employment_start
        last = self.employment_last_day or now.employment_last_day
        return "Employment ends before it begins." if start and last and last < start else None

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        plain = {name: getattr(self, name) for name in ("employment_start", "employment_last_day", "pro_rata")}
        said: dict[str, object] = {name: value for name, value in plain.items() if value is not None}
        if self.fte is not None:
            said["fte"] = succeeded(now.fte, WorkingFraction(since=self.on, fraction=self.fte))
        if self.provider is not None:
            said["provider"] = succeeded(now.provider, EmployedBy(since=self.on, provider=self.provider))
        if self.line_manager is not None:
            said["line_manager"] = succeeded(now.line_manager, ManagedBy(since=self.on, staff_id=self.line_manager))
        return said


class Qualified(Change):
    """An award is recorded, or the same award of the same day again with better evidence."""

    what: Literal["qualification"]
    qualification: Qualification

    @property
    @override
    def effective_on(self) -> date:
        return self.qualification.qualified_on

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        held = self.qualification
        others = _without(now, held.award, held.qualified_on)
        return {"qualifications": tuple(sorted((*others, held), key=lambda each: (each.qualified_on, each.award)))}


class QualificationStruck(Change):
    """An award was recorded by mistake."""

    what: Literal["qualification_struck"]
    on: date
    award: Award
    qualified_on: date

    @override
    def fault(self, now: Practitioner) -> str | None:
        left = _without(now, self.award, self.qualified_on)
        return "No such award of that day is recorded." if len(left) == len(now.qualifications) else None

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        return {"qualifications": _without(now, self.award, self.qualified_on)}


class DiplomaStep(Change):
    """How far the Level 3 Diploma is."""

    what: Literal["diploma"]
    on: date
    diploma: Diploma

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        return {"level3_diploma": self.diploma}


class AlignmentStep(Change):
    """How far the alignment of the qualification is."""

    what: Literal["alignment"]
    on: date
    alignment: Alignment

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        return {"alignment": self.alignment}


class ComparabilityStep(Change):
    """What UK ENIC was asked, or stated."""

    what: Literal["comparability"]
    on: date
    comparability: Comparability

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        return {"enic": self.comparability}


class RotaTurn(Change):
    """A turn on the out-of-hours rota."""

    what: Literal["rota"]
    turn: Turn

    @property
    @override
    def effective_on(self) -> date:
        return local_day(self.turn.since)

    @override
    def fault(self, now: Practitioner) -> str | None:
        return "A turn on the rota ends after it begins." if self.turn.until <= self.turn.since else None

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        turns = (*(each for each in now.rota if each != self.turn), self.turn)
        return {"rota": tuple(sorted(turns, key=lambda each: (each.since, each.until)))}


class LearningDone(Change):
    """The required learning of somebody new in post is finished."""

    what: Literal["learning"]
    on: date

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        return {"required_learning_on": self.on}


class TurnCancelled(Change):
    """A turn on the rota does not take place."""

    what: Literal["rota_cancelled"]
    turn: Turn

    @property
    @override
    def effective_on(self) -> date:
        return local_day(self.turn.since)

    @override
    def fault(self, now: Practitioner) -> str | None:
        return None if self.turn in now.rota else "No such turn on the rota is recorded."

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        return {"rota": tuple(each for each in now.rota if each != self.turn)}


class Ended(Change):
    """What holds ends: `until` is the first day on which it no longer does."""

    what: Literal["ended"]
    which: Literal[
        "posts",
        "places",
        "vetting",
        "delegations",
        "apa_accredited",
        "employed_for_pqip",
        "fte",
        "provider",
        "line_manager",
    ]
    until: date

    @property
    @override
    def effective_on(self) -> date:
        return self.until

    @override
    def fault(self, now: Practitioner) -> str | None:
        found = any(is_cut(span, self.until) or span.until == self.until for span in self._spans(now))
        return None if found else "Nothing of that kind is recorded that could end that day."

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        cut = tuple(until_day(span, self.until) if is_cut(span, self.until) else span for span in self._spans(now))
        return {self.which: cut if isinstance(getattr(now, self.which), tuple) else cut[0]}

    def _spans(self, now: Practitioner) -> tuple[Span, ...]:
        held = getattr(now, self.which)
        if isinstance(held, tuple):
            return cast("tuple[Span, ...]", held)
        return (cast("Span", held),) if held else ()


Recorded = (
    PostTaken
    | PlaceTaken
    | Vetted
    | Accredited
    | TraineeEmployed
    | Delegated
    | Employed
    | Qualified
    | QualificationStruck
    | DiplomaStep
    | AlignmentStep
    | ComparabilityStep
    | RotaTurn
    | TurnCancelled
    | LearningDone
    | Ended
)
AnyStaffChange = Registered | Authorised | LossConsidered | Recorded
StaffChange = Annotated[AnyStaffChange, Field(discriminator="what")]
STAFF_CHANGE: TypeAdapter[AnyStaffChange] = TypeAdapter(StaffChange)


def changed(practitioner: Practitioner, change: AnyStaffChange) -> Practitioner | Refusal:
    """Return the practitioner once it has changed, or why it contradicts what is known."""
    if (fault := change.fault(practitioner)) is not None:
        return Refusal(reason="StaffChangeContradicts", says=fault)
    return practitioner.model_copy(update=change.sets(practitioner))


def _without(now: Practitioner, award: Award, qualified_on: date) -> tuple[Qualification, ...]:
    return tuple(held for held in now.qualifications if (held.award, held.qualified_on) != (award, qualified_on))

"""What an event of a qualification establishes about the member of staff, and whether their record can take it in.

A qualification knows how it went; the practitioner's dated facts say what somebody may do. What is established goes to
the staff journal, unless the journal says otherwise already: that is for people to settle.
"""

from abc import abstractmethod
from collections.abc import Iterator
from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field, TypeAdapter
from typing_extensions import override

from policy.case import Case, Event
from policy.frozen import Frozen
from policy.vocabulary import QUALIFICATION
from policy.workforce.change import is_cut
from policy.workforce.changes import (
    AlignmentStep,
    AnyStaffChange,
    ComparabilityStep,
    DiplomaStep,
    Ended,
    Qualified,
    TraineeEmployed,
)
from policy.workforce.eras import Award
from policy.workforce.practitioner import (
    Alignment,
    Comparability,
    Diploma,
    Evidence,
    Practitioner,
    Qualification,
    Span,
)
from policy.workforce.process import alignment_last_day


class Against(Frozen):
    """What of the record contradicts it, in a sentence that anybody who reads the record may read."""

    says: str


class Establishing(Frozen):
    """One fact about a member of staff, and the clause it rests on."""

    rule: ClassVar[str]
    para: ClassVar[str]

    @abstractmethod
    def change(self, known: Practitioner) -> AnyStaffChange | Against | None:
        """Return how the record changes, what of it stands against that, or nothing where it says so already."""


class AwardGained(Establishing):
    """An award, or the sign-off that stands in its place, and what shows it."""

    rule: ClassVar[str] = "QAP-C-b"
    para: ClassVar[str] = "Annex C"
    what: Literal["award"]
    award: Award
    on: date
    evidence: tuple[Evidence, ...]

    @override
    def change(self, known: Practitioner) -> AnyStaffChange | Against | None:
        held = next((each for each in known.qualifications if each.award == self.award and each.holds(self.on)), None)
        later = any(each.award == self.award and each.qualified_on > self.on for each in known.qualifications)
        if later or (held is not None and held.qualified_on != self.on):
            return Against(says=f"The record has this award already, of another day than {self.on:%-d %B %Y}.")
        gained = held or Qualification(award=self.award, qualified_on=self.on)
        evidence = tuple(dict.fromkeys((*gained.evidence, *self.evidence)))
        if held is not None and held.evidence == evidence:
            return None
        return Qualified(what="qualification", qualification=gained.model_copy(update={"evidence": evidence}))


class AlignmentFurthered(Establishing):
    """How far an alignment is: when it began, until when it was lengthened, when and how it ended."""

    rule: ClassVar[str] = "QG-11-a"
    para: ClassVar[str] = "11"
    what: Literal["alignment"]
    on: date
    started_on: date
    extension_last_day: date | None = None
    ended_on: date | None = None
    result: Literal["sign_off", "alignment_qualification", "neither"] | None = None

    @override
    def change(self, known: Practitioner) -> AnyStaffChange | Against | None:
        way = known.alignment
        if way is not None and way.ended_on is not None and way.ended_on < self.started_on:
            way = None  # an earlier alignment is over: this is another
        if way is not None and way.started_on != self.started_on:
            return Against(says=f"The record has an alignment that began on {way.started_on:%-d %B %Y}.")
        if way is not None and way.ended_on is not None and not self._says_as(way):
            return Against(says=f"By the record the alignment ended on {way.ended_on:%-d %B %Y}.")
        after = (way or Alignment(started_on=self.started_on)).model_copy(update=_said(self))
        return None if after == way else AlignmentStep(what="alignment", on=self.on, alignment=after)

    def _says_as(self, way: Alignment) -> bool:
        is_begun_alone = self.ended_on is None and self.extension_last_day is None
        return is_begun_alone or (way.ended_on, way.result) == (self.ended_on, self.result)


class DiplomaFurthered(Establishing):
    """How far the Level 3 Diploma is."""

    rule: ClassVar[str] = "QG-13-a"
    para: ClassVar[str] = "13"
    what: Literal["diploma"]
    on: date
    enrolled_on: date | None = None
    held_on: date | None = None
    extension_last_day: date | None = None

    @override
    def change(self, known: Practitioner) -> AnyStaffChange | Against | None:
        way = known.level3_diploma or Diploma()
        for name, says in (("enrolled_on", "enrolment for the Diploma"), ("held_on", "award of the Diploma")):
            had, said = getattr(way, name), getattr(self, name)
            if had and said and had != said:
                return Against(says=f"By the record the {says} was on {had:%-d %B %Y}.")
        if way.held_on and self.held_on is None and self.on > way.held_on:
            return Against(says=f"By the record the award of the Diploma was on {way.held_on:%-d %B %Y}.")
        after = way.model_copy(update=_said(self))
        return None if after == way else DiplomaStep(what="diploma", on=self.on, diploma=after)


class ComparabilityStated(Establishing):
    """What UK ENIC stated of a qualification from abroad."""

    rule: ClassVar[str] = "QG-14-a"
    para: ClassVar[str] = "14"
    what: Literal["comparability"]
    on: date
    equivalent: bool

    @override
    def change(self, known: Practitioner) -> AnyStaffChange | Against | None:
        had = known.enic or Comparability()
        after = had.model_copy(update={"stated_on": self.on, "equivalent": self.equivalent})
        if after == had:
            return None
        if had.stated_on is not None:
            return Against(says=f"The record has a statement of UK ENIC of {had.stated_on:%-d %B %Y}.")
        return ComparabilityStep(what="comparability", on=self.on, comparability=after)


class PqipEmployment(Establishing):
    """Employment to take the PQiP begins, or ends when it is gained or given up."""

    rule: ClassVar[str] = "QG-T1-01-c"
    para: ClassVar[str] = "Table One"
    what: Literal["pqip_employment"]
    since: date | None = None
    until: date | None = None

    @override
    def change(self, known: Practitioner) -> AnyStaffChange | Against | None:
        span = known.employed_for_pqip
        if self.until is not None:
            open_then = span is not None and is_cut(span, self.until)
            return Ended(what="ended", which="employed_for_pqip", until=self.until) if open_then else None
        if self.since is None or (span is not None and span.holds(self.since)):
            return None
        if span is not None and span.since > self.since:
            return Against(says=f"By the record, employment to take the PQiP began on {span.since:%-d %B %Y}.")
        return TraineeEmployed(what="pqip_employment", span=Span(since=self.since))


AnyEstablished = AwardGained | AlignmentFurthered | DiplomaFurthered | ComparabilityStated | PqipEmployment
ESTABLISHED: TypeAdapter[AnyEstablished] = TypeAdapter(Annotated[AnyEstablished, Field(discriminator="what")])


def established(before: Case, event: Event, after: Case) -> tuple[AnyEstablished, ...]:
    """Return what an event of a qualification establishes about the member of staff: nothing of a sentence."""
    if before.kind != QUALIFICATION:
        return ()
    return (*_of_alignment(before, event, after), *_of_diploma(before, event), *_of_pqip(before, event, after))


def _of_alignment(before: Case, event: Event, after: Case) -> Iterator[AnyEstablished]:
    if event.name == "sign_off_confirmed":
        yield AwardGained(what="award", award="cpo_sign_off", on=event.on, evidence=("letter",))
    if event.name == "conversion_completed":
        yield AwardGained(what="award", award="alignment_qualification", on=event.on, evidence=("certificate",))
    if event.name == "comparability_stated":
        yield ComparabilityStated(
            what="comparability", on=event.on, equivalent=event.payload.get("enic_equivalent") is True
        )
    begun = after.marks.get("gap_notified")
    if begun is None:
        return
    if event.name == "gap_notified" and "gap_notified" not in before.marks:
        yield AlignmentFurthered(what="alignment", on=event.on, started_on=begun.on)
    if (more := _more_time(event)) is not None and before.phase != "diploma":
        yield AlignmentFurthered(what="alignment", on=event.on, started_on=begun.on, extension_last_day=more)
    is_over, result = _ended(before, event, after)
    if is_over:
        yield AlignmentFurthered(what="alignment", on=event.on, started_on=begun.on, ended_on=event.on, result=result)


def _ended(
    before: Case, event: Event, after: Case
) -> tuple[bool, Literal["sign_off", "alignment_qualification", "neither"] | None]:
    """Return whether the alignment ended with this event, and with which of the two results, or neither."""
    if event.name == "sign_off_confirmed":
        return True, "sign_off"
    if event.name == "conversion_completed":
        return True, "alignment_qualification"
    limit = alignment_last_day(after.marks["gap_notified"].on)
    is_out_of_time = after.phase == "offer" and before.phase in {"sign_off", "conversion"} and event.on > limit
    if event.name == "alignment_ended_without_result" or is_out_of_time:
        return True, "neither"
    if event.name == "pqip_awarded":
        return "alignment_ended_without_result" not in before.marks, None
    reached = {"sign_off_confirmed", "conversion_completed", "pqip_awarded"} & after.marks.keys()
    concluded = after.marks.get("entered_concluding")
    is_now = before.phase == "concluding" or (concluded is not None and concluded.n == after.number)
    is_concluded = after.phase == "closed" and is_now and not reached
    return is_concluded, "neither" if after.facts.alignment_outcome == "PQIP_STANDARD_APPLICATION" else None


def _of_diploma(before: Case, event: Event) -> Iterator[AnyEstablished]:
    if event.name == "diploma_enrolled":
        yield DiplomaFurthered(what="diploma", on=event.on, enrolled_on=event.on)
    if event.name == "diploma_awarded":
        yield DiplomaFurthered(what="diploma", on=event.on, held_on=event.on)
    if (more := _more_time(event)) is not None and before.phase == "diploma":
        yield DiplomaFurthered(what="diploma", on=event.on, extension_last_day=more)


def _of_pqip(before: Case, event: Event, after: Case) -> Iterator[AnyEstablished]:
    is_employed = before.facts.employed_for_pqip or "qualification_gap_found" not in before.marks
    if event.name == "pqip_started" and is_employed:
        yield PqipEmployment(what="pqip_employment", since=event.on)
    if event.name == "pqip_awarded":
        yield AwardGained(
            what="award", award="pqip", on=event.on, evidence=("academic_certificate", "vocational_certificate")
        )
    if before.phase == "pqip" and after.phase in {"concluding", "closed"}:
        yield PqipEmployment(what="pqip_employment", until=event.on)


def _more_time(event: Event) -> date | None:
    """Return the last day of the time that was granted."""
    until = event.payload.get("extension_until")
    is_granted = event.name == "extension_decided" and event.payload.get("granted") is True
    return date.fromisoformat(until) if is_granted and isinstance(until, str) else None


def _said(furthered: Establishing) -> dict[str, object]:
    """Return the days and the result that are said, without the day it counts from."""
    said = furthered.model_dump(exclude_none=True, exclude={"what", "on"})
    return dict(said)

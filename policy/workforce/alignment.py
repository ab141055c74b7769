"""Qualification Alignment: what somebody without the recognised award is offered (table 3 of the notes, R1 to R13).

The first row that fits decides. Where the statutory guidance, judged on experience alone, would say otherwise, or the
process's words and its table differ, a flag says so and a person confirms (readings W-01, W-02).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from policy.frozen import Frozen
from policy.workforce.answers import Reason

Outcome = Literal[
    "NO_ACTION",
    "NOT_IN_SCOPE",
    "HOLD_PROCEEDINGS",
    "SIGN_OFF",
    "CONVERSION",
    "PQIP",
    "PQIP_STANDARD_APPLICATION",
    "REFER",
]
AlignmentFlag = Literal["bullet_silent", "human_review", "outside_para_6", "qg_conflict", "table_condition"]
Components = Literal["academic_and_vocational", "vocational_only"]

ENOUGH_MONTHS = 21  # QG 11, QAP table
LONG_MONTHS = 120  # QG 34: over ten years; exactly ten is not over (W-28)
RECENT_MONTHS = 21  # QAP-D-09: recency, not length (W-06)
GAP_FROM, GAP_LAST = date(1996, 1, 1), date(2001, 12, 31)  # QAP-E-a: both years inclusive
LEGACY_BEFORE = date(2014, 6, 1)
TRANSFORMED_LAST = date(2019, 4, 1)  # both ends inclusive (W-07)
OUTSIDE_SCOPE_FROM = date(2020, 1, 1)  # QAP 6
_OFFERED = frozenset({"SIGN_OFF", "CONVERSION", "PQIP"})
_DECIDED = _OFFERED | {"PQIP_STANDARD_APPLICATION", "REFER"}
_KEPT = frozenset({"R8_LEGACY_IN_OM", "R9_LEGACY_ROTATED"})  # their sign-offs rest on the qualified other limb of QG


class AlignmentFacts(Frozen):
    """What checklist and conversation show. Months in offender management count to the transition date (W-08)."""

    current_role: str = "Probation Officer"
    in_qualified_role: bool = True
    holds_recognised_qualification: bool = False
    conduct_proceedings: bool = False
    capability_proceedings: bool = False
    manager_sees_potential: bool = False
    action_plan: bool = False
    must_improve: bool = False
    entered_service: date | None = None
    appointed_to_qualified_role: date | None = None
    hired_as: Literal["po", "specialist", "programmes"] = "po"
    social_work_qualification: bool = False
    qualified_other: bool = False
    e3_status: Literal["none", "permitted_to_stay", "specialist_converted"] = "none"
    currently_in_om: bool = True
    ever_worked_om: bool = True
    om_months: int = Field(default=0, ge=0, description="completed months in offender management, to transition")
    om_months_post_2014: int | None = Field(default=None, ge=0, description="of these since 1 June 2014; absent: all")
    months_since_om: int = Field(default=0, ge=0, description="months since the last such role ended")
    moved_to_generic_contract: bool = False
    criminology_degree_or_masters: bool = False

    @field_validator("om_months_post_2014")
    @classmethod
    def _part_of_the_whole(cls, since: int | None, before: ValidationInfo[object]) -> int | None:
        if since is not None and since > before.data.get("om_months", since):
            raise ValueError("om_months_post_2014 is a part of om_months")
        return since

    @property
    def is_programmes_staff(self) -> bool:
        """Return whether somebody of accredited programmes never worked in offender management (QAP-D-14)."""
        return self.hired_as == "programmes" and not self.ever_worked_om and self.moved_to_generic_contract

    @property
    def has_enough(self) -> bool:
        """Return whether the months in offender management are 21 or more."""
        return self.om_months >= ENOUGH_MONTHS

    @property
    def is_recent(self) -> bool:
        """Return whether the last offender management role ended no more than 21 months ago."""
        return self.ever_worked_om and self.months_since_om <= RECENT_MONTHS

    def appointed(self, since: date | None, last: date | None) -> bool:
        """Return whether somebody came into a qualified role between two days, both inclusive."""
        on = self.appointed_to_qualified_role
        return on is not None and (since is None or since <= on) and (last is None or on <= last)

    @property
    def is_legacy(self) -> bool:
        """Return whether somebody came into a qualified role before 1 June 2014."""
        on = self.appointed_to_qualified_role
        return on is not None and on < LEGACY_BEFORE


class AlignmentAnswer(Frozen):
    """What is offered, by which row, and what a person has to look at."""

    outcome: Outcome
    rule: str
    flags: tuple[AlignmentFlag, ...] = ()
    components: Components | None = Field(default=None, description="of a conversion")
    selection: Literal["automatic", "refer"] | None = Field(default=None, description="how a PQiP place is come by")
    pqip_may_be_offered: bool | None = Field(default=None, description="while proceedings hold everything else")
    may_continue_in_role: bool | None = Field(default=None, description="programmes staff: not in breach (QAP-E-d)")
    reasons: tuple[Reason, ...] = ()


def align(facts: AlignmentFacts) -> AlignmentAnswer:
    """Return what the alignment process offers: the first of R1 to R13 that fits."""
    row = next(row for row in _ROWS if row.fits(facts))
    outcome = row.outcome(facts)
    told: dict[str, object] = {
        "outcome": outcome,
        "rule": row.name,
        "flags": tuple(sorted(_flags(row, facts, outcome))),
        "reasons": tuple(Reason(rule=rule, para=para, says=row.says) for rule, para in row.sources),
    }
    if outcome == "CONVERSION":
        told["components"] = "vocational_only" if facts.criminology_degree_or_masters else "academic_and_vocational"
    elif outcome == "PQIP":
        told["selection"] = "refer" if row.name == "R12_LATE" and facts.has_enough else "automatic"
    elif outcome == "HOLD_PROCEEDINGS":
        told["pqip_may_be_offered"] = _may_be_offered(facts)
    elif outcome == "PQIP_STANDARD_APPLICATION":
        told["may_continue_in_role"] = True
    return AlignmentAnswer.model_validate(told)


def by_experience_alone(om_months: int) -> Outcome:
    """Return what the statutory guidance gives for experience alone: over ten years, 21 months, or less (QG 34)."""
    if om_months > LONG_MONTHS:
        return "SIGN_OFF"
    return "CONVERSION" if om_months >= ENOUGH_MONTHS else "PQIP"


def in_howard_gap(facts: AlignmentFacts) -> bool:
    """Return whether somebody entered the service from 1996 to 2001 with a social work qualification (QAP-E-a)."""
    entered = facts.entered_service
    return facts.social_work_qualification and entered is not None and GAP_FROM <= entered <= GAP_LAST


def _may_be_offered(facts: AlignmentFacts) -> bool:
    return facts.capability_proceedings and not facts.conduct_proceedings and facts.manager_sees_potential


@dataclass(frozen=True)
class _Row:
    name: str
    fits: Callable[[AlignmentFacts], bool]
    outcome: Callable[[AlignmentFacts], Outcome]
    says: str
    sources: tuple[tuple[str, str], ...]
    table_condition: Callable[[AlignmentFacts], bool] = lambda _: False
    bullet_silent: bool = False


def _flags(row: _Row, facts: AlignmentFacts, outcome: Outcome) -> Iterator[AlignmentFlag]:
    if outcome not in _DECIDED:
        return
    if row.bullet_silent:
        yield "bullet_silent"
    if row.table_condition(facts):
        yield "table_condition"
    if facts.action_plan or facts.must_improve:
        yield "human_review"
    if facts.entered_service and facts.entered_service >= OUTSIDE_SCOPE_FROM:
        yield "outside_para_6"
    settled = row.name == "R4_HOWARD_GAP" or (row.name in _KEPT and outcome == "SIGN_OFF")
    if outcome in _OFFERED and not settled and outcome != by_experience_alone(facts.om_months):
        yield "qg_conflict"


def _sign_off_or_conversion(facts: AlignmentFacts) -> Outcome:
    return "SIGN_OFF" if facts.has_enough else "CONVERSION"


def _rotated(facts: AlignmentFacts) -> Outcome:
    return "SIGN_OFF" if facts.is_recent and facts.has_enough else "CONVERSION"


def _e3_specialist(facts: AlignmentFacts) -> Outcome:
    since = facts.om_months if facts.om_months_post_2014 is None else facts.om_months_post_2014
    return "CONVERSION" if since >= ENOUGH_MONTHS else "PQIP"


_DECISION, _TABLE = "Decision", "Table"
_ROWS: tuple[_Row, ...] = (
    _Row(
        "R1_QUALIFIED",
        lambda f: f.holds_recognised_qualification,
        lambda _: "NO_ACTION",
        "The certificates meet the guidance: nothing further happens.",
        (("QAP-D1-a", "Annex D"), ("QG-10", "10")),
    ),
    _Row(
        "R2_SCOPE",
        lambda f: not f.in_qualified_role and not f.is_programmes_staff,
        lambda _: "NOT_IN_SCOPE",
        "The process is open to holders of the eight roles from Probation Officer to Head of Operations only.",
        (("QAP-P-01", "Process"), ("QG-12-e", "12"), ("QG-35", "35")),
    ),
    _Row(
        "R3_PROCEEDINGS",
        lambda f: f.conduct_proceedings or f.capability_proceedings,
        lambda _: "HOLD_PROCEEDINGS",
        "Nothing is decided while conduct or capability proceedings are open; the three parties talk urgently.",
        (("QAP-D-03", _DECISION), ("QAP-D-04", _DECISION), ("QAP-D-05", _DECISION)),
    ),
    _Row(
        "R4_HOWARD_GAP",
        in_howard_gap,
        lambda _: "SIGN_OFF",
        "Entered the service from 1996 to 2001 with a social work qualification.",
        (("QAP-D-07", _DECISION), ("QAP-T-01", _TABLE)),
    ),
    _Row(
        "R5_PROGRAMMES",
        lambda f: f.is_programmes_staff,
        lambda _: "PQIP_STANDARD_APPLICATION",
        "Programmes staff who never worked in offender management apply for the PQiP like anybody else.",
        (("QAP-D-14", _DECISION), ("QAP-E-d", "Annex E")),
    ),
    _Row(
        "R6_E3_STAY",
        lambda f: f.e3_status == "permitted_to_stay",
        _sign_off_or_conversion,
        "Permitted to stay in post under E3: 21 months in offender management sign off, fewer ask for the conversion.",
        (("QAP-D-11", _DECISION), ("QAP-T-02", _TABLE)),
        table_condition=lambda f: not f.has_enough,
    ),
    _Row(
        "R7_E3_SPECIALIST",
        lambda f: f.e3_status == "specialist_converted",
        _e3_specialist,
        "A specialist role converted under E3: 21 months in offender management since 2014 ask for the conversion.",
        (("QAP-D-12", _DECISION), ("QAP-T-04", _TABLE)),
    ),
    _Row(
        "R8_LEGACY_IN_OM",
        lambda f: f.is_legacy and f.qualified_other and f.currently_in_om,
        _sign_off_or_conversion,
        "A qualified other appointed before 1 June 2014 and in offender management now; the table asks for 21 months.",
        (("QAP-D-08", _DECISION), ("QAP-T-02", _TABLE)),
        table_condition=lambda f: not f.has_enough,
    ),
    _Row(
        "R9_LEGACY_ROTATED",
        lambda f: f.is_legacy and f.qualified_other and f.hired_as == "po" and not f.currently_in_om,
        _rotated,
        "A qualified other hired as a Probation Officer before 1 June 2014, now elsewhere: recent work signs off.",
        (("QAP-D-09", _DECISION), ("QAP-T-02", _TABLE)),
        table_condition=lambda f: f.is_recent and not f.has_enough,
    ),
    _Row(
        "R10_LEGACY_OTHER",
        lambda f: f.is_legacy and f.hired_as == "po" and not f.qualified_other,
        _sign_off_or_conversion,
        "Hired as a Probation Officer before 1 June 2014 without another award: only the table covers the case.",
        (("QAP-T-02", _TABLE),),
        bullet_silent=True,
    ),
    _Row(
        "R11_TR_ERA",
        lambda f: f.appointed(LEGACY_BEFORE, TRANSFORMED_LAST),
        lambda f: "CONVERSION" if f.has_enough else "PQIP",
        "Appointed from 1 June 2014 to 1 April 2019: 21 months in offender management ask for the conversion.",
        (("QAP-D-10", _DECISION), ("QAP-T-03", _TABLE)),
    ),
    _Row(
        "R12_LATE",
        lambda f: f.appointed(TRANSFORMED_LAST, None),
        lambda _: "PQIP",
        "Appointed after 1 April 2019: the full PQiP.",
        (("QAP-D-13", _DECISION), ("QAP-O3-a", "Outcome 3")),
    ),
    _Row(
        "R13_DEFAULT",
        lambda f: f.appointed_to_qualified_role is None,
        lambda _: "REFER",
        "The rows left ask when the qualified role began (appointed_to_qualified_role), and that is not said.",
        (("QAP-D-08", _DECISION), ("QAP-D-10", _DECISION), ("QAP-D-13", _DECISION)),
    ),
    _Row(
        "R13_DEFAULT",
        lambda _: True,
        lambda _: "REFER",
        "No row of the process fits: a person decides.",
        (("QG-12-a", "12"),),
    ),
)

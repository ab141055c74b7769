"""What is known of a member of staff whose qualification is aligned or completed. Never of a person serving a sentence.

The names are those of the worked examples of the alignment decision. What only some roles may read stands last.
"""

from datetime import date
from typing import Literal

from pydantic import Field

from policy.frozen import Frozen

Outcome = Literal["NO_ACTION", "NOT_IN_SCOPE", "SIGN_OFF", "CONVERSION", "PQIP", "PQIP_STANDARD_APPLICATION", "REFER"]
Module = Literal["penology", "criminology", "rehabilitation_of_offenders", "community_justice"]
DiplomaUnit = Literal[
    "ethics_values_and_practices",
    "safeguard_individuals",
    "own_and_other_organisations",
    "assess_risk_needs_and_strengths",
    "assess_risks_to_victims",
    "formal_reports",
    "formal_meetings",
    "engage_and_motivate",
    "manage_risk_of_harm",
    "rehabilitation_programmes",
    "support_victims",
    "support_resettlement",
]
VocationalUnit = Literal["assess_risk_needs_and_responsivity", "manage_risk_of_serious_harm"]


class QualificationFacts(Frozen):
    """Facts of one qualification. `om` is offender management, court reports and enforcement included (QAP Annex E)."""

    # whose it is, and the post
    staff_id: str | None = Field(default=None, max_length=60, description="the member of staff it is about")
    current_role: str | None = Field(default=None, description="role, as Table One names it")
    grade: str | None = None
    role_on_appointment: str | None = None
    employment_start: date | None = None
    entered_service: date | None = None
    appointed_to_qualified_role: date | None = None
    in_qualified_role: bool | None = Field(default=None, description="in one of the eight roles that need it (QG 10)")
    employer: Literal["probation_service", "crc"] | None = None
    transition_on: date | None = Field(default=None, description="move of the post to the unified service")
    fte: float | None = Field(default=None, ge=0.1, le=1, description="working fraction")
    pro_rata: bool | None = Field(default=None, description="a pro rata arrangement is recorded (QG Table One)")
    employed_for_pqip: bool | None = None

    # what alignment is decided on
    holds_recognised_qualification: bool | None = None
    hired_as: Literal["po", "specialist", "programmes"] | None = None
    social_work_qualification: bool | None = None
    qualified_other: bool | None = None
    e3_status: Literal["none", "permitted_to_stay", "specialist_converted"] | None = None
    currently_in_om: bool | None = None
    ever_worked_om: bool | None = None
    om_months: int | None = Field(default=None, ge=0, description="completed months, counted to the transition")
    om_months_post_2014: int | None = Field(default=None, ge=0)
    months_since_om: int | None = Field(default=None, ge=0)
    moved_to_generic_contract: bool | None = None
    criminology_degree_or_masters: bool | None = None

    # how it goes
    alignment_outcome: Outcome | None = Field(default=None, description="as decided; R1 to R13 only propose")
    employer_agreed: bool | None = None
    learning_cases: int | None = Field(default=None, ge=0, description="current cases worked for the conversion")
    academic_credits: int | None = Field(default=None, ge=0)
    units_passed: tuple[VocationalUnit, ...] | None = None
    high_risk_evidence: bool | None = Field(default=None, description="management of high risk is shown (QAP O2)")
    assessment_centre_passed: bool | None = None
    knowledge_modules: tuple[Module, ...] | None = Field(default=None, description="level 5 modules held or passed")
    pqip_route_months: Literal[15, 21] | None = None
    part1_passed: bool | None = None
    diploma_units: tuple[DiplomaUnit, ...] | None = None
    diploma_enrolled: bool | None = None
    extension_until: date | None = None
    enic_equivalent: bool | None = None

    # for the roles that need it only
    conduct_proceedings: bool | None = None
    capability_proceedings: bool | None = None
    manager_sees_potential: bool | None = None
    action_plan: bool | None = None
    must_improve: bool | None = None


CONFIDENTIAL_VALUES = frozenset({"alignment_proposal", "alignment_rule", "alignment_flags"})
CONFIDENTIAL_FACTS = frozenset(
    {"conduct_proceedings", "capability_proceedings", "manager_sees_potential", "action_plan", "must_improve"}
)

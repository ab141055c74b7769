"""What is known of a sentence: one name for each fact, whichever framework speaks of it.

The two frameworks and the services around them use two names for some facts. The product has one; the other is
accepted wherever facts come in, and never goes out.
"""

from datetime import date
from typing import Literal

from pydantic import AliasChoices, Field

from policy.frozen import Frozen
from policy.qualification_facts import QualificationFacts

SentenceKind = Literal["custodial_sentence", "community_order", "suspended_sentence_order"]
Kind = SentenceKind | Literal["qualification"]
Risk = Literal["low", "medium", "high", "very_high"]
Estate = Literal["male_closed", "open", "women"]
Provider = Literal["nps", "crc", "probation_service"]
Characteristic = Literal[
    "race",
    "age",
    "disability",
    "sex",
    "gender_reassignment",
    "sexual_orientation",
    "maternity_and_parenthood",
    "religion_and_belief",
    "marriage_and_civil_partnership",
]
Diversity = Literal[
    "race",
    "young_adult",
    "older",
    "disability",
    "neurodiversity",
    "gender_reassignment",
    "sexual_orientation",
    "pregnancy",
    "faith",
]
Requirement = Literal[
    "rar",
    "unpaid_work",
    "programme",
    "curfew",
    "electronic_monitoring",
    "electronic_whereabouts",
    "exclusion",
    "residence",
    "prohibited_activity",
    "foreign_travel",
    "drug_rehabilitation",
    "drug_testing",
    "alcohol_treatment",
    "alcohol_abstinence",
    "mental_health_treatment",
]
RequirementState = Literal["referred", "assessed", "placed", "running", "ended"]
RecallType = Literal["standard", "fixed_term"]


def _also(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class IntegratedOffenderManagement(Frozen):
    """Dates of placement in, and induction into, integrated offender management (SMC 24)."""

    placed: date
    induction: date | None = None


class GpsTag(Frozen):
    """What decides whether an acquisitive crime GPS tag is worn (SMC 24.5, 24.6)."""

    standard_determinate_days: int = Field(ge=0, description="length of the standard determinate sentence in days")
    in_scope_offence: bool
    in_scope_area: bool
    why: str | None = None


class Facts(QualificationFacts):
    """Facts of one sentence, or of one qualification. Dates are days in Europe/London; a `last day` is inclusive."""

    # the sentence
    sentence_type: (
        Literal["standard_determinate", "eds", "sopc", "life", "ipp", "dpp", "epp", "fine_default"] | None
    ) = None
    sentenced_on: date | None = None
    term_months: int | None = Field(
        default=None,
        ge=0,
        validation_alias=_also("term_months", "sentence_months"),
        description="length of the custodial sentence in months; left out for life and IPP",
    )
    parole_eligible: bool | None = None
    omic_live_from: date | None = Field(default=None, description="OMiC go-live at prison and provider (MCS front)")
    first_release: date | None = Field(default=None, description="first ever release (IPP), if before this life began")

    # dates the prison calculated
    earliest_release_date: date | None = None
    release_date: date | None = Field(default=None, description="expected date of release, base of MCS 4.46")
    conditional_release_date: date | None = Field(
        default=None, validation_alias=_also("conditional_release_date", "crd")
    )
    parole_eligibility_date: date | None = None
    tariff_expiry_date: date | None = None
    hdc_eligibility_date: date | None = None
    licence_end_date: date | None = Field(
        default=None, validation_alias=_also("licence_end_date", "licence_end"), description="last day of the licence"
    )
    pss_end_date: date | None = Field(default=None, description="last day of post-sentence supervision")
    pss_from: date | None = Field(default=None, description="first day of post-sentence supervision, if given")

    # the order
    requirements: tuple[Requirement, ...] | None = None
    order_end: date | None = Field(default=None, description="last day of the order")
    unpaid_work_hours: int | None = Field(default=None, ge=1)
    unpaid_work_until: date | None = Field(default=None, description="limit moved by the court (SMC A3-UPW-b)")
    hours_completed: date | None = Field(default=None, description="day the last unpaid work hour was worked")
    aamr_days: int | None = Field(default=None, ge=1, description="days of alcohol ban; the day of sentence is day 1")
    requirement_ends: dict[str, date] | None = Field(
        default=None, description="last day the order gives for a requirement, by its name"
    )
    requirement_states: dict[str, RequirementState] | None = Field(
        default=None, description="how far a requirement has come since the order was made, by its name"
    )
    hours_worked: float | None = Field(default=None, ge=0, description="unpaid work hours credited")
    rar_days: int | None = Field(default=None, ge=0, description="most days of activity, as the court set (A3-RAR-b)")
    rar_days_used: int | None = Field(default=None, ge=0)
    off_menu_approved: bool | None = Field(default=None, description="bespoke RAR work approved (SMC A3-RAR-e)")
    tags_fitted: tuple[str, ...] | None = Field(default=None, description="requirements whose tag is fitted")
    required_place: str | None = Field(default=None, description="reference of the place, no address")
    required_place_is_hostel: bool | None = Field(default=None, description="a hostel or other institution")
    hostel_recommended: bool | None = Field(default=None, description="by an officer of a provider (SMC A3-RES-c)")
    elsewhere_allowed: bool | None = Field(default=None, description="the order permits another, approved, place")
    residence_move_approved: bool | None = Field(default=None, description="the move asked for last is approved")
    completion_on: date | None = Field(default=None, description="day the order ends on its completion, once decided")
    offence_on: date | None = Field(default=None, description="day of the offence, the earliest where several")

    # the person, in no more words than the rules need
    date_of_birth: date | None = None
    sex: Literal["female", "male"] | None = None
    care_leaver: bool | Literal["unknown"] | None = None
    care_history: Literal["yes", "no", "declined", "unknown"] | None = Field(
        default=None, description="ever in council care as a child, as last answered"
    )
    paid_service_days: int | None = Field(default=None, ge=0, description="days of paid service in the armed forces")
    foreign_national: bool | None = None
    custodial_sentences_5_years: int | None = Field(default=None, ge=0, description="custodial sentences in five years")
    drug_offence_custody: bool | None = Field(
        default=None, description="custody of any length for a serious drug offence, possession not counted"
    )
    interpreter: bool | None = Field(default=None, description="an interpreter is needed")
    mental_health_status: Literal["s37", "s37_41", "s45a", "s47", "s47_49"] | None = Field(
        default=None, description="section of the Mental Health Act 1983 somebody is subject to"
    )
    in_hospital: bool | None = Field(default=None, description="a prisoner held in hospital")
    diversity: tuple[Diversity, ...] | None = Field(
        default=None, description="what of the diversity form has to be worked with, in one word each; restricted"
    )
    dependants: Literal["none", "cares", "sole_carer"] | None = None

    # risk and cohorts
    rosh: Risk | None = Field(default=None, description="risk of serious harm")
    tier: str | None = Field(default=None, pattern=r"^[ABCD][0-3]?$", description="letter and change level, e.g. C2")
    pcoso: bool | None = Field(default=None, description="convicted of a sexual offence")
    notification: bool | None = Field(default=None, description="subject to notification requirements")
    domestic_abuse: Risk | None = Field(default=None, description="level of domestic abuse risk; absent: not relevant")
    partner_abuse: bool | None = None
    child_safeguarding: Literal["high", "other"] | None = None
    iom: IntegratedOffenderManagement | None = None
    mappa: Literal[1, 2, 3] | None = Field(default=None, description="MAPPA level")
    mappa23_from: date | None = Field(default=None, description="date level 2 or 3 was set")
    mappa_registered: Literal[1, 2, 3, 4] | None = Field(default=None, description="MAPPA category, as registered")
    mappa_until: date | None = Field(default=None, description="last day of the registered MAPPA category")
    notification_until: date | None = Field(default=None, description="last day of the notification requirements")
    violent_offence: bool | None = Field(default=None, description="conviction that puts somebody in MAPPA category 2")
    terrorist_offence: bool | None = Field(default=None, description="convicted under the Terrorism Acts or the like")
    critical_case: bool | None = Field(default=None, description="Critical Public Protection Case")
    organised_crime: bool | None = Field(default=None, description="Serious Organised Crime case")
    on_visor: bool | None = Field(default=None, description="recorded on ViSOR; unsaid: as the rules expect")
    police_order_until: date | None = Field(default=None, description="last day of a police order in the plan")
    serious_history: bool | None = Field(default=None, description="history of serious violent and sexual offences")
    opd_difficulties_linked: bool | None = Field(
        default=None, description="men: psychological and relational difficulties shown, and linked to the risk"
    )
    opd_score: int | None = Field(default=None, ge=0, description="women: difficulties' score on the pathway's screen")
    ospc: Risk | None = Field(default=None, description="OSP/C, for men convicted of a sexual offence")
    schedule_15_offence: bool | None = Field(default=None, description="sexual offence of schedule 15 part 2")
    polygraph_discretionary: bool | None = Field(default=None, description="polygraph testing chosen, not mandatory")
    rsr: float | None = Field(default=None, description="risk of serious recidivism, as last assessed, in per cent")
    rsr_before: float | None = Field(default=None, description="the score before that")
    motivation: Literal["pre_contemplation", "contemplation", "preparation", "action", "maintenance"] | None = None
    adult_at_risk: bool | None = Field(default=None, description="all three limbs of the definition hold (SMC 16.2)")
    low_maturity: bool | None = Field(default=None, description="outcome of the maturity screen")
    gps: GpsTag | None = None
    standard_determinate_days: int | None = Field(default=None, ge=0, description="length of that sentence in days")
    acquisitive_offence: str | None = Field(default=None, description="offence, as the local list of offences has it")
    police_area: str | None = Field(default=None, description="force area lived in, as the local list of areas has it")
    short_sentence_function: bool | None = None
    victim_contact: Literal["unknown", "none", "active"] | None = None
    agencies: tuple[str, ...] | None = Field(default=None, description="agencies already working with the person")

    # who holds the case, and where
    provider: Provider | None = None
    estate: Estate | None = None
    prison: str | None = Field(default=None, pattern=r"^[A-Z]{3}$", description="prison code")
    oasys_scope: bool | None = None
    early_allocation: bool | None = None
    practitioner: str | None = Field(default=None, description="staff code of the allocated practitioner")
    holder_manages: tuple[Risk, ...] | None = Field(
        default=None, description="risks whoever holds the case may manage, none if barred; unsaid: nobody registered"
    )
    team: str | None = None
    region: str | None = None
    omic_live: bool | None = None

    # how supervision goes
    female_only_space_offered: bool | None = None
    contacts_held: int | None = Field(default=None, description="contacts held since supervision last started")
    recall_type: RecallType | None = None
    recall_days: Literal[14, 28, 56] | None = None
    recall_agreed_by: tuple[str, ...] | None = Field(default=None, description="roles that said yes to recall")
    completed: tuple[str, ...] | None = Field(default=None, description="requirements completed")
    court_purpose: Literal["vary", "revoke_early", "extend_unpaid_work"] | None = None
    stage_before: str | None = Field(default=None, description="stage to go back to after a compliance concern")
    contact_suspended: bool | None = Field(default=None, description="active supervision suspended (life, IPP)")
    contact_level: Literal["more_than_weekly", "weekly", "fortnightly", "monthly", "below_monthly"] | None = None
    recorded_standard: str | None = Field(default=None, description="minimum contact when its level was last recorded")
    contacts_by_allocated: int | None = Field(default=None, description="contacts the allocated practitioner held")
    contacts_by_others: int | None = Field(default=None, description="contacts somebody else held")
    interventions: dict[str, str] | None = Field(
        default=None, description="the plan's interventions, and how they stand"
    )
    parole_report_due: date | None = Field(default=None, description="last day for the report to the Parole Board")
    prison_offender_manager: str | None = Field(default=None, description="staff code of the prison offender manager")
    specialised_before_release: bool | None = Field(
        default=None, description="on the specialised service when last released (MCS 4.55)"
    )
    communication_needs: tuple[str, ...] | None = Field(
        default=None, description="how the person is best told things; empty: no particular need (MCS 4.8)"
    )
    specialist_assessments: tuple[str, ...] | None = Field(
        default=None, description="assessments for complex needs done in custody (MCS 4.40)"
    )
    objectives_beyond_control: tuple[str, ...] | None = Field(
        default=None, description="objectives not met for reasons outside the person's control (MCS 4.39, 4.62)"
    )
    handed_over: bool | None = Field(default=None, description="responsibility accepted by the community")

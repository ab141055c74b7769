"""Who may hold which role, and what a role lets somebody do (QG Table One; tables 4.1 and 4.2 of the notes).

The limit of risk is that of the role, not of the award: a Probation Services Officer with a PQiP stops at medium.
"""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Literal

from pydantic import Field

from policy.facts import Risk
from policy.frozen import Frozen
from policy.workforce.answers import STATUTORY_GUIDANCE_FROM, Hold, Reason

Role = Literal[
    "probation_services_officer",
    "probation_officer",
    "polygraph_examiner",
    "senior_probation_officer",
    "approved_premises_manager",
    "approved_premises_area_manager",
    "senior_operational_support_manager",
    "head_of_operational_function",
    "head_of_operations",
    "contracted_case_manager",
    "other",
]
Qualified = Literal["none", "recognised", "pqip", "sign_off", "alignment_qualification", "international"]
Flag = Literal[
    "authorisation",
    "vetting",
    "evidence",
    "before_unification_only",
    "diploma_gap",
    "extension_needed",
    "pqip_trainee",
    "apa_accreditation",
    "enic_statement",
    "start_alignment",
    "must_complete_pqip",
    "no_post",
    "left_service",
]
DIPLOMA_FROM = date(2014, 4, 1)  # QG 13
DIPLOMA_MONTHS = 12  # QG 13: the target
DIPLOMA_MOST_MONTHS = 36  # QG Table One
ALIGNMENT_MOST_MONTHS = 36  # QG 12
_LOW_TO_MEDIUM: tuple[Risk, ...] = ("low", "medium")
_LOW_TO_HIGH: tuple[Risk, ...] = ("low", "medium", "high")


class RoleFacts(Frozen):
    """What is known of somebody's standing at one moment; what is not said is taken as not there."""

    role: Role
    local_title: str | None = None
    employment_start: date | None = None
    on_date: date | None = Field(default=None, description="day of the question; absent: before unification")
    authorisation: Literal["active", "suspended", "withdrawn", "none"] = "active"
    vetting: bool = True
    qualification: Qualified = "none"
    alignment: Literal["none", "in_progress", "completed", "failed"] = "none"
    level3_diploma: Literal["none", "enrolled", "held"] = "none"
    employed_for_pqip: bool = False
    months_employed: int = Field(
        default=0, ge=0, description="months begun; an anniversary still ends the month before"
    )
    extension: bool = False
    fte: float = Field(default=1.0, gt=0, le=1)
    pro_rata: bool = False
    apa_accredited: bool = False
    on_call: bool = False
    delegation: bool = False
    enic: Literal["none", "applied", "equivalent", "not_equivalent"] = "none"
    provider: Literal["probation_service", "contracted"] = "probation_service"
    evidence: Literal["none", "pqf", "equivalent", "accredited_programme"] = "none"
    nos_mapped: bool = False
    case_assigned: bool = False
    alignment_months: int = Field(default=0, ge=0)
    after_target: bool = False


class RoleAnswer(Frozen):
    """Whether somebody may hold the role, and what they may do in it. Very high risk goes with high (W-31)."""

    may_hold: Hold
    rule: str = Field(description="row of table 4.1 of the notes that decided")
    may_manage: tuple[Risk, ...] = ()
    may_sign_off: bool = False
    may_authorise_recall: bool = False
    flags: tuple[Flag, ...] = ()
    reasons: tuple[Reason, ...] = ()


class Post(Frozen):
    """What Table One lets the holder of a role do, and which titles it leaves out."""

    rule: str
    band: str
    manages: tuple[Risk, ...] = ()
    manages_when_assigned: bool = False
    signs_off: bool = False
    recalls: Literal["no", "on_call", "delegation", "yes"] = "no"
    leaves_out: tuple[str, ...] = ()


TABLE_ONE: dict[str, Post] = {
    "probation_services_officer": Post(
        rule="QG-T1-01-a",
        band="3",
        manages=_LOW_TO_MEDIUM,
        leaves_out=("victim liaison officer", "approved premises staff"),
    ),
    "probation_officer": Post(
        rule="QG-T1-02", band="4", manages=_LOW_TO_HIGH, leaves_out=("programme facilitator", "quality development")
    ),
    "polygraph_examiner": Post(rule="QG-T1-03", band="5", manages=_LOW_TO_HIGH, manages_when_assigned=True),
    "senior_probation_officer": Post(
        rule="QG-T1-04",
        band="5",
        signs_off=True,
        leaves_out=(
            "programme manager",
            "programme treatment manager",
            "treatment manager",
            "victim liaison team manager",
            "quality development",
        ),
    ),
    "approved_premises_manager": Post(rule="QG-T1-05", band="5", recalls="on_call"),
    "approved_premises_area_manager": Post(rule="QG-T1-06", band="6", recalls="on_call"),
    "senior_operational_support_manager": Post(rule="QG-T1-07", band="6", signs_off=True, recalls="delegation"),
    "head_of_operational_function": Post(
        rule="QG-T1-08",
        band="ACO C",
        signs_off=True,
        recalls="yes",
        leaves_out=("head of unpaid work", "head of interventions", "heads of unpaid work", "heads of interventions"),
    ),
    "head_of_operations": Post(rule="QG-T1-09", band="ACO D", signs_off=True, recalls="yes"),
    "contracted_case_manager": Post(rule="CW-3.6-c", band="", manages=_LOW_TO_MEDIUM),
}
QUALIFIED_ROLES = frozenset(TABLE_ONE) - {"probation_services_officer", "contracted_case_manager"}  # QG 10: the eight
_LEFT_OUT = tuple(title for post in TABLE_ONE.values() for title in post.leaves_out)


def may_hold(facts: RoleFacts) -> RoleAnswer:
    """Return whether somebody may hold a role and what they may do in it: the first row of table 4.1 that fits."""
    if facts.authorisation in {"suspended", "withdrawn"}:
        return _no("H1", "authorisation", "QG-22-a", "22", f"The authorisation is {facts.authorisation}.")
    if not facts.vetting:
        return _no("H1", "vetting", "QG-22-f", "22", "The enhanced vetting the role needs is not in force.")
    if is_outside_table_one(facts.role, facts.local_title):
        says = "The post stands outside Table One: no qualification is needed, and it has no cases, sign-off or recall."
        return RoleAnswer(may_hold="yes", rule="H2", reasons=(Reason(rule="QG-17", para="17", says=says),))
    if facts.authorisation == "none":
        return _no("H1", "authorisation", "QG-22-a", "22", "No authorisation for the role is recorded.")
    if facts.role == "contracted_case_manager" or facts.provider == "contracted":
        return _contracted(facts)
    if facts.role == "probation_services_officer":
        return _services_officer(facts)
    answer = _qualified_role(facts)
    return _not_accredited(answer) if facts.role == "polygraph_examiner" and not facts.apa_accredited else answer


def is_outside_table_one(role: Role, local_title: str | None) -> bool:
    """Return whether a post is none of Table One's: by its descriptor, or by a title the table leaves out (QG 15)."""
    title = " ".join((local_title or "").casefold().replace("-", " ").replace("/", " ").split())
    return role == "other" or title.startswith(_LEFT_OUT)


def diploma_most_months(fte: float, *, pro_rata: bool) -> int:
    """Return the most months for the Level 3 Diploma: 36, over the fraction worked where that is agreed (W-26)."""
    return int(DIPLOMA_MOST_MONTHS / Fraction(str(fte))) if pro_rata else DIPLOMA_MOST_MONTHS


def is_before_unification(on: date | None) -> bool:
    """Return whether A Competent Workforce still governs: until the statutory guidance of March 2022 replaced it."""
    return on is None or on < STATUTORY_GUIDANCE_FROM


def _contracted(facts: RoleFacts) -> RoleAnswer:
    if not is_before_unification(facts.on_date):
        says = "Contracted providers manage no sentences since the statutory guidance replaced the 2015 one."
        return _no("H3", "before_unification_only", "QG-5", "5", says)
    related = facts.evidence in {"equivalent", "accredited_programme"} and facts.nos_mapped
    if facts.evidence == "pqf" or related:
        says = "The provider shows competence, by the PQF or by what relates to the National Occupational Standards."
        return _yes(facts, "H3", Reason(rule="CW-1.3-b", para="1.3", says=says), _contracted_post())
    says = "An equivalent award or programme counts where it relates to the National Occupational Standards."
    rule = "CW-1.3-a" if facts.evidence == "none" else "CW-1.3-c"
    return _no(
        "H3", "evidence", rule, "1.3", says if facts.evidence != "none" else "No proof of competence is recorded."
    )


def _contracted_post() -> Post:
    return TABLE_ONE["contracted_case_manager"]


def _services_officer(facts: RoleFacts) -> RoleAnswer:
    flags: tuple[Flag, ...] = ("pqip_trainee",) if facts.employed_for_pqip else ()
    if facts.employed_for_pqip:
        says = "Employed to take the PQiP: no diploma is asked for, and the limit is a services officer's."
        return _yes(facts, "H4", _table_one("QG-T1-01-c", says), flags=flags)
    if facts.employment_start and facts.employment_start < DIPLOMA_FROM:
        says = "Employed before 1 April 2014: the diploma is encouraged, not required."
        return _yes(facts, "H4", Reason(rule="QG-13-b", para="13", says=says))
    if facts.level3_diploma == "held" or _is_qualified(facts):
        return _yes(facts, "H4", _table_one("QG-T1-01-b", "The Level 3 Diploma, or a higher award, is held."))
    if facts.level3_diploma == "none":
        says = "Neither holds the Level 3 Diploma nor is enrolled, and no employment before 1 April 2014 is shown."
        return _no("H4''", "diploma_gap", "QG-T1-01-b", "Table One", says)
    if facts.months_employed > diploma_most_months(facts.fte, pro_rata=facts.pro_rata):
        says = "The longest time for the Level 3 Diploma is over."
        return _no("H4'", "diploma_gap", "QG-T1-01-d", "Table One", says)
    if facts.months_employed <= DIPLOMA_MONTHS:
        says = "Working towards the Level 3 Diploma inside the first twelve months."
        return _conditional(facts, "H4'", _table_one("QG-T1-01-e", says))
    says = "Working towards the Level 3 Diploma after twelve months, which an extension has to allow."
    flags = () if facts.extension else ("extension_needed",)
    return _conditional(facts, "H4'", _table_one("QG-T1-01-d", says), flags)


def _qualified_role(facts: RoleFacts) -> RoleAnswer:
    if _is_qualified(facts):
        return _yes(facts, "H5", _QUALIFIED_BY[facts.qualification])
    if facts.alignment == "failed" or (
        facts.alignment == "in_progress" and facts.alignment_months > ALIGNMENT_MOST_MONTHS
    ):
        says = "Alignment ended, or its three years passed, without sign-off or the Alignment Qualification."
        return _no("H5'", "must_complete_pqip", "QG-12-d", "12", says)
    if facts.alignment == "in_progress":
        return _in_alignment(facts)
    if facts.qualification == "international" and facts.enic in {"none", "applied"}:
        says = "A qualification from abroad counts by a UK ENIC Statement of Comparability, which comes first."
        return _no("H5''", "enic_statement", "QG-14-a", "14", says)
    says = (
        "No award recognised for its day, no written sign-off and no Alignment Qualification: alignment has to start."
    )
    return _no("H5''", "start_alignment", "QG-11-a", "11", says)


def _not_accredited(otherwise: RoleAnswer) -> RoleAnswer:
    """Return no to a polygraph examiner without the approved training, and what else is lacking (QG 19)."""
    says = "A polygraph examiner needs the training approved by the American Polygraph Association."
    answer = _no("H6", "apa_accreditation", "QG-19-b", "19", says)
    if otherwise.may_hold != "no":
        return answer
    told = {"flags": (*answer.flags, *otherwise.flags), "reasons": (*otherwise.reasons, *answer.reasons)}
    return otherwise.model_copy(update=told)


def _in_alignment(facts: RoleFacts) -> RoleAnswer:
    if not facts.after_target or facts.extension:
        says = "Alignment is under way inside its time."
        return _conditional(facts, "H5'", Reason(rule="QG-12-b", para="12", says=says))
    says = "Alignment is under way after its target, which an extension has to allow."
    return _conditional(facts, "H5'", Reason(rule="QG-12-c", para="12", says=says), ("extension_needed",))


def _is_qualified(facts: RoleFacts) -> bool:
    if facts.qualification == "international":
        return facts.enic == "equivalent"
    return facts.qualification != "none"


def _table_one(rule: str, says: str) -> Reason:
    return Reason(rule=rule, para="Table One", says=says)


_QUALIFIED_BY: dict[str, Reason] = {
    "recognised": Reason(rule="QG-10", para="10", says="Holds the award recognised for the day of qualifying."),
    "pqip": Reason(rule="QG-10", para="10", says="Holds the PQiP."),
    "sign_off": _table_one("QG-T1-10", "Signed off in writing by the Chief Probation Officer."),
    "alignment_qualification": _table_one("QG-T1-10", "Holds the Alignment Qualification."),
    "international": Reason(rule="QG-14-b", para="14", says="UK ENIC states the award from abroad to be equivalent."),
}


def _no(row: str, flag: Flag, rule: str, para: str, says: str) -> RoleAnswer:
    return RoleAnswer(may_hold="no", rule=row, flags=(flag,), reasons=(Reason(rule=rule, para=para, says=says),))


def _yes(
    facts: RoleFacts, row: str, reason: Reason, post: Post | None = None, *, flags: tuple[Flag, ...] = ()
) -> RoleAnswer:
    return _holder("yes", facts, row, reason, post or TABLE_ONE[facts.role], flags)


def _conditional(facts: RoleFacts, row: str, reason: Reason, flags: tuple[Flag, ...] = ()) -> RoleAnswer:
    return _holder("conditional", facts, row, reason, TABLE_ONE[facts.role], flags)


def _holder(hold: Hold, facts: RoleFacts, row: str, reason: Reason, post: Post, flags: tuple[Flag, ...]) -> RoleAnswer:
    manages = post.manages if facts.case_assigned or not post.manages_when_assigned else ()
    limits = Reason(rule=post.rule, para="3.6" if post.rule.startswith("CW") else "Table One", says=_limits(post))
    return RoleAnswer(
        may_hold=hold,
        rule=row,
        may_manage=manages,
        may_sign_off=post.signs_off,
        may_authorise_recall=_RECALLS[post.recalls](facts),
        flags=flags,
        reasons=(reason, limits),
    )


def _limits(post: Post) -> str:
    manages = f"manages {', '.join(post.manages)} risk" if post.manages else "holds no cases"
    signs = "signs off" if post.signs_off else "does not sign off"
    recalls = {
        "no": "may not",
        "on_call": "on the out-of-hours rota may",
        "delegation": "by delegation may",
        "yes": "may",
    }
    return f"The role {manages}, {signs}, and {recalls[post.recalls]} authorise recall."


_RECALLS: dict[str, Callable[[RoleFacts], bool]] = {
    "no": lambda _: False,
    "on_call": lambda facts: facts.on_call,
    "delegation": lambda facts: facts.delegation,
    "yes": lambda _: True,
}

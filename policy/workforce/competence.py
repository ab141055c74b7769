"""Competence of contracted providers' staff, and how anybody shows it (A Competent Workforce, 2015).

The competences and the National Occupational Standards of each setting stand in `competences.toml`.
"""

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from policy.facts import Risk
from policy.frozen import Frozen
from policy.workforce.answers import Reason

Setting = Literal[
    "case_management",
    "community_payback",
    "approved_premises",
    "court",
    "programmes",
    "victims",
    "community_safety",
    "prison",
    "restorative_justice",
]
AskedOf = Literal["case_manager", "high_risk", "officer"]
EvidenceKind = Literal["none", "pqf", "equivalent", "accredited_programme"]
OFFICERS = frozenset({"responsible_officer", "supervisor", "supervising_officer", "enforcement_officer"})  # CW-1.2-b
CLOSED_AWARDS = frozenset({"cqsw", "dipsw", "social_work_degree", "postgraduate_social_work"}) | {
    "diploma_in_probation_studies"
}  # CW-1.2-d: good for holders, closed to new entrants
HIGH: frozenset[Risk] = frozenset({"high", "very_high"})


class SkillSet(Frozen):
    """One of the six core skill sets."""

    rule: str
    name: str
    code: str
    means: str


class Competence(Frozen):
    """One thing that is shown, and of whom it is asked."""

    rule: str
    code: str
    skill_set: str
    asked_of: AskedOf
    means: str


class Standards(Frozen):
    """The National Occupational Standards of a skill set: for everybody, or of one setting."""

    rule: str
    work_setting: str
    skill_set: str
    standards: tuple[str, ...]


class CompetenceFacts(Frozen):
    """Where somebody works, what they manage, and what is on record of their competence."""

    provider: Literal["probation_service", "contracted"] = "contracted"
    work_setting: Setting = "case_management"
    level: Risk = "medium"
    evidence: EvidenceKind = "none"
    nos_mapped: bool = False
    shown: tuple[str, ...] = Field(default=(), description="codes of the competences shown one by one")


class CompetenceAnswer(Frozen):
    """What is still to be shown for the work, and by which paragraph; nothing missing: competent for it."""

    competent: bool
    missing: tuple[str, ...]
    skill_sets: tuple[str, ...] = Field(description="those in which something is missing")
    standards: int = Field(description="how many National Occupational Standards the setting asks for")
    reasons: tuple[Reason, ...]


class ProviderLine(Frozen):
    """How many of a provider's staff are asked, and how many have everything shown."""

    provider: str
    asked: int
    competent: int


def assess(facts: CompetenceFacts) -> CompetenceAnswer:
    """Return what is missing of the competences the work asks for: the award shows all, else each by its code.

    High risk takes the PQF or its successor: equivalents and programmes do not show those nine (CW 3.1, W-35).
    """
    missing = [one for one in asked(facts) if not _is_shown(facts, one)]
    return CompetenceAnswer(
        competent=not missing,
        missing=tuple(one.code for one in missing),
        skill_sets=tuple(dict.fromkeys(one.skill_set for one in missing)),
        standards=sum(len(group.standards) for group in standards(facts.work_setting)),
        reasons=(_reason(facts), *(Reason(rule=one.rule, para=_para(one.rule), says=one.means) for one in missing)),
    )


def asked(facts: CompetenceFacts) -> tuple[Competence, ...]:
    """Return the competences that are asked for: all officers', a case manager's, and nine more at high risk."""
    who: set[AskedOf] = {"officer"}
    if facts.work_setting == "case_management":
        who |= {"case_manager", "high_risk"} if facts.level in HIGH else {"case_manager"}
    return tuple(one for one in competences() if one.asked_of in who)


def standards(setting: Setting) -> tuple[Standards, ...]:
    """Return the National Occupational Standards asked for in a setting: everybody's and its own (CW Annex A)."""
    return tuple(group for group in _annex() if group.work_setting in {"every", setting})


def is_officer(role: str) -> bool:
    """Return whether a role is that of an officer of a provider of probation services, enforcement included."""
    return role in OFFICERS


def must_enrol(*, provider: str, new_entrant: bool, award: str | None) -> bool:
    """Return whether the service trains and qualifies somebody by the PQF: a new entrant without an award (CW 1.2)."""
    return provider == "probation_service" and new_entrant and award is None


def is_route_open(award: str) -> bool:
    """Return whether a new entrant may still take the award: the older ones stay good for who holds them (CW 1.2)."""
    return award not in CLOSED_AWARDS


def placement_host(*, learner_of: str, uses_pqf: bool) -> Literal["contracted", "probation_service", "none"]:
    """Return who offers a learner's placement: contracted providers early on; the service in return (CW 3.7)."""
    if learner_of == "probation_service":
        return "contracted"
    return "probation_service" if uses_pqf else "none"


def placement_accepted(*, framework_met: bool, practice_range: bool, assessment_range: bool) -> bool:
    """Return whether a placement may be used: by the Regulatory Framework, with the range it needs (CW 3.7)."""
    return framework_met and practice_range and assessment_range


def compliance_due(*, months_since_shown: int, interval_months: int | None) -> bool | None:
    """Return whether a contracted officer shows compliance again; nothing while the agreement's interval is unset."""
    return None if interval_months is None else months_since_shown >= interval_months


def equipped(staff: Iterable[tuple[str, CompetenceFacts]]) -> tuple[ProviderLine, ...]:
    """Return for each provider how many of its staff show what is asked: what contract management reads (CW 3.8)."""
    lines: dict[str, list[bool]] = {}
    for provider, facts in staff:
        lines.setdefault(provider, []).append(assess(facts).competent)
    return tuple(
        ProviderLine(provider=provider, asked=len(shown), competent=sum(shown))
        for provider, shown in sorted(lines.items())
    )


@cache
def skill_sets() -> tuple[SkillSet, ...]:
    """Return the six core skill sets."""
    return tuple(SkillSet.model_validate(row) for row in _written()["skill_set"])


@cache
def competences() -> tuple[Competence, ...]:
    """Return every competence, in the order of the document."""
    return tuple(Competence.model_validate(row) for row in _written()["competence"])


@cache
def _annex() -> tuple[Standards, ...]:
    return tuple(Standards.model_validate(row) for row in _written()["standards"])


@cache
def _written() -> dict[str, list[dict[str, object]]]:
    return tomllib.loads(files("policy.workforce").joinpath("competences.toml").read_text(encoding="utf-8"))


def _is_shown(facts: CompetenceFacts, one: Competence) -> bool:
    if facts.evidence == "pqf":
        return True
    if one.asked_of == "high_risk":
        return False
    return (facts.evidence != "none" and facts.nos_mapped) or one.code in facts.shown


def _reason(facts: CompetenceFacts) -> Reason:
    if facts.evidence == "pqf":
        rule = "CW-3.8-a" if facts.provider == "probation_service" else "CW-1.3-b"
        return Reason(rule=rule, para=_para(rule), says="The PQF, or what followed it, shows every competence.")
    if facts.evidence == "none":
        return Reason(rule="CW-1.3-a", para="1.3", says="No award or programme is on record: each competence is shown.")
    says = "An equivalent award or programme counts where it relates to the National Occupational Standards."
    return Reason(rule="CW-1.3-c", para="1.3", says=says)


def _para(rule: str) -> str:
    return rule.split("-")[1]

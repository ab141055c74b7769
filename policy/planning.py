"""What somebody is supervised under, in which tier, and by which plan."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from policy import decisions

if TYPE_CHECKING:
    from policy.case import Value
    from policy.situation import Situation

LETTERS = {"very_high": "AB", "high": "AB", "medium": "C", "low": "D"}  # SMC 8.2
WALES = "Wales"  # a region's name, as the register has it


def risk_tier(s: Situation) -> Value:
    """Return the letter that the level of risk stands for (SMC 8.2)."""
    return letter_of(s.facts.rosh, s.facts.tier)


def letter_of(rosh: str | None, tier: str | None) -> str | None:
    """Return the tier's letter for a level of risk; A or B where the tiering model has not said which.

    Very high risk is presumed A (reading 21).
    """
    letters = LETTERS.get(rosh or "")
    if letters is None or len(letters) == 1:
        return letters
    if tier and tier[0] in letters:
        return tier[0]
    return "A" if rosh == "very_high" else "A_or_B"


def complexity_factors(s: Situation) -> Value:
    """Return what adds to the complexity of a case in the tiering model (SMC 8.3): the factors for women."""
    return ("women",) if s.facts.sex == "female" else ()


def supervision_kind(s: Situation) -> Value:
    """Return what the person is supervised under in the community (SMC front matter); in custody nothing."""
    if s.is_order():
        return "none" if s.phase in decisions.OVER | {"start"} else s.case.kind
    return {"on_licence": "licence", "pss": "post_sentence_supervision"}.get(s.phase, "none")


def single_or_multiple(s: Situation) -> Value:
    """Return whether the order carries one requirement or several (SMC 4.2)."""
    return one_or_several(s.facts.requirements or ()) if s.is_order() else None


def one_or_several(requirements: tuple[str, ...]) -> str | None:
    """Return whether these are one requirement or several; nothing where none is known."""
    return ("single" if len(requirements) == 1 else "multiple") if requirements else None


def current_plan(s: Situation) -> Value:
    """Return the day the current sentence plan was signed off (SMC 1.6); a later plan replaces it."""
    day = s.day("plan_done")
    return day.isoformat() if day else None


def plan_support(s: Situation) -> Value:
    """Return who helps the practitioner to plan and deliver (SMC 11.6): in Wales the CORRE Hub."""
    return "corre_hub" if s.facts.region == WALES and s.value("supervision_kind") != "none" else None


DECISIONS: dict[str, Callable[[Situation], Value]] = {
    function.__name__: function
    for function in (risk_tier, complexity_factors, supervision_kind, single_or_multiple, current_plan, plan_support)
}

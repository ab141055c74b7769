"""The words of conditions that speak of tier, plan, and who takes part. Each means what its sentence says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy import anchors, decisions
from policy.planning import LETTERS
from policy.predicates import predicate

if TYPE_CHECKING:
    from policy.situation import Situation

_DELIVERED_BY_OTHERS = frozenset(
    {"unpaid_work", "programme", "drug_rehabilitation", "drug_testing", "alcohol_treatment", "mental_health_treatment"}
)


@predicate
def requirements_known(s: Situation) -> bool:
    """At least one requirement of the order is known."""
    return bool(s.facts.requirements)


@predicate
def others_deliver(s: Situation) -> bool:
    """A requirement still running is delivered by others than the practitioner."""
    return any(name in _DELIVERED_BY_OTHERS for name in decisions.requirements_left(s))


@predicate
def agencies_involved(s: Situation) -> bool:
    """Other agencies already work with the person."""
    return bool(s.facts.agencies)


@predicate
def tier_fits_risk(s: Situation) -> bool:
    """The tier is set, and its letter is one of those of the level of risk."""
    letter = (s.facts.tier or "")[:1]
    return bool(letter) and letter in LETTERS.get(s.facts.rosh or "", letter)


@predicate
def mappa_relevant(s: Situation) -> bool:
    """The conviction, the sentence or the risk may make the person eligible for MAPPA."""
    dangerous = (
        s.facts.sentence_type in anchors.INDETERMINATE | {"eds", "sopc", "epp"} or s.facts.rosh in decisions.HIGH
    )
    return bool(s.facts.pcoso) or dangerous or s.value("mappa_category") is not None


@predicate
def held_by_another(s: Situation) -> bool:
    """A colleague of the allocated practitioner held it."""
    holder = s.payload.get("held_by")
    return holder is not None and s.facts.practitioner is not None and holder != s.facts.practitioner

"""How often and by whom somebody is seen: what the minimum and the practitioner's plan come to, and visits due."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from policy.case import Value
from policy.decisions import OVER, requirements_left

if TYPE_CHECKING:
    from policy.situation import Situation

LEVELS = ("below_monthly", "monthly", "fortnightly", "weekly", "more_than_weekly")
_COMPLEX = 3  # change level, SMC 8.2
_MINIMUM = {"weekly": "weekly", "weekly_and_monthly": "weekly", "monthly": "monthly"}


def effective_contact(s: Situation) -> Value:
    """Return the stricter of the minimum and the practitioner's plan, which may raise and never lower (SMC 12.12)."""
    standard = s.value("contact_standard")
    if standard == "none":
        return "none" if s.case.values.get("effective_contact") else None
    levels = [level for level in (_MINIMUM.get(str(standard)), s.facts.contact_level) if level]
    return max(levels, key=LEVELS.index, default="none")


def planned_above(s: Situation) -> str | None:
    """Return the level the practitioner planned where it is above the minimum."""
    planned, minimum = s.facts.contact_level, _MINIMUM.get(str(s.value("contact_standard")))
    if planned is None or (minimum and LEVELS.index(planned) <= LEVELS.index(minimum)):
        return None
    return planned


def standard_left_unrecorded(s: Situation) -> bool:
    """Return whether the minimum has changed since the level of contact was last recorded (SMC 5.9, reading 22)."""
    standard = s.value("contact_standard")
    return standard != "none" and s.facts.recorded_standard not in {None, standard}


def contacts_with_allocated(s: Situation) -> Value:
    """Return how many contacts the allocated practitioner held, of those whose holder is known (SMC 12.15)."""
    own, others = s.facts.contacts_by_allocated or 0, s.facts.contacts_by_others or 0
    return f"{own} of {own + others}" if own + others else None


def earliest_visit(s: Situation) -> Value:
    """Return the home-visit limit that governs: the earliest still open, of a cohort or a concern (SMC 10.26)."""
    visits = s.catalogue.visits
    days = [d.due_on for d in s.duties.values() if d.due_on and d.status == "mandatory" and d.row in visits]
    return min(days).isoformat() if days else None


def appointment_basis(s: Situation) -> Value:
    """Return on what footing an appointment can be required (SMC 12.1, 12.2).

    A rehabilitation activity requirement carries appointments to the end of the order, its days used up or not; any
    other requirement while it runs; with none left the duty to keep in touch.
    """
    if s.is_order():
        return _basis_on_order(s)
    if s.stage is None or s.stage in {"in_custody_recalled", "ended"} or s.phase in OVER:
        return None if s.case.values.get("appointment_basis") is None else ()
    return ("post_sentence_supervision",) if s.phase == "pss" else ("licence",)


def _basis_on_order(s: Situation) -> Value:
    if s.phase in OVER | {"start", "provider_only"} or s.value("needs_practitioner") is False:
        return ()
    bases = ("rar",) if s.has("rar") else ()
    if any(name != "rar" for name in requirements_left(s)):
        bases = (*bases, "requirement")
    return bases or ("keep_in_touch",)


def enhanced_contact(s: Situation) -> Value:
    """Return whether complexity level 3 calls for enhanced contact (SMC 12.15): with a RAR, or on licence."""
    if s.value("change_level") is None:
        return None
    resourced = s.value("contact_standard") in {"monthly", "weekly_and_monthly"}
    return s.value("change_level") == _COMPLEX and resourced


DECISIONS: dict[str, Callable[[Situation], Value]] = {
    function.__name__: function
    for function in (
        effective_contact,
        contacts_with_allocated,
        earliest_visit,
        appointment_basis,
        enhanced_contact,
    )
}

"""How often and by whom somebody is seen: what the minimum and the practitioner's plan come to, and visits due."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policy.case import Value
    from policy.situation import Situation

LEVELS = ("below_monthly", "monthly", "fortnightly", "weekly", "more_than_weekly")
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

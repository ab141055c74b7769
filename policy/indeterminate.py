"""Life and IPP licences: which panels follow them, and when less supervision or none may be considered (SMC 25)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from policy.anchors import CONTINUOUS_YEARS, INDETERMINATE
from policy.calendar import years_after
from policy.case import Value

if TYPE_CHECKING:
    from policy.situation import Situation

SUSPENSION_YEARS_LIFE = 10  # SMC 25.4; for IPP the five continuous years of 25.8
ACTIVE_LEVELS = frozenset({2, 3})


def panels(s: Situation) -> Value:
    """Return which panels follow the licence: lifer or progression; none for IPP at MAPPA level 2 or 3 (SMC 25.8-i)."""
    if s.phase != "on_licence" or s.facts.sentence_type not in INDETERMINATE:
        return None
    if s.facts.sentence_type == "life":
        return "lifer"
    return "paused" if s.facts.mappa in ACTIVE_LEVELS else "progression"


def suspension_point(s: Situation) -> Value:
    """Return the first day on which suspension of supervision can be considered: recall starts the years afresh."""
    release = s.day("release")
    if s.phase != "on_licence" or release is None or s.facts.sentence_type not in INDETERMINATE:
        return None
    years = SUSPENSION_YEARS_LIFE if s.facts.sentence_type == "life" else CONTINUOUS_YEARS
    return years_after(release, years).isoformat()


def termination_point(s: Situation) -> Value:
    """Return the day from which ending an IPP licence is considered (SMC 25.8, or statute); recall does not move it."""
    if s.facts.sentence_type not in INDETERMINATE - {"life"}:
        return None
    day = s.day("ipp_qualifying_end")
    return day.isoformat() if day else None


DECISIONS: dict[str, Callable[[Situation], Value]] = {
    function.__name__: function for function in (panels, suspension_point, termination_point)
}

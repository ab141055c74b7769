"""What the predictor scores say: how they moved, and what they make somebody eligible to be considered for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from policy.case import Value

if TYPE_CHECKING:
    from policy.situation import Situation


def rsr_movement(s: Situation) -> Value:
    """Return how the risk of serious recidivism moved since the assessment before (SMC 10.3)."""
    now, before = s.facts.rsr, s.facts.rsr_before
    if now is None or before is None:
        return None
    return "up" if now > before else "down" if now < before else "unchanged"


def osp_eligibility(s: Situation) -> Value:
    """Return what an OSP score makes somebody eligible to be considered for (SMC 10.5); decided again as it changes."""
    if s.facts.ospc is None or s.value("osp_applies") is False:
        return None
    polygraph = ("polygraph",) if s.value("polygraph") == "mandatory" else ()
    return ("accredited_programme", *polygraph)


DECISIONS: dict[str, Callable[[Situation], Value]] = {
    function.__name__: function for function in (rsr_movement, osp_eligibility)
}

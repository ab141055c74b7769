"""The words of conditions that speak of the run-up to release. Each means what its sentence says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from policy.predicates import predicate

if TYPE_CHECKING:
    from policy.situation import Situation

_SIX_WEEKS = timedelta(weeks=6)  # MCS 4.46, reading C-17
_REFERRED_FROM = date(2018, 10, 1)  # MCS 4.46: the duty to refer has effect from October 2018


@predicate
def short_sentence(s: Situation) -> bool:
    """Fewer than six weeks were left to the expected release when it became known (C-17)."""
    release = s.facts.release_date
    calculated = s.marked("sentence_recalculated") or s.marked("sentence_calculated")
    if release is None or calculated is None:
        return False
    return calculated.on > release - _SIX_WEEKS


@predicate
def released_under_the_duty_to_refer(s: Situation) -> bool:
    """The expected release is not before October 2018, when the duty to refer took effect (MCS 4.46)."""
    release = s.facts.release_date
    return release is None or release >= _REFERRED_FROM

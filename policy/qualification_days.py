"""Days of a qualification that follow from others: the limits of alignment, appeal and diploma."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from policy.grammar import Anchor
from policy.workforce.process import ALIGNMENT_TARGET, alignment_last_day, diploma_days, relief_last_day
from policy.workforce.process import appeal_last_day as last_day_for_an_appeal

if TYPE_CHECKING:
    from policy.situation import Situation


def alignment_target(_: Situation) -> Anchor | None:
    """Return the day by which alignment should be finished."""
    return Anchor(ALIGNMENT_TARGET)


def alignment_limit(s: Situation) -> Anchor | None:
    """Return the last day of three years from the person's start (W-27)."""
    begun = s.marked("gap_notified")
    return Anchor(alignment_last_day(begun.on), n=begun.n) if begun else None


def appeal_last_day(s: Situation) -> Anchor | None:
    """Return the last day for an appeal against the outcome last told."""
    told = s.marked("outcome_notified")
    return Anchor(last_day_for_an_appeal(told.on), n=told.n) if told else None


def relief_end(s: Situation) -> Anchor | None:
    """Return the last day of relief from work on the conversion."""
    begun = s.marked("conversion_started")
    return Anchor(relief_last_day(begun.on), n=begun.n) if begun else None


def diploma_target(s: Situation) -> Anchor | None:
    """Return the day by which the Level 3 Diploma should be held."""
    days = _diploma_days(s)
    return Anchor(days[0]) if days else None


def diploma_limit(s: Situation) -> Anchor | None:
    """Return the last day of three years; of three years over the working fraction, if that is arranged (W-26)."""
    days = _diploma_days(s)
    return Anchor(days[1]) if days else None


def allowed_until(s: Situation) -> Anchor | None:
    """Return the day up to which there is time without asking for more: the target, or what was granted last."""
    granted, until = s.marked("more_time_granted"), s.facts.extension_until
    if granted and until:
        return Anchor(until, n=granted.n)
    return diploma_target(s) if s.marked("officer_started") else alignment_target(s)


def _diploma_days(s: Situation) -> tuple[date, date] | None:
    facts = s.facts
    if facts.employment_start is None:
        return None
    return diploma_days(facts.employment_start, fte=facts.fte or 1, pro_rata=bool(facts.pro_rata))


QUALIFICATION_DAYS: dict[str, Callable[[Situation], Anchor | None]] = {
    function.__name__: function
    for function in (
        alignment_target,
        alignment_limit,
        allowed_until,
        appeal_last_day,
        relief_end,
        diploma_target,
        diploma_limit,
    )
}

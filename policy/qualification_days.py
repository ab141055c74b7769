"""Days of a qualification that follow from others: the limits of alignment, appeal and diploma."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING

from policy.calendar import months_after, years_after
from policy.grammar import Anchor

if TYPE_CHECKING:
    from policy.situation import Situation

ALIGNMENT_TARGET = date(2022, 3, 31)  # QG 12, reading W-27: the end of 2021/22
LONGEST_YEARS = 3  # QG 12, Table One
APPEAL_DAYS = 7  # QAP Annex C, reading W-14: calendar days, the last one included
RELIEF_MONTHS = 6  # QAP Annex C
DIPLOMA_TARGET_MONTHS, DIPLOMA_LONGEST_MONTHS = 12, 36  # QG 13, Table One
DIPLOMA_FROM = date(2014, 4, 1)  # QG 13


def alignment_target(_: Situation) -> Anchor | None:
    """Return the day by which alignment should be finished."""
    return Anchor(ALIGNMENT_TARGET)


def alignment_limit(s: Situation) -> Anchor | None:
    """Return the last day of three years from the person's start (W-27)."""
    begun = s.marked("gap_notified")
    return Anchor(years_after(begun.on, LONGEST_YEARS), n=begun.n) if begun else None


def appeal_last_day(s: Situation) -> Anchor | None:
    """Return the last day for an appeal against the outcome last told."""
    told = s.marked("outcome_notified")
    return Anchor(told.on + timedelta(days=APPEAL_DAYS), n=told.n) if told else None


def relief_end(s: Situation) -> Anchor | None:
    """Return the last day of relief from work on the conversion."""
    begun = s.marked("conversion_started")
    return Anchor(months_after(begun.on, RELIEF_MONTHS), n=begun.n) if begun else None


def diploma_target(s: Situation) -> Anchor | None:
    """Return the day by which the Level 3 Diploma should be held."""
    start = s.facts.employment_start
    return Anchor(months_after(start, DIPLOMA_TARGET_MONTHS)) if start else None


def diploma_limit(s: Situation) -> Anchor | None:
    """Return the last day of three years; of three years over the working fraction, if that is arranged (W-26)."""
    start, fraction = s.facts.employment_start, s.facts.fte
    if start is None:
        return None
    share = fraction if fraction and s.facts.pro_rata else 1
    return Anchor(months_after(start, ceil(round(DIPLOMA_LONGEST_MONTHS / share, 6))))


QUALIFICATION_DAYS: dict[str, Callable[[Situation], Anchor | None]] = {
    function.__name__: function
    for function in (alignment_target, alignment_limit, appeal_last_day, relief_end, diploma_target, diploma_limit)
}

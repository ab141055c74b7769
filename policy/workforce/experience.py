"""What counts towards alignment: months in offender management, and who is a qualified other (QAP Annex E)."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Literal, get_args

from policy.calendar import months_after
from policy.frozen import Frozen

Work = Literal[
    "community_orders",
    "suspended_sentences",
    "licences",
    "post_sentence_supervision",
    "pre_sentence_reports",
    "court_enforcement",
]
OFFENDER_MANAGEMENT = frozenset(get_args(Work))  # QAP-E-c: court reports and enforcement are included
SUBJECTS = frozenset({"criminology", "psychology", "social_work", "mental_health"})  # QAP-E-b
DEGREES = frozenset({"degree", "masters", "doctorate"})
_MONTHS_IN_A_YEAR = 12


class NoTransition(ValueError):
    """The transition date is not set: months are counted to it, so nothing is decided without it (reading W-08)."""


class Spell(Frozen):
    """Work from a day until a day, for whichever employer: service with a CRC counts like any other (QAP-O1-c)."""

    work: str
    since: date
    until: date | None = None
    employer: str | None = None


def counts_as_om(work: str) -> bool:
    """Return whether work is offender management: direct responsibility for sentences, or court work (QAP-E-c)."""
    return work in OFFENDER_MANAGEMENT


def om_months(history: Iterable[Spell], transition: date | None, *, since: date | None = None) -> int:
    """Return the completed months in offender management up to the transition, from `since` on where it is given.

    Spells that overlap count once; part months of separate spells do not add up. Raises NoTransition.
    """
    if transition is None:
        raise NoTransition("the transition date is not set")
    worked = sorted(
        (max(spell.since, since) if since else spell.since, min(spell.until or transition, transition))
        for spell in history
        if counts_as_om(spell.work)
    )
    return sum(_completed(start, end) for start, end in _joined(worked))


def qualified_other(*, level: str, subject: str, international_probation: bool = False) -> bool:
    """Return whether somebody is a qualified other: a degree in one of four subjects, or probation abroad (QAP-E-b)."""
    return international_probation or (level in DEGREES and subject in SUBJECTS)


def academic_exempt(*, level: str, subject: str) -> bool:
    """Return whether the academic part falls away: criminology at degree or masters level (QAP-O2-e, W-20)."""
    return level in DEGREES and subject == "criminology"


def _joined(spells: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    joined: list[tuple[date, date]] = []
    for start, end in spells:
        if end <= start:
            continue
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _completed(start: date, end: date) -> int:
    months = (end.year - start.year) * _MONTHS_IN_A_YEAR + end.month - start.month
    return months if months_after(start, months) <= end else months - 1

"""Standing through time: the stretches through which what somebody may hold stays as it is, and what each asks for.

It is what practitioners are counted by, and found by where somebody has to see to something, at any moment.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from policy.calendar import local_day, starts
from policy.facts import Risk
from policy.frozen import Frozen
from policy.workforce.answers import Hold
from policy.workforce.attention import stands_out
from policy.workforce.entitled import Loss
from policy.workforce.gap import gap
from policy.workforce.practitioner import BEGINNING, Practitioner
from policy.workforce.roles import Flag
from policy.workforce.standing import moments, standing

NO_END = datetime(9999, 12, 31, tzinfo=UTC)
_TWO_DAYS = timedelta(days=2)


class Period(Frozen):
    """A stretch of time through which somebody's standing is the same: from an instant, until an instant."""

    since: datetime
    until: datetime
    is_employed: bool
    may_hold: Hold
    may_manage: tuple[Risk, ...]
    stands_out: bool
    """somebody has to see to it: while it lasts, or before it begins"""


class _Judged(NamedTuple):
    may_hold: Hold
    may_manage: tuple[Risk, ...]
    flags: tuple[Flag, ...]
    to_decide: bool
    stands_out: bool


def periods(practitioner: Practitioner, losses: tuple[Loss, ...] = ()) -> tuple[Period, ...]:
    """Return every period from the beginning on, the earliest first.

    Through those in which the register of losses names them without a decision, they may hold no case (QG 23).
    """
    found: list[Period] = []
    before: _Judged | None = None
    begin = starts(BEGINNING)
    changes = (*moments(practitioner, rota=False), *(each for loss in losses for each in loss.moments()))
    for moment in sorted({begin, *(each for each in changes if each > begin)}):
        now = _judged(practitioner, moment, losses)
        if now == before:
            continue
        if found:
            found[-1] = found[-1].model_copy(update={"until": moment})
        found.append(_period(practitioner, moment, now, before or now))
        before = now
    return tuple(found)


def soon(as_of: datetime, *, within_days: int) -> datetime:
    """Return the instant before which a period has to begin for its day before to be so many days off, or fewer."""
    return starts(local_day(as_of) + timedelta(days=within_days) + _TWO_DAYS)


def _judged(practitioner: Practitioner, moment: datetime, losses: tuple[Loss, ...]) -> _Judged:
    now = standing(practitioner, moment)
    to_decide = any(loss.is_open(moment) for loss in losses)
    to_start = gap(practitioner, local_day(moment))
    to_see_to = to_decide or (to_start is not None and not to_start.by_itself)
    manages = () if now.may_hold == "no" or to_decide else now.may_manage
    return _Judged(now.may_hold, manages, now.flags, to_decide, stands_out(now) or to_see_to)


def _period(practitioner: Practitioner, moment: datetime, now: _Judged, before: _Judged) -> Period:
    return Period(
        since=moment,
        until=NO_END,
        is_employed=practitioner.is_employed(moment),
        may_hold=now.may_hold,
        may_manage=now.may_manage,
        stands_out=now.stands_out or any(flag not in before.flags for flag in now.flags),
    )

"""What a duty is counted from, when it is due, and from when on it is late."""

from datetime import date, datetime, time, timedelta

from policy.calendar import at_time, starts
from policy.case import Duty
from policy.catalogue import Ready
from policy.grammar import Anchor, Limit, Period, read_due
from policy.situation import Situation

STANDING = "-"
"""The occurrence of a duty that is owed once, whatever moves its date."""
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_MORNING = time(9)


def anchor_of(s: Situation, ready: Ready) -> Anchor | None:
    """Return what the duties of a rule are counted from, if that is known."""
    rule = ready.rule
    if rule.opens:
        found = [anchor for name in rule.opens if (anchor := s.anchor(name))]
        return max(found, key=lambda anchor: anchor.on) if found else None
    if ready.every:
        return s.anchor(ready.every.anchor)
    if ready.due:
        limit = ready.due.find(s)
        return limit.anchor if limit else None
    return Anchor(s.today)


def limit_of(s: Situation, ready: Ready, anchor: Anchor, period: Period | None) -> Limit | None:
    """Return the limit of a rule's next duty: the end of its period where it recurs; nothing for an open task."""
    if period:
        return Limit(period.last, anchor)
    return ready.due.find(s) if ready.due else None


def dates_of(s: Situation, ready: Ready, limit: Limit | None, anchor: Anchor) -> dict[str, object]:
    """Return a duty's dates by the names of its fields, those it does not have left out."""
    dates: dict[str, object] = {"anchor_on": anchor.on, "anchor_n": anchor.n}
    if limit is None:
        return dates
    work_by = s.calendar.work_by(limit.on)
    dates["due_on"] = limit.on
    dates["due_at"] = limit.at
    dates["work_by"] = work_by if work_by != limit.on and limit.at is None else None
    dates["short_notice"] = limit.short_notice
    dates["remind_at"] = _remind_at(s, ready, limit.on)
    return {name: value for name, value in dates.items() if value or name == "anchor_on"}


def occurrence_of(ready: Ready, anchor: Anchor) -> str:
    """Return what tells one time from the next: the event counted from, or nothing where a date may move."""
    counted = ready.rule.opens or ready.due
    return f"{anchor.n}" if anchor.n and counted else STANDING


def is_unneeded(s: Situation, ready: Ready, due_on: date | None) -> bool:
    """Return whether what the rule names as its `unless` is known, and not later than the limit."""
    if not ready.rule.unless:
        return False
    done = s.day(ready.rule.unless)
    return done is not None and (due_on is None or done <= due_on)


def late_at(duty: Duty) -> datetime | None:
    """Return the first instant at which a duty is late; for a date that is reached, when it is.

    What begins on a day is reached as the day begins; anything else runs out when its last day is over.
    """
    if duty.due_at:
        return duty.due_at + _SECOND
    if duty.due_on is None:
        return None
    return starts(duty.due_on if duty.begins else duty.due_on + _DAY)


def _remind_at(s: Situation, ready: Ready, due_on: date) -> datetime | None:
    if not ready.rule.remind:
        return None
    limit = read_due(f"{ready.rule.remind} due").find(_FromDue(s, due_on))
    moment = at_time(limit.on, _MORNING) if limit else None
    return moment if moment and moment > s.now else None


class _FromDue:
    """Anchors that know one name, `due`: for reminders, which count from the limit itself."""

    def __init__(self, s: Situation, due_on: date) -> None:
        self.calendar, self.today, self.number, self._due_on = s.calendar, s.today, s.number, due_on

    def anchor(self, name: str) -> Anchor | None:
        return Anchor(self._due_on) if name == "due" else None

"""The few sentences in which a rule says when: limits (`due`) and periods (`every`).

    5 working days after order_made                 24 hours after concern_identified
    12 weeks before earliest_release_date, or at once
    on unpaid_work_until, else 12 months after order_made
    15 working days after the later of start_of_supervision and mappa23_set
    the earlier of 12 months from release and licence_end_date

`after` counts from day 0, `from` makes the anchor's day the first of the period (liberty limits). The count may be the
name of a fact or of a local parameter; nobody knowing it, or the anchor, gives no date. `or at once` makes a limit
that had passed when it became known fall due that day, at short notice.

    every calendar month holding induction_deadline    every week holding induction_deadline
    every whole week after assessed_high               every whole month after iom_placed
    every 14 days after last_contact                   every year after initial_panel
    every call_out_days days after start_of_supervision     a local parameter: no period while it is unset
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from typing import Protocol

from policy.calendar import Calendar, local_day, month_end, months_after, months_through, week_start, years_after

_WEEK = timedelta(days=7)
_DAY = timedelta(days=1)
_DAYS_OF_A_WEEK, _DAYS_OF_A_MONTH, _DAYS_OF_A_YEAR = 7, 31, 366
_UNIT = r"hours?|working days?|days?|weeks?|months?|years?"
_SIMPLE = re.compile(rf"^(?P<count>\d+|[a-z_]+) (?P<unit>{_UNIT}) (?P<way>after|before|from) (?P<anchor>.+)$")
_CHOICE = re.compile(r"^the (?P<which>earlier|later) of (?P<one>.+?) and (?P<two>.+)$")
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
_AT_ONCE = ", or at once"
_EVERY = re.compile(
    r"^every (?:(?P<span>calendar month|week) holding|whole (?P<whole>week|month) after"
    r"|(?P<count>\d+|[a-z_]+) days after|(?P<year>year) after) (?P<anchor>[a-z][a-z0-9_]*)$"
)


class BadGrammar(ValueError):
    """A `due` or `every` that is not in the grammar; the message shows the words not understood."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A day that something counts from, its instant where known, and the number of the event that set it."""

    on: date
    at: datetime | None = None
    n: int | None = None


@dataclass(frozen=True, slots=True)
class Limit:
    """When something must be done, and the day 0 it was counted from. `on` is the last day in time."""

    on: date
    anchor: Anchor
    at: datetime | None = None
    short_notice: bool = False


class Anchors(Protocol):
    """Where the grammar's names come from."""

    calendar: Calendar
    today: date

    def anchor(self, name: str) -> Anchor | None:
        """Return what the name stands for, or nothing while nobody knows."""

    def number(self, name: str) -> int | None:
        """Return the count a fact or a local parameter gives, or nothing."""


Find = Callable[[Anchors], Limit | None]
FindAnchor = Callable[[Anchors], Anchor | None]


@dataclass(frozen=True)
class Due:
    """A limit as written, the names it uses, and how to find it."""

    text: str
    names: frozenset[str]
    counts: frozenset[str]
    find: Find


def read_due(text: str) -> Due:
    """Return the limit a `due` describes. Raises BadGrammar."""
    names: set[str] = set()
    counts: set[str] = set()
    find = _alternatives(text.removesuffix(_AT_ONCE), names, counts)
    if text.endswith(_AT_ONCE):
        find = _or_at_once(find)
    return Due(text, frozenset(names), frozenset(counts), find)


def _alternatives(text: str, names: set[str], counts: set[str]) -> Find:
    options = [_limit(part.strip(), names, counts) for part in text.split(", else ")]
    if len(options) == 1:
        return options[0]
    return lambda known: next((limit for option in options if (limit := option(known))), None)


def _limit(text: str, names: set[str], counts: set[str]) -> Find:
    if simple := _SIMPLE.match(text):
        return _counted(simple, names, counts)
    if text.startswith("on "):
        return _on(_anchor(text.removeprefix("on "), names))
    if choice := _CHOICE.match(text):
        one, two = (_limit(_as_limit(choice[side]), names, counts) for side in ("one", "two"))
        return _chosen(choice["which"], one, two)
    raise BadGrammar(f"not a limit: {text!r}")


def _as_limit(text: str) -> str:
    return f"on {text}" if _NAME.match(text) else text


def _chosen(which: str, one: Find, two: Find) -> Find:
    pick = min if which == "earlier" else max

    def find(known: Anchors) -> Limit | None:
        found = [limit for limit in (one(known), two(known)) if limit]
        return pick(found, key=lambda limit: limit.on) if found else None

    return find


def _on(anchor: FindAnchor) -> Find:
    def find(known: Anchors) -> Limit | None:
        found = anchor(known)
        return Limit(found.on, found) if found else None

    return find


def _or_at_once(limit: Find) -> Find:
    def find(known: Anchors) -> Limit | None:
        found = limit(known)
        if found and found.on < known.today:
            return Limit(known.today, found.anchor, short_notice=True)
        return found

    return find


def _anchor(text: str, names: set[str]) -> FindAnchor:
    if choice := _CHOICE.match(text):
        one, two = _anchor(choice["one"], names), _anchor(choice["two"], names)
        pick = min if choice["which"] == "earlier" else max

        def find(known: Anchors) -> Anchor | None:
            found = [anchor for anchor in (one(known), two(known)) if anchor]
            return pick(found, key=lambda anchor: anchor.on) if found else None

        return find
    if not _NAME.match(text):
        raise BadGrammar(f"not the name of a date or event: {text!r}")
    names.add(text)
    return lambda known: known.anchor(text)


def _counted(simple: re.Match[str], names: set[str], counts: set[str]) -> Find:
    unit, way = simple["unit"].rstrip("s"), simple["way"]
    if way == "from" and unit not in {"day", "month"}:
        raise BadGrammar(f"`from` counts days or months only: {simple[0]!r}")
    anchor = _anchor(simple["anchor"], names)
    fixed = int(simple["count"]) if simple["count"].isdigit() else None
    if fixed is None:
        counts.add(simple["count"])
    reckon = _RECKON.get((unit, way))
    if reckon is None and unit != "hour":
        raise BadGrammar(f"cannot count {simple['unit']} {way}: {simple[0]!r}")

    def find(known: Anchors) -> Limit | None:
        start = anchor(known)
        times = fixed if fixed is not None else known.number(simple["count"])
        if start is None or times is None:
            return None
        if reckon is None:
            return _hours(start, times if way == "after" else -times)
        return Limit(reckon(known.calendar, start.on, times), start)

    return find


def _hours(start: Anchor, hours: int) -> Limit | None:
    if start.at is None:
        return None
    end = start.at + timedelta(hours=hours)
    return Limit(local_day(end), start, at=end)


_RECKON: dict[tuple[str, str], Callable[[Calendar, date, int], date]] = {
    ("working day", "after"): lambda calendar, day, count: calendar.working_days_after(day, count),
    ("working day", "before"): lambda calendar, day, count: calendar.working_days_before(day, count),
    ("day", "after"): lambda _, day, count: day + count * _DAY,
    ("day", "before"): lambda _, day, count: day - count * _DAY,
    ("day", "from"): lambda _, day, count: day + (count - 1) * _DAY,
    ("week", "after"): lambda _, day, count: day + count * _WEEK,
    ("week", "before"): lambda _, day, count: day - count * _WEEK,
    ("month", "after"): lambda _, day, count: months_after(day, count),
    ("month", "before"): lambda _, day, count: months_after(day, -count),
    ("month", "from"): lambda _, day, count: months_through(day, count),
    ("year", "after"): lambda _, day, count: years_after(day, count),
    ("year", "before"): lambda _, day, count: years_after(day, -count),
}


@dataclass(frozen=True)
class Period:
    """One period of a recurring duty: first day and last day, both inclusive."""

    first: date
    last: date


@dataclass(frozen=True)
class Every:
    """A recurrence as written. Periods are numbered from the anchor's day and never counted from the last one."""

    text: str
    anchor: str
    longest: int
    nth: Callable[[date, int], Period]
    count: str | None = None

    def counted(self, known: Anchors) -> Every | None:
        """Return the recurrence with its length by a fact or local parameter; nothing while nobody knows it."""
        if self.count is None:
            return self
        days = known.number(self.count)
        return replace(self, longest=days, nth=partial(_nth_days, days), count=None) if days else None

    def periods(self, anchor: date, *, start: int = 0) -> Iterator[Period]:
        """Yield the periods from an anchor's day on, from the `start`th (counted from nought)."""
        return (self.nth(anchor, number) for number in count(start))

    def first_ending(self, anchor: date, *, after: date) -> Period:
        """Return the first period whose last day is later than the day given."""
        near = max(0, (after - anchor).days // self.longest - 2)
        return next(period for period in self.periods(anchor, start=near) if period.last > after)


def read_every(text: str) -> Every:
    """Return the recurrence an `every` describes. Raises BadGrammar."""
    match = _EVERY.match(text)
    if not match:
        raise BadGrammar(f"not a recurrence: {text!r}")
    span = match["span"] or match["whole"]
    whole = bool(match["whole"])
    if span == "week":
        return Every(text, match["anchor"], _DAYS_OF_A_WEEK, partial(_nth_week, whole))
    if span:
        return Every(text, match["anchor"], _DAYS_OF_A_MONTH, partial(_nth_month, whole))
    if match["year"]:
        return Every(text, match["anchor"], _DAYS_OF_A_YEAR, _nth_year)
    told = match["count"]
    days = int(told) if told.isdigit() else 1
    return Every(text, match["anchor"], days, partial(_nth_days, days), None if told.isdigit() else told)


def _nth_week(whole: bool, day: date, number: int) -> Period:  # noqa: FBT001 - bound by `partial`, never called by hand
    first = week_start(day) + (number + whole) * _WEEK
    return Period(first, first + _WEEK - _DAY)


def _nth_month(whole: bool, day: date, number: int) -> Period:  # noqa: FBT001 - as above
    first = months_after(day.replace(day=1), number + whole)
    return Period(first, month_end(first))


def _nth_days(days: int, day: date, number: int) -> Period:
    return Period(day + number * days * _DAY + _DAY, day + (number + 1) * days * _DAY)


def _nth_year(day: date, number: int) -> Period:
    return Period(years_after(day, number) + _DAY, years_after(day, number + 1))

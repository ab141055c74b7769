"""Working days, periods and hours as the two frameworks count them.

Conventions (readings 1 to 12 of the community notes): the day of the event is day 0; a working day is Monday to
Friday and not a bank holiday in England and Wales, in Wales too; limits in days, weeks, months and years are not moved
off a weekend or holiday; months and years go to the same day number, or the last day of a shorter month; hours are
elapsed hours; days are days in Europe/London.
"""

from __future__ import annotations

import tomllib
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
FIRST_YEAR, LAST_YEAR = 2000, 2100
_DAY = timedelta(days=1)
_MONTHS_IN_A_YEAR = 12
_SATURDAY = 5


class NoCalendar(ValueError):
    """A year for which nobody knows the bank holidays; the message names the year and the years that are known."""


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of England and Wales in a year. Raises NoCalendar outside 2000 to 2100."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoCalendar(f"no bank holidays are known for {year}: the calendar runs from {FIRST_YEAR} to {LAST_YEAR}")
    known = frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
    return known | {day for day in _declared() if day.year == year}


def declared_late(text: str) -> frozenset[date]:
    """Return the days of a file of bank holidays that were declared late. Raises ValueError when it is not one."""
    days = [row["day"] for row in tomllib.loads(text)["declared"]]
    if not all(type(day) is date for day in days):
        raise ValueError("a bank holiday is a day, such as 2022-09-19")
    return frozenset(days)


@cache
def _declared() -> frozenset[date]:
    return declared_late(files("policy").joinpath("holidays.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Calendar:
    """The bank holidays as known at some moment: those of the law, less any not yet declared, plus any added."""

    not_yet: frozenset[date] = field(default=frozenset())
    added: frozenset[date] = field(default=frozenset())

    def is_working_day(self, day: date) -> bool:
        """Return whether the day is Monday to Friday and no bank holiday."""
        if day.weekday() >= _SATURDAY or day in self.added:
            return False
        return day not in bank_holidays(day.year) or day in self.not_yet

    def working_days_after(self, day: date, count: int) -> date:
        """Return the `count`th working day after day 0. Nought gives day 0 itself."""
        return self._step(day, count, _DAY)

    def working_days_before(self, day: date, count: int) -> date:
        """Return the `count`th working day before day 0."""
        return self._step(day, count, -_DAY)

    def _step(self, day: date, count: int, by: timedelta) -> date:
        while count > 0:
            day += by
            if self.is_working_day(day):
                count -= 1
        return day

    def work_by(self, day: date) -> date:
        """Return the last working day on or before the day: when to have it done although the limit is not moved."""
        while not self.is_working_day(day):
            day -= _DAY
        return day


def months_after(day: date, count: int) -> date:
    """Return the same day number `count` months on (or back), or the last day of a month that has no such day."""
    months = day.year * _MONTHS_IN_A_YEAR + day.month - 1 + count
    year, month = divmod(months, _MONTHS_IN_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_through(day: date, count: int) -> date:
    """Return the last day of `count` months of which the day given is the first (liberty limits)."""
    end = months_after(day, count)
    return end if end.day != day.day else end - _DAY


def years_after(day: date, count: int) -> date:
    """Return the same date `count` years on; 29 February becomes the 28th in other years."""
    return months_after(day, count * _MONTHS_IN_A_YEAR)


def birthday(born: date, age: int) -> date:
    """Return the day the age is reached; who is born on 29 February gets older on 1 March in other years."""
    end = years_after(born, age)
    return end if end.day == born.day else end + _DAY


def week_start(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


def month_end(day: date) -> date:
    """Return the last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def starts(day: date) -> datetime:
    """Return the first instant of a day in Europe/London, in UTC."""
    return datetime.combine(day, time.min, tzinfo=LONDON).astimezone(UTC)


def at_noon(day: date) -> datetime:
    """Return noon of a day in Europe/London, in UTC: the instant of an event of which only the day is known."""
    return datetime.combine(day, time(12), tzinfo=LONDON).astimezone(UTC)


def at_time(day: date, clock: time) -> datetime:
    """Return a clock time of a day in Europe/London, in UTC."""
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)


def local_day(instant: datetime) -> date:
    """Return the day in Europe/London on which the instant falls."""
    return instant.astimezone(LONDON).date()

"""Working days, periods and hours, checked against another source and against dates worked by hand."""

from datetime import UTC, date, datetime

import pytest
from govuk_bank_holidays.bank_holidays import BankHolidays
from hypothesis import given
from hypothesis import strategies as st

from policy.calendar import (
    FIRST_YEAR,
    LAST_YEAR,
    Calendar,
    NoCalendar,
    at_noon,
    bank_holidays,
    birthday,
    declared_late,
    local_day,
    months_after,
    months_through,
    starts,
    years_after,
)

DAYS = st.dates(date(FIRST_YEAR, 2, 1), date(LAST_YEAR, 8, 1))


def test_bank_holidays_agree_with_the_governments_list_in_every_year_it_has() -> None:
    listed = {row["date"] for row in BankHolidays(use_cached_holidays=True).get_holidays(division="england-and-wales")}
    years = sorted({day.year for day in listed})
    assert years[0] <= 2012
    assert years[-1] >= 2028
    for year in years:
        ours = {day for day in bank_holidays(year) if day.weekday() < 5}
        assert ours == {day for day in listed if day.year == year and day.weekday() < 5}, year


@pytest.mark.parametrize("year", [FIRST_YEAR - 1, LAST_YEAR + 1])
def test_a_year_without_a_calendar_is_an_error_that_names_it(year: int) -> None:
    with pytest.raises(NoCalendar, match=str(year)):
        Calendar().is_working_day(date(year, 6, 1))


@pytest.mark.parametrize("year", [FIRST_YEAR, LAST_YEAR])
def test_the_first_and_last_year_have_a_calendar(year: int) -> None:
    assert date(year, 12, 25) in bank_holidays(year)


@pytest.mark.parametrize(
    ("returned", "two", "ten"),
    [
        (date(2019, 3, 1), date(2019, 3, 5), date(2019, 3, 15)),
        (date(2019, 3, 2), date(2019, 3, 5), date(2019, 3, 15)),
        (date(2019, 4, 18), date(2019, 4, 24), date(2019, 5, 7)),
        (date(2018, 12, 21), date(2018, 12, 27), date(2019, 1, 9)),
    ],
)
def test_working_days_after_a_return_are_those_worked_by_hand(returned: date, two: date, ten: date) -> None:
    calendar = Calendar()
    assert calendar.working_days_after(returned, 2) == two
    assert calendar.working_days_after(returned, 10) == ten


def test_a_holiday_declared_late_moves_a_limit_only_once_it_is_known() -> None:
    funeral = date(2022, 9, 19)
    assert Calendar(not_yet=frozenset({funeral})).working_days_after(date(2022, 9, 5), 15) == date(2022, 9, 26)
    assert Calendar().working_days_after(date(2022, 9, 5), 15) == date(2022, 9, 27)


def test_a_holiday_may_be_added_before_the_library_has_it() -> None:
    declared = date(2031, 6, 3)
    assert Calendar(added=frozenset({declared})).working_days_after(date(2031, 6, 2), 1) == date(2031, 6, 4)


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2025, 1, 31), -2, date(2024, 11, 30)),
    ],
)
def test_months_go_to_the_same_day_number_or_the_months_last(day: date, months: int, end: date) -> None:
    assert months_after(day, months) == end


@pytest.mark.parametrize(("day", "end"), [(date(2024, 2, 29), date(2025, 2, 28)), (date(2026, 3, 2), date(2027, 3, 1))])
def test_twelve_months_of_a_restriction_count_its_first_day(day: date, end: date) -> None:
    assert months_through(day, 12) == end


def test_who_is_born_on_leap_day_grows_older_on_the_first_of_march() -> None:
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


def test_a_day_begins_at_midnight_in_london_and_is_told_in_utc() -> None:
    assert starts(date(2026, 7, 1)) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert starts(date(2026, 1, 1)) == datetime(2026, 1, 1, tzinfo=UTC)


@given(DAYS, st.integers(1, 60))
def test_working_days_forward_and_back_again_lead_home(day: date, count: int) -> None:
    calendar = Calendar()
    there = calendar.working_days_after(day, count)
    assert calendar.is_working_day(there)
    assert calendar.working_days_before(there, count) <= calendar.work_by(day)
    assert (
        sum(calendar.is_working_day(date.fromordinal(d)) for d in range(day.toordinal() + 1, there.toordinal() + 1))
        == count
    )


@given(DAYS, st.integers(0, 30))
def test_years_never_drift(day: date, count: int) -> None:
    if day.year + count <= LAST_YEAR:
        assert years_after(day, count).month == day.month


@given(DAYS)
def test_noon_of_a_day_falls_on_it(day: date) -> None:
    assert local_day(at_noon(day)) == day
    assert local_day(starts(day)) == day


def test_a_bank_holiday_declared_late_is_a_row_in_a_file() -> None:
    row = '[[declared]]\nday = 2022-09-19\nwhat = "State funeral"\n'
    assert declared_late(row) == {date(2022, 9, 19)}
    assert declared_late("declared = []") == frozenset()
    with pytest.raises(ValueError, match="a bank holiday is a day"):
        declared_late('[[declared]]\nday = "next Monday"\n')

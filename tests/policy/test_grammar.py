"""The sentences in which rules say when."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.calendar import Calendar
from policy.grammar import Anchor, BadGrammar, read_due, read_every


@dataclass
class Known:
    """Anchors given by hand."""

    anchors: dict[str, Anchor]
    today: date = date(2026, 1, 1)
    counts: dict[str, int] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=Calendar)

    def anchor(self, name: str) -> Anchor | None:
        return self.anchors.get(name)

    def number(self, name: str) -> int | None:
        return self.counts.get(name)


SENTENCE = Anchor(date(2026, 4, 2), datetime(2026, 4, 2, 19, tzinfo=UTC), 1)
KNOWN = Known({"a": SENTENCE, "b": Anchor(date(2026, 5, 1))}, counts={"some_days": 10})


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5 working days after a", date(2026, 4, 13)),
        ("1 working day before a", date(2026, 4, 1)),
        ("6 weeks after a", date(2026, 5, 14)),
        ("12 weeks before a", date(2026, 1, 8)),
        ("6 months after a", date(2026, 10, 2)),
        ("10 years after a", date(2036, 4, 2)),
        ("120 days from a", date(2026, 7, 30)),
        ("some_days days after a", date(2026, 4, 12)),
        ("on b", date(2026, 5, 1)),
        ("on unknown, else 1 days after b", date(2026, 5, 2)),
        ("the earlier of 12 months from a and b", date(2026, 5, 1)),
        ("1 days after the later of a and b", date(2026, 5, 2)),
        ("1 days after the later of a and unknown", date(2026, 4, 3)),
    ],
)
def test_a_limit_is_counted_as_it_is_written(text: str, day: date) -> None:
    limit = read_due(text).find(KNOWN)
    assert limit is not None
    assert limit.on == day


@pytest.mark.parametrize("text", ["5 working days after unknown", "on unknown", "unset days after a"])
def test_what_nobody_knows_gives_no_date(text: str) -> None:
    assert read_due(text).find(KNOWN) is None


def test_hours_are_elapsed_hours_across_the_change_of_the_clocks() -> None:
    evening = Anchor(date(2026, 10, 24), datetime(2026, 10, 24, 19, tzinfo=UTC), 1)
    limit = read_due("24 hours after a").find(Known({"a": evening}))
    assert limit is not None
    assert limit.at == datetime(2026, 10, 25, 19, tzinfo=UTC)


def test_a_limit_already_past_when_it_became_known_falls_due_at_once() -> None:
    known = Known({"a": SENTENCE}, today=date(2026, 3, 1))
    limit = read_due("12 weeks before a, or at once").find(known)
    assert limit is not None
    assert (limit.on, limit.short_notice) == (date(2026, 3, 1), True)


def test_a_limit_still_to_come_is_not_short_notice() -> None:
    limit = read_due("1 weeks before a, or at once").find(KNOWN)
    assert limit is not None
    assert (limit.on, limit.short_notice) == (date(2026, 3, 26), False)


@pytest.mark.parametrize(
    "text",
    [
        "soon",
        "5 fortnights after a",
        "5 working days from a",
        "3 hours from a",
        "on A-b",
        "5 days after",
        "-1 days after a",
    ],
)
def test_words_outside_the_grammar_are_named(text: str) -> None:
    with pytest.raises(BadGrammar, match=r"not|cannot|from"):
        read_due(text)


@pytest.mark.parametrize(
    ("text", "periods"),
    [
        (
            "every calendar month holding a",
            [(date(2026, 4, 1), date(2026, 4, 30)), (date(2026, 5, 1), date(2026, 5, 31))],
        ),
        ("every week holding a", [(date(2026, 3, 30), date(2026, 4, 5)), (date(2026, 4, 6), date(2026, 4, 12))]),
        ("every whole week after a", [(date(2026, 4, 6), date(2026, 4, 12)), (date(2026, 4, 13), date(2026, 4, 19))]),
        ("every whole month after a", [(date(2026, 5, 1), date(2026, 5, 31)), (date(2026, 6, 1), date(2026, 6, 30))]),
        ("every 14 days after a", [(date(2026, 4, 3), date(2026, 4, 16)), (date(2026, 4, 17), date(2026, 4, 30))]),
        ("every year after a", [(date(2026, 4, 3), date(2027, 4, 2)), (date(2027, 4, 3), date(2028, 4, 2))]),
    ],
)
def test_a_recurrence_makes_the_periods_it_says(text: str, periods: list[tuple[date, date]]) -> None:
    every = read_every(text).periods(SENTENCE.on)
    assert [(p.first, p.last) for p in (next(every), next(every))] == periods


@pytest.mark.parametrize("text", ["every now and then", "every month", "every 14 days", "every whole year after a"])
def test_a_recurrence_outside_the_grammar_is_named(text: str) -> None:
    with pytest.raises(BadGrammar, match="not a recurrence"):
        read_every(text)


def test_a_recurrence_of_a_local_figure_waits_until_the_figure_is_set() -> None:
    every = read_every("every some_days days after a")
    assert every.counted(Known({"a": SENTENCE})) is None
    counted = every.counted(KNOWN)
    assert counted is not None
    period = next(counted.periods(SENTENCE.on))
    assert (period.first, period.last) == (date(2026, 4, 3), date(2026, 4, 12))


@given(
    st.sampled_from(
        ["every calendar month holding a", "every week holding a", "every 14 days after a", "every year after a"]
    ),
    st.dates(date(2001, 1, 1), date(2060, 1, 1)),
    st.integers(0, 4000),
)
def test_periods_follow_one_another_without_gap_or_overlap(text: str, day: date, later: int) -> None:
    every = read_every(text)
    after = date.fromordinal(day.toordinal() + later)
    period = every.first_ending(day, after=after)
    assert period.first <= period.last
    assert period.last > after
    following = every.first_ending(day, after=period.last)
    assert following.first.toordinal() == period.last.toordinal() + 1

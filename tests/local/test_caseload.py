from datetime import date
from pathlib import Path

import pytest
from pydantic import JsonValue

from local.caseload import Told, dated, day, first_day, read
from policy.facts import Facts
from policy.vocabulary import event_kinds, payload_model, roles

MONDAY = date(2027, 4, 12)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("today", MONDAY),
        ("today - 1 working day", date(2027, 4, 9)),
        ("today + 15 working days", date(2027, 5, 4)),
        ("today - 10 days", date(2027, 4, 2)),
        ("today + 2 weeks", date(2027, 4, 26)),
        ("today - 2 months", date(2027, 2, 12)),
        ("today + 1 year", date(2028, 4, 12)),
    ],
)
def test_a_relative_day_is_counted_as_the_law_counts(text: str, means: date) -> None:
    assert day(text, MONDAY) == means


def test_a_text_that_is_no_day_is_said_to_be_none() -> None:
    with pytest.raises(ValueError, match="next Tuesday"):
        day("next Tuesday", MONDAY)


def test_relative_days_inside_facts_become_dates() -> None:
    told: JsonValue = {
        "order_end": "today + 1 year",
        "requirements": ["rar"],
        "iom": {"placed": "today"},
        "why": "today's news",
    }
    assert dated(told, MONDAY) == {
        "order_end": "2028-04-12",
        "requirements": ["rar"],
        "iom": {"placed": "2027-04-12"},
        "why": "today's news",
    }


def test_the_caseload_counts_from_the_day_it_was_first_loaded(tmp_path: Path) -> None:
    assert first_day(tmp_path, MONDAY) == MONDAY
    assert first_day(tmp_path, date(2027, 5, 1)) == MONDAY


@pytest.mark.parametrize("told", read(), ids=lambda told: told.id)
def test_every_sentence_of_the_caseload_speaks_the_vocabulary(told: Told) -> None:
    Facts.model_validate(dated(told.facts, MONDAY))
    days = [day(step.on, MONDAY) for step in told.step]
    assert days == sorted(days)
    for step in told.step:
        assert step.by in roles()
        assert event_kinds()[step.event].accepted_by(told.kind)
        payload_model(step.event).model_validate(dated(step.payload, MONDAY))

"""What is told a day late counts from the day it happened: nothing more is refused than if it had been told at once."""

import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from policy.case import Case, Decision, Event, Refusal
from policy.cases.life import Life
from policy.engine import decide, wake

_FILE = Path(__file__).parent / "cases" / "rules-community-independent-2.toml"
_NEXT_MORNING = timedelta(hours=20)
_LIVES = [Life.model_validate(told) for told in tomllib.loads(_FILE.read_text())["life"]]


def _refused(life: Life) -> Iterator[int]:
    """Live a life in which every step but the first is told the next morning; give the numbers of those refused."""
    case = life.case()
    for number, (_, event) in enumerate(life.events()):
        late = _NEXT_MORNING * (number > 0)
        now = event.at + late
        while case.next_at is not None and case.next_at <= now:
            case = case.after(wake(case, case.next_at))
        answer: Decision | Refusal = _answered(case, event, late)
        if isinstance(answer, Refusal):
            yield number
        else:
            case = case.after(answer)


def _answered(case: Case, event: Event, late: timedelta) -> Decision | Refusal:
    return wake(case, event.at + late) if event.name == "time" else decide(case, event, event.at + late)


@pytest.mark.parametrize("life", _LIVES, ids=lambda life: life.id)
def test_told_the_next_morning_nothing_more_is_refused(life: Life) -> None:
    meant = [number for number, step in enumerate(life.step) if step.expect and step.expect.refused_by]
    assert list(_refused(life)) == meant

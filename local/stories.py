"""The lives that `make live` lives: one file each, in the format of the case files' lives, without expectations.

A story may say besides that a step comes again, `every` so many weeks, months or years, `until` a day. A person under
supervision for decades is seen some hundreds of times, and nobody wants to read that in a file. `that day` in a payload
is the day of the step itself.
"""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

from pydantic import Field, JsonValue, model_validator

from policy.calendar import Calendar, at_noon, local_day, months_after
from policy.facts import Facts, Kind
from policy.frozen import Frozen
from policy.vocabulary import TIME

THAT_DAY = "that day"
STORIES = Path(__file__).parent / "stories"


class Step(Frozen):
    """One dated step. `on` alone means noon; `every` and `until` repeat it, moved off weekends and holidays."""

    on: date | None = None
    at: datetime | None = None
    event: str
    by: str | None = None
    payload: dict[str, JsonValue | date] = Field(default_factory=dict, alias="with")
    every: str | None = Field(default=None, pattern=r"^\d+ (week|month|year)s?$")
    until: date | None = None

    @model_validator(mode="after")
    def _is_dated(self) -> "Step":
        if (self.on is None) == (self.at is None):
            raise ValueError("a step has `on` or `at`")
        if (self.every is None) != (self.until is None):
            raise ValueError("`every` and `until` go together")
        if (self.by is None) != (self.event == TIME):
            raise ValueError("every event but time has a sender")
        return self


class Moment(Frozen):
    """One step at one instant, ready to be sent: `part` is the step's place in the file, `n` counts its repetitions."""

    part: int
    n: int
    at: datetime
    on: date
    event: str
    by: str | None
    payload: dict[str, JsonValue]


class Story(Frozen):
    """One fictional life."""

    id: str
    title: str
    kind: Kind
    why: str
    facts: Facts = Field(default_factory=Facts)
    step: tuple[Step, ...] = Field(min_length=1)

    def moments(self) -> tuple[Moment, ...]:
        """Return everything that happens, repetitions included, in the order of time."""
        found = [moment for part, step in enumerate(self.step, 1) for moment in _moments(part, step)]
        return tuple(sorted(found, key=lambda moment: moment.at))


def names(folder: Path = STORIES) -> tuple[str, ...]:
    """Return the names of the stories, which are those of their files, in the order of their ids."""
    return tuple(sorted((path.stem for path in folder.glob("*.toml")), key=lambda name: read(name, folder).id))


def read(name: str, folder: Path = STORIES) -> Story:
    """Return a story by its name. Raises pydantic.ValidationError when the file is not in the format."""
    (told,) = tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))["life"]
    return Story.model_validate(told)


def _moments(part: int, step: Step) -> Iterator[Moment]:
    for n, at in enumerate(_instants(step)):
        payload = {name: _plain(value, local_day(at)) for name, value in step.payload.items()}
        yield Moment(part=part, n=n, at=at, on=local_day(at), event=step.event, by=step.by, payload=payload)


def _instants(step: Step) -> Iterator[datetime]:
    if step.at is not None:
        yield step.at
        return
    first = step.on
    if first is None:
        return
    if step.every is None or step.until is None:
        yield at_noon(first)
        return
    number, unit = step.every.rstrip("s").split()
    calendar = Calendar()
    for turn in count():
        day = _later(first, int(number) * turn, unit)
        if day > step.until:
            return
        yield at_noon(calendar.work_by(day))


def _later(day: date, number: int, unit: str) -> date:
    if unit == "week":
        return day + timedelta(weeks=number)
    return months_after(day, number if unit == "month" else number * 12)


def _plain(value: JsonValue | date, day: date) -> JsonValue:
    if value == THAT_DAY:
        return day.isoformat()
    return value.isoformat() if isinstance(value, date) else value

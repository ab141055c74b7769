"""A small fictional caseload, told relative to the day it is first loaded, and sent through the API as staff would.

Every message has a fixed idempotency key and the first day is written down, so that loading again changes nothing:
what was cut off half way goes on where it stopped, and sentences that are there are left alone.
"""

import re
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, NamedTuple
from urllib.parse import quote

from pydantic import Field, JsonValue

from local.ask import Api, Asker, Reply
from local.machine import Trouble
from policy.calendar import Calendar, months_after, years_after
from policy.facts import Kind
from policy.frozen import Frozen

CASELOAD = Path(__file__).parent / "caseload.toml"
_RELATIVE = re.compile(r"^today(?: (?P<way>[+-]) (?P<count>\d+) (?P<unit>working day|day|week|month|year)s?)?$")
_MADE, _AGAIN = 201, 200


class Step(Frozen):
    """One message: when, what, by whom. Days are like `today - 5 working days`."""

    on: str
    event: str
    by: str
    staff: str | None = Field(default=None, description="staff code of the sender; a made-up one when left out")
    payload: dict[str, JsonValue] = Field(default_factory=dict, alias="with")


class Told(Frozen):
    """One fictional sentence, from the message that opens it."""

    id: str
    title: str
    kind: Kind
    person: dict[Literal["crn", "prison_number"], str]
    facts: dict[str, JsonValue] = Field(default_factory=dict)
    step: tuple[Step, ...] = Field(min_length=1)


class Loaded(NamedTuple):
    """What became of one sentence: the messages sent now, and those it had before."""

    told: Told
    sent: int
    known: int


def read(path: Path = CASELOAD) -> tuple[Told, ...]:
    """Return the sentences of the file. Raises pydantic.ValidationError when it is not in the format."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]
    return tuple(Told.model_validate(row) for row in rows)


def first_day(folder: Path, today: date) -> date:
    """Return the day the caseload counts from: the one it was first loaded on, written down the first time."""
    note = folder / "caseload-day"
    if not note.exists():
        note.write_text(f"{today.isoformat()}\n", encoding="utf-8")
    return date.fromisoformat(note.read_text(encoding="utf-8").strip())


def day(text: str, today: date) -> date:
    """Return the day that `today - 5 working days` and the like mean. Raises ValueError for any other text."""
    said = _RELATIVE.match(text)
    if not said:
        raise ValueError(f"{text!r} is not a day like 'today - 5 working days'")
    if not said["way"]:
        return today
    count = int(said["count"])
    if said["unit"] == "working day":
        calendar = Calendar()
        forward = said["way"] == "+"
        return (calendar.working_days_after if forward else calendar.working_days_before)(today, count)
    signed = count if said["way"] == "+" else -count
    match said["unit"]:
        case "month":
            return months_after(today, signed)
        case "year":
            return years_after(today, signed)
        case unit:
            return today + timedelta(days=signed) if unit == "day" else today + timedelta(weeks=signed)


def dated(value: JsonValue, today: date) -> JsonValue:
    """Return the value with every relative day in it as a date."""
    match value:
        case str() if _RELATIVE.match(value):
            return day(value, today).isoformat()
        case dict():
            return {name: dated(inside, today) for name, inside in value.items()}
        case list():
            return [dated(inside, today) for inside in value]
        case _:
            return value


def load(api: Api, sentences: tuple[Told, ...], today: date) -> tuple[Loaded, ...]:
    """Send every message the sentences have not had yet. Raises Trouble when one is not accepted."""
    return tuple(_load_one(api, told, today) for told in sentences)


def _load_one(api: Api, told: Told, today: date) -> Loaded:
    known = _known(api, told)
    sent = 0
    for place, step in enumerate(told.step, 1):
        key = f"caseload/{told.id}/{place}"
        if key in known:
            continue
        asker = Asker(step.by, step.staff or f"fictional-{step.by.replace('_', '-')}"[:60])
        happened = {"on": day(step.on, today).isoformat(), **_fields(dated(step.payload, today))}
        if place == 1:
            facts = dated(told.facts, today)
            person: JsonValue = {str(name): number for name, number in told.person.items()}
            event: JsonValue = {"name": step.event, **happened}
            body: JsonValue = {
                "kind": told.kind,
                "sentence_id": told.id,
                "person": person,
                "facts": facts,
                "event": event,
            }
            reply = api.post("/v1/sentences", asker, body, key)
        else:
            reply = api.post(f"/v1/sentences/{quote(told.id)}/{step.event}", asker, happened, key)
        if reply.status not in {_MADE, _AGAIN}:
            raise Trouble(f"The caseload's {told.id} cannot be told its {step.event}: {_why(reply)}")
        sent += 1
    return Loaded(told, sent, len(told.step) - sent)


def _known(api: Api, told: Told) -> set[str]:
    """Return the ids of the events that the sentence has had, by its journal."""
    reader = Asker("operator", "fictional-operator")
    path = f"/v1/sentences/{quote(told.id)}/timeline"
    ids: set[str] = set()
    cursor: str | None = None
    while True:
        reply = api.get(f"{path}?limit=200" + (f"&cursor={quote(cursor)}" if cursor else ""), reader)
        page = _fields(reply.body)
        items = page.get("items")
        if reply.status != _AGAIN or not isinstance(items, list):
            return ids
        ids |= {str(_fields(item).get("event_id")) for item in items}
        after = page.get("next")
        if not isinstance(after, str):
            return ids
        cursor = after


def _fields(value: JsonValue) -> dict[str, JsonValue]:
    return value if isinstance(value, dict) else {}


def _why(reply: Reply) -> str:
    problem = _fields(reply.body)
    return f"{reply.status} {problem.get('detail') or problem.get('title') or reply.body}"

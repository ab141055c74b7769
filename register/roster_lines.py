"""The lines of a roster: what each says of a practitioner, or why it says nothing that can be entered."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError

from policy.frozen import Frozen
from policy.workforce.changes import Registered

LIST_SEPARATOR = ";"
MOST_LINES = 20_000
_LONDON = ZoneInfo("Europe/London")
_POST = {"role": "role", "local_title": "local_title", "band": "band", "post_since": "since", "post_until": "until"}
_PLACE = {"region": "region", "pdu": "pdu", "team": "team", "place_since": "since"}
_QUALIFICATION = {
    "qualification": "award",
    "qualified_on": "qualified_on",
    "evidence": "evidence",
    "qualification_last_day": "last_day",
}
_DIPLOMA = {"diploma_enrolled_on": "enrolled_on", "diploma_held_on": "held_on"}
_VETTING = {"vetting_since": "since", "vetting_until": "until"}
_FROM_A_DAY = {"fte": "fraction", "provider": "provider", "line_manager": "staff_id"}
_SINCE = {f"{name}_since": name for name in _FROM_A_DAY}  # left out: from the start of employment
_PLAIN = ("staff_id", "employment_start", "employment_last_day", "pro_rata", "required_learning_on")
_BESIDE = ("authorised_since", "former_staff_ids", "register_decision")
NEEDED = ("staff_id", "role", "post_since", "region", "employment_start")
COLUMNS = (*_PLAIN, *_FROM_A_DAY, *_SINCE, *_POST, *_PLACE, *_QUALIFICATION, *_DIPLOMA, *_VETTING, *_BESIDE)


class Rejected(Frozen):
    """A line that was not entered, and why. What it says is never repeated."""

    line: int = Field(description="line of the file; the names of the columns are line 1")
    staff_id: str | None = Field(default=None, description="staff code on it, where it has one")
    column: str | None = None
    why: str


def read_roster(text: str) -> tuple[list[tuple[int, Registered]], list[Rejected]]:
    """Return what each line says, by its number, and the lines that say nothing that can be entered."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    lines: list[tuple[int, Registered]] = []
    rejected: list[Rejected] = []
    try:
        rejected += _of_columns(rows.fieldnames or ())
        if not rejected:
            _read(rows, lines, rejected)
    except csv.Error:
        rejected.append(Rejected(line=rows.line_num, why="this is not a line of a CSV file"))
    return lines, rejected


def _read(rows: "csv.DictReader[str]", lines: list[tuple[int, Registered]], rejected: list[Rejected]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        number = rows.line_num
        if number > MOST_LINES:
            rejected.append(Rejected(line=number, why=f"a roster has at most {MOST_LINES} lines"))
            return
        if None in row or None in row.values():
            rejected.append(Rejected(line=number, why="the line has another number of columns than line 1"))
            continue
        said = {name: value.strip() for name, value in row.items() if value.strip()}
        staff_id = said.get("staff_id")
        if staff_id is not None and (first := seen.setdefault(staff_id, number)) != number:
            rejected.append(Rejected(line=number, staff_id=staff_id, why=f"the same staff code is on line {first}"))
            continue
        faults = [
            Rejected(line=number, staff_id=staff_id, column=name, why="it is needed")
            for name in (*NEEDED, *(value for since, value in _SINCE.items() if since in said))
            if name not in said
        ]
        if faults:
            rejected += faults
            continue
        try:
            lines.append((number, _registered(said)))
        except ValidationError as fault:
            rejected += _why(number, said, fault)


def _of_columns(names: Iterable[str]) -> Iterator[Rejected]:
    given = list(names)
    for name in NEEDED:
        if name not in given:
            yield Rejected(line=1, column=name, why="the column is missing")
    for number, name in enumerate(given, start=1):
        if name not in COLUMNS:
            yield Rejected(line=1, why=f"column {number} has a name nobody knows; known: {', '.join(COLUMNS)}")
        elif name in given[: number - 1]:
            yield Rejected(line=1, column=name, why="the column is there twice")


def _registered(said: Mapping[str, str]) -> Registered:
    place = _part(said, _PLACE)
    place.setdefault("since", said["post_since"])
    practitioner: dict[str, object] = {name: said[name] for name in _PLAIN if name in said}
    practitioner |= {"posts": [_part(said, _POST)], "places": [place]}
    for name, field in _FROM_A_DAY.items():
        if name in said:
            told = _number(said[name]) if name == "fte" else said[name]
            since = said.get(f"{name}_since")
            practitioner[name] = [{"since": since, field: told}] if since else told
    if award := _part(said, _QUALIFICATION):
        evidence = said.get("evidence", "")
        practitioner["qualifications"] = [award | {"evidence": _listed(evidence)}]
    if diploma := _part(said, _DIPLOMA):
        practitioner["level3_diploma"] = diploma
    if vetting := _part(said, _VETTING):
        practitioner["vetting"] = [vetting]
    if since := said.get("authorised_since"):
        practitioner["authorisations"] = [{"status": "active", "since": _midnight(since)}]
    beside: dict[str, object] = {"former_staff_ids": _listed(said.get("former_staff_ids", ""))}
    if decision := said.get("register_decision"):
        beside["register_decision"] = decision
    return Registered.model_validate(
        {"what": "registered", "on": said["employment_start"], "practitioner": practitioner, **beside}
    )


def _part(said: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, object]:
    return {field: said[column] for column, field in columns.items() if column in said}


def _listed(said: str) -> list[str]:
    return [part.strip() for part in said.split(LIST_SEPARATOR) if part.strip()]


def _number(said: str) -> object:
    try:
        return float(said)
    except ValueError:
        return said


def _midnight(day: str) -> object:
    try:
        return datetime.combine(datetime.fromisoformat(day).date(), time(), _LONDON).astimezone(UTC)
    except ValueError:
        return day


_COLUMN = (
    {("posts", field): column for column, field in _POST.items()}
    | {("places", field): column for column, field in _PLACE.items()}
    | {("qualifications", field): column for column, field in _QUALIFICATION.items()}
    | {("level3_diploma", field): column for column, field in _DIPLOMA.items()}
    | {("vetting", field): column for column, field in _VETTING.items()}
    | {(name, "since"): column for column, name in _SINCE.items()}
)


def _why(number: int, said: Mapping[str, str], fault: ValidationError) -> Iterator[Rejected]:
    """Yield what is wrong, by column: pydantic's own sentences, which repeat nothing that was said."""
    for error in fault.errors(include_input=False, include_url=False):
        names = [str(part) for part in error["loc"] if isinstance(part, str) and part != "practitioner"]
        part, field = (names[0], next((name for name in names[1:]), "")) if names else ("", "")
        column = _COLUMN.get((part, field)) or {"authorisations": "authorised_since"}.get(part, part)
        if column not in _SINCE or column in said:  # else the day is another column's, which is told of itself
            yield Rejected(line=number, staff_id=said["staff_id"], column=column or None, why=str(error["msg"]))

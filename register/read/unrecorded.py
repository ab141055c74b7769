"""What of a qualification went to the staff journal, and what it did not take in."""

from datetime import datetime
from typing import Literal, cast

from pydantic import Field, JsonValue
from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from policy.frozen import Frozen
from register.practitioner_tables import StaffJournalRow, UnrecordedRow
from register.read.page import PAGE, Page, Place

Became = Literal["recorded", "not_registered", "contradicts", "left"]


class WhichUnrecorded(Frozen):
    """The facts asked for: those to which everything said applies. Nothing said: all that wait."""

    staff_id: str | None = None
    settled: bool = False


class Unrecorded(Frozen):
    """One fact about a member of staff that a qualification established and the staff journal did not take in."""

    event_id: str
    qualification_id: str
    number: int = Field(description="entry of the qualification that established it")
    staff_id: str
    fact: dict[str, JsonValue]
    rule: str
    why: Literal["not_registered", "contradicts"]
    says: str
    settled: Literal["recorded", "left"] | None
    because: str | None = Field(description="why the record stands")
    settled_role: str | None
    settled_by: str | None
    settled_at: datetime | None
    recorded_at: datetime


class RecordedFact(Frozen):
    """What became of one fact that an entry of a qualification established."""

    number: int = Field(description="entry of the qualification")
    what: str
    became: Became
    entry: int | None = Field(default=None, description="entry of the staff journal; none: it said so already")
    says: str | None = None


def unrecorded(
    session: Session, which: WhichUnrecorded, *, cursor: str | None = None, limit: int = PAGE
) -> Page[Unrecorded]:
    """Return a page of facts that no record took in, by member of staff. Raises BadCursor."""
    place = Place("unrecorded", which, (str, int, str), cursor, limit)
    in_order = (col(UnrecordedRow.staff_id), col(UnrecordedRow.number), col(UnrecordedRow.event_id))
    settled = col(UnrecordedRow.settled)
    query = select(UnrecordedRow).where(settled.is_not(None) if which.settled else settled.is_(None))
    if which.staff_id is not None:
        query = query.where(col(UnrecordedRow.staff_id) == which.staff_id)
    if place.after is not None:
        query = query.where(tuple_(*in_order) > tuple_(*place.after))
    rows = session.exec(query.order_by(*in_order).limit(limit + 1)).all()
    last = [(row.staff_id, row.number, row.event_id) for row in rows[:limit][-1:]]
    return place.page([_line(row) for row in rows], last[0] if last else ())


def waiting(session: Session) -> dict[str, list[Unrecorded]]:
    """Return all that waits, by member of staff, in the order it was established. It is a short list, or should be."""
    rows = session.exec(
        select(UnrecordedRow)
        .where(col(UnrecordedRow.settled).is_(None))
        .order_by(col(UnrecordedRow.number), col(UnrecordedRow.event_id))
    )
    found: dict[str, list[Unrecorded]] = {}
    for row in rows:
        found.setdefault(row.staff_id, []).append(_line(row))
    return found


def facts_of(session: Session, qualification_id: str, staff_id: str) -> tuple[RecordedFact, ...]:
    """Return what became of everything a qualification established, in the order of its entries."""
    of_it = col(StaffJournalRow.event_id).startswith(f"{qualification_id}/", autoescape=True)
    rows = session.exec(select(StaffJournalRow).where(col(StaffJournalRow.staff_id) == staff_id, of_it)).all()
    written = {row.event_id: row for row in rows}
    aside = session.exec(select(UnrecordedRow).where(col(UnrecordedRow.qualification_id) == qualification_id)).all()
    found = {event_id: _fact(event_id, row) for event_id, row in written.items()}
    found |= {row.event_id: _aside(row) for row in aside if row.event_id not in written}
    return tuple(sorted(found.values(), key=lambda fact: (fact.number, fact.what)))


def _fact(event_id: str, row: StaffJournalRow) -> RecordedFact:
    return RecordedFact(number=int(event_id.split("/")[1]), what=row.what, became="recorded", entry=row.number)


def _aside(row: UnrecordedRow) -> RecordedFact:
    became, says = cast("Became", row.settled or row.why), row.because if row.settled else row.says
    return RecordedFact(number=row.number, what=str(row.fact["what"]), became=became, says=says)


def _line(row: UnrecordedRow) -> Unrecorded:
    return Unrecorded.model_validate({name: getattr(row, name) for name in Unrecorded.model_fields})

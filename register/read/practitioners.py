"""Practitioners at a moment: one with the staff journal, lists by post and place, and what needs attention by when."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pydantic import Field, JsonValue
from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from policy.calendar import local_day
from policy.case import Actor
from policy.frozen import Frozen
from policy.workforce.answers import Reason
from policy.workforce.attention import Attention, attention, to_start
from policy.workforce.established import ESTABLISHED
from policy.workforce.periods import soon
from policy.workforce.practitioner import HeldPost, Place, Practitioner
from policy.workforce.roles import Role
from policy.workforce.standing import Standing, standing
from register.faults import UnknownPractitioner
from register.on_record import losses_of
from register.practitioner_tables import (
    PractitionerPeriodRow,
    PractitionerRow,
    PractitionerSpellRow,
    StaffJournalRow,
    UnrecordedRow,
)
from register.read.page import LARGEST_PAGE, PAGE, Page
from register.read.page import Place as PageStart
from register.read.qualifications import is_under_way
from register.read.unrecorded import Unrecorded, waiting


class PractitionerRecord(Frozen):
    """A practitioner with every dated fact, after entry `number` of the staff journal, and the standing at a moment.

    `open_losses` are the staff codes under which an authorisation was lost by then without a decision on it.
    """

    practitioner: Practitioner
    number: int
    standing: Standing
    open_losses: tuple[str, ...]
    changed_at: datetime


class WhichPractitioners(Frozen):
    """The practitioners asked for: those to whom everything said applies on the day. Nothing said: all."""

    on: date
    region: str | None = None
    pdu: str | None = None
    team: str | None = None
    role: Role | None = None
    line_manager: str | None = None
    starts_with: str | None = Field(default=None, description="how the staff code begins")


class PractitionerLine(Frozen):
    """A practitioner in a list, as they stand at the moment asked about."""

    staff_id: str
    post: HeldPost | None
    place: Place | None
    line_manager: str | None
    standing: Standing


class WhichStaffEntries(Frozen):
    """The entries of a staff journal asked for, and which way."""

    staff_id: str
    newest_first: bool = False


class StaffEntry(Frozen):
    """One entry of a staff journal: what changed, from which day, who recorded it and when, and on which rules."""

    number: int
    event_id: str
    what: str
    effective_on: date
    change: dict[str, JsonValue]
    reasons: tuple[JsonValue, ...]
    register_entries: tuple[JsonValue, ...]
    by: Actor
    at: datetime


def practitioner_record(session: Session, staff_id: str, as_of: datetime) -> PractitionerRecord:
    """Return a practitioner and what they may do at a moment. Raises UnknownPractitioner."""
    row = _row(session, staff_id)
    known = Practitioner.model_validate(row.practitioner)
    return PractitionerRecord.model_validate(
        {
            "practitioner": known,
            "number": row.number,
            "standing": standing(known, as_of),
            "open_losses": tuple(loss.staff_id for loss in losses_of(session, staff_id) if loss.is_open(as_of)),
            "changed_at": row.changed_at,
        }
    )


def practitioners(
    session: Session, which: WhichPractitioners, as_of: datetime, *, cursor: str | None = None, limit: int = PAGE
) -> Page[PractitionerLine]:
    """Return a page of practitioners by staff code, as they stand at a moment. Raises BadCursor."""
    place = PageStart("practitioners", which, (str,), cursor, limit)
    rows = _after(session, _those(select(PractitionerRow), which), place.after[0] if place.after else None, limit + 1)
    lines = [_line(Practitioner.model_validate(row.practitioner), as_of) for row in rows]
    return place.page(lines, [row.staff_id for row in rows[:limit][-1:]])


def staff_journal(
    session: Session, which: WhichStaffEntries, *, cursor: str | None = None, limit: int = PAGE
) -> Page[StaffEntry]:
    """Return a page of a staff journal by number. Raises UnknownPractitioner, BadCursor."""
    place = PageStart("staff_journal", which, (int,), cursor, limit)
    _row(session, which.staff_id)
    number = col(StaffJournalRow.number)
    query = select(StaffJournalRow).where(col(StaffJournalRow.staff_id) == which.staff_id)
    if place.after is not None:
        query = query.where(number < place.after[0] if which.newest_first else number > place.after[0])
    rows = session.exec(query.order_by(number.desc() if which.newest_first else number).limit(limit + 1)).all()
    return place.page([_entry(row) for row in rows], [row.number for row in rows[:limit][-1:]])


def staff_entry_of(session: Session, staff_id: str, event_id: str) -> StaffEntry | None:
    """Return the entry that a message of this id made, or nothing where nobody has heard of it."""
    query = select(StaffJournalRow).where(
        col(StaffJournalRow.staff_id) == staff_id, col(StaffJournalRow.event_id) == event_id
    )
    row = session.exec(query).one_or_none()
    return None if row is None else _entry(row)


def needing_attention(
    session: Session,
    which: WhichPractitioners,
    as_of: datetime,
    *,
    within_days: int,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Page[Attention]:
    """Return what needs attention of the practitioners asked for, by staff code and then the soonest first.

    The database finds whose standing stands out, or learning is due, up to the last day asked about; they alone are
    judged. A page has everything about each practitioner on it, so it may be a little longer than asked. Raises
    BadCursor.
    """
    place = PageStart("attention", which, (str,), cursor, limit)
    found: list[Attention] = []
    last = place.after[0] if place.after else None
    aside = waiting(session)
    query = _those(select(PractitionerRow), which).where(_stands_out(which.on, as_of, within_days))
    for known in _everybody(session, query, after=last):
        if len(found) >= limit:
            return Page(items=tuple(found), next=place.goes_on_after([last]))
        found += (_not_recorded(line) for line in aside.get(known.staff_id, ()))
        found += _to_start(session, known, as_of)
        losses = losses_of(session, known.staff_id)
        found += attention(known, as_of, within_days=within_days, losses=losses)
        last = known.staff_id
    return Page(items=tuple(found), next=None)


def _not_recorded(line: Unrecorded) -> Attention:
    fact = ESTABLISHED.validate_python(line.fact)
    reason = Reason(rule=fact.rule, para=fact.para, says=line.says)
    return Attention(staff_id=line.staff_id, what="not_in_the_record", reason=reason, fact=line.event_id)


def _to_start(session: Session, known: Practitioner, as_of: datetime) -> Iterator[Attention]:
    wanted = to_start(known, as_of)
    if wanted and not is_under_way(session, known.staff_id):
        yield wanted


def _everybody(session: Session, query: SelectOfScalar[PractitionerRow], *, after: object) -> Iterator[Practitioner]:
    """Yield practitioners by staff code, read some at a time."""
    at_once = PAGE
    while True:
        rows = _after(session, query, after, at_once)
        for row in rows:
            yield Practitioner.model_validate(row.practitioner)
        if len(rows) < at_once:
            return
        after, at_once = rows[-1].staff_id, LARGEST_PAGE


def _after(
    session: Session, query: SelectOfScalar[PractitionerRow], after: object, limit: int
) -> list[PractitionerRow]:
    staff_id = col(PractitionerRow.staff_id)
    query = query if after is None else query.where(staff_id > after)
    return list(session.exec(query.order_by(staff_id).limit(limit)))


def _on(day: date) -> ColumnElement[bool]:
    return and_(col(PractitionerSpellRow.since) <= day, col(PractitionerSpellRow.until) > day)


def _stands_out(on: date, as_of: datetime, within_days: int) -> ColumnElement[bool]:
    """Return what holds of whoever has a standing to see to, or learning due, now or within so many days.

    Or of whom a qualification established something that the record did not take in.
    """
    period, spell = PractitionerPeriodRow, aliased(PractitionerSpellRow)
    standing_ = select(period.staff_id).where(
        col(period.staff_id) == col(PractitionerRow.staff_id),
        col(period.stands_out),
        col(period.until) > as_of,
        col(period.since) < soon(as_of, within_days=within_days),
    )
    learning = select(spell.staff_id).where(
        col(spell.staff_id) == col(PractitionerRow.staff_id),
        col(spell.since) <= on,
        col(spell.until) > on,
        col(spell.learning_due) <= on + timedelta(days=within_days),
    )
    aside = select(UnrecordedRow.staff_id).where(
        col(UnrecordedRow.staff_id) == col(PractitionerRow.staff_id), col(UnrecordedRow.settled).is_(None)
    )
    return or_(standing_.exists(), learning.exists(), aside.exists())


def _those(query: SelectOfScalar[PractitionerRow], which: WhichPractitioners) -> SelectOfScalar[PractitionerRow]:
    wanted = {name: getattr(which, name) for name in ("region", "pdu", "team", "role", "line_manager")}
    if any(wanted.values()):
        spell = PractitionerSpellRow
        query = query.join(spell, col(spell.staff_id) == col(PractitionerRow.staff_id)).where(
            _on(which.on), *(getattr(spell, name) == value for name, value in wanted.items() if value is not None)
        )
    if which.starts_with is not None:
        query = query.where(col(PractitionerRow.staff_id).startswith(which.starts_with, autoescape=True))
    return query


def _row(session: Session, staff_id: str) -> PractitionerRow:
    row = session.get(PractitionerRow, staff_id)
    if row is None:
        raise UnknownPractitioner(f"no practitioner is registered as {staff_id}")
    return row


def _line(known: Practitioner, as_of: datetime) -> PractitionerLine:
    on = local_day(as_of)
    return PractitionerLine(
        staff_id=known.staff_id,
        post=known.post(on),
        place=known.place(on),
        line_manager=known.managed_by(on),
        standing=standing(known, as_of),
    )


def _entry(row: StaffJournalRow) -> StaffEntry:
    said = {name: getattr(row, name) for name in StaffEntry.model_fields if hasattr(row, name)}
    return StaffEntry.model_validate(said | {"by": {"role": row.actor_role, "id": row.actor_id}})

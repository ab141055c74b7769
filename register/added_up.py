"""What a staff journal adds up to: the practitioner, and the rows that practitioners are listed, counted and found by.

All of it can be made again from the journal alone. A release that adds up otherwise, or judges standing otherwise,
raises ADDED_UP; `register.migrate` then makes again what an earlier one made.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from pydantic import JsonValue
from sqlalchemy import Engine, delete, insert
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from policy.workforce.attention import learning_due
from policy.workforce.changes import STAFF_CHANGE, changed
from policy.workforce.entitled import Loss
from policy.workforce.periods import periods
from policy.workforce.practitioner import Practitioner
from register.connection import reading, writing
from register.listable import listable
from register.on_record import losses_of
from register.practitioner_tables import PractitionerPeriodRow, PractitionerRow, PractitionerSpellRow, StaffJournalRow
from register.read.losses import all_codes
from register.tables import NO_LIMIT

ADDED_UP = 1
_AT_ONCE = 200


def folded(session: Session, staff_id: str) -> Practitioner:
    """Return the practitioner that the staff journal alone adds up to: always the one the register keeps."""
    rows = session.exec(
        select(StaffJournalRow).where(col(StaffJournalRow.staff_id) == staff_id).order_by(col(StaffJournalRow.number))
    )
    known = Practitioner(staff_id=staff_id)
    for row in rows:
        after = changed(known, STAFF_CHANGE.validate_python(row.change))
        if isinstance(after, Practitioner):
            known = after
    return known


def add_up(session: Session, row: PractitionerRow, known: Practitioner) -> None:
    """Write a practitioner's row, spells and periods in place of those of before. Commits nothing."""
    row.practitioner = cast("dict[str, JsonValue]", known.model_dump(mode="json"))
    row.added_up = ADDED_UP
    session.flush()
    connection, losses = session.connection(), losses_of(session, row.staff_id)
    for table, rows in ((PractitionerSpellRow, _spells(known)), (PractitionerPeriodRow, _periods(known, losses))):
        connection.execute(delete(table).where(col(table.staff_id) == row.staff_id))
        if told := list(rows):
            connection.execute(insert(table), told)


def add_up_others(session: Session, staff_id: str, since: datetime) -> None:
    """Add up whoever is registered under another code of somebody, to be looked at from a moment on."""
    others = all_codes(session, {staff_id}) - {staff_id}
    query = select(PractitionerRow).where(col(PractitionerRow.staff_id).in_(others))
    for row in session.exec(query.order_by(col(PractitionerRow.staff_id)).with_for_update()):
        row.standing_changes_at = min(row.standing_changes_at or since, since)
        add_up(session, row, Practitioner.model_validate(row.practitioner))


def add_up_again(engine: Engine) -> int:
    """Add up every journal that an earlier release added up, some at a time, and return of how many practitioners."""
    done = 0
    while behind := _behind(engine):
        with writing(engine) as session:
            for staff_id in behind:
                row = session.get_one(PractitionerRow, staff_id, with_for_update=True)
                if row.added_up < ADDED_UP:
                    add_up(session, row, folded(session, staff_id))
                    done += 1
    return done


def is_added_up(engine: Engine) -> bool:
    """Return whether everything is as this release adds it up."""
    with reading(engine) as session:
        return session.exec(_those_behind().limit(1)).first() is None


def _behind(engine: Engine) -> list[str]:
    with reading(engine) as session:
        return list(session.exec(_those_behind().limit(_AT_ONCE)))


def _those_behind() -> SelectOfScalar[str]:
    behind = select(PractitionerRow.staff_id).where(col(PractitionerRow.added_up) < ADDED_UP)
    return behind.order_by(col(PractitionerRow.staff_id))


def _spells(known: Practitioner) -> Iterator[dict[str, object]]:
    """Yield the days between which post, place, line manager and required learning stay the same."""
    spans = (*known.posts, *known.places, *known.line_manager)
    bounds = (known.required_learning_on, *(day for span in spans for day in (span.since, span.until)))
    days = sorted({day for day in bounds if day})
    for since, until in zip(days, (*days[1:], NO_LIMIT), strict=True):
        post, place = known.post(since), known.place(since)
        if post or place:
            yield {
                "staff_id": known.staff_id,
                "since": since,
                "until": until,
                "role": post.role if post else None,
                "region": listable(place.region) if place else None,
                "pdu": listable(place.pdu) if place else None,
                "team": listable(place.team) if place else None,
                "line_manager": listable(known.managed_by(since)),
                "learning_due": learning_due(known, since),
            }


def _periods(known: Practitioner, losses: tuple[Loss, ...]) -> Iterator[dict[str, object]]:
    for period in periods(known, losses):
        yield {
            "staff_id": known.staff_id,
            "since": period.since,
            "until": period.until,
            "is_employed": period.is_employed,
            "is_conditional": period.may_hold == "conditional",
            "manages": period.may_manage[-1] if period.may_manage else None,
            "stands_out": period.stands_out,
        }

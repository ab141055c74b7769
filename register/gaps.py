"""Qualifications that begin by themselves: who has to be looked at, and how each begins."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import cast

from sqlmodel import Session, col, select

from policy.calendar import local_day
from policy.case import Actor, Case, Event
from policy.frozen import Frozen
from policy.vocabulary import QUALIFICATION
from policy.workforce.gap import Gap, begins_after, facts_as_it_begins, gap
from policy.workforce.practitioner import Practitioner
from register.practitioner_tables import PractitionerRow
from register.tables import SentenceRow

LOOK_AGAIN_AFTER = timedelta(minutes=1)
"""When to look whether a qualification that was to begin is there, and to begin it again if not."""
_SYSTEM = Actor(role="system", id="workforce")


class Beginning(Frozen):
    """A qualification to begin: as it is before its first event, and that event."""

    case: Case
    first: Event


def is_somebody_to_look_at(session: Session, until: datetime) -> bool:
    """Return whether there is somebody of whom to look, up to a moment, whether a qualification begins."""
    query = select(PractitionerRow.staff_id).where(col(PractitionerRow.gap_at) <= until)
    return session.exec(query.limit(1)).first() is not None


def to_begin(session: Session, until: datetime, *, after: str, limit: int) -> tuple[tuple[Beginning, ...], str | None]:
    """Return the qualifications that begin up to a moment, of the next members of staff, and whose was looked at last.

    Whoever is looked at is looked at again a minute later, until the qualification is there.
    """
    staff_id, moment = col(PractitionerRow.staff_id), col(PractitionerRow.gap_at)
    rows = session.exec(
        select(PractitionerRow)
        .where(moment <= until, staff_id > after)
        .order_by(staff_id)
        .limit(limit)
        .with_for_update()
    ).all()
    found = [_beginning(session, row, until) for row in rows]
    session.flush()
    return tuple(each for each in found if each), rows[-1].staff_id if rows else None


def has_begun(session: Session, staff_id: str, found: Gap) -> bool:
    """Return whether a qualification is there that answers the gap: under way, or begun since the post was taken."""
    rows = session.exec(select(SentenceRow).where(col(SentenceRow.staff_id) == staff_id))
    return any(
        found.begins in cast("dict[str, object]", row.case.get("marks", {}))
        and (not row.final or row.started_on >= found.since)
        for row in rows
    )


def qualification_id(staff_id: str, found: Gap) -> str:
    """Return the id of the one qualification that a gap of somebody in a post begins, always the same."""
    return f"Q-{sha256(f'{staff_id}/{found.begins}/{found.since}'.encode()).hexdigest()[:12]}"


def _beginning(session: Session, row: PractitionerRow, at: datetime) -> Beginning | None:
    known, on = Practitioner.model_validate(row.practitioner), local_day(at)
    found = gap(known, on)
    if found is None or not found.by_itself or has_begun(session, row.staff_id, found):
        row.gap_at = begins_after(known, at)
        return None
    row.gap_at = at + LOOK_AGAIN_AFTER
    id_ = qualification_id(row.staff_id, found)
    day = found.since if found.begins == "officer_started" else on
    first = Event(id=f"{found.begins}/{id_}", name=found.begins, at=at, on=day, by=_SYSTEM, payload={})
    facts = facts_as_it_begins(known, found, on)
    return Beginning(case=Case(sentence_id=id_, kind=QUALIFICATION, facts=facts), first=first)

"""What only those who need it may read of a member of staff: proceedings, health, circumstances at home.

It is kept apart from the practitioner, so that no list, notice, log or sentence can have it.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field
from sqlmodel import Session, col, select

from policy.case import Actor
from policy.frozen import Frozen
from register.faults import EntryDiffers, UnknownPractitioner
from register.listable import listable
from register.practitioner_tables import ConfidentialRow, PractitionerRow

ConfidentialKind = Literal["conduct_proceedings", "capability_proceedings", "health", "domestic", "other"]
_SAYS = 2_000


class Confidential(Frozen):
    """One thing of that kind: from when, until when, and what it says."""

    kind: ConfidentialKind
    since: date
    until: date | None = Field(default=None, description="first day on which it no longer holds")
    says: str


class ConfidentialEntry(Confidential):
    """One thing of that kind, who wrote it and when."""

    number: int
    by: Actor
    recorded_at: datetime


def add_confidential(session: Session, staff_id: str, said: Confidential, *, event_id: str, by: Actor) -> int:
    """Write it under the next number and return that. Raises UnknownPractitioner, EntryDiffers."""
    owner = session.exec(
        select(PractitionerRow.staff_id).where(col(PractitionerRow.staff_id) == staff_id).with_for_update()
    ).one_or_none()
    if owner is None:
        raise UnknownPractitioner(f"no practitioner is registered as {staff_id}")
    rows = _rows(session, staff_id)
    for row in rows:
        if row.event_id == event_id:
            if _said(row) != said.model_dump():
                raise EntryDiffers(f"{staff_id}: {event_id} is remembered, and it was not this")
            return row.number
    row = ConfidentialRow(
        staff_id=staff_id,
        number=len(rows) + 1,
        event_id=event_id,
        kind=said.kind,
        since=said.since,
        until=said.until,
        says=listable(said.says, at_most=_SAYS) or "",
        actor_role=by.role,
        actor_id=listable(by.id),
    )
    session.add(row)
    session.flush()
    return row.number


def confidential(session: Session, staff_id: str) -> tuple[ConfidentialEntry, ...]:
    """Return everything of that kind, the newest first. Raises UnknownPractitioner."""
    if session.get(PractitionerRow, staff_id) is None:
        raise UnknownPractitioner(f"no practitioner is registered as {staff_id}")
    return tuple(
        ConfidentialEntry.model_validate(
            {
                **_said(row),
                "number": row.number,
                "by": {"role": row.actor_role, "id": row.actor_id},
                "recorded_at": row.recorded_at,
            }
        )
        for row in reversed(_rows(session, staff_id))
    )


def _rows(session: Session, staff_id: str) -> list[ConfidentialRow]:
    query = select(ConfidentialRow).where(col(ConfidentialRow.staff_id) == staff_id)
    return list(session.exec(query.order_by(col(ConfidentialRow.number))))


def _said(row: ConfidentialRow) -> dict[str, object]:
    said = {name: getattr(row, name) for name in Confidential.model_fields}
    return {name: value for name, value in said.items() if value is not None}

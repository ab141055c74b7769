"""Whoever goes, or went, by a staff code: who they are by their code of today, and what was lost under every code."""

from collections.abc import Iterator
from datetime import date

from sqlmodel import Session, col, select

from policy.workforce.entitled import Loss, OnRecord
from policy.workforce.practitioner import Practitioner
from register.practitioner_tables import PractitionerRow, StaffJournalRow
from register.read.losses import all_codes, losses


def on_record(session: Session, staff_id: str) -> OnRecord | None:
    """Return what is on record of whoever goes by a staff code, or went by it before; nothing where nobody is.

    Whoever is registered under the code itself is meant; else, of those whose code of before it is, whoever was
    registered last.
    """
    row = session.get(PractitionerRow, staff_id) or _registered_last(session, all_codes(session, {staff_id}))
    if row is None:
        return None
    known = Practitioner.model_validate(row.practitioner)
    return OnRecord(practitioner=known, losses=losses_of(session, row.staff_id))


def losses_of(session: Session, staff_id: str) -> tuple[Loss, ...]:
    """Return the losses of somebody registered, under every code, with what their own area decided on each."""
    found = losses(session, [staff_id])
    decided = dict(_decided(session, staff_id)) if found else {}
    said = ({"staff_id": loss.staff_id, "since": loss.since, "decided_on": decided.get(loss.id)} for loss in found)
    return tuple(Loss.model_validate(each) for each in said)


def codes_of(session: Session, staff_id: str) -> tuple[str, ...]:
    """Return the staff codes under which cases are held by somebody: their own, and those of before nobody else has."""
    codes = all_codes(session, {staff_id})
    last = _registered_last(session, codes)
    if last is None or last.staff_id != staff_id:
        return (staff_id,)
    registered = set(session.exec(select(PractitionerRow.staff_id).where(col(PractitionerRow.staff_id).in_(codes))))
    return (staff_id, *sorted(codes - registered))


def _registered_last(session: Session, codes: set[str]) -> PractitionerRow | None:
    recorded, staff_id = col(PractitionerRow.recorded_at), col(PractitionerRow.staff_id)
    query = select(PractitionerRow).where(staff_id.in_(codes)).order_by(recorded.desc(), staff_id.desc())
    return session.exec(query.limit(1)).first()


def _decided(session: Session, staff_id: str) -> Iterator[tuple[int, date]]:
    """Yield the entries of the register of losses that somebody's own area decided on, and the earliest day it counts.

    An entry of the journal that found any of them rests on such a decision: else it was refused.
    """
    journal = StaffJournalRow
    deciding = col(journal.what).in_(("registered", "authorisation", "register_decision"))
    query = select(journal).where(col(journal.staff_id) == staff_id, deciding)
    for row in session.exec(query.order_by(col(journal.effective_on).desc())):
        for entry in row.register_entries:
            if isinstance(entry, int):
                yield entry, row.effective_on

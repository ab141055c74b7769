"""Practitioners as they are written down: a change, entry by entry, and what follows from it, in one transaction.

The same entry again changes nothing. What a practitioner is, is the fold of the staff journal: every dated fact, those
of days to come among them.
"""

from datetime import datetime
from typing import cast

from pydantic import JsonValue
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from policy.calendar import local_day
from policy.case import Actor, Refusal
from policy.frozen import Frozen
from policy.workforce.authorisation import Consequences, may_be_employed
from policy.workforce.authorisation import change as authorisation_changes
from policy.workforce.authorising import Authorised, LossConsidered
from policy.workforce.changes import STAFF_CHANGE, AnyStaffChange, Registered, changed
from policy.workforce.entitled import record_changes_at
from policy.workforce.gap import begins_at
from policy.workforce.practitioner import Practitioner
from policy.workforce.standing import standing
from register.added_up import add_up, add_up_others
from register.faults import EntryDiffers, PractitionerExists, UnknownPractitioner
from register.listable import listable
from register.notices import keep_about_staff
from register.on_record import on_record
from register.practitioner_tables import (
    FormerStaffIdRow,
    LossOfAuthorisationRow,
    PractitionerRow,
    StaffJournalRow,
)
from register.read.losses import losses
from register.told import told_of


class Written(Frozen):
    """Where a change now stands in the staff journal, and who the practitioner is with it."""

    number: int
    duplicate: bool
    practitioner: Practitioner


def practitioner(session: Session, staff_id: str) -> Practitioner | None:
    """Return a practitioner with every dated fact, or nothing where nobody has registered one."""
    row = session.get(PractitionerRow, staff_id)
    return Practitioner.model_validate(row.practitioner) if row else None


def number(session: Session, staff_id: str) -> int | None:
    """Return the number of the last entry about a practitioner, or nothing where nobody has registered one."""
    row = session.get(PractitionerRow, staff_id)
    return row.number if row else None


def record(
    session: Session, staff_id: str, change: AnyStaffChange, *, event_id: str, by: Actor, at: datetime
) -> Written | Refusal:
    """Write a change of a practitioner, or return why it cannot be; then nothing is written.

    `at` is now. Whoever is hired or authorised is looked up in the register of losses first, under every staff code
    they had. Raises PractitionerExists for somebody registered before, UnknownPractitioner for nobody, EntryDiffers
    for an event id under which something else was said.
    """
    row = _locked(session, staff_id)
    if row is not None and (known := _known(session, row, change, event_id)) is not None:
        return known
    if isinstance(change, Registered):
        if row is not None:
            raise PractitionerExists(f"{staff_id} is registered")
        before = Practitioner(staff_id=staff_id)
    elif row is None:
        raise UnknownPractitioner(f"no practitioner is registered as {staff_id}")
    else:
        before = Practitioner.model_validate(row.practitioner)
    found = _looked_up(session, staff_id, change)
    if isinstance(found, Refusal):
        return found
    follows = _follows(before, change)
    if follows is not None and follows.result == "refused":
        rules = tuple(reason.rule for reason in follows.reasons)
        return Refusal(reason="AuthorisationStands", rules=rules, says=follows.reasons[0].says)
    after = changed(before, change)
    if isinstance(after, Refusal):
        return after
    if row is None:
        row = _entered(session, after)
    entry = _entry(row, change, event_id, by, at)
    entry.reasons = [_document(reason) for reason in (follows.reasons if follows else ())]
    entry.register_entries = list(found)
    session.add(entry)
    row.number = entry.number
    session.flush()
    _consequences(session, after, change, entry, follows)
    add_up(session, row, after)
    row.standing_changes_at = _to_look_at(session, row, before, after, entry)
    row.gap_at = begins_at(after, entry.at)
    session.flush()
    return Written(number=entry.number, duplicate=False, practitioner=after)


def _looked_up(session: Session, staff_id: str, change: AnyStaffChange) -> tuple[int, ...] | Refusal:
    """Return the entries of the register of losses about somebody to be hired or authorised (QG 23)."""
    if isinstance(change, Registered):
        codes: tuple[str, ...] = (staff_id, *change.former_staff_ids)
    elif isinstance(change, LossConsidered) or (
        isinstance(change, Authorised) and change.authorisation.status == "active"
    ):
        codes = (staff_id,)
    else:
        return ()
    found = tuple(loss.id for loss in losses(session, codes))
    if isinstance(change, LossConsidered) and not found:
        says = "The Loss of Authorisation Register does not name this person under any staff code."
        return Refusal(reason="StaffChangeContradicts", rules=("QG-23-d",), says=says)
    if may_be_employed([str(id_) for id_ in found], decision_recorded=bool(change.register_decision)):
        return found
    says = "The Loss of Authorisation Register names this person: record what was decided on it (register_decision)."
    return Refusal(reason="LossOfAuthorisationKnown", rules=("QG-23-d",), says=says)


def _follows(before: Practitioner, change: AnyStaffChange) -> Consequences | None:
    if not isinstance(change, Authorised):
        return None
    last = before.authorisations[-1] if before.authorisations else None
    return authorisation_changes(last, change.asked, change.authorisation.ground)


def _consequences(
    session: Session, after: Practitioner, change: AnyStaffChange, entry: StaffJournalRow, follows: Consequences | None
) -> None:
    """Write what follows besides: staff codes of before, an entry in the register of losses, and who is told."""
    if isinstance(change, Registered):
        session.add_all(
            FormerStaffIdRow(staff_id=entry.staff_id, former=former)
            for former in dict.fromkeys(change.former_staff_ids)
            if former != entry.staff_id
        )
        session.flush()
        add_up_others(session, entry.staff_id, entry.at)
    if follows is None or not isinstance(change, Authorised):
        return
    place = after.place(change.effective_on)
    region = place.region if place else None
    if follows.register_entry:
        session.add(
            LossOfAuthorisationRow(
                staff_id=entry.staff_id,
                number=entry.number,
                since=change.authorisation.since,
                ground=change.authorisation.ground or "",
                region=listable(region),
            )
        )
        session.flush()
        add_up_others(session, entry.staff_id, max(entry.at, change.authorisation.since))
    notices = told_of(entry.staff_id, entry.number, change, follows)
    keep_about_staff(
        session,
        entry.staff_id,
        entry.number,
        entry.effective_on,
        notices,
        region=region,
        line_manager=after.managed_by(local_day(entry.at)),
    )


def to_look_at(session: Session, until: datetime, *, limit: int) -> tuple[tuple[str, int], ...]:
    """Return staff, each with the last number of the journal, whose standing has changed and whose cases were not told.

    Changed by an entry, or by itself up to that moment; the longest waiting first.
    """
    moment = col(PractitionerRow.standing_changes_at)
    query = select(PractitionerRow.staff_id, PractitionerRow.number).where(moment <= until)
    return tuple(session.exec(query.order_by(moment, col(PractitionerRow.staff_id)).limit(limit)).all())


def looked_at(session: Session, staff_id: str, number: int, at: datetime) -> datetime | None:
    """Write that everybody was told of the standing at a moment, as it was after an entry of the journal.

    Return when to look again: at once where an entry has come since. Raises UnknownPractitioner.
    """
    row = _locked(session, staff_id)
    if row is None:
        raise UnknownPractitioner(f"no practitioner is registered as {staff_id}")
    if row.number == number:
        row.standing_changes_at = _changes_at(session, staff_id, at)
        session.flush()
    return row.standing_changes_at


def _locked(session: Session, staff_id: str) -> PractitionerRow | None:
    return session.exec(
        select(PractitionerRow).where(col(PractitionerRow.staff_id) == staff_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def _known(session: Session, row: PractitionerRow, change: AnyStaffChange, event_id: str) -> Written | None:
    """Return where the event stands that said this before."""
    there = session.exec(
        select(StaffJournalRow).where(
            col(StaffJournalRow.staff_id) == row.staff_id, col(StaffJournalRow.event_id) == event_id
        )
    ).one_or_none()
    if there is None:
        return None
    if _document(STAFF_CHANGE.validate_python(there.change)) != _document(change):
        raise EntryDiffers(f"{row.staff_id}: {event_id} is remembered, and it was not this")
    return Written(number=there.number, duplicate=True, practitioner=Practitioner.model_validate(row.practitioner))


def _entered(session: Session, entered: Practitioner) -> PractitionerRow:
    row = PractitionerRow(staff_id=entered.staff_id, number=0, practitioner=_document(entered))
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        raise PractitionerExists(f"{entered.staff_id} is registered") from None
    return row


def _entry(row: PractitionerRow, change: AnyStaffChange, event_id: str, by: Actor, at: datetime) -> StaffJournalRow:
    return StaffJournalRow(
        staff_id=row.staff_id,
        number=row.number + 1,
        event_id=event_id,
        what=change.what,
        effective_on=change.effective_on,
        change=_document(change),
        reasons=[],
        register_entries=[],
        actor_role=by.role,
        actor_id=listable(by.id),
        at=at,
    )


def _to_look_at(
    session: Session, row: PractitionerRow, before: Practitioner, after: Practitioner, entry: StaffJournalRow
) -> datetime | None:
    """Return when cases have to be told of the standing: now where an entry changes it, else when it next changes.

    An entry that decides on losses changes it whatever else it says.
    """
    at = entry.at
    if row.standing_changes_at is not None and row.standing_changes_at <= at:
        return row.standing_changes_at
    is_first, decides = entry.number == 1, bool(entry.register_entries)
    if is_first or decides or standing(before, at).answer != standing(after, at).answer:
        return at
    return _changes_at(session, row.staff_id, at)


def _changes_at(session: Session, staff_id: str, after: datetime) -> datetime | None:
    record = on_record(session, staff_id)
    return record_changes_at(record, after) if record else None


def _document(value: Frozen) -> dict[str, JsonValue]:
    return cast("dict[str, JsonValue]", value.model_dump(mode="json"))

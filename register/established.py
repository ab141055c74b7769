"""What a qualification establishes goes to the staff journal, exactly once, in the transaction of its own entry.

What the journal cannot take in is kept, told to those who see to it, and tried again until the record says so too or
somebody has decided that the record stands.
"""

from collections.abc import Sequence

from sqlalchemy import select as select_one
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from policy.case import Actor, Case, Event, Notice, Refusal
from policy.workforce.established import ESTABLISHED, Against, AnyEstablished, established
from register.columns import RecordedNow
from register.faults import EntryDiffers, UnknownFact
from register.listable import listable
from register.notices import LINE_MANAGER, keep
from register.practitioner_tables import PractitionerRow, UnrecordedRow
from register.practitioners import number, practitioner, record

TOLD = (LINE_MANAGER, "hr_business_partner")
_QUALIFICATION = Actor(role="system", id="qualification")
_NOBODY = "Nobody is registered under this staff code."
_TAKEN = "The record has something else under the id of this entry."
_SAYS = {
    "not_registered": "Established, and nobody is registered to record it of",
    "contradicts": "Established, and the record of the member of staff says otherwise",
}


def keep_established(session: Session, before: Case, event: Event, after: Case) -> None:
    """Write what an entry of a qualification establishes about the member of staff, in the entry's transaction.

    Each fact is an entry of the staff journal under an id made of qualification and number. One that it does not take
    in is kept aside, and the line manager and the HR business partner are told.
    """
    staff_id = after.facts.staff_id
    facts = established(before, event, after) if staff_id else ()
    aside: list[UnrecordedRow] = []
    for place, fact in enumerate(facts, start=1):
        row = _row(after, event, fact, place)
        if not _is_taken_in(session, row, fact):
            session.add(row)
            aside.append(row)
    keep(session, after, event, _notices(aside))


def is_waiting(session: Session) -> bool:
    """Return whether something waits of somebody whose record has changed since it was last tried."""
    return session.exec(_to_try_again().limit(1)).first() is not None


def record_waiting(session: Session, *, limit: int) -> int:
    """Try again what the staff journal did not take in before; return how much of it the record says now."""
    in_order = (col(UnrecordedRow.staff_id), col(UnrecordedRow.number), col(UnrecordedRow.event_id))
    waiting = session.exec(_to_try_again().order_by(*in_order).limit(limit).with_for_update(of=UnrecordedRow)).all()
    taken_in = 0
    for row in waiting:
        if _is_taken_in(session, row, ESTABLISHED.validate_python(row.fact)):
            row.settled, row.settled_at = "recorded", RecordedNow()  # type: ignore[assignment]
            taken_in += 1
    session.flush()
    return taken_in


def leave(session: Session, event_id: str, *, staff_id: str, because: str, by: Actor) -> bool:
    """Write that the record stands as it is, and why. Return False when the fact was settled before.

    Raises UnknownFact.
    """
    row = session.exec(
        select(UnrecordedRow)
        .where(col(UnrecordedRow.event_id) == event_id, col(UnrecordedRow.staff_id) == staff_id)
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise UnknownFact(f"no fact of this id is kept aside: {event_id}")
    if row.settled is not None:
        return False
    row.settled, row.because = "left", listable(because, at_most=500)
    row.settled_role, row.settled_by = by.role, listable(by.id)
    row.settled_at = RecordedNow()  # type: ignore[assignment]
    session.flush()
    return True


def _to_try_again() -> SelectOfScalar[UnrecordedRow]:
    """Return the question for what waits of those whose record has changed since, or who are registered by now."""
    staff_id, number = col(PractitionerRow.staff_id), col(PractitionerRow.number)
    return (
        select(UnrecordedRow)
        .join(PractitionerRow, staff_id == col(UnrecordedRow.staff_id))
        .where(col(UnrecordedRow.settled).is_(None), number > col(UnrecordedRow.tried))
    )


def _is_taken_in(session: Session, row: UnrecordedRow, fact: AnyEstablished) -> bool:
    """Return whether the record says it now, having written it where it did not; else the row says why not."""
    known, row.tried = practitioner(session, row.staff_id), number(session, row.staff_id) or 0
    if known is None:
        row.why, row.says = "not_registered", _NOBODY
        return False
    change = fact.change(known)
    if change is None:
        return True
    if not isinstance(change, Against):
        at = session.execute(select_one(RecordedNow())).scalar_one()
        by = Actor(role=row.actor_role, id=row.actor_id)
        try:
            answer = record(session, row.staff_id, change, event_id=row.event_id, by=by, at=at)
        except EntryDiffers:  # somebody took the id for another entry
            answer = Refusal(reason="EntryDiffers", says=_TAKEN)
        if not isinstance(answer, Refusal):
            return True
        change = Against(says=answer.says)
    row.why, row.says = "contradicts", change.says
    return False


def _row(after: Case, event: Event, fact: AnyEstablished, place: int) -> UnrecordedRow:
    by = event.by or _QUALIFICATION
    return UnrecordedRow(
        event_id=f"{after.sentence_id}/{after.number}" + (f"/{place}" if place > 1 else ""),
        qualification_id=after.sentence_id,
        number=after.number,
        staff_id=after.facts.staff_id or "",
        fact=fact.model_dump(mode="json"),
        rule=fact.rule,
        actor_role=by.role,
        actor_id=listable(by.id),
        why="",
        says="",
    )


def _notices(aside: Sequence[UnrecordedRow]) -> tuple[Notice, ...]:
    return tuple(
        Notice(key=f"{row.event_id}/record/{to}", to=to, template="event", rules=(row.rule,), title=_SAYS[row.why])
        for row in aside
        for to in TOLD
    )

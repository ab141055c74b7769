"""The duties an entry opens, changes and settles: one row each, from opening to end."""

import logging
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col, select

from policy.calendar import LONDON
from policy.case import Case, Decision, Duty, Settled
from register.listable import listable
from register.tables import NO_LIMIT, DutyRow

_log = logging.getLogger(__name__)


def write_duties(session: Session, before: Case, after: Case, decision: Decision) -> None:
    """Write what the decision does to the duties of a sentence, once the sentence itself is written."""
    rows = {duty.id: _row(after, duty) for duty in decision.opened}
    session.add_all(rows.values())
    _follow_the_sentence(session, before, after)
    touched = {duty.id for duty in decision.changed} | {settled.duty for settled in decision.settled}
    rows |= _open_rows(session, after.sentence_id, touched - rows.keys())
    for duty in decision.changed:
        if row := _found(rows, after, duty.id):
            row.sqlmodel_update(_terms(duty))
    for settled in decision.settled:
        if row := _found(rows, after, settled.duty):
            _settle(row, settled, after.number)


def _row(case: Case, duty: Duty) -> DutyRow:
    row = DutyRow(
        sentence_id=case.sentence_id,
        id=duty.id,
        number=case.number,
        phase=case.phase,
        staff_id=listable(case.facts.staff_id),
        practitioner=listable(case.facts.practitioner),
        team=listable(case.facts.team),
        region=listable(case.facts.region),
        prison=case.facts.prison,
        rule=duty.rule,
        title=duty.title,
        status=duty.status,
        opened_on=duty.opened_on,
        limit_on=_limit_on(duty),
    )
    return row.sqlmodel_update(_terms(duty))


def _terms(duty: Duty) -> dict[str, object]:
    """Return what the duty itself says, by column."""
    return {**{name: getattr(duty, name) for name in Duty.model_fields if name != "id"}, "limit_on": _limit_on(duty)}


def _limit_on(duty: Duty) -> date:
    if duty.due_on is not None:
        return duty.due_on
    return NO_LIMIT if duty.due_at is None else duty.due_at.astimezone(LONDON).date()


def _open_rows(session: Session, sentence_id: str, ids: set[str]) -> dict[str, DutyRow]:
    if not ids:
        return {}
    rows = session.exec(
        select(DutyRow).where(
            col(DutyRow.sentence_id) == sentence_id, col(DutyRow.id).in_(ids), col(DutyRow.settled_how).is_(None)
        )
    )
    return {row.id: row for row in rows}


def _found(rows: dict[str, DutyRow], case: Case, duty: str) -> DutyRow | None:
    """Return the duty's row; a duty that is not open has none, which the case ignores too and the log says."""
    row = rows.get(duty)
    if row is None:
        _log.warning("%s: entry %d is about a duty that is not open", case.sentence_id, case.number)
    return row


def _settle(row: DutyRow, settled: Settled, number: int) -> None:
    row.settled_how, row.settled_on, row.settled_by = settled.how, settled.on, number
    row.late, row.why = settled.late, settled.why


def _follow_the_sentence(session: Session, before: Case, after: Case) -> None:
    """Bring phase and holder on the open duties up to date where the entry changed them."""
    copies = {
        "phase": after.phase,
        "practitioner": listable(after.facts.practitioner),
        "team": listable(after.facts.team),
        "region": listable(after.facts.region),
        "prison": after.facts.prison,
    }
    was = {"phase": before.phase} | {name: getattr(before.facts, name) for name in copies if name != "phase"}
    if not before.duties or copies == {name: listable(value) for name, value in was.items()}:
        return
    session.exec(
        update(DutyRow)
        .where(col(DutyRow.sentence_id) == after.sentence_id, col(DutyRow.settled_how).is_(None))
        .values(copies)
        .execution_options(synchronize_session=False)
    )

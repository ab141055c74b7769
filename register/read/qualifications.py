"""Qualifications of members of staff: one in full, and lists by id. No list of sentences has one."""

from datetime import date, datetime

from pydantic import Field
from sqlmodel import Session, col, select

from policy.case import Case
from policy.frozen import Frozen
from register.faults import UnknownQualification
from register.read.page import PAGE, Page, Place
from register.tables import SentenceRow


class WhichQualifications(Frozen):
    """The qualifications asked for: those to which everything said applies. Nothing said: all."""

    staff_id: str | None = None
    team: str | None = None
    region: str | None = None
    phase: str | None = None
    final: bool | None = Field(default=None, description="over, or not")
    due_before: date | None = Field(default=None, description="a duty not yet overdue falls due before this day")
    has_overdue: bool | None = Field(default=None, description="with mandatory duties past their limit, or without")


class QualificationLine(Frozen):
    """One qualification in a list: whose it is, how far, and by when something is due. Nothing confidential."""

    qualification_id: str
    staff_id: str
    number: int
    phase: str
    team: str | None
    region: str | None
    next_due: date | None
    overdue: int
    final: bool
    started_on: date
    changed_at: datetime


class QualificationRecord(Frozen):
    """One qualification in full: its line, and the case as the journal leaves it."""

    line: QualificationLine
    case: Case


def qualification(session: Session, qualification_id: str) -> QualificationRecord:
    """Return one qualification in full. Raises UnknownQualification."""
    row = session.get(SentenceRow, qualification_id)
    if row is None or row.staff_id is None:
        raise UnknownQualification(f"no qualification is remembered by the id {qualification_id}")
    return QualificationRecord(line=_line(row), case=Case.model_validate(row.case))


def is_under_way(session: Session, staff_id: str) -> bool:
    """Return whether a qualification of the member of staff is open."""
    query = select(SentenceRow.sentence_id).where(
        col(SentenceRow.staff_id) == staff_id, col(SentenceRow.final).is_(False)
    )
    return session.exec(query.limit(1)).first() is not None


def qualifications(
    session: Session, which: WhichQualifications, *, cursor: str | None = None, limit: int = PAGE
) -> Page[QualificationLine]:
    """Return a page of qualifications in the order of their ids. Raises BadCursor."""
    place = Place("qualifications", which, (str,), cursor, limit)
    query = select(SentenceRow).where(col(SentenceRow.staff_id).is_not(None))
    for name in ("staff_id", "team", "region", "phase", "final"):
        wanted = getattr(which, name)
        if wanted is not None:
            query = query.where(getattr(SentenceRow, name) == wanted)
    if which.due_before is not None:
        query = query.where(col(SentenceRow.next_due) < which.due_before)
    if which.has_overdue is not None:
        query = query.where(col(SentenceRow.overdue) > 0 if which.has_overdue else col(SentenceRow.overdue) == 0)
    if place.after is not None:
        query = query.where(col(SentenceRow.sentence_id) > place.after[0])
    rows = session.exec(query.order_by(col(SentenceRow.sentence_id)).limit(limit + 1)).all()
    return place.page([_line(row) for row in rows], [row.sentence_id for row in rows[:limit][-1:]])


def _line(row: SentenceRow) -> QualificationLine:
    said = {name: getattr(row, name) for name in QualificationLine.model_fields if hasattr(row, name)}
    return QualificationLine.model_validate({**said, "qualification_id": row.sentence_id})

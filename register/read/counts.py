"""How much there is: for operators, and for the pages that show a number."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from policy.facts import Kind
from policy.frozen import Frozen
from register.read.lines import NoticeStatus
from register.tables import DutyRow, NoticeRow, SentenceRow


class PhaseCount(Frozen):
    """How many sentences of a kind are in a phase, and how many of those have mandatory duties past their limit."""

    kind: Kind
    phase: str
    sentences: int
    with_overdue: int


class Counts(Frozen):
    """Sentences by kind and phase, open duties, those of them found overdue, and notices by how the telling went."""

    sentences: tuple[PhaseCount, ...]
    open_duties: int
    overdue_duties: int
    notices: dict[NoticeStatus, int]


def counts(session: Session) -> Counts:
    """Return the register's counts."""
    overdue = func.count().filter(col(SentenceRow.overdue) > 0)
    phases = session.exec(
        select(SentenceRow.kind, SentenceRow.phase, func.count(), overdue)
        .where(col(SentenceRow.staff_id).is_(None))
        .group_by(col(SentenceRow.kind), col(SentenceRow.phase))
        .order_by(col(SentenceRow.kind), col(SentenceRow.phase))
    )
    still_open, late = session.exec(
        select(func.count(), func.count().filter(col(DutyRow.overdue))).where(col(DutyRow.settled_how).is_(None))
    ).one()
    told = dict(session.exec(select(NoticeRow.status, func.count()).group_by(col(NoticeRow.status))).all())
    return Counts(
        sentences=tuple(
            PhaseCount.model_validate({"kind": kind, "phase": phase, "sentences": number, "with_overdue": number_late})
            for kind, phase, number, number_late in phases
        ),
        open_duties=still_open,
        overdue_duties=late,
        notices={"kept": 0, "to_send": 0, "sent": 0, "failed": 0} | told,  # type: ignore[arg-type]
    )

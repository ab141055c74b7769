"""Reassessments: which sentences are meant, how far one is, and what it found, a page at a time."""

from datetime import datetime
from typing import Literal, TypeVar

from pydantic import Field
from sqlalchemy import func, tuple_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from policy.case import Actor
from policy.facts import Kind
from policy.frozen import Frozen
from policy.reassess import Change
from policy.vocabulary import QUALIFICATION
from register.faults import BadCursor, UnknownReassessment
from register.read.page import PAGE, Page, Place
from register.tables import ReassessmentLineRow, ReassessmentRow, ReassessmentStateRow, SentenceRow

_Row = TypeVar("_Row")
State = Literal["running", "paused", "done", "stopped"]
Outcome = Literal["changed", "unchanged", "failed"]


class WhichLive(Frozen):
    """Sentences that are not over: those to which everything said applies. Nothing said: all of them.

    Qualifications are meant only where their kind is said.
    """

    region: str | None = None
    kind: Kind | None = None
    practitioner: str | None = None
    edition_before: int | None = None
    sentence_ids: tuple[str, ...] | None = None


class LiveSentence(Frozen):
    """A sentence to reassess."""

    sentence_id: str
    kind: Kind


class Turn(Frozen):
    """A turn that a reassessment took, by whom and why."""

    state: State
    at: datetime
    by: Actor | None
    reason: str | None


class ReassessmentRecord(Frozen):
    """A reassessment and how far it is. Counts are of lines, one for each sentence."""

    id: str
    reason: str
    which: WhichLive
    dry_run: bool = Field(description="it reports, and changes and tells nothing")
    by: Actor
    asked_at: datetime
    state: State
    total: int = Field(description="live sentences when it began; one that ends before its turn gets no line")
    done: int
    changed: int
    unchanged: int
    failed: int
    turns: tuple[Turn, ...]


class ReassessmentLine(Frozen):
    """What came of one sentence: every date before and after and who is told, or why it failed."""

    sentence_id: str
    outcome: Outcome
    number: int | None = Field(description="entry of the sentence's journal; none for a dry run or a failure")
    reason: str | None
    says: str | None
    changes: tuple[Change, ...]
    told: tuple[str, ...] = Field(description="roles and agencies told, in a dry run: that would be told")
    recorded_at: datetime


class WhichLines(Frozen):
    """The lines asked for."""

    reassessment_id: str
    outcome: Outcome | None = None


class _All(Frozen):
    """Every reassessment."""


def live_count(session: Session, which: WhichLive) -> int:
    """Return how many live sentences are meant."""
    return session.exec(_live(select(func.count()).select_from(SentenceRow), which)).one()


def live_page(
    session: Session, id_: str, which: WhichLive, *, after: str | None, limit: int
) -> tuple[LiveSentence, ...]:
    """Return the next live sentences by id that were there when the reassessment began and have no line of it yet.

    Raises UnknownReassessment.
    """
    begun = session.get(ReassessmentRow, id_)
    if begun is None:
        raise UnknownReassessment(f"no reassessment is remembered by the id {id_}")
    has_line = (
        select(ReassessmentLineRow.sentence_id)
        .where(
            col(ReassessmentLineRow.reassessment_id) == id_,
            col(ReassessmentLineRow.sentence_id) == col(SentenceRow.sentence_id),
        )
        .exists()
    )
    query = _live(select(SentenceRow), which).where(~has_line, col(SentenceRow.recorded_at) <= begun.recorded_at)
    if after is not None:
        query = query.where(col(SentenceRow.sentence_id) > after)
    rows = session.exec(query.order_by(col(SentenceRow.sentence_id)).limit(limit))
    return tuple(LiveSentence.model_validate({"sentence_id": row.sentence_id, "kind": row.kind}) for row in rows)


def reassessment(session: Session, id_: str) -> ReassessmentRecord:
    """Return a reassessment and how far it is. Raises UnknownReassessment."""
    row = session.get(ReassessmentRow, id_)
    if row is None:
        raise UnknownReassessment(f"no reassessment is remembered by the id {id_}")
    return _record(session, row)


def reassessments(session: Session, *, cursor: str | None = None, limit: int = PAGE) -> Page[ReassessmentRecord]:
    """Return a page of reassessments, the last asked for first. Raises BadCursor."""
    place = Place("reassessments", _All(), (str,), cursor, limit)
    query = select(ReassessmentRow)
    if place.after is not None:
        seen = session.get(ReassessmentRow, place.after[0])
        if seen is None:
            raise BadCursor("the cursor is not one this list gave out")
        query = query.where(
            tuple_(col(ReassessmentRow.recorded_at), col(ReassessmentRow.id)) < (seen.recorded_at, seen.id)
        )
    rows = session.exec(
        query.order_by(col(ReassessmentRow.recorded_at).desc(), col(ReassessmentRow.id).desc()).limit(limit + 1)
    ).all()
    return place.page([_record(session, row) for row in rows], [row.id for row in rows[:limit][-1:]])


def lines(
    session: Session, which: WhichLines, *, cursor: str | None = None, limit: int = PAGE
) -> Page[ReassessmentLine]:
    """Return a page of what a reassessment found, by sentence. Raises UnknownReassessment, BadCursor."""
    place = Place("reassessment_lines", which, (str,), cursor, limit)
    if session.get(ReassessmentRow, which.reassessment_id) is None:
        raise UnknownReassessment(f"no reassessment is remembered by the id {which.reassessment_id}")
    query = select(ReassessmentLineRow).where(col(ReassessmentLineRow.reassessment_id) == which.reassessment_id)
    if which.outcome is not None:
        query = query.where(col(ReassessmentLineRow.outcome) == which.outcome)
    if place.after is not None:
        query = query.where(col(ReassessmentLineRow.sentence_id) > place.after[0])
    rows = session.exec(query.order_by(col(ReassessmentLineRow.sentence_id)).limit(limit + 1)).all()
    return place.page([_line(row) for row in rows], [row.sentence_id for row in rows[:limit][-1:]])


def _live(query: SelectOfScalar[_Row], which: WhichLive) -> SelectOfScalar[_Row]:
    query = query.where(col(SentenceRow.final).is_(False))
    if which.kind != QUALIFICATION:
        query = query.where(col(SentenceRow.staff_id).is_(None))
    for name in ("region", "kind", "practitioner"):
        if (wanted := getattr(which, name)) is not None:
            query = query.where(getattr(SentenceRow, name) == wanted)
    if which.edition_before is not None:
        query = query.where(col(SentenceRow.edition) < which.edition_before)
    if which.sentence_ids is not None:
        query = query.where(col(SentenceRow.sentence_id).in_(which.sentence_ids))
    return query


def _record(session: Session, row: ReassessmentRow) -> ReassessmentRecord:
    counted: dict[str, int] = dict(
        session.exec(
            select(ReassessmentLineRow.outcome, func.count())
            .where(col(ReassessmentLineRow.reassessment_id) == row.id)
            .group_by(col(ReassessmentLineRow.outcome))
        ).all()
    )
    turns = session.exec(
        select(ReassessmentStateRow)
        .where(col(ReassessmentStateRow.reassessment_id) == row.id)
        .order_by(col(ReassessmentStateRow.number))
    ).all()
    return ReassessmentRecord.model_validate(
        {
            "id": row.id,
            "reason": row.reason,
            "which": row.which,
            "dry_run": row.dry_run,
            "by": {"role": row.actor_role, "id": row.actor_id},
            "asked_at": row.asked_at,
            "state": turns[-1].state,
            "total": row.total,
            "done": sum(counted.values()),
            **{outcome: counted.get(outcome, 0) for outcome in ("changed", "unchanged", "failed")},
            "turns": [_turn(turn) for turn in turns],
        }
    )


def _turn(row: ReassessmentStateRow) -> dict[str, object]:
    by = {"role": row.actor_role, "id": row.actor_id} if row.actor_role else None
    return {"state": row.state, "at": row.recorded_at, "by": by, "reason": row.reason}


def _line(row: ReassessmentLineRow) -> ReassessmentLine:
    return ReassessmentLine.model_validate(
        {name: getattr(row, name) for name in ReassessmentLine.model_fields if hasattr(row, name)}
    )

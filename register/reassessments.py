"""Reassessments as they are written down: what was asked, the turns it took, and a line for each sentence.

Whatever is written again under its key changes nothing: a batch goes on where it was, whoever died half way.
"""

from datetime import datetime
from typing import cast

from pydantic import JsonValue
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from policy.case import Actor
from policy.frozen import Frozen
from policy.reassess import Change
from register.faults import UnknownReassessment
from register.listable import listable
from register.read.reassessments import Outcome, State, WhichLive, live_count
from register.tables import ReassessmentLineRow, ReassessmentRow, ReassessmentStateRow, Table

_SAYS = 2_000


class Asked(Frozen):
    """A reassessment as it was asked for."""

    id: str
    reason: str
    which: WhichLive
    dry_run: bool
    by: Actor
    at: datetime


class Found(Frozen):
    """What came of one sentence."""

    sentence_id: str
    outcome: Outcome
    number: int | None = None
    reason: str | None = None
    says: str | None = None
    changes: tuple[Change, ...] = ()
    told: tuple[str, ...] = ()


def begin(session: Session, asked: Asked) -> int:
    """Write what was asked, with how many live sentences it is about, and return that number."""
    if (known := session.get(ReassessmentRow, asked.id)) is not None:
        return known.total
    row = ReassessmentRow(
        id=asked.id,
        reason=asked.reason,
        which=cast("dict[str, JsonValue]", asked.which.model_dump(mode="json")),
        dry_run=asked.dry_run,
        total=live_count(session, asked.which),
        actor_role=asked.by.role,
        actor_id=listable(asked.by.id),
        asked_at=asked.at,
    )
    session.add(row)
    session.flush()
    turn(session, asked.id, 1, "running")
    return row.total


def turn(
    session: Session, id_: str, number: int, state: State, *, by: Actor | None = None, reason: str | None = None
) -> None:
    """Write the turn of this number. Raises UnknownReassessment."""
    if session.get(ReassessmentRow, id_) is None:
        raise UnknownReassessment(f"no reassessment is remembered by the id {id_}")
    if session.get(ReassessmentStateRow, (id_, number)) is None:
        session.add(
            ReassessmentStateRow(
                reassessment_id=id_,
                number=number,
                state=state,
                reason=listable(reason, at_most=_SAYS),
                actor_role=by.role if by else None,
                actor_id=listable(by.id) if by else None,
            )
        )
        session.flush()


def add_line(session: Session, id_: str, found: Found) -> bool:
    """Write what came of a sentence. Return False when that is known: the first line stands."""
    if session.get(ReassessmentLineRow, (id_, found.sentence_id)) is not None:
        return False
    return _added(
        session,
        ReassessmentLineRow(
            reassessment_id=id_,
            sentence_id=found.sentence_id,
            outcome=found.outcome,
            number=found.number,
            reason=found.reason,
            says=listable(found.says, at_most=_SAYS),
            changes=[cast("dict[str, JsonValue]", change.model_dump(mode="json")) for change in found.changes],
            told=list(found.told),
        ),
    )


def _added(session: Session, row: Table) -> bool:
    """Return whether the row was added: another worker may have added it at this very moment."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True

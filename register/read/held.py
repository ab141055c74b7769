"""Which live sentences somebody holds, and what each knows of them."""

from collections.abc import Iterable
from typing import cast

from pydantic import Field
from sqlmodel import Session, col, select

from policy.facts import Risk, SentenceKind
from policy.frozen import Frozen
from register.tables import SentenceRow


class HeldSentence(Frozen):
    """A live sentence somebody holds."""

    sentence_id: str
    kind: SentenceKind
    manages: tuple[Risk, ...] | None = Field(description="what it knows its holder may manage; nothing: unregistered")


def held_by(session: Session, staff_ids: Iterable[str], *, after: str | None, limit: int) -> tuple[HeldSentence, ...]:
    """Return the next live sentences of a practitioner, under any of these staff codes, by their id."""
    query = select(SentenceRow).where(
        col(SentenceRow.practitioner).in_(tuple(staff_ids)),
        col(SentenceRow.final).is_(False),
        col(SentenceRow.kind) != "qualification",
    )
    if after is not None:
        query = query.where(col(SentenceRow.sentence_id) > after)
    rows = session.exec(query.order_by(col(SentenceRow.sentence_id)).limit(limit))
    return tuple(_held(row) for row in rows)


def _held(row: SentenceRow) -> HeldSentence:
    facts = cast("dict[str, object]", row.case.get("facts", {}))
    known = {"sentence_id": row.sentence_id, "kind": row.kind, "manages": facts.get("holder_manages")}
    return HeldSentence.model_validate(known)

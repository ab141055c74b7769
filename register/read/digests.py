"""Digests, the newest first: a recipient's, or those of a day."""

from datetime import date

from sqlmodel import Session, col, select

from policy.frozen import Frozen
from register.read.lines import Digest, NoticeStatus, digest_line
from register.read.page import PAGE, Page, Place
from register.tables import DigestRow


class WhichDigests(Frozen):
    """The digests asked for: those to which everything said applies. Nothing said: all that say something."""

    recipient: str | None = None
    practitioner: str | None = None
    day: date | None = None
    status: NoticeStatus | None = None


def digests(session: Session, which: WhichDigests, *, cursor: str | None = None, limit: int = PAGE) -> Page[Digest]:
    """Return a page of digests, the newest day first. Raises BadCursor."""
    place = Place("digests", which, (int,), cursor, limit)
    query = select(DigestRow).where(col(DigestRow.status) != "empty")
    for name in ("recipient", "practitioner", "day", "status"):
        wanted = getattr(which, name)
        if wanted is not None:
            query = query.where(getattr(DigestRow, name) == wanted)
    if place.after is not None:
        query = query.where(col(DigestRow.id) < place.after[0])
    rows = session.exec(query.order_by(col(DigestRow.id).desc()).limit(limit + 1)).all()
    return place.page([digest_line(row) for row in rows], [row.id for row in rows[:limit][-1:]])

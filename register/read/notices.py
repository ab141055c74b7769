"""Notices, the newest first: a practitioner's, a role's, those of one sentence, those that failed."""

from sqlmodel import Session, col, select

from policy.case import Urgency
from policy.frozen import Frozen
from register.read.lines import NoticeLine, NoticeStatus, notice_line
from register.read.page import PAGE, Page, Place
from register.tables import NoticeRow


class WhichNotices(Frozen):
    """The notices asked for: those to which everything said applies. Nothing said: all.

    `practitioner` finds what was addressed to the allocated practitioner; `to` any role or agency, with team, region or
    prison to say whose.
    """

    practitioner: str | None = None
    to: str | None = None
    team: str | None = None
    region: str | None = None
    prison: str | None = None
    sentence_id: str | None = None
    staff_id: str | None = None
    number: int | None = None
    urgency: Urgency | None = None
    status: NoticeStatus | None = None


def notices(session: Session, which: WhichNotices, *, cursor: str | None = None, limit: int = PAGE) -> Page[NoticeLine]:
    """Return a page of notices, the last written first. Raises BadCursor."""
    place = Place("notices", which, (int,), cursor, limit)
    query = select(NoticeRow)
    for name in ("practitioner", "team", "region", "prison", "sentence_id", "staff_id", "number", "urgency", "status"):
        wanted = getattr(which, name)
        if wanted is not None:
            query = query.where(getattr(NoticeRow, name) == wanted)
    if which.to is not None:
        query = query.where(col(NoticeRow.to_role) == which.to)
    if place.after is not None:
        query = query.where(col(NoticeRow.id) < place.after[0])
    rows = session.exec(query.order_by(col(NoticeRow.id).desc()).limit(limit + 1)).all()
    return place.page([notice_line(row) for row in rows], [row.id for row in rows[:limit][-1:]])

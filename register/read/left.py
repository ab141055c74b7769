"""What a sentence left in the register: enough for its workflow to be started again where it stopped."""

from datetime import date, datetime
from typing import cast

from pydantic import Field
from sqlalchemy import func
from sqlmodel import Session, col, select

from policy.case import Case
from policy.facts import Kind
from policy.frozen import Frozen
from policy.vocabulary import TIME
from register.faults import UnknownSentence
from register.read.lines import JournalLine, NoticeLine, journal_line, notice_line
from register.tables import JournalRow, NoticeRow, PersonRow, SentenceRow


class Open(Frozen):
    """A sentence, or a qualification, that the register holds open."""

    sentence_id: str
    kind: Kind


class Left(Frozen):
    """A sentence as its journal leaves it, and what its workflow carried besides."""

    case: Case
    prison_number: str | None = None
    crn: str | None = None
    began: date = Field(description="day of the opening event")
    moment: datetime = Field(description="latest moment that anything happened at")
    seen: tuple[tuple[str, int], ...] = Field(description="ids of the latest messages and their numbers, oldest first")
    latest: tuple[JournalLine, ...] = Field(description="the latest entries, oldest first")
    undelivered: tuple[NoticeLine, ...] = Field(description="what the provider is still to carry, oldest first")


def left(session: Session, sentence_id: str, *, seen: int, latest: int) -> Left:
    """Return what a sentence left, with so many messages and entries. Raises UnknownSentence."""
    row = session.get(SentenceRow, sentence_id)
    if row is None:
        raise UnknownSentence(f"no sentence is remembered by the id {sentence_id}")
    person = session.get(PersonRow, row.person_id) if row.person_id else None
    of, number = col(JournalRow.sentence_id) == sentence_id, col(JournalRow.number)
    messages = select(JournalRow.event_id, JournalRow.number).where(of, col(JournalRow.event) != TIME)
    newest = session.exec(messages.order_by(number.desc()).limit(seen)).all()
    entries = session.exec(select(JournalRow).where(of).order_by(number.desc()).limit(latest)).all()
    waiting = select(NoticeRow).where(col(NoticeRow.sentence_id) == sentence_id, col(NoticeRow.status) == "to_send")
    return Left(
        case=Case.model_validate(row.case),
        prison_number=person.prison_number if person else None,
        crn=person.crn if person else None,
        began=row.started_on,
        moment=session.exec(select(func.max(col(JournalRow.happened_at))).where(of)).one(),
        seen=tuple(reversed(newest)),
        latest=tuple(journal_line(entry) for entry in reversed(entries)),
        undelivered=tuple(notice_line(line) for line in session.exec(waiting.order_by(col(NoticeRow.id)))),
    )


def held_open(session: Session, *, after: str | None, limit: int) -> tuple[Open, ...]:
    """Return the next sentences and qualifications that are not over, by id."""
    query = select(SentenceRow.sentence_id, SentenceRow.kind).where(col(SentenceRow.final).is_(False))
    if after is not None:
        query = query.where(col(SentenceRow.sentence_id) > after)
    rows = session.exec(query.order_by(col(SentenceRow.sentence_id)).limit(limit))
    return tuple(Open(sentence_id=id_, kind=cast("Kind", kind)) for id_, kind in rows)

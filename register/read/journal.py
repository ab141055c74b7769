"""The journal of a sentence: page by page, one entry by its event, and the case it adds up to."""

from pydantic import Field
from sqlmodel import Session, col, select

from policy.case import Case, Decision
from policy.frozen import Frozen
from register.faults import UnknownEntry, UnknownSentence
from register.read.lines import JournalLine, journal_line
from register.read.page import PAGE, Page, Place
from register.tables import JournalRow, SentenceRow


class WhichEntries(Frozen):
    """The entries asked for, and which way."""

    sentence_id: str
    newest_first: bool = False
    of_staff: bool = Field(default=False, description="of a qualification, which nobody reads as a sentence")


def journal(
    session: Session, which: WhichEntries, *, cursor: str | None = None, limit: int = PAGE
) -> Page[JournalLine]:
    """Return a page of a sentence's journal by number. Raises UnknownSentence, BadCursor."""
    place = Place("journal", which, (int,), cursor, limit)
    of = session.get(SentenceRow, which.sentence_id)
    if of is None or (of.staff_id is not None) != which.of_staff:
        raise UnknownSentence(f"no sentence is remembered by the id {which.sentence_id}")
    number = col(JournalRow.number)
    query = select(JournalRow).where(col(JournalRow.sentence_id) == which.sentence_id)
    if place.after is not None:
        query = query.where(number < place.after[0] if which.newest_first else number > place.after[0])
    rows = session.exec(query.order_by(number.desc() if which.newest_first else number).limit(limit + 1)).all()
    return place.page([journal_line(row) for row in rows], [row.number for row in rows[:limit][-1:]])


def entry(session: Session, sentence_id: str, number: int) -> JournalLine:
    """Return one entry of a sentence's journal. Raises UnknownEntry."""
    row = session.get(JournalRow, (sentence_id, number))
    if row is None:
        raise UnknownEntry(f"{sentence_id}: no entry {number} is remembered")
    return journal_line(row)


def entry_of(session: Session, sentence_id: str, event_id: str) -> JournalLine | None:
    """Return the entry that an event of this id made, or nothing when the sentence has never heard of it."""
    row = session.exec(
        select(JournalRow).where(col(JournalRow.sentence_id) == sentence_id, col(JournalRow.event_id) == event_id)
    ).one_or_none()
    return None if row is None else journal_line(row)


def folded(session: Session, sentence_id: str) -> Case:
    """Return the case that the journal alone adds up to: always the one the register keeps. Raises UnknownSentence."""
    rows = session.exec(
        select(JournalRow).where(col(JournalRow.sentence_id) == sentence_id).order_by(col(JournalRow.number))
    ).all()
    if not rows:
        raise UnknownSentence(f"no sentence is remembered by the id {sentence_id}")
    case = Case.model_validate(rows[0].opened_with)
    for row in rows:
        case = case.refused() if row.decision is None else case.after(Decision.model_validate(row.decision))
    return case

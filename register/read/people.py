"""A person's sentences together: found by either identifier, and what is owed in all of them, the strictest date first.

Records of one person may have come in under one identifier each. They are read together where an identifier agrees and
none contradicts, the rule by which sentences are entered; two records that contradict are two people.
"""

from collections.abc import Sequence

from pydantic import Field
from sqlalchemy import or_
from sqlmodel import Session, col, select

from policy.frozen import Frozen
from register.faults import SeveralPeople, UnknownPerson, UnknownSentence
from register.read.lines import DutyLine, SentenceLine, duty_line, sentence_line
from register.tables import DutyRow, PersonRow, SentenceRow


class PersonRecord(Frozen):
    """A person by the identifiers other services use, with every sentence and every open duty."""

    prison_number: str | None
    crn: str | None
    sentences: tuple[SentenceLine, ...] = Field(description="those that are not over first, then by id")
    duties: tuple[DutyLine, ...] = Field(description="open duties of all sentences, the strictest date first")


def person(session: Session, identifier: str) -> PersonRecord:
    """Return the person with this prison number or CRN. Raises UnknownPerson, SeveralPeople."""
    found = session.exec(
        select(PersonRow).where(or_(col(PersonRow.prison_number) == identifier, col(PersonRow.crn) == identifier))
    ).all()
    if not found:
        raise UnknownPerson("no person is remembered by this number")
    prison_number, crn = _only(found, "prison_number"), _only(found, "crn")
    rows = _agreeing(session, prison_number, crn)
    if _are_one(rows):
        prison_number, crn = _only(rows, "prison_number"), _only(rows, "crn")
    else:
        rows = found
    sentences = session.exec(
        select(SentenceRow)
        .where(col(SentenceRow.person_id).in_([row.id for row in rows]))
        .order_by(col(SentenceRow.final), col(SentenceRow.sentence_id))
    ).all()
    duties = session.exec(
        select(DutyRow)
        .where(col(DutyRow.sentence_id).in_([row.sentence_id for row in sentences]), col(DutyRow.settled_how).is_(None))
        .order_by(col(DutyRow.limit_on), col(DutyRow.sentence_id), col(DutyRow.id))
    )
    return PersonRecord(
        prison_number=prison_number,
        crn=crn,
        sentences=tuple(sentence_line(row) for row in sentences),
        duties=tuple(duty_line(row) for row in duties),
    )


def other_live_sentences(session: Session, sentence_id: str) -> tuple[SentenceLine, ...]:
    """Return the sentences of the same person that are not over, but this one. Raises UnknownSentence."""
    own = session.exec(
        select(PersonRow).join(SentenceRow).where(col(SentenceRow.sentence_id) == sentence_id)
    ).one_or_none()
    if own is None:
        raise UnknownSentence(f"no sentence is remembered by the id {sentence_id}")
    alike = _agreeing(session, own.prison_number, own.crn)
    people = alike if _are_one(alike) else [own]
    rows = session.exec(
        select(SentenceRow)
        .where(
            col(SentenceRow.person_id).in_([row.id for row in people]),
            col(SentenceRow.final).is_(False),
            col(SentenceRow.sentence_id) != sentence_id,
        )
        .order_by(col(SentenceRow.sentence_id))
    )
    return tuple(sentence_line(row) for row in rows)


def _agreeing(session: Session, prison_number: str | None, crn: str | None) -> Sequence[PersonRow]:
    """Return the records that share an identifier with these and contradict neither."""
    given = ((col(PersonRow.prison_number), prison_number), (col(PersonRow.crn), crn))
    query = select(PersonRow).where(or_(*(column == identifier for column, identifier in given if identifier)))
    for column, identifier in given:
        if identifier:
            query = query.where(or_(column == identifier, column.is_(None)))
    return session.exec(query.order_by(col(PersonRow.recorded_at), col(PersonRow.id))).all()


def _are_one(rows: Sequence[PersonRow]) -> bool:
    return all(len({getattr(row, name) for row in rows} - {None}) <= 1 for name in ("prison_number", "crn"))


def _only(rows: Sequence[PersonRow], name: str) -> str | None:
    """Return the one identifier of this name among the records, if they have one. Raises SeveralPeople."""
    if not _are_one(rows):
        raise SeveralPeople("more than one person is remembered by this number")
    return next((getattr(row, name) for row in rows if getattr(row, name)), None)

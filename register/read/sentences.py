"""Sentences: one in full, and lists in the order of their ids."""

from pydantic import Field
from sqlmodel import Session, col, select

from policy.case import Case
from policy.facts import Kind
from policy.frozen import Frozen
from register.faults import UnknownSentence
from register.read.lines import SentenceLine, SentenceRecord, sentence_line
from register.read.page import PAGE, Page, Place
from register.tables import PersonRow, SentenceRow


class WhichSentences(Frozen):
    """The sentences asked for: those to which everything said applies. Nothing said: all."""

    practitioner: str | None = None
    team: str | None = None
    region: str | None = None
    prison: str | None = None
    phase: str | None = None
    stage: str | None = None
    kind: Kind | None = None
    tier: str | None = None
    rosh: str | None = None
    edition: int | None = Field(default=None, description="of the rules it lives under")
    final: bool | None = Field(default=None, description="over, or not")
    has_overdue: bool | None = Field(default=None, description="with mandatory duties past their limit, or without")
    prison_number: str | None = None
    crn: str | None = None


def sentence(session: Session, sentence_id: str) -> SentenceRecord:
    """Return one sentence in full. Raises UnknownSentence."""
    found = session.exec(
        select(SentenceRow, PersonRow).join(PersonRow).where(col(SentenceRow.sentence_id) == sentence_id)
    ).one_or_none()
    if found is None:
        raise UnknownSentence(f"no sentence is remembered by the id {sentence_id}")
    row, person = found
    return SentenceRecord(
        line=sentence_line(row),
        prison_number=person.prison_number,
        crn=person.crn,
        case=Case.model_validate(row.case),
    )


def sentences(
    session: Session, which: WhichSentences, *, cursor: str | None = None, limit: int = PAGE
) -> Page[SentenceLine]:
    """Return a page of sentences in the order of their ids. Raises BadCursor."""
    place = Place("sentences", which, (str,), cursor, limit)
    query = select(SentenceRow).where(col(SentenceRow.staff_id).is_(None))
    for name in (
        "practitioner",
        "team",
        "region",
        "prison",
        "phase",
        "stage",
        "kind",
        "tier",
        "rosh",
        "edition",
        "final",
    ):
        wanted = getattr(which, name)
        if wanted is not None:
            query = query.where(getattr(SentenceRow, name) == wanted)
    if which.has_overdue is not None:
        query = query.where(col(SentenceRow.overdue) > 0 if which.has_overdue else col(SentenceRow.overdue) == 0)
    if which.prison_number is not None or which.crn is not None:
        query = query.join(PersonRow)
    if which.prison_number is not None:
        query = query.where(col(PersonRow.prison_number) == which.prison_number)
    if which.crn is not None:
        query = query.where(col(PersonRow.crn) == which.crn)
    if place.after is not None:
        query = query.where(col(SentenceRow.sentence_id) > place.after[0])
    rows = session.exec(query.order_by(col(SentenceRow.sentence_id)).limit(limit + 1)).all()
    return place.page([sentence_line(row) for row in rows], [row.sentence_id for row in rows[:limit][-1:]])

"""Remember: one entry of a sentence's journal, and all that follows from it, in the transaction of one session.

The same entry again changes nothing, whoever sends it and however often: a retry after a lost answer, two workers at
once. An entry out of turn is refused, so the register's case is always the fold of its journal.
"""

from typing import Any, cast

from pydantic import Field, JsonValue
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from policy.case import Case, Decision, Event, Notice, Refusal
from policy.frozen import Frozen
from policy.vocabulary import QUALIFICATION
from register.duties import write_duties
from register.established import keep_established
from register.faults import EntryDiffers, JournalGap, MalformedEntry, SentenceTaken
from register.listable import listable
from register.notices import keep
from register.people import person_id
from register.tables import JournalRow, SentenceRow


class Remembered(Frozen):
    """Where the event now stands in the journal."""

    number: int = Field(description="entry of the event: another than was asked when the sentence had met it before")
    duplicate: bool = Field(description="it was there before, and nothing was written")
    last: int = Field(description="number of the last entry: past a duplicate's when the sentence has gone on since")


def remember(  # noqa: PLR0913 - an entry is all of this, and is written in one piece
    session: Session,
    *,
    sentence_id: str,
    number: int,
    event: Event,
    decision: Decision | None,
    refusal: Refusal | None,
    opened_with: Case | None = None,
    prison_number: str | None = None,
    crn: str | None = None,
    notices: tuple[Notice, ...] = (),
) -> Remembered:
    """Write entry `number` of a sentence: journal, case, duties and notices. Commits nothing: use `writing`.

    An entry is answered by a decision or a refusal, one of them. Entry 1 comes with the case as it was before it, and
    with an identifier of the person; that of a qualification names the member of staff in its facts. `notices` are
    those besides the decision's own: of a refusal, say. An event that the sentence met under another number is not
    written again: the answer has that number.
    Raises MalformedEntry, JournalGap, EntryDiffers, SentenceTaken; in each case nothing is to be committed.
    """
    answered = _answer(decision, refusal)
    sentence = _locked(session, sentence_id)
    if sentence is None:
        if number != 1:
            raise JournalGap(f"{sentence_id}: entry {number} came, and no entry is remembered")
        opening = _opening(sentence_id, opened_with)
        sentence = _opened(session, opening, event, prison_number=prison_number, crn=crn)
    before = Case.model_validate(sentence.case)
    entry = _journal_row(before, number, event, answered, opened_with)
    if number <= sentence.number:
        return _known(session, sentence, entry)
    if number != sentence.number + 1:
        raise JournalGap(f"{sentence_id}: entry {number} came, and the last one remembered is {sentence.number}")
    if (known := _number_of(session, entry)) is not None:
        return Remembered(number=known, duplicate=True, last=sentence.number)
    case = before.refused() if decision is None else before.after(decision)
    entry.phase, entry.stage = case.phase, case.stage
    session.add(entry)
    _bring_up_to_date(sentence, case)
    if decision is not None:
        write_duties(session, before, case, decision)
        if decision.ignored is None:
            keep_established(session, before, event, case)
    keep(session, case, event, (*(decision.notices if decision else ()), *notices))
    session.flush()
    return Remembered(number=number, duplicate=False, last=number)


def _answer(decision: Decision | None, refusal: Refusal | None) -> Decision | Refusal:
    if decision is not None and refusal is None:
        return decision
    if refusal is not None and decision is None:
        return refusal
    raise MalformedEntry("an entry is answered by a decision or by a refusal, and by one of them")


def _opening(sentence_id: str, opened_with: Case | None) -> Case:
    if opened_with is None:
        raise MalformedEntry(f"{sentence_id}: the first entry comes with the case it began with")
    if opened_with.sentence_id != sentence_id or opened_with.number != 0:
        raise MalformedEntry(f"{sentence_id}: the case it began with is another, or no longer at its beginning")
    return opened_with


def _locked(session: Session, sentence_id: str) -> SentenceRow | None:
    """Return the sentence, ours alone until the transaction ends."""
    return session.exec(
        select(SentenceRow).where(col(SentenceRow.sentence_id) == sentence_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def _opened(
    session: Session, opening: Case, event: Event, *, prison_number: str | None, crn: str | None
) -> SentenceRow:
    """Return the sentence, entered as it began, or as another transaction has just entered it."""
    of = _whose(session, opening, prison_number=prison_number, crn=crn)
    entered = SentenceRow(
        sentence_id=opening.sentence_id,
        **of,
        kind=opening.kind,
        number=0,
        phase=opening.phase,
        started_on=event.on,
        case=_document(opening),
    )
    try:
        with session.begin_nested():
            session.add(entered)
    except IntegrityError:
        theirs = _locked(session, opening.sentence_id)
        if theirs is None:
            raise
        return theirs
    return entered


def _whose(session: Session, opening: Case, *, prison_number: str | None, crn: str | None) -> dict[str, Any]:
    """Return of whom it is: a qualification of a member of staff, a sentence of a person."""
    if opening.kind != QUALIFICATION:
        return {"person_id": person_id(session, prison_number=prison_number, crn=crn)}
    if opening.facts.staff_id is None or prison_number or crn:
        raise MalformedEntry("a qualification is of a member of staff, and of nobody else")
    return {"staff_id": listable(opening.facts.staff_id)}


def _journal_row(
    before: Case, number: int, event: Event, answered: Decision | Refusal, opened_with: Case | None
) -> JournalRow:
    return JournalRow(
        sentence_id=before.sentence_id,
        number=number,
        event_id=event.id,
        event=event.name,
        happened_on=event.on,
        happened_at=event.at,
        actor_role=listable(event.by.role) if event.by else None,
        actor_id=listable(event.by.id) if event.by else None,
        payload=cast("dict[str, JsonValue]", _document(event).get("payload", {})),
        decision=_document(answered) if isinstance(answered, Decision) else None,
        refusal=_document(answered) if isinstance(answered, Refusal) else None,
        opened_with=_document(opened_with) if opened_with and number == 1 else None,
        rules=list(answered.rules),
        phase=before.phase,
        stage=before.stage,
    )


def _known(session: Session, sentence: SentenceRow, entry: JournalRow) -> Remembered:
    """Return where an entry stands whose number is taken: by itself, or by an event that came under another number."""
    there = session.get_one(JournalRow, (entry.sentence_id, entry.number))
    if _said(there) == _said(entry):
        return Remembered(number=entry.number, duplicate=True, last=sentence.number)
    if entry.number == 1:
        raise SentenceTaken(f"{entry.sentence_id} is the id of another sentence, which is remembered")
    known = _number_of(session, entry)
    if known is not None and known != entry.number:
        return Remembered(number=known, duplicate=True, last=sentence.number)
    raise EntryDiffers(f"{entry.sentence_id}: entry {entry.number} is remembered, and it was not this one")


def _said(entry: JournalRow) -> tuple[object, ...]:
    return (
        entry.event_id,
        entry.event,
        entry.happened_on,
        entry.happened_at,
        entry.payload,
        entry.decision,
        entry.refusal,
        entry.opened_with,
    )


def _number_of(session: Session, entry: JournalRow) -> int | None:
    return session.exec(
        select(JournalRow.number).where(
            col(JournalRow.sentence_id) == entry.sentence_id, col(JournalRow.event_id) == entry.event_id
        )
    ).one_or_none()


def _bring_up_to_date(sentence: SentenceRow, case: Case) -> None:
    facts = case.facts
    sentence.number = case.number
    sentence.kind = case.kind
    sentence.edition = case.edition
    sentence.phase, sentence.stage = case.phase, case.stage
    sentence.practitioner = listable(facts.practitioner)
    sentence.team = listable(facts.team)
    sentence.region = listable(facts.region)
    sentence.prison, sentence.tier, sentence.rosh = facts.prison, facts.tier, facts.rosh
    sentence.next_due, sentence.overdue, sentence.final = case.next_due(), case.overdue(), case.final
    sentence.case = _document(case)


def _document(value: Frozen) -> dict[str, JsonValue]:
    """Return a value as JSON, only what was said, so that it reads back as it was."""
    return cast("dict[str, JsonValue]", value.model_dump(mode="json"))

"""Remember: what was decided goes to the register, in one transaction."""

from collections.abc import Iterable

from sqlalchemy import Engine
from sqlmodel import Session

from activities.notices import Notices
from activities.standing import holder_differs_at
from policy.case import Decision, Notice
from policy.vocabulary import TIME
from register.connection import reading, writing
from register.established import is_waiting, record_waiting
from register.faults import EntryDiffers, SentenceTaken
from register.notices import to_send
from register.read.journal import entry as journal_entry
from register.read.lines import NoticeLine
from register.read.notices import WhichNotices
from register.read.notices import notices as notice_lines
from register.read.people import other_live_sentences
from register.remember import remember as write
from workflows.messages import Answer, Entry, Other, Remembered, Repeat

MOST_TRIED_AGAIN = 500


class WakeRememberedElsewhere(RuntimeError):
    """A date's event is in the journal under another number: history and register have come apart."""


def remember(register: Engine, provider: Notices, entry: Entry) -> Remembered:
    """Write the entry, and return which of its notices the provider carries now. The same entry again changes nothing.

    What is not urgent waits in the register for the day's digest.

    A wake that the register holds with another decision, made before by a worker that died of it, keeps that one.
    Raises the register's faults, to be tried again, and WakeRememberedElsewhere.
    """
    try:
        with writing(register) as session:
            written = write(
                session,
                sentence_id=entry.sentence_id,
                number=entry.number,
                event=entry.event,
                decision=entry.decision,
                refusal=entry.refusal,
                opened_with=entry.opened_with,
                prison_number=entry.person.prison_number if entry.person else None,
                crn=entry.person.crn if entry.person else None,
                notices=entry.notices,
            )
            if written.number != entry.number:
                return _known(entry, written.number)
            others = _others(session, entry)
            told = (*(entry.decision.notices if entry.decision else ()), *entry.notices)
            carried = tuple(
                line.key for line in _lines(session, entry, told) if line.urgency == "now" and provider.carries(line)
            )
            to_send(session, carried)
    except SentenceTaken:
        return Remembered(taken=True)
    except EntryDiffers:
        standing = _standing(register, entry)
        if standing is None:
            raise
        return Remembered(stands=standing)
    said: dict[str, object] = ({"to_send": carried} if carried else {}) | ({"others": others} if others else {})
    if entry.decision and entry.holder_as_of:  # whoever tells the holder's sentences may have missed this one
        differs = holder_differs_at(register, entry.decision, entry.holder_as_of)
        said |= {"holder_differs_at": differs} if differs else {}
    return Remembered.model_validate(said)


def record_what_waits(register: Engine) -> int:
    """Try again what qualifications established and the staff journal did not take in; return how much it did now."""
    with reading(register) as session:
        if not is_waiting(session):
            return 0
    with writing(register) as session:
        return record_waiting(session, limit=MOST_TRIED_AGAIN)


def repeat(register: Engine, question: Repeat) -> Answer:
    """Return the answer that the event of a journal entry had."""
    with reading(register) as session:
        line = journal_entry(session, question.sentence_id, question.number)
    decision = line.decision
    return Answer(
        number=line.number,
        accepted=decision is not None,
        ignored=decision.ignored if decision else None,
        refusal=line.refusal,
        phase=line.phase,
        stage=line.stage,
        opened=decision.opened if decision else (),
        settled=decision.settled if decision else (),
        remarks=decision.remarks if decision else (),
        duplicate=True,
    )


def _others(session: Session, entry: Entry) -> tuple[Other, ...]:
    """Return to which sentences the entry is passed on."""
    if not entry.passes_on:
        return ()
    return tuple(
        Other.model_validate({"kind": row.kind, "sentence_id": row.sentence_id})
        for row in other_live_sentences(session, entry.sentence_id)
    )


def _known(entry: Entry, number: int) -> Remembered:
    if entry.event.name == TIME and entry.event.by is None:
        raise WakeRememberedElsewhere(f"{entry.sentence_id}: {entry.event.id} is entry {number}, not {entry.number}")
    return Remembered(known_as=number)


def _standing(register: Engine, entry: Entry) -> Decision | None:
    """Return the decision that the journal holds for this very wake, if the entry is one."""
    with reading(register) as session:
        line = journal_entry(session, entry.sentence_id, entry.number)
    is_this_wake = line.event_id == entry.event.id and line.by is None and entry.event.by is None
    return line.decision if is_this_wake else None


def _lines(session: Session, entry: Entry, told: Iterable[Notice]) -> tuple[NoticeLine, ...]:
    """Return the entry's notices as the register addressed them, oldest first."""
    keys = {notice.key for notice in told}
    if not keys:
        return ()
    newest = notice_lines(session, WhichNotices(sentence_id=entry.sentence_id), limit=len(keys))
    return tuple(line for line in reversed(newest.items) if line.key in keys)

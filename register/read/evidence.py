"""What a breach or recall report is written from: instructions, absences, judgements and what was tried (SMC 15.14)."""

from typing import Literal

from sqlmodel import Session, col, select

from policy.frozen import Frozen
from register.faults import UnknownSentence
from register.read.lines import JournalLine, journal_line
from register.tables import JournalRow, SentenceRow

Shows = Literal["instruction", "absence", "conduct", "accepted", "not_accepted", "tried", "risk", "proceedings"]
_SHOWS: dict[str, Shows] = {
    "instruction_given": "instruction",
    "keep_in_touch_instruction": "instruction",
    "poor_engagement": "conduct",
    "home_visit": "tried",
    "manager_discussion": "tried",
    "referral_made": "tried",
    "breach_conversation": "tried",
    "consider_alternatives": "tried",
    "risk_changed": "risk",
    "breach_proposed": "proceedings",
    "breach_outcome": "proceedings",
    "requirements_varied": "proceedings",
    "court_decision": "proceedings",
    "recall": "proceedings",
}
_MAY_BE_MISSED = ("appointment_outcome", "unpaid_work_session")
_JUDGED = "acceptability_decided"


class Evidence(Frozen):
    """One thing a report rests on, and what it shows; the entry of the journal has its day, sender and words."""

    shows: Shows
    entry: JournalLine


def evidence(session: Session, sentence_id: str) -> tuple[Evidence, ...]:
    """Return a sentence's evidence, oldest first, for the whole of its life. Raises UnknownSentence."""
    if session.get(SentenceRow, sentence_id) is None:
        raise UnknownSentence(f"no sentence is remembered by the id {sentence_id}")
    query = select(JournalRow).where(
        col(JournalRow.sentence_id) == sentence_id,
        col(JournalRow.event).in_((*_SHOWS, *_MAY_BE_MISSED, _JUDGED)),
        col(JournalRow.refusal).is_(None),
    )
    rows = session.exec(query.order_by(col(JournalRow.number))).all()
    return tuple(Evidence(shows=shows, entry=journal_line(row)) for row in rows if (shows := _what_it_shows(row)))


def _what_it_shows(row: JournalRow) -> Shows | None:
    if row.event in _MAY_BE_MISSED:
        return None if row.payload.get("attended") else "absence"
    if row.event == _JUDGED:
        return "accepted" if row.payload.get("acceptable") else "not_accepted"
    return _SHOWS[row.event]

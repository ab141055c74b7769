"""What the register answers with: frozen values, never table rows. Days are in Europe/London, instants in UTC."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field, JsonValue

from policy.case import Actor, Case, Decision, DutyStatus, Refusal, Settlement, Urgency
from policy.facts import Kind
from policy.frozen import Frozen
from register.tables import DigestRow, DutyRow, JournalRow, NoticeRow, SentenceRow

NoticeStatus = Literal["kept", "to_send", "sent", "failed"]
DigestStatus = NoticeStatus | Literal["empty"]


class SentenceLine(Frozen):
    """One sentence in a list. `next_due` is when a duty next falls due, `overdue` how many mandatory ones are late."""

    sentence_id: str
    kind: Kind
    number: int
    edition: int
    phase: str
    stage: str | None
    practitioner: str | None
    team: str | None
    region: str | None
    prison: str | None
    tier: str | None
    rosh: str | None
    next_due: date | None
    overdue: int
    final: bool
    started_on: date
    changed_at: datetime


class SentenceRecord(Frozen):
    """One sentence in full: its line, the person's identifiers and the case as the journal leaves it."""

    line: SentenceLine
    prison_number: str | None
    crn: str | None
    case: Case


class DutyLine(Frozen):
    """One duty of a list, with who holds the sentence; once settled, who held it then, and how it ended."""

    sentence_id: str
    id: str
    rule: str
    part: str | None
    because: str | None
    title: str
    owner: str | None
    status: DutyStatus
    opened_on: date
    not_before: date | None
    due_on: date | None
    due_at: datetime | None
    work_by: date | None
    short_notice: bool
    overdue: bool
    phase: str
    practitioner: str | None
    team: str | None
    region: str | None
    prison: str | None
    settled_how: Settlement | None
    settled_on: date | None
    late: bool
    why: str | None


class JournalLine(Frozen):
    """One entry of the journal: what happened or was asked for, who sent it, what was answered, and on which rules."""

    number: int
    event_id: str
    event: str
    on: date
    at: datetime
    by: Actor | None
    recorded_at: datetime
    payload: dict[str, JsonValue]
    decision: Decision | None
    refusal: Refusal | None
    rules: tuple[str, ...]
    phase: str
    stage: str | None


class NoticeLine(Frozen):
    """One notice, and how the telling went. `on` is the day of the event that caused it."""

    key: str
    sentence_id: str | None = Field(description="nothing where it is about a member of staff")
    staff_id: str | None = Field(default=None, description="member of staff it is about")
    number: int
    to: str
    practitioner: str | None
    team: str | None
    region: str | None
    prison: str | None
    template: str
    rules: tuple[str, ...]
    title: str
    urgency: Urgency
    duty: str | None
    due_on: date | None
    due_at: datetime | None
    on: date
    status: NoticeStatus
    attempts: int
    reference: str | None
    error: str | None
    recorded_at: datetime
    sent_at: datetime | None


class DigestItem(Frozen):
    """One thing a digest tells: of which sentence, what, by when and on which rules. `on` is the day it happened."""

    sentence_id: str
    template: str
    title: str
    rules: tuple[str, ...]
    due_on: date | None
    due_at: datetime | None
    on: date


class DigestPerson(Frozen):
    """Everything a digest tells of one person, over all their sentences, the strictest date first."""

    sentences: tuple[str, ...]
    first_due: date | None
    items: tuple[DigestItem, ...]


class Digest(Frozen):
    """What one recipient is told of one day: the person with the strictest date first."""

    key: str
    recipient: str
    day: date
    to: str
    practitioner: str | None
    team: str | None
    region: str | None
    prison: str | None
    people: tuple[DigestPerson, ...]
    status: DigestStatus
    attempts: int
    reference: str | None
    error: str | None
    recorded_at: datetime
    sent_at: datetime | None


def sentence_line(row: SentenceRow) -> SentenceLine:
    """Return the line of a sentence."""
    return SentenceLine.model_validate(_columns(row, SentenceLine))


def duty_line(row: DutyRow) -> DutyLine:
    """Return the line of a duty."""
    return DutyLine.model_validate(_columns(row, DutyLine))


def notice_line(row: NoticeRow) -> NoticeLine:
    """Return the line of a notice."""
    return NoticeLine.model_validate(_columns(row, NoticeLine) | {"to": row.to_role, "on": row.happened_on})


def digest_line(row: DigestRow) -> Digest:
    """Return a digest."""
    return Digest.model_validate(_columns(row, Digest) | {"to": row.to_role})


def journal_line(row: JournalRow) -> JournalLine:
    """Return the line of an entry."""
    by = None if row.actor_role is None else Actor(role=row.actor_role, id=row.actor_id)
    return JournalLine.model_validate(
        _columns(row, JournalLine) | {"on": row.happened_on, "at": row.happened_at, "by": by}
    )


def _columns(row: SentenceRow | DutyRow | NoticeRow | JournalRow | DigestRow, line: type[Frozen]) -> dict[str, object]:
    return {name: getattr(row, name) for name in line.model_fields if hasattr(row, name)}

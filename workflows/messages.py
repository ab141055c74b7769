"""Everything that crosses Temporal: what workflows are given and asked, what they answer, what activities are handed.

Read by histories that are decades old: add fields with defaults; never rename or remove one.
"""

from datetime import date, datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from policy.case import Case, Decision, Duty, DutyStatus, Event, Notice, Refusal, Settled
from policy.facts import Kind
from policy.frozen import Frozen

TASK_QUEUE = "sentences"
SENTENCE_ID = r"^[A-Z]{1,4}-[A-Za-z0-9-]{1,40}$"
WORKFLOW_TYPES: dict[Kind, str] = {
    "custodial_sentence": "CustodialSentenceWorkflow",
    "community_order": "CommunityOrderWorkflow",
    "suspended_sentence_order": "CommunityOrderWorkflow",
    "qualification": "QualificationWorkflow",
}
_ID_PREFIXES = {
    "CustodialSentenceWorkflow": "custodial-sentence",
    "CommunityOrderWorkflow": "community-order",
    "QualificationWorkflow": "qualification",
}


def workflow_id(kind: Kind, sentence_id: str) -> str:
    """Return the workflow's id, made from the business key: `custodial-sentence/S-2041`."""
    return f"{_ID_PREFIXES[WORKFLOW_TYPES[kind]]}/{sentence_id}"


class Person(Frozen):
    """Whose sentence it is, by the identifiers of the prison and probation services. Never a name."""

    prison_number: str | None = Field(default=None, pattern=r"^[A-Z]\d{4}[A-Z]{2}$", description="A1234BC")
    crn: str | None = Field(default=None, pattern=r"^[A-Z]\d{6}$", description="case reference number, X123456")

    @model_validator(mode="after")
    def _is_somebody(self) -> Self:
        if self.prison_number is None and self.crn is None:
            raise ValueError("a person needs a prison number or a CRN")
        return self


Reach = Literal["sentence", "person"]


class Message(Frozen):
    """What an update or a signal carries: the event as sent. `event.by` says who sends it."""

    event: Event
    reach: Reach = Field(default="sentence", description="person: it is meant for every live sentence of the person")
    passed_by: str | None = Field(
        default=None, max_length=64, description="the sentence of the same person that took it in and passes it on"
    )
    sending: str | None = Field(
        default=None, max_length=64, description="the sender's own mark for this sending, repeated in the answer"
    )
    opening: bool = Field(default=False, description="sent to start a sentence: refused by one that lives already")


class Unread(Frozen):
    """A signal on its way from one run to the next."""

    event: Event
    malformed: str | None = Field(default=None, description="why it cannot be read, to be refused in its turn")
    reach: Reach = "sentence"
    passed_by: str | None = None


class Answer(Frozen):
    """What became of a message: accepted, ignored because it repeats another, or refused by name."""

    number: int = Field(description="number of the journal entry; 0 for an opening event that was refused")
    accepted: bool
    ignored: str | None = Field(default=None, description="why an accepted event has no effect")
    refusal: Refusal | None = None
    phase: str
    stage: str | None = None
    opened: tuple[Duty, ...] = ()
    settled: tuple[Settled, ...] = ()
    duplicate: bool = Field(default=False, description="the event id was known: this is the answer it had")
    sending: str | None = Field(default=None, description="the mark of the sending that had the effect")
    passed_on_to: tuple[str, ...] = Field(default=(), description="the person's other sentences that are told of it")
    remarks: tuple[str, ...] = Field(default=(), description="what the sender should know of the staff it names")


class DiaryEntry(Frozen):
    """One open duty as staff read it: `day` is the last day in time, `at` the last instant where hours count."""

    day: date | None = None
    at: datetime | None = None
    title: str
    rule: str
    owner: str | None = None
    status: DutyStatus = "mandatory"
    overdue: bool = False
    work_by: date | None = None
    duty: str


class TimelineEntry(Frozen):
    """One line of what happened. The register keeps all of them, a running workflow only the latest."""

    number: int
    on: date
    at: datetime
    event: str
    by: str | None = Field(default=None, description="role of the sender; nobody for time reaching a date")
    outcome: Literal["decided", "ignored", "refused"]
    reason: str | None = Field(default=None, description="name of the refusal, or why it was ignored")
    phase: str
    stage: str | None = None
    opened: tuple[str, ...] = Field(default=(), description="rules of the duties opened")
    settled: tuple[str, ...] = Field(default=(), description="how and which: `met SMC-5.6-b`")
    told: tuple[str, ...] = Field(default=(), description="roles and agencies told")


class Run(Frozen):
    """Input of a sentence's run: how it begins, and all that goes over from one run to the next."""

    case: Case
    person: Person | None = Field(
        default=None, description="nobody: a qualification is of a member of staff, whom the case's facts name"
    )
    first: Message | None = Field(default=None, description="the opening event; none once it was decided")
    inbox: tuple[Unread, ...] = Field(default=(), description="signals that were not read yet")
    seen: dict[str, int] = Field(default_factory=dict, description="digest of an event id to its number, oldest first")
    outbox: tuple[Notice, ...] = Field(default=(), description="notices not delivered yet")
    timeline: tuple[TimelineEntry, ...] = ()
    began: date | None = Field(default=None, description="day of the opening event: nothing can be dated before it")
    moment: datetime | None = Field(default=None, description="latest moment decided for: the sentence's own clock")
    retry_at: datetime | None = Field(default=None, description="when to try a wake again that failed unexpectedly")
    fault_told: datetime | None = Field(default=None, description="the failed wake that operators were told of")


class Question(Frozen):
    """What `decide` is asked: what follows for the case from the event, at the moment `on`."""

    case: Case
    event: Event
    on: datetime
    began: date | None = Field(default=None, description="day of the opening event")
    now: datetime | None = Field(default=None, description="the workflow's clock; `on` is never later")
    malformed: str | None = Field(default=None, description="what is wrong with a signal that could not be read")
    by_clock: bool = Field(default=False, description="time reached a date: nobody sent this")
    passed_by: str | None = Field(default=None, description="the person's other sentence that passed it on")


class Entry(Frozen):
    """What `remember` writes: one numbered event with its decision or refusal, and who is told besides."""

    sentence_id: str
    number: int
    event: Event
    decision: Decision | None = None
    refusal: Refusal | None = None
    notices: tuple[Notice, ...] = Field(default=(), description="told of a refusal; a decision carries its own")
    opened_with: Case | None = Field(default=None, description="the case before its first event; with number 1 only")
    person: Person | None = Field(default=None, description="with number 1 only")
    holder_as_of: datetime | None = Field(
        default=None, description="where the decision says what its holder may do: when to look whether it still holds"
    )
    passes_on: bool = Field(default=False, description="the person's other live sentences are to be told of it")


class Other(Frozen):
    """Another live sentence of the same person."""

    kind: Kind
    sentence_id: str


class Remembered(Frozen):
    """What `remember` answers."""

    to_send: tuple[str, ...] = Field(default=(), description="keys of the notices that go out by a provider")
    known_as: int | None = Field(
        default=None, description="the event was remembered before, under this number; nothing was written"
    )
    taken: bool = Field(default=False, description="the sentence's id belongs to another sentence; nothing was written")
    stands: Decision | None = Field(
        default=None, description="the decision that was remembered for this very wake before, and that stands"
    )
    holder_differs_at: datetime | None = Field(
        default=None, description="from when the holder may manage something else than the decision says"
    )
    others: tuple[Other, ...] = Field(default=(), description="of an entry that is passed on: to which sentences")


class Passing(Frozen):
    """What `pass_on` is handed: an event that one sentence took in, and the person's other sentences to tell."""

    sentence_id: str
    event: Event
    to: tuple[Other, ...]


class Telling(Frozen):
    """What `tell` is handed: notices that go out by the provider."""

    sentence_id: str
    notices: tuple[Notice, ...]


class Told(Frozen):
    """What `tell` answers: keys of the notices that a temporary fault kept back."""

    undelivered: tuple[str, ...] = ()


class Repeat(Frozen):
    """What `repeat` is asked: the answer that entry `number` of a sentence's journal had."""

    sentence_id: str
    number: int

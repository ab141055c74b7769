"""A sentence: starting one, and reading one as it stands, what is owed, what happened and what is to come."""

from typing import Annotated

from fastapi import APIRouter, Query, Response, Security
from pydantic import Field
from sqlmodel import Session

from api import examples
from api.answers import first_answer, repeated, shown
from api.documents import ANY_ROLE, READING, SENDING, documented
from api.entry_views import EntryView, TimelineView, found_views
from api.identity import CurrentActor, current_actor
from api.keys import IdempotencyKey, given_sentence_id
from api.messages import SentencePath, must_know
from api.paging import Paged
from api.parts import AppParts
from api.problems import Declined
from api.reading import ask, asked
from api.said import Opening, event_said, first_events, opening_form
from api.views import (
    AnswerView,
    DiaryView,
    DutyView,
    EvidenceView,
    NoticeView,
    PersonView,
    SentenceView,
    SettledView,
    ShownView,
)
from policy.calendar import local_day
from policy.case import Case, Decision, Duty, Event
from policy.vocabulary import event_kinds
from register.faults import UnknownSentence
from register.read.evidence import Evidence, evidence
from register.read.journal import WhichEntries, entry_of, journal
from register.read.lines import JournalLine, SentenceRecord
from register.read.sentences import sentence
from workflows.messages import Person


class EntriesAsked(Paged):
    """The entries of a sentence's journal asked for."""

    newest_first: bool = Field(default=False, description="the last entry first", examples=[True])


def sentences() -> APIRouter:
    """Return the endpoints that start a sentence and read one."""
    router = APIRouter(prefix="/v1/sentences", tags=["Sentences"])
    start.__annotations__["said"] = opening_form()
    router.add_api_route(
        "",
        start,
        methods=["POST"],
        **documented(
            "Start a sentence",
            examples.STARTED,
            roles=tuple(dict.fromkeys(role for event in first_events() for role in event.by)),
            problems=(
                *SENDING,
                "SentenceExists",
                "WrongSender",
                "EventNotForThisSentence",
                "UnknownRequirement",
                "MalformedPrisonNumber",
                "MalformedCrn",
                "MalformedSentenceId",
                "Refused",
            ),
            request=examples.START,
            status=201,
            says="Started, and what the first event did. 200 when it was started before with the same key.",
        ),
    )
    reads = (
        ("", "Read a sentence", read, examples.SENTENCE, ()),
        ("/diary", "Read a sentence's diary", diary, examples.DIARY, ()),
        ("/evidence", "Read what a breach or recall report is written from", report_evidence, examples.EVIDENCE, ()),
        ("/timeline", "Read a sentence's timeline", timeline, examples.TIMELINE, ("MalformedCursor", "MalformedQuery")),
    )
    for path, summary, endpoint, example, problems in reads:
        router.add_api_route(
            f"/{{sentence_id}}{path}",
            endpoint,
            methods=["GET"],
            dependencies=[Security(current_actor)],
            **documented(summary, example, roles=ANY_ROLE, problems=(*READING, "UnknownSentence", *problems)),
        )
    return router


async def start(
    said: Opening, key: IdempotencyKey, actor: CurrentActor, parts: AppParts, response: Response
) -> AnswerView:
    """Start the workflow of a sentence with its first event, and answer what that did.

    A refused first event leaves no sentence behind. Without `sentence_id` one is given, always the same for the same
    sender and Idempotency-Key, so that a start that is sent again starts nothing twice.
    """
    kind = event_kinds()[said.event.name]
    must_know(said.kind, kind)
    sentence_id = said.sentence_id or given_sentence_id(said.kind, key, actor)
    event = event_said(kind.name, said.event, event_id=key, by=actor, now=parts.clock())
    earlier = await ask(parts.register, _started, sentence_id, said.kind, said.person, event)
    if earlier is not None:
        answer = repeated(earlier, event)
    else:
        case = Case(sentence_id=sentence_id, kind=said.kind, facts=said.facts)
        answer = await first_answer(parts, sentence_id, event, await parts.sentences.start(case, said.person, event))
    view = shown(sentence_id, event, answer)
    response.status_code = 200 if view.duplicate else 201
    response.headers["Location"] = f"/v1/sentences/{sentence_id}"
    return view


def read(sentence_id: SentencePath, parts: AppParts) -> SentenceView:
    """Show the sentence as it stands after the last event that was decided."""
    with asked(parts.register) as session:
        return _sentence_view(sentence(session, sentence_id))


def diary(sentence_id: SentencePath, parts: AppParts) -> DiaryView:
    """List the open duties, the earliest limit first and those without a date last, and the next moment it wakes."""
    with asked(parts.register) as session:
        return diary_view(sentence(session, sentence_id).case)


def diary_view(case: Case) -> DiaryView:
    """Return the open duties of a case, the earliest limit first."""
    return DiaryView(
        sentence_id=case.sentence_id,
        phase=case.phase,
        stage=case.stage,
        next_at=case.next_at,
        next_says=case.next_says,
        items=tuple(DutyView.model_validate(duty) for duty in sorted(case.duties, key=_by_limit)),
    )


def report_evidence(sentence_id: SentencePath, parts: AppParts) -> EvidenceView:
    """List every instruction, absence, judgement, attempt and court outcome, from the first day on (SMC 15.14)."""
    with asked(parts.register) as session:
        found = evidence(session, sentence_id)
    return EvidenceView(items=tuple(_shown_view(one) for one in found))


def timeline(sentence_id: SentencePath, asking: Annotated[EntriesAsked, Query()], parts: AppParts) -> TimelineView:
    """List the journal: every event decided, ignored or refused, who sent it, and what followed by which rules."""
    which = WhichEntries(sentence_id=sentence_id, newest_first=asking.newest_first)
    with asked(parts.register) as session:
        page = journal(session, which, cursor=asking.cursor, limit=asking.limit)
    return TimelineView(items=tuple(_entry_view(line) for line in page.items), next=page.next)


def _shown_view(one: Evidence) -> ShownView:
    line = one.entry
    return ShownView(
        shows=one.shows,
        number=line.number,
        event=line.event,
        on=line.on,
        by=line.by.role if line.by else None,
        payload=line.payload,
    )


def _started(session: Session, sentence_id: str, kind: str, person: Person, event: Event) -> JournalLine | None:
    """Return the entry this start made before, if it did. Raises Declined: SentenceExists, IdempotencyKeyReused."""
    try:
        found = sentence(session, sentence_id)
    except UnknownSentence:
        return None
    earlier = entry_of(session, sentence_id, event.id)
    if earlier is None or earlier.number != 1:
        raise Declined("SentenceExists", f"There is a sentence {sentence_id} already.")
    about = (person.prison_number in {None, found.prison_number}, person.crn in {None, found.crn})
    if found.line.kind != kind or not all(about):
        raise Declined("IdempotencyKeyReused", "This Idempotency-Key was used to start another sentence.")
    return earlier


def _sentence_view(found: SentenceRecord) -> SentenceView:
    case = found.case
    return SentenceView(
        sentence_id=case.sentence_id,
        kind=case.kind,
        edition=case.edition,
        person=PersonView(prison_number=found.prison_number, crn=found.crn),
        phase=case.phase,
        stage=case.stage,
        final=case.final,
        facts=case.facts,
        values=case.values,
        number=case.number,
        open_duties=len(case.duties),
        overdue=case.overdue(),
        next_due=case.next_due(),
        next_at=case.next_at,
        next_says=case.next_says,
    )


def _entry_view(line: JournalLine) -> EntryView:
    decision = line.decision or Decision()
    refusal = line.refusal
    return EntryView(
        number=line.number,
        event_id=line.event_id,
        event=line.event,
        on=line.on,
        at=line.at,
        recorded_at=line.recorded_at,
        by=line.by.role if line.by else None,
        by_id=line.by.id if line.by else None,
        payload=line.payload,
        outcome="refused" if refusal else "ignored" if decision.ignored else "decided",
        reason=refusal.reason if refusal else None,
        says=refusal.says if refusal else decision.ignored,
        rules=line.rules,
        phase=line.phase,
        stage=line.stage,
        opened=tuple(DutyView.model_validate(duty) for duty in decision.opened),
        settled=tuple(SettledView.model_validate(duty) for duty in decision.settled),
        missed=decision.missed,
        told=tuple(NoticeView.model_validate(notice) for notice in decision.notices),
        standings=found_views((refusal or decision).standings),
    )


def _by_limit(duty: Duty) -> tuple[bool, str, str]:
    day = duty.due_on or (local_day(duty.due_at) if duty.due_at else None)
    return day is None, day.isoformat() if day else "", duty.id

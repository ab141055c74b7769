"""Reassess: a page of live sentences is decided again, or only looked at, and a line is written for each.

A sentence that fails is a line with its fault and stops nothing. A page that is begun again goes on with the sentences
that have no line yet; one that was told before answers as it did then.
"""

import asyncio
from datetime import timedelta

from sqlalchemy import Engine as Register
from temporalio import activity
from temporalio.client import Client

from activities.beating import beating
from activities.deciding import Engine, decide
from policy.case import Decision, Event, Refusal
from policy.reassess import Change, changes
from policy.vocabulary import REASSESS
from register import reassessments
from register.connection import reading, writing
from register.faults import RegisterUnavailable
from register.read.journal import entry_of
from register.read.reassessments import LiveSentence, ReassessmentRecord, WhichLive, live_page, reassessment
from register.read.sentences import sentence
from register.reassessments import Asked, Found
from workflows import client as road
from workflows.batch import PageAsked, PageDone, Reassess
from workflows.messages import Message, Question
from workflows.shape import local_day

AT_ONCE = 8
"""Sentences of one page reassessed at the same time."""
PATIENCE = timedelta(seconds=15)
TRIES = 5
"""How often a page is tried while Temporal does not answer for a sentence, before that is the sentence's own fault."""
_OVER = "SentenceEnded"


def begin(register: Register, asked: Reassess) -> int:
    """Write down what was asked and return how many sentences it is about."""
    with writing(register) as session:
        return reassessments.begin(
            session,
            Asked(
                id=asked.id,
                reason=asked.reason,
                which=_which(asked),
                dry_run=asked.dry_run,
                by=asked.by,
                at=asked.at,
            ),
        )


async def reassess_page(register: Register, engine: Engine, client: Client, page: PageAsked) -> PageDone:
    """Deal with the next sentences. Raises RegisterUnavailable and TemporalUnavailable, to be tried again."""
    asked = page.asked
    sentences = await asyncio.to_thread(_next, register, page)
    free = asyncio.Semaphore(AT_ONCE)

    async def one(live: LiveSentence) -> None:
        async with free:
            found = await _found(register, engine, client, page, live)
            await asyncio.to_thread(_write, register, asked.id, found)

    async with beating(), asyncio.TaskGroup() as all_of_them:
        for each in sentences:
            all_of_them.create_task(one(each))
    if not sentences:
        return PageDone()
    so_far = await asyncio.to_thread(_so_far, register, asked.id)
    return PageDone(last=sentences[-1].sentence_id, done=so_far.done, changed=so_far.changed, failed=so_far.failed)


def event_of(asked: Reassess, sentence_id: str, page: PageAsked) -> Event:
    """Return the event by which a sentence is reassessed: its id is the same however often it is sent."""
    return Event(
        id=f"{REASSESS}/{asked.id}/{sentence_id}",
        name=REASSESS,
        at=page.at,
        on=local_day(page.at),
        by=asked.by,
        payload={"reason": asked.reason},
    )


async def _found(register: Register, engine: Engine, client: Client, page: PageAsked, live: LiveSentence) -> Found:
    """Return what came of one sentence, whatever it is."""
    event = event_of(page.asked, live.sentence_id, page)
    try:
        if page.asked.dry_run:
            return await asyncio.to_thread(_looked_at, register, engine, live, event)
        return await _told(register, client, live, event)
    except (RegisterUnavailable, asyncio.CancelledError):
        raise
    except road.NotAnswered as fault:
        if isinstance(fault, road.TemporalUnavailable) and activity.info().attempt < TRIES:
            raise
        return _failed(live, fault.reason, str(fault))
    except Exception as fault:  # noqa: BLE001 - one sentence must never stop the others
        activity.logger.exception("not reassessed: %s", live.sentence_id)
        return _failed(live, "Unexpected", f"Something failed that nobody expected: {type(fault).__name__}.")


async def _told(register: Register, client: Client, live: LiveSentence, event: Event) -> Found:
    """Tell the sentence, and return what its journal says came of it."""
    try:
        await road.send(client, live.kind, live.sentence_id, Message(event=event), patience=PATIENCE)
    except road.SentenceEnded:
        return Found(sentence_id=live.sentence_id, outcome="unchanged", reason=_OVER, says="It was over by then.")
    return await asyncio.to_thread(_journalled, register, live, event)


def _journalled(register: Register, live: LiveSentence, event: Event) -> Found:
    with reading(register) as session:
        entry = entry_of(session, live.sentence_id, event.id)
    if entry is None:
        return _failed(live, "NotJournalled", "The sentence answered, and its journal has no such entry.")
    verdict = entry.decision or entry.refusal
    return _of(live, verdict, number=entry.number)


def _looked_at(register: Register, engine: Engine, live: LiveSentence, event: Event) -> Found:
    with reading(register) as session:
        found = sentence(session, live.sentence_id)
    question = Question(case=found.case, event=event, on=event.at, began=found.line.started_on, now=event.at)
    return _of(live, decide(question, engine))


def _of(live: LiveSentence, verdict: Decision | Refusal | None, *, number: int | None = None) -> Found:
    if not isinstance(verdict, Decision):
        reason, says = (verdict.reason, verdict.says) if verdict else ("NotJournalled", "Nothing was decided.")
        return _failed(live, reason, says, number=number)
    found: tuple[Change, ...] = changes(verdict)
    return Found(
        sentence_id=live.sentence_id,
        outcome="changed" if found or verdict.phase or verdict.facts or verdict.values else "unchanged",
        number=number,
        changes=found,
        told=tuple(dict.fromkeys(notice.to for notice in verdict.notices)),
    )


def _failed(live: LiveSentence, reason: str, says: str, *, number: int | None = None) -> Found:
    return Found(sentence_id=live.sentence_id, outcome="failed", number=number, reason=reason, says=says)


def _next(register: Register, page: PageAsked) -> tuple[LiveSentence, ...]:
    with reading(register) as session:
        return live_page(session, page.asked.id, _which(page.asked), after=page.after, limit=page.most)


def _so_far(register: Register, id_: str) -> ReassessmentRecord:
    with reading(register) as session:
        return reassessment(session, id_)


def _write(register: Register, id_: str, found: Found) -> None:
    with writing(register) as session:
        reassessments.add_line(session, id_, found)


def _which(asked: Reassess) -> WhichLive:
    return WhichLive.model_validate(asked.which.model_dump())

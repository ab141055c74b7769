"""What the register says of staff: when an event is decided, once it is written, and whenever it changes."""

import asyncio
from datetime import datetime

from sqlalchemy import Engine as Register
from temporalio.client import Client

from activities.beating import beating
from activities.passing_on import NotPassedOn, signalled
from policy.case import Actor, Decision, Event
from policy.facts import Risk
from policy.workforce.entitled import Found, Named, differs_at, found
from register import practitioners
from register.connection import reading, writing
from register.on_record import codes_of, on_record
from register.read.held import HeldSentence, held_by
from workflows.messages import Message, Other
from workflows.shape import local_day
from workflows.standing_client import tell_sentences
from workflows.standings import HOLDER_STANDING_CHANGED, HeldPage, PageTold

AT_ONCE = 16
"""Sentences of one page told at the same time."""
MOST_BEGUN = 200
"""Practitioners whose sentences one watch begins to tell."""
SYSTEM = Actor(role="system", id="workforce")


def ask(register: Register, asked: tuple[Named, ...], at: datetime) -> tuple[Found, ...]:
    """Return what each may do at a moment. Raises RegisterUnavailable."""
    with reading(register) as session:
        return tuple(found(named, on_record(session, named.staff_id), at) for named in asked)


def holder_differs_at(register: Register, decision: Decision, at: datetime) -> datetime | None:
    """Return from when the holder that a decision rests on may manage something else: at once, later, or never."""
    holders = [each for each in decision.standings if each.right == "hold"]
    with reading(register) as session:
        moments = [differs_at(each, on_record(session, each.staff_id), at) for each in holders]
    return min((moment for moment in moments if moment), default=None)


async def tell_held(register: Register, client: Client, page: HeldPage) -> PageTold:
    """Signal each sentence of the page that knows its holder otherwise. Raises NotPassedOn, to be tried again."""
    manages, held = await asyncio.to_thread(_held, register, page)
    behind = [sentence for sentence in held if sentence.manages != manages]
    free = asyncio.Semaphore(AT_ONCE)
    message = Message(event=_event(page))

    async def one(sentence: HeldSentence) -> bool:
        async with free:
            return await signalled(client, Other(kind=sentence.kind, sentence_id=sentence.sentence_id), message)

    async with beating():
        reached = await asyncio.gather(*(one(sentence) for sentence in behind))
    if not all(reached):
        raise NotPassedOn(f"{reached.count(False)} sentences of {page.staff_id} were not reached")
    last = {"last": held[-1].sentence_id} if held else {}
    return PageTold.model_validate({"told": len(behind), "looked_at": len(held), **last})


async def begin(register: Register, client: Client, until: datetime, task_queue: str) -> int:
    """Begin the telling for everybody whose standing has changed up to a moment, and return of how many."""
    waiting = await asyncio.to_thread(_waiting, register, until)
    for staff_id in waiting:
        await tell_sentences(client, staff_id, task_queue=task_queue)
    return len(waiting)


def is_to_be_looked_at_again(register: Register, page: HeldPage) -> bool:
    """Write that all were told as of the page's moment; return whether an entry has come since."""
    with writing(register) as session:
        moment = practitioners.looked_at(session, page.staff_id, page.number, page.at)
        newest = practitioners.number(session, page.staff_id)
    return newest != page.number or (moment is not None and moment <= page.at)


def number(register: Register, staff_id: str) -> int | None:
    """Return the number of the last entry about a practitioner, or nothing of somebody nobody has registered."""
    with reading(register) as session:
        return practitioners.number(session, staff_id)


def _event(page: HeldPage) -> Event:
    """Return the news: under the same id however often a page is told."""
    return Event(
        id=f"{HOLDER_STANDING_CHANGED}/{page.staff_id}/{page.number}/{page.at.isoformat()}",
        name=HOLDER_STANDING_CHANGED,
        at=page.at,
        on=local_day(page.at),
        by=SYSTEM,
        payload={"staff_id": page.staff_id},
    )


def _held(register: Register, page: HeldPage) -> tuple[tuple[Risk, ...] | None, tuple[HeldSentence, ...]]:
    with reading(register) as session:
        who = on_record(session, page.staff_id)
        held = held_by(session, codes_of(session, page.staff_id), after=page.after, limit=page.most)
    return found(Named(staff_id=page.staff_id, right="hold"), who, page.at).manages, held


def _waiting(register: Register, until: datetime) -> tuple[str, ...]:
    with reading(register) as session:
        return tuple(staff for staff, _ in practitioners.to_look_at(session, until, limit=MOST_BEGUN))

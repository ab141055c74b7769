"""Lives a story for real, only faster: the real workflow and activities, a real register, a server that skips time.

Where the story's next step lies in the server's future, its clock is moved there, and every timer on the way fires at
its own moment. A story dated in the past is lived all the same: the workflow decides what came due, each date at its
own moment, before it takes in a message from after it.
"""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from sqlalchemy import Engine
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.client import Client, WorkflowHandle
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import PollerBehaviorAutoscaling, Worker

from activities.notices import KeptInTheRegister
from activities.sentence_hands import SentenceHands
from local.machine import Trouble, program
from local.stories import Moment, Story
from local.timeline import Row, rows
from policy.case import Actor, Case, Event
from policy.engine import decide
from policy.vocabulary import TIME
from register.connection import connect, reading
from register.migrate import upgrade
from register.read.journal import WhichEntries, journal
from register.read.lines import JournalLine
from register.read.page import LARGEST_PAGE
from workflows.client import NotAnswered, send, start
from workflows.connection import WORKFLOWS, plugin
from workflows.messages import TASK_QUEUE, Message, Person, Run, workflow_id
from workflows.search_attributes import ALL

SOMEBODY = Person(crn="X000001")
_THREADS = 4
_PAUSE = timedelta(milliseconds=20)
_NOTHING = timedelta()


class Lived(NamedTuple):
    """A story that was lived: its timeline, the case as it was left, and how long it took."""

    story: Story
    timeline: tuple[Row, ...]
    case: Case
    seconds: float


async def live(story: Story, folder: Path) -> Lived:
    """Live a story with a register of its own in the folder. Raises Trouble."""
    started = monotonic()
    url = f"sqlite:///{folder / story.id}.db"
    upgrade(url)
    register = connect(url)
    try:
        async with _server() as world, _worker(world.client, register):
            await _tell(world, story)
            lines = _journal(register, story.id)
            case = await _workflow(world.client, story).query("case", result_type=Case)
    finally:
        register.dispose()
    return Lived(story, rows(lines), case, monotonic() - started)


@asynccontextmanager
async def _server() -> AsyncIterator[WorkflowEnvironment]:
    binary = str(program("temporal-test-server"))
    try:
        world = await WorkflowEnvironment.start_time_skipping(test_server_existing_path=binary, plugins=[plugin()])
    except RuntimeError as fault:
        raise Trouble(f"The time-skipping server did not start: {fault}.") from None
    async with world:
        declared = AddSearchAttributesRequest(
            namespace=world.client.namespace,
            search_attributes={key.name: IndexedValueType.ValueType(key.indexed_value_type) for key in ALL},
        )
        await world.client.operator_service.add_search_attributes(declared)
        yield world


@asynccontextmanager
async def _worker(client: Client, register: Engine) -> AsyncIterator[None]:
    hands = SentenceHands(decide, register, KeptInTheRegister())
    with ThreadPoolExecutor(_THREADS) as threads:
        worker = Worker(
            client,
            task_queue=TASK_QUEUE,
            workflows=WORKFLOWS,
            activities=[hands.decide, hands.remember, hands.try_to_tell, hands.tell, hands.repeat, hands.pass_on],
            activity_executor=threads,
            workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
            activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        )
        async with worker:
            yield


async def _tell(world: WorkflowEnvironment, story: Story) -> None:
    opening, *others = story.moments()
    await _reach(world, opening.at)
    case = Case(sentence_id=story.id, kind=story.kind, facts=story.facts)
    try:
        await start(world.client, Run(case=case, person=SOMEBODY, first=_message(opening)))
        for moment in others:
            await _reach(world, moment.at)
            if moment.event == TIME:
                await _come_to_rest(world, story, moment.at)
            else:
                await send(world.client, story.kind, story.id, _message(moment))
    except NotAnswered as fault:
        raise Trouble(f"{story.id} could not be lived to its end: {fault.reason}, {fault}.") from None


async def _reach(world: WorkflowEnvironment, at: datetime) -> None:
    """Move the server's clock to the instant, unless it is there already: every timer on the way fires."""
    if (ahead := at - await world.get_current_time()) > _NOTHING:
        await world.sleep(ahead)


async def _come_to_rest(world: WorkflowEnvironment, story: Story, at: datetime) -> None:
    """Wait until everything that came due by the instant is decided."""
    while True:
        case = await _workflow(world.client, story).query("case", result_type=Case)
        if case.final or case.next_at is None or case.next_at > at:
            return
        await world.sleep(_PAUSE)


def _message(moment: Moment) -> Message:
    event = Event(
        id=f"story/{moment.part}/{moment.n}",
        name=moment.event,
        at=moment.at,
        on=moment.on,
        by=Actor(role=moment.by or "system", id="fictional"),
        payload=moment.payload,
    )
    return Message(event=event)


def _workflow(client: Client, story: Story) -> WorkflowHandle[object, Case]:
    return client.get_workflow_handle(workflow_id(story.kind, story.id))


def _journal(register: Engine, sentence_id: str) -> list[JournalLine]:
    lines: list[JournalLine] = []
    cursor: str | None = None
    with reading(register) as session:
        while True:
            page = journal(session, WhichEntries(sentence_id=sentence_id), cursor=cursor, limit=LARGEST_PAGE)
            lines += page.items
            if page.next is None:
                return lines
            cursor = page.next

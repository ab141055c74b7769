"""The watch over standing: one, whatever dies, and what nobody told or what lapses by itself is told within seconds."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

import pytest
import pytest_asyncio
from sqlalchemy import Engine
from sqlmodel import col, update
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleIntervalSpec,
    ScheduleSpec,
    WorkflowExecutionStatus,
    WorkflowHandle,
)
from temporalio.service import RPCError
from temporalio.worker import Replayer

from register.connection import writing
from register.practitioner_tables import PractitionerRow
from tests.workflows.clock import now
from tests.workflows.processes import WorkerProcess
from tests.workflows.servers import DevServer
from tests.workflows.staff import authorised, registered
from tests.workflows.stage import Stage, event, order
from tests.workflows.test_standing import given, replaced, to_be_replaced
from workflows.connection import WORKFLOWS, plugin
from workflows.messages import TASK_QUEUE
from workflows.standing_client import keep_watch
from workflows.standings import WATCH_ID, WATCH_WORKFLOW, WatchRun, standing_workflow_id


@pytest.fixture(scope="module")
def dev_server() -> Iterator[DevServer]:
    """Give a server of their own: the watch is one for a whole namespace."""
    server = DevServer().start()
    yield server
    server.kill()


@pytest_asyncio.fixture
async def watched(client: Client, register: Engine) -> AsyncIterator[Stage]:
    """Give a stage without a watch."""
    yield Stage(client, register, task_queue=TASK_QUEUE)
    for running in await running_watches(client):
        await running.terminate()


async def running_watches(client: Client) -> list[WorkflowHandle[object, object]]:
    """Return every watch that runs, as operators find them."""
    query = f"WorkflowType = '{WATCH_WORKFLOW}' AND ExecutionStatus = 'Running'"
    return [client.get_workflow_handle(each.id, run_id=each.run_id) async for each in client.list_workflows(query)]


async def is_looking(client: Client) -> datetime:
    """Return since when a worker looks, once one does."""
    while True:
        described = await client.get_workflow_handle(WATCH_ID).describe()
        for pending in described.raw_description.pending_activities:
            if pending.HasField("last_started_time") and pending.last_worker_identity:
                return pending.last_started_time.ToDatetime()


async def test_who_was_written_and_told_nobody_is_told_by_whichever_worker_lives(
    watched: Stage, dev_server: DevServer, register_url: str
) -> None:
    registered(watched.register, "P01", now())
    with WorkerProcess(dev_server.address, register_url, TASK_QUEUE) as doomed:
        cases = []
        for _ in range(3):
            cases.append(case := order())
            await watched.start(case, event("order_made", "court", now()))
            await watched.send(case, given("P01"))
        first = await is_looking(watched.client)
        doomed.kill()
    authorised(watched.register, "P01", "suspended", now())
    with WorkerProcess(dev_server.address, register_url, TASK_QUEUE):
        await replaced(watched, cases)
        second = await is_looking(watched.client)

    assert first < second
    assert len(await running_watches(watched.client)) == 1
    for case in cases:
        assert to_be_replaced(watched, case) == ["QG-22-a"]


async def test_what_changes_by_the_clock_is_told_when_its_moment_has_come(watched: Stage) -> None:
    registered(watched.register, "P02", now())
    case = order()
    async with watched.worker():
        await keep_watch(watched.client)
        await watched.start(case, event("order_made", "court", now()))
        await watched.send(case, given("P02"))
        while standing_changes_at(watched.register, "P02") is not None:
            await watched.client.service_client.check_health()
        authorised(watched.register, "P02", "suspended", now())
        due = now() + timedelta(seconds=3)
        changes_at(watched.register, "P02", due)
        await replaced(watched, [case])
        reached = now()
        await watched.client.get_workflow_handle(standing_workflow_id("P02")).result()

    assert due <= reached < due + timedelta(seconds=30)


async def test_a_worker_that_is_told_to_stop_hands_the_watch_on_at_once(
    watched: Stage, dev_server: DevServer, register_url: str
) -> None:
    with WorkerProcess(dev_server.address, register_url, TASK_QUEUE) as first:
        while not await running_watches(watched.client):
            pass
        before = await is_looking(watched.client)
        assert first.stop() == 0
    async with watched.worker():
        while (after := await is_looking(watched.client)) == before:
            pass
        described = await watched.client.get_workflow_handle(WATCH_ID).describe()

    assert after > before
    attempts = [pending.attempt for pending in described.raw_description.pending_activities]
    assert attempts == [1]  # it came back by itself: broken off, it would be tried again


async def test_there_is_one_watch_and_the_schedule_of_before_is_gone(watched: Stage) -> None:
    client = watched.client
    each_minute = Schedule(
        action=ScheduleActionStartWorkflow(WATCH_WORKFLOW, WatchRun(), id=WATCH_ID, task_queue=TASK_QUEUE),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(minutes=1))]),
    )
    await client.create_schedule(WATCH_ID, each_minute)
    for _ in range(3):
        await keep_watch(client)

    with pytest.raises(RPCError, match="not found"):
        await client.get_schedule_handle(WATCH_ID).describe()
    while not (watches := await running_watches(client)):
        pass
    [watch] = watches
    await watch.terminate("by mistake")
    await keep_watch(client)
    again = await client.get_workflow_handle(WATCH_ID).describe()
    assert again.status == WorkflowExecutionStatus.RUNNING
    assert again.run_id != watch.run_id


async def test_the_watch_goes_on_in_a_new_run(watched: Stage) -> None:
    async with watched.worker(looks=timedelta()):
        await keep_watch(watched.client)
        watch = watched.client.get_workflow_handle(WATCH_ID)
        first = (await watch.describe()).run_id
        while (described := await watch.describe()).run_id == first:
            pass
        closed = await watched.client.get_workflow_handle(WATCH_ID, run_id=first).fetch_history()

    assert described.status == WorkflowExecutionStatus.RUNNING
    replay = await Replayer(workflows=WORKFLOWS, plugins=[plugin()]).replay_workflow(closed)
    assert replay.replay_failure is None


def standing_changes_at(register: Engine, staff_id: str) -> datetime | None:
    """Return when somebody's standing changes or changed, and nobody has been told."""
    with writing(register) as session:
        return session.get_one(PractitionerRow, staff_id).standing_changes_at


def changes_at(register: Engine, staff_id: str, moment: datetime) -> None:
    """Let somebody's standing change at a moment of our choice."""
    with writing(register) as session:
        rows = update(PractitionerRow).where(col(PractitionerRow.staff_id) == staff_id)
        session.exec(rows.values(standing_changes_at=moment))

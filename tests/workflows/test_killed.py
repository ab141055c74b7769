"""Real processes that die at the worst moment: one effect each, all the same."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine
from temporalio.api.enums.v1 import EventType

from policy.case import Case
from tests.activities.notify_server import notify_server
from tests.workflows.clock import now
from tests.workflows.processes import WorkerProcess
from tests.workflows.servers import DevServer
from tests.workflows.stage import Stage, event, order

LONG = timedelta(seconds=60)


async def decided(stage: Stage, case: Case, *, times: int) -> None:
    """Return once so many decisions stand in the sentence's history."""
    while True:
        history = await stage.handle(case).fetch_history()
        made = [e for e in history.events if e.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED]
        if len(made) >= times:
            return


async def test_a_worker_killed_between_decide_and_remember_leaves_one_effect(
    stage: Stage, dev_server: DevServer, register_url: str
) -> None:
    case = order()
    told = event("information_received", "police", now(), summary="a call at the address")
    with WorkerProcess(dev_server.address, register_url, stage.task_queue) as doomed:
        await stage.start(case, event("order_made", "court", now()))
        with closing(sqlite3.connect(register_url.removeprefix("sqlite:///"), isolation_level=None)) as busy:
            busy.execute("BEGIN IMMEDIATE")  # nobody else can write now
            sending = asyncio.create_task(stage.send(case, told, patience=LONG))
            await decided(stage, case, times=2)
            doomed.kill()
            busy.execute("ROLLBACK")
        with WorkerProcess(dev_server.address, register_url, stage.task_queue):
            answer = await sending

    assert answer.accepted
    assert [line.event_id for line in stage.journal(case)][1:] == [told.id]


async def test_a_worker_killed_between_sending_a_notice_and_writing_it_down_tells_nobody_twice(
    stage: Stage, dev_server: DevServer, register_url: str
) -> None:
    case = order()
    with notify_server() as notify:
        notify.takes_but_never_answers = True
        with WorkerProcess(dev_server.address, register_url, stage.task_queue, notify) as doomed:
            starting = asyncio.create_task(stage.start(case, event("order_made", "court", now())))
            await asyncio.to_thread(notify.holds.wait, 30)
            doomed.kill()
            notify.takes_but_never_answers = False
            notify.let_go.set()
        with WorkerProcess(dev_server.address, register_url, stage.task_queue, notify):
            try:
                answer = await starting
            except Exception:  # noqa: BLE001 - the caller may give up; the sentence must not
                answer = await stage.start(case, event("order_made", "court", now()))
            await stage.everybody_told(case)

    assert answer.accepted
    told = stage.told(case, urgency="now")
    assert {notice.status for notice in told} == {"sent"}
    assert sorted(map(str, notify.references)) == sorted(notice.key for notice in told)
    assert notify.references[0] in notify.asked_for


async def test_a_server_killed_and_started_again_has_lost_nothing(
    register: Engine, register_url: str, tmp_path: Path
) -> None:
    server = DevServer(tmp_path / "temporal.db").start()
    try:
        stage = Stage(await server.client(), register)
        case = order()
        told = [event("information_received", "police", now(), summary=f"call {n}") for n in range(10)]
        with WorkerProcess(server.address, register_url, stage.task_queue):
            await stage.start(case, event("order_made", "court", now()))
            before = [await stage.send(case, each) for each in told[:5]]
            server.kill()
            server.start()
            stage.client = await server.client()
            after = [await stage.send(case, each, patience=LONG) for each in told]
    finally:
        server.kill()

    assert all(answer.accepted for answer in before)
    assert [answer.number for answer in after[:5]] == [answer.number for answer in before]
    assert [line.event_id for line in stage.journal(case)][1:] == [each.id for each in told]


async def test_a_worker_told_to_stop_ends_in_order_and_another_goes_on(
    stage: Stage, dev_server: DevServer, register_url: str
) -> None:
    case = order()
    with WorkerProcess(dev_server.address, register_url, stage.task_queue) as first:
        await stage.start(case, event("order_made", "court", now()))
        ended = await asyncio.to_thread(first.stop)
    with WorkerProcess(dev_server.address, register_url, stage.task_queue):
        answer = await stage.send(case, event("information_received", "police", now(), summary="a call"))

    assert ended == 0
    assert answer.number == 2

"""Stores what Temporal kept of a change of standing: `python -m tests.workflows.store_standings`.

Told page after page, and the watch that began it, once as a schedule had it and staying; with every release anew, in
its folder beside the older ones.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from tests.workflows.clock import now
from tests.workflows.servers import DevServer
from tests.workflows.short_standings import ShortStandings
from tests.workflows.staff import registered
from tests.workflows.stage import Stage, event, order
from tests.workflows.store_histories import HISTORIES, RELEASE, store_beside, stored
from workflows.connection import WORKFLOWS
from workflows.standing_client import keep_watch
from workflows.standings import STANDING_WORKFLOW, WATCH_ID, WATCH_WORKFLOW, WatchRun, standing_workflow_id

SEVERAL_LOOKS = 20


async def store(folder: Path, server: DevServer, register: Engine) -> None:
    """Give three sentences to somebody who is registered only then, have them told, and store how."""
    stage = Stage(await server.client(), register)
    others = [workflow for workflow in WORKFLOWS if workflow.__name__ != STANDING_WORKFLOW]
    async with stage.worker(workflows=[*others, ShortStandings]):
        for _ in range(3):
            case = order()
            await stage.start(case, event("order_made", "court", now()))
            await stage.send(
                case, event("allocated", "senior_probation_officer", now(), practitioner="P01", rationale="fits")
            )
        registered(register, "P01", now())
        watch = await stage.client.start_workflow(
            WATCH_WORKFLOW, WatchRun(), id=WATCH_ID, task_queue=stage.task_queue, result_type=int
        )
        await watch.result()
        telling = stage.client.get_workflow_handle(standing_workflow_id("P01"))
        await telling.result()
        for name, handle in (("watch", watch), ("told", telling)):
            history = await handle.fetch_history()
            stored(folder, f"{name}-finished", history)
    async with stage.worker(looks=timedelta()):
        await keep_watch(stage.client, task_queue=stage.task_queue)
        staying = stage.client.get_workflow_handle(WATCH_ID)
        while len((history := await staying.fetch_history()).events) < SEVERAL_LOOKS:
            pass
        stored(folder, "watch-staying", history)


def main(release: Annotated[str, typer.Argument(help="folder under histories/")] = RELEASE) -> None:
    """Tell and store by this version of the workflows."""
    store_beside(HISTORIES / release / "standings", store)


if __name__ == "__main__":
    typer.run(main)

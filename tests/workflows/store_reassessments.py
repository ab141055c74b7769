"""Stores what Temporal kept of two reassessments: `python -m tests.workflows.store_reassessments`.

One paused and one done; with every release anew, in its folder beside the older ones.
"""

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from policy.case import Actor
from tests.workflows.clock import now
from tests.workflows.servers import DevServer
from tests.workflows.stage import AT_ONCE, Stage, event, order
from tests.workflows.store_histories import HISTORIES, RELEASE, store_beside, stored
from workflows import batch_client
from workflows.batch import Reassess, Told, reassessment_workflow_id

ADVISER = Actor(role="policy_adviser", id="N00P001")


async def store(folder: Path, server: DevServer, register: Engine) -> None:
    """Begin two reassessments of three sentences, pause one, and store both."""
    stage = Stage(await server.client(), register)
    async with stage.worker():
        for _ in range(3):
            await stage.start(order(), event("order_made", "court", now()))
        for state in ("finished", "waiting"):
            asked = Reassess(id=f"R-{state}", reason="a bank holiday was declared", by=ADVISER, at=now())
            handle = stage.client.get_workflow_handle(reassessment_workflow_id(asked.id))
            await batch_client.begin(stage.client, asked, task_queue=stage.task_queue, patience=AT_ONCE)
            if state == "waiting":
                await batch_client.tell(stage.client, asked.id, "pause", Told(by=ADVISER))
            else:
                await handle.result()
            history = await handle.fetch_history()
            stored(folder, asked.id, history)


def main(release: Annotated[str, typer.Argument(help="folder under histories/")] = RELEASE) -> None:
    """Begin and store reassessments by this version of the workflow."""
    store_beside(HISTORIES / release / "reassessments", store)


if __name__ == "__main__":
    typer.run(main)

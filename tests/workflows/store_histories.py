"""Lives the lives of `lives.toml` and stores what Temporal kept of them: `python -m tests.workflows.store_histories`.

Of each life twice the history of every run: `waiting`, open at the point where sentences wait, and `finished`. Store
them anew with every release, in a folder of its own beside the older ones, which stay: sentences that run on replay
them too.
"""

import asyncio
import tomllib
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from sqlalchemy import Engine
from temporalio.client import WorkflowHistory

from policy.case import Case
from policy.cases.life import Life
from policy.vocabulary import TIME
from register.connection import connect
from register.migrate import upgrade
from tests.workflows.servers import DevServer
from tests.workflows.world import World, world

HERE = Path(__file__).parent
HISTORIES = HERE / "histories"
RELEASE = "0.1.0"
Storing = Callable[[Path, DevServer, Engine], Coroutine[None, None, None]]
SIGNALLED = frozenset({"release"})
"""Events sent as signals; all others are updates."""


def lives() -> Iterable[Life]:
    """Return the lives whose histories are stored."""
    return [Life.model_validate(told) for told in tomllib.loads((HERE / "lives.toml").read_text("utf-8"))["life"]]


async def lived(life: Life, here: World, *, steps: int) -> list[WorkflowHistory]:
    """Live so many steps of a life, the server's clock its own, and return the histories of its runs, oldest first."""
    case = life.case()
    for number, (step, event) in enumerate(list(life.events())[:steps], start=1):
        await here.reach(step.moment())
        if number == 1:
            await here.stage.start(case, event)
            continue
        await here.come_to_rest(case, step.moment())
        if event.name in SIGNALLED:
            await here.stage.signal(case, event)
            await here.stage.remembered(case, event.id)
            await here.stage.everybody_told(case)
        elif event.name != TIME:
            await here.stage.send(case, event)
    if here.stage.kept(case).final:
        await here.stage.handle(case).result()
    return await _histories(here, case)


async def _histories(here: World, case: Case) -> list[WorkflowHistory]:
    found: list[WorkflowHistory] = []
    handle = here.stage.handle(case)
    while True:
        history = await handle.fetch_history()
        found.insert(0, history)
        before = history.events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        if not before:
            return found
        handle = here.stage.client.get_workflow_handle(handle.id, run_id=before, result_type=Case)


async def store(folder: Path) -> None:
    """Store the histories of every life."""
    for life in lives():
        for name, steps in (("waiting", len(life.step) - 1), ("finished", len(life.step))):
            with TemporaryDirectory() as where:
                url = f"sqlite:///{where}/register.db"
                upgrade(url)
                register = connect(url)
                async with world(register) as here:
                    histories = await lived(life, here, steps=steps)
                register.dispose()
            for run, history in enumerate(histories, start=1):
                stored(folder, f"{life.kind}-{life.id}-{name}-{run}", history)


def store_beside(folder: Path, storing: Storing) -> None:
    """Store what another kind of workflow leaves, on a dev server and in a register of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    server = DevServer().start()
    try:
        with TemporaryDirectory() as where:
            url = f"sqlite:///{where}/register.db"
            upgrade(url)
            register = connect(url)
            asyncio.run(storing(folder, server, register))
            register.dispose()
    finally:
        server.kill()


def stored(folder: Path, name: str, history: WorkflowHistory) -> None:
    """Write one history down, and say so."""
    file = folder / f"{name}.json"
    file.write_text(history.to_json() + "\n", encoding="utf-8")
    typer.echo(f"{file.name}: {len(history.events)} events")


def main(release: Annotated[str, typer.Argument(help="folder under histories/")] = RELEASE) -> None:
    """Live and store the histories of this version of the workflows."""
    folder = HISTORIES / release
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(store(folder))


if __name__ == "__main__":
    typer.run(main)

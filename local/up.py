"""Everything on this machine: `make up`.

Temporal, the register, the worker and the API, with a small fictional caseload. Ctrl-C stops all of it; the next
`make up` goes on with the same sentences.
"""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from time import monotonic
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

from local import caseload, dev_server
from local.ask import Api
from local.children import Child, Children
from local.machine import Trouble, check_port, check_python, program
from local.settings import PROJECT, LocalSettings, environment, today
from register.migrate import upgrade
from workflows.messages import TASK_QUEUE
from workflows.search_attributes import DECLARED

READY_SECONDS = 60
WATCH_SECONDS = 0.5
READY = 200
NOTICES_OF = "N07A001"


class Progress:
    """Says what is being done, and what has been."""

    def __init__(self, console: Console) -> None:
        """Say it on this console."""
        self.console = console

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Show that something is under way, and how long it took once it is done."""
        started = monotonic()
        with self.console.status(what):
            yield
        self.console.print(f"[green]✓[/] {what} [dim]{monotonic() - started:.1f} s[/]", highlight=False)


class Wait:
    """Gives up with a reason: a child that died, or too much time gone by."""

    def __init__(self, children: Children, of: Child) -> None:
        """Wait for one child, with an eye on all."""
        self.children = children
        self.of = of
        self.until = monotonic() + READY_SECONDS

    def check(self) -> None:
        """Raise Trouble when waiting has no point any more."""
        self.children.check()
        if monotonic() > self.until:
            raise Trouble(f"The {self.of.name} did not get ready in {READY_SECONDS} seconds; see {self.of.log}.")


def start(settings: LocalSettings, children: Children, progress: Progress) -> None:
    """Start Temporal, register, worker and API in order, each once the one before it answers. Raises Trouble."""
    dev_server.write_profile(settings)
    with progress.step("Temporal dev server"):
        command = dev_server.command(program("temporal"), settings, DECLARED)
        server = children.start("Temporal server", command, PROJECT)
        asyncio.run(dev_server.answers(settings, Wait(children, server).check))
    with progress.step("register"):
        upgrade(settings.register_url)
    with progress.step("worker"):
        worker = children.start("worker", [sys.executable, "-m", "worker"], PROJECT)
        asyncio.run(dev_server.has_worker(settings, TASK_QUEUE, Wait(children, worker).check))
    with progress.step("API"):
        server = children.start("API", [sys.executable, "-m", "api"], PROJECT)
        _wait_for_api(Api(settings.api_port), server, Wait(children, server))


def fill(settings: LocalSettings, progress: Progress) -> tuple[caseload.Loaded, ...]:
    """Load the fictional caseload, or what is missing of it. Raises Trouble."""
    with progress.step("fictional caseload"):
        try:
            return caseload.load(Api(settings.api_port), caseload.read(), caseload.first_day(settings.folder, today()))
        except OSError as fault:
            raise Trouble(f"The API stopped answering while the caseload was loaded: {fault}.") from None


def where_to_look(settings: LocalSettings, loaded: tuple[caseload.Loaded, ...]) -> str:
    """Return what a newcomer reads: what there is, and where. Addresses stand alone, so that terminals link them."""
    api = f"http://127.0.0.1:{settings.api_port}"
    new = sum(1 for each in loaded if not each.known)
    told = f"{len(loaded)} fictional sentences: {new} new, {len(loaded) - new} going on from before."
    asker = f"-H 'X-Actor-Role: probation_practitioner' -H 'X-Actor-Id: {NOTICES_OF}'"
    return f"""
[bold]Throughcare is up.[/] {told if loaded else "No sentences were loaded."}

  the API, to try out        {api}/docs
  the Temporal Web UI        http://127.0.0.1:{settings.ui_port}/namespaces/{dev_server.NAMESPACE}/workflows
  a practitioner's notices   {api}/v1/practitioners/{NOTICES_OF}/notices
                             [dim]curl -s {asker} {api}/v1/practitioners/{NOTICES_OF}/notices[/]
  logs and databases         {settings.folder}

Ctrl-C stops everything.
"""


def watch(children: Children) -> None:
    """Wait until somebody stops us. Raises Trouble when a child dies first."""
    forever = Event()
    while True:
        children.check()
        forever.wait(WATCH_SECONDS)


def up(
    temporal_port: Annotated[int | None, typer.Option(help="the Temporal dev server  [default: 7233]")] = None,
    ui_port: Annotated[int | None, typer.Option(help="its Web UI  [default: 8233]")] = None,
    api_port: Annotated[int | None, typer.Option(help="the API  [default: 8000]")] = None,
    *,
    empty: Annotated[bool, typer.Option("--empty", help="without the fictional caseload")] = False,
) -> None:
    """Start Temporal, the register, the worker and the API on this machine, with a small fictional caseload.

    Ctrl-C stops all of it. Databases and logs are under .local, and the next start goes on with them. Ports may also be
    set as THROUGHCARE_TEMPORAL_PORT, THROUGHCARE_UI_PORT and THROUGHCARE_API_PORT.
    """
    console = Console(stderr=False)
    given = {"temporal_port": temporal_port, "ui_port": ui_port, "api_port": api_port}
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        settings = LocalSettings.model_validate({name: port for name, port in given.items() if port is not None})
        run(settings, console, empty=empty)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        console.print(f"✗ {first['loc'][0]}: {first['msg']}.", style="red", markup=False, highlight=False)
        raise typer.Exit(2) from None
    except Trouble as trouble:
        console.print(f"✗ {trouble}", style="red", markup=False, highlight=False)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        console.print("Stopped. `make up` goes on with the same sentences.")


def run(settings: LocalSettings, console: Console, *, empty: bool = False) -> None:
    """Run everything until KeyboardInterrupt; whatever ends it, nothing is left running. Raises Trouble."""
    check_python()
    for port, of in (("temporal_port", "Temporal"), ("ui_port", "Temporal's Web UI"), ("api_port", "the API")):
        check_port(getattr(settings, port), of, f"THROUGHCARE_{port.upper()}")
    settings.folder.mkdir(parents=True, exist_ok=True)
    progress = Progress(console)
    with Children(settings.folder / "log", environment(settings)) as children:
        try:
            start(settings, children, progress)
            loaded = () if empty else fill(settings, progress)
            console.print(where_to_look(settings, loaded), soft_wrap=True, highlight=False)
            watch(children)
        finally:
            _be_patient()
            with console.status("stopping the API, the worker and Temporal, in that order"):
                children.stop()


def _be_patient() -> None:
    """Ignore further requests to stop while we do: each child gets its time."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)


def _wait_for_api(api: Api, child: Child, wait: Wait) -> None:
    while True:
        wait.check()
        try:
            if api.get("/health/readiness").status == READY:
                return
        except OSError:
            pass
        try:
            child.program.wait(WATCH_SECONDS / 2)
        except subprocess.TimeoutExpired:
            continue


if __name__ == "__main__":
    typer.run(up)

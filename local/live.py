"""Whole lives in seconds: `make live`.

Each story is lived through the real workflow, activities and register on the server that skips time, and printed as a
timeline: day, event, decision, duties opened, met and missed, who was told, each with its rules.
"""

import asyncio
import json
import logging
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from local import stories, telling
from local.living import Lived, live
from local.machine import Trouble, check_python
from local.timeline import folded

NARROWEST, WIDEST = 80, 180


def be_quiet() -> None:
    """Keep the log lines of Temporal's core and of the SDK below errors away from the timelines."""
    logging.disable(logging.WARNING)
    errors = LoggingConfig(filter=TelemetryFilter(core_level="ERROR", other_level="ERROR"))
    Runtime.set_default(Runtime(telemetry=TelemetryConfig(logging=errors)), error_if_already_set=False)


def show(lived: Lived, console: Console, *, every_row: bool) -> None:
    """Print one life."""
    console.print(telling.heading(lived.story))
    console.print(telling.table(lived.timeline if every_row else folded(lived.timeline)))
    console.print(telling.closing(lived.timeline, lived.case, lived.seconds))


def as_json(lived: Lived) -> str:
    """Return one life as a line of JSON, every row of it."""
    return json.dumps(
        {
            "story": lived.story.id,
            "title": lived.story.title,
            "kind": lived.story.kind,
            "phase": lived.case.phase,
            "stage": lived.case.stage,
            "over": lived.case.final,
            "seconds": round(lived.seconds, 2),
            "timeline": [row.model_dump(mode="json") for row in lived.timeline],
        }
    )


def width_of(console: Console, asked: int | None) -> int:
    """Return how wide to print: as asked, as wide as the terminal, or enough for a table where there is none."""
    if asked:
        return asked
    return min(console.width, WIDEST) if console.is_terminal else shutil.get_terminal_size((140, 24)).columns


def main(
    names: Annotated[list[str] | None, typer.Argument(help="stories by name; all of them when left out")] = None,
    width: Annotated[int | None, typer.Option(min=NARROWEST, help="columns to print in")] = None,
    *,
    json_lines: Annotated[bool, typer.Option("--json", help="one JSON object for each life, every row of it")] = False,
    every_row: Annotated[bool, typer.Option("--every-row", help="also those that say the same again")] = False,
    names_only: Annotated[bool, typer.Option("--list", help="the stories there are, and stop")] = False,
) -> None:
    """Live whole sentences in seconds and print their timelines. Everybody in them is fictional."""
    be_quiet()
    console = Console()
    console.width = width_of(console, width)
    known = stories.names()
    if names_only:
        for name in known:
            console.print(f"{name:20}{stories.read(name).title}", highlight=False)
        return
    if unknown := sorted(set(names or ()) - set(known)):
        raise typer.BadParameter(f"no story is called {', '.join(unknown)}: they are {', '.join(known)}")
    try:
        check_python()
        if not json_lines:
            console.print(telling.legend())
        for name in names or known:
            with TemporaryDirectory() as folder, Console(stderr=True).status(f"living {name}"):
                lived = asyncio.run(live(stories.read(name), Path(folder)))
            if json_lines:
                sys.stdout.write(as_json(lived) + "\n")
            else:
                show(lived, console, every_row=every_row)
    except Trouble as trouble:
        Console(stderr=True).print(f"✗ {trouble}", style="red", markup=False, highlight=False)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


if __name__ == "__main__":
    typer.run(main)

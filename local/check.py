"""One command for everything, the same for people and for CI: format, lint, types, import contracts, tests.

All of them run even when one fails; the summary at the end says which.
"""

import subprocess
import sys
import sysconfig
from pathlib import Path
from time import monotonic
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.table import Table

PROJECT = Path(__file__).parent.parent
PROGRAMS = Path(sysconfig.get_path("scripts"))


class Check(NamedTuple):
    """A program that answers with its exit code. One that talks for long shows its output as it comes."""

    name: str
    command: tuple[str, ...]
    talks: bool = False


class Outcome(NamedTuple):
    """How a check ended, and after how many seconds."""

    check: Check
    passed: bool
    seconds: float


_IN_TWO_STRANDS = ("-n", "2", "--dist", "loadfile", "--benchmark-disable")
CHECKS = (
    Check("format", (str(PROGRAMS / "ruff"), "format", "--check", ".")),
    Check("lint", (str(PROGRAMS / "ruff"), "check", ".")),
    Check("types", (str(PROGRAMS / "mypy"),)),
    Check("import contracts", (str(PROGRAMS / "lint-imports"),)),
    Check("traceability", (sys.executable, "-m", "policy.trace", "--check")),
    Check("released editions", (sys.executable, "-m", "policy.editions", "--check")),
    Check("tests", (sys.executable, "-m", "pytest", *_IN_TWO_STRANDS), talks=True),
)


def run(check: Check, console: Console) -> Outcome:
    """Run one check in the project's folder, and show what it said when it failed or talks for long."""
    started = monotonic()
    console.rule(check.name, align="left")
    ended = subprocess.run(
        check.command, cwd=PROJECT, check=False, capture_output=not check.talks, encoding="utf-8", errors="replace"
    )
    seconds = monotonic() - started
    if ended.returncode != 0 and not check.talks:
        console.print(ended.stdout + ended.stderr, markup=False, highlight=False, soft_wrap=True)
    console.print(f"{'passed' if ended.returncode == 0 else 'FAILED'} after {seconds:.1f} s")
    return Outcome(check, ended.returncode == 0, seconds)


def summary(outcomes: list[Outcome]) -> Table:
    """Return the closing table."""
    table = Table("check", "", "seconds", title="make check", title_justify="left")
    table.columns[2].justify = "right"
    for outcome in outcomes:
        says = "[green]passed[/]" if outcome.passed else "[bold red]FAILED[/]"
        table.add_row(outcome.check.name, says, f"{outcome.seconds:.1f}")
    return table


def check(
    only: Annotated[list[str] | None, typer.Argument(help="names of checks; all of them when left out")] = None,
) -> None:
    """Run format, lint, types, import contracts and tests, all of them even when one fails."""
    console = Console()
    known = {each.name: each for each in CHECKS}
    unknown = sorted(set(only or ()) - known.keys())
    if unknown:
        raise typer.BadParameter(f"no check is called {', '.join(unknown)}: they are {', '.join(known)}")
    outcomes = [run(each, console) for each in CHECKS if not only or each.name in only]
    console.print(summary(outcomes))
    raise typer.Exit(code=0 if all(outcome.passed for outcome in outcomes) else 1)


if __name__ == "__main__":
    typer.run(check)

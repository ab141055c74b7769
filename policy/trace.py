"""What every rule of the catalogue rests on, and what exercises it: one line for each requirement.

python -m policy.trace                 print the table
python -m policy.trace --write FILE    write it as Markdown
python -m policy.trace --check         fail when a rule that runs is in no case file
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from policy.catalogue import catalogue
from policy.frozen import Frozen
from policy.rule import Rule

CASES = Path("tests/policy/cases")


class Traced(Frozen):
    """A requirement: its rows, where they stand, and the cases that name it."""

    id: str
    title: str
    source: str
    file: str
    runs_as: str
    cases: tuple[str, ...]


def trace(cases: Path) -> tuple[Traced, ...]:
    """Return every requirement of the catalogue, those that no case names first."""
    named = _named_in(cases)
    book = catalogue()
    rows: dict[str, list[str]] = {}
    first: dict[str, Rule] = {}
    for ready in book.rows:
        rule = ready.rule
        first.setdefault(rule.id, rule)
        rows.setdefault(rule.id, []).append(
            "duty"
            if rule.makes_duty
            else "gate"
            if rule.require
            else "notice"
            if rule.tells
            else f"`{rule.decided_by}`"
            if rule.decided_by
            else f"`{rule.carried_by}`"
            if rule.carried_by
            else "not executable"
        )
    traced = [
        Traced(
            id=id_,
            title=rule.title,
            source=rule.source,
            file=book.files[id_],
            runs_as=", ".join(dict.fromkeys(rows[id_])),
            cases=tuple(named.get(id_, ())),
        )
        for id_, rule in first.items()
    ]
    return tuple(sorted(traced, key=lambda row: (bool(row.cases), row.id)))


def _named_in(folder: Path) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.toml")):
        for rows in tomllib.loads(path.read_text(encoding="utf-8")).values():
            for row in rows if isinstance(rows, list) else []:
                for rule in set(_strings(row)):
                    named.setdefault(rule, []).append(str(row.get("id")))
    return named


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _strings(part)


def markdown(rows: tuple[Traced, ...]) -> str:
    """Return the table as a Markdown page."""
    lines = [
        "# Traceability",
        "",
        "Every requirement that runs, where it stands, and the cases that name it. Made by `python -m policy.trace`.",
        "",
        "| Requirement | Title | Runs as | File | Cases |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {row.id} | {row.title} | {row.runs_as} | `{row.file}` | {', '.join(row.cases) or '**none yet**'} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def main(
    *,
    cases: Annotated[Path, typer.Option(help="Folder of case files.", exists=True)] = CASES,
    write: Annotated[Path | None, typer.Option(help="Write the table as Markdown.")] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Exit with 1 when no case names a requirement that runs.")
    ] = False,
) -> None:
    """Say what exercises every rule of the catalogue."""
    rows = trace(cases)
    if write:
        write.write_text(markdown(rows), encoding="utf-8")
    else:
        table = Table("requirement", "title", "runs as", "cases")
        for row in rows:
            table.add_row(row.id, row.title, row.runs_as, ", ".join(row.cases) or "[red]none yet")
        Console().print(table)
    untold = [row.id for row in rows if not row.cases]
    typer.echo(f"{len(rows) - len(untold)} of {len(rows)} requirements are named by a case")
    raise typer.Exit(code=1 if check and untold else 0)


if __name__ == "__main__":
    typer.run(main)

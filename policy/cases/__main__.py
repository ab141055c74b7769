"""Check case files against the policy: worked examples, decisions, staff and whole lives, without a line of Python.

python -m policy.cases tests/policy/cases
python -m policy.cases tests/policy/cases/lives-custodial.toml --json
"""

import json
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import track
from rich.table import Table

from policy.cases.example import DecisionExample, Example, check_decision, check_example
from policy.cases.life import Difference, Life
from policy.cases.living import live
from policy.cases.staff import STAFF_TABLES, StaffExample, check_staff
from policy.frozen import Frozen

_READ: dict[str, Callable[[dict[str, object]], list[Difference]]] = {
    "life": lambda row: live(Life.model_validate(row)),
    "example": lambda row: check_example(Example.model_validate(row)),
    "decision_example": lambda row: check_decision(DecisionExample.model_validate(row)),
}


class Checked(Frozen):
    """One case, and every difference found in it."""

    file: str
    id: str
    title: str
    differences: tuple[Difference, ...] = ()


def check(paths: list[Path]) -> Iterator[Checked]:
    """Yield every case of the files, checked. A file that is not TOML, or a case not in its form, fails by name."""
    for path in _files(paths):
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            yield _failed(path, path.name, "not a TOML file", str(fault))
            continue
        for table, rows in tables.items():
            if table in _READ:
                for row in rows:
                    yield _checked(path, table, row, _READ[table])
            elif table in STAFF_TABLES:
                for row in rows:
                    yield _checked(path, table, row, _of_staff(table, tables.get(STAFF_TABLES[table], {})))


def _of_staff(table: str, defaults: dict[str, object]) -> Callable[[dict[str, object]], list[Difference]]:
    return lambda row: check_staff(table, StaffExample.model_validate(row), defaults)


def _checked(
    path: Path, table: str, row: dict[str, object], compare: Callable[[dict[str, object]], list[Difference]]
) -> Checked:
    try:
        found = compare(row)
    except ValidationError as fault:
        faults = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in fault.errors(include_url=False))
        return _failed(path, str(row.get("id", table)), "not in the form of a case", faults)
    except (ValueError, KeyError, TypeError) as fault:
        return _failed(path, str(row.get("id", table)), "cannot be lived", f"{type(fault).__name__}: {fault}")
    return Checked(file=path.name, id=str(row["id"]), title=str(row.get("title", "")), differences=tuple(found))


def _failed(path: Path, case: str, what: str, why: str) -> Checked:
    difference = Difference(where=case, what=what, expected="a case", got=why)
    return Checked(file=path.name, id=case, title="", differences=(difference,))


def _files(paths: list[Path]) -> list[Path]:
    return [file for path in paths for file in (sorted(path.rglob("*.toml")) if path.is_dir() else [path])]


def main(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="Case files, or folders of them.")],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document for machines.")] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Name the cases that pass, too.")] = False,
) -> None:
    """Check case files against the policy. Exit code 1 when any case fails."""
    console = Console(stderr=as_json)
    checked = list(track(check(paths), description="checking", console=Console(stderr=True), transient=True))
    failed = [case for case in checked if case.differences]
    passed = len(checked) - len(failed)
    if as_json:
        cases = [case.model_dump(mode="json") for case in checked]
        typer.echo(json.dumps({"passed": passed, "failed": len(failed), "cases": cases}, indent=1))
        raise typer.Exit(bool(failed))
    if verbose:
        for case in checked:
            console.print(f"{'[red]failed' if case.differences else '[green]passed'}[/] {case.id} {case.title}")
    if failed:
        console.print(_table(failed))
    typer.echo(f"{passed} passed, {len(failed)} failed")
    raise typer.Exit(bool(failed))


def _table(failed: list[Checked]) -> Table:
    table = Table(show_lines=True)
    for column in ("case", "rule", "expected", "got", "why"):
        table.add_column(column, overflow="fold")
    for case in failed:
        for difference in case.differences:
            table.add_row(difference.where, difference.what, difference.expected, difference.got, difference.why)
    return table


if __name__ == "__main__":
    typer.run(main)

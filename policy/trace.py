"""What makes every clause of the documents run, and what exercises it.

python -m policy.trace                     print what is missing, and how many clauses run
python -m policy.trace --all               print every clause
python -m policy.trace --write FILE        write the table as Markdown, and what the API answers with beside the clauses
python -m policy.trace --check             fail when a clause that must run has no row, or no case and no test names it
"""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from policy.traced import OUTSIDE, Exercised, Traced, trace

CASES, TESTS = Path("tests/policy/cases"), Path("tests")
EXERCISED = Path(__file__).parent / "clauses" / "exercised.json"
MOST_NOT_EXECUTABLE = 0.05
_ID = re.compile(r"\b(?:MCS|SMC|SVC|QG|QAP|CW)-[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*\b")


def exercised(cases: Path, tests: Path) -> dict[str, Exercised]:
    """Return the cases and tests that name each clause, by its id."""
    by_case, by_test = _named_in_cases(cases), _named_in_tests(tests)
    return {
        id_: Exercised(cases=tuple(by_case.get(id_, ())), tests=tuple(by_test.get(id_, ())))
        for id_ in sorted({*by_case, *by_test})
    }


def _named_in_cases(folder: Path) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.toml")):
        for rows in tomllib.loads(path.read_text(encoding="utf-8")).values():
            for row in rows if isinstance(rows, list) else []:
                for rule in sorted(set(_strings(row))):
                    if _ID.fullmatch(rule):
                        named.setdefault(rule, []).append(str(row.get("id")))
    return named


def _named_in_tests(folder: Path) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("test_*.py")):
        for rule in sorted(set(_ID.findall(path.read_text(encoding="utf-8")))):
            named.setdefault(rule, []).append(path.relative_to(folder).as_posix())
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


def faults(rows: Iterable[Traced]) -> list[str]:
    """Return what keeps the documents from being wholly executable and exercised."""
    held = [row for row in rows if row.kind != "context" or row.rows]
    found = [f"{row.id} ({row.title}) has no {row.wants.removeprefix('a ')}" for row in held if row.wants]
    marked = [row.id for row in held if row.rows and not row.is_executable]
    if len(marked) > MOST_NOT_EXECUTABLE * len(held):
        found.append(f"{len(marked)} of {len(held)} clauses are marked not executable: one in twenty at the most")
    return found


def markdown(rows: tuple[Traced, ...]) -> str:
    """Return the table as a Markdown page: what is missing first, then the documents in their order."""
    lines = [
        "# Traceability",
        "",
        "Every clause of the five documents: the rows that make it run, their code, and the cases and tests that",
        "exercise it. Made by `python -m policy.trace --write docs/traceability.md`; context is left out.",
        "",
    ]
    wanting = [row for row in rows if row.wants]
    if wanting:
        lines += ["## Missing", "", "| Clause | Title | Missing |", "|---|---|---|"]
        lines += [f"| {row.id} | {row.title} | {row.wants} |" for row in wanting]
        lines.append("")
    for document in dict.fromkeys(row.document for row in rows):
        there = [row for row in rows if row.document == document and row.rows]
        if there:
            lines += [f"## {document}", "", "| Clause | Title | Runs as | Rows in | Code | Cases | Tests |"]
            lines += ["|---|---|---|---|---|---|---|", *map(_line, there), ""]
    return "\n".join(lines)


def _line(row: Traced) -> str:
    runs = ", ".join(dict.fromkeys(part.runs_as for part in row.rows))
    why = next((f": {part.rule.not_executable}" for part in row.rows if part.rule.not_executable), "")
    where = ", ".join(f"`{file}`" for file in dict.fromkeys(part.file for part in row.rows))
    code = ", ".join(f"`{name}`" for name in dict.fromkeys(name for part in row.rows for name in part.code))
    cases, tests = ", ".join(row.exercised.cases), ", ".join(f"`{test}`" for test in row.exercised.tests)
    return f"| {row.id} | {row.title} | {runs}{why} | {where} | {code} | {cases} | {tests} |"


def _json(found: dict[str, Exercised]) -> str:
    lines = (f"{json.dumps(id_)}: {told.model_dump_json()}" for id_, told in found.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(
    *,
    cases: Annotated[Path, typer.Option(help="Folder of case files.", exists=True)] = CASES,
    tests: Annotated[Path, typer.Option(help="Folder of tests.", exists=True)] = TESTS,
    write: Annotated[Path | None, typer.Option(help="Write the table as Markdown.")] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Print every clause, not only what is missing.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Exit with 1 when something is missing or out of date.")
    ] = False,
) -> None:
    """Say what makes every clause of the documents run, and what exercises it."""
    found = exercised(cases, tests)
    rows = trace(found)
    if write:
        write.write_text(markdown(rows), encoding="utf-8")
        EXERCISED.write_text(_json(found), encoding="utf-8")
    else:
        _print(rows if show_all else tuple(row for row in rows if row.wants))
    wrong = faults(rows)
    if check and EXERCISED.read_text(encoding="utf-8") != _json(found):
        wrong.append("out of date: run python -m policy.trace --write docs/traceability.md")
    for fault in wrong:
        typer.echo(fault)
    for document in dict.fromkeys(row.document for row in rows):
        typer.echo(_summary(document, [row for row in rows if row.document == document and row.kind != "context"]))
    raise typer.Exit(code=1 if check and wrong else 0)


def _summary(document: str, rows: list[Traced]) -> str:
    run = sum(row.is_executable for row in rows)
    marked = sum(bool(row.rows) and not row.is_executable for row in rows)
    named = sum(bool(row.exercised.cases or row.exercised.tests) for row in rows if row.is_executable)
    what = "rules" if document == OUTSIDE else "clauses"
    return f"{document}: {run} of {len(rows)} {what} run, {named} of them exercised, {marked} marked not executable"


def _print(rows: tuple[Traced, ...]) -> None:
    table = Table("clause", "title", "runs as", "cases", "missing")
    for row in rows:
        runs = ", ".join(dict.fromkeys(part.runs_as for part in row.rows))
        table.add_row(row.id, row.title, runs, ", ".join(row.exercised.cases), f"[red]{row.wants or ''}")
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)

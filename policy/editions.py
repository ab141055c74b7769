"""The editions of the catalogue, and what keeps a released one as it was released.

python -m policy.editions                  print the editions, and what each brings and leaves out
python -m policy.editions --write          write down the rows of the editions that `editions.toml` says are released
python -m policy.editions --check          fail when a released edition is not what was written down
"""

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from policy.catalogue import Catalogue, catalogue
from policy.rule import Edition, Rule, Transition

RELEASED = Path(__file__).parent / "released"
_WORDS = {"title", "note", "source", "says", "kind", "edition", "last_edition"}
"""What may be put better in a released row, and what says only where the row stands."""
_LENGTH = 16


def rows_of(book: Catalogue, edition: int) -> dict[str, str]:
    """Return what an edition consists of: a fingerprint of each row and arrow by a name that is its alone."""
    narrowed = book.under(edition)
    rows = {_name(ready.rule): _fingerprint(ready.rule) for ready in narrowed.rows}
    arrows = {_name_of_arrow(arrow.transition): _fingerprint(arrow.transition) for arrow in narrowed.arrows}
    return rows | arrows


def faults(book: Catalogue, written: dict[int, dict[str, str]]) -> list[str]:
    """Return how the released editions differ from what was `written` down of each by number, row by row."""
    found = []
    for edition in _released(book):
        if edition.number not in written:
            found.append(f"edition {edition.number} is released and not written down: --write does it")
            continue
        then, now = written[edition.number], rows_of(book, edition.number)
        for name in sorted(then.keys() | now.keys()):
            if then.get(name) != now.get(name):
                what = "changed in" if name in then and name in now else "gone from" if name in then else "new in"
                found.append(f"{name}: {what} edition {edition.number}, which is released: {_WAY_OUT}")
    unreleased = written.keys() - {edition.number for edition in _released(book)}
    found += [f"edition {number} is written down and not released in editions.toml" for number in sorted(unreleased)]
    return found


_WAY_OUT = "leave it as it was, with `last_edition`, and write a row of the next edition"


def read_written(folder: Path = RELEASED) -> dict[int, dict[str, str]]:
    """Return what was written down of the released editions, by number."""
    return {int(file.stem): json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))}


def write(book: Catalogue, folder: Path = RELEASED) -> list[int]:
    """Write down the released editions that are not yet, and return their numbers. What is written stays."""
    new = [edition.number for edition in _released(book) if edition.number not in read_written(folder)]
    for number in new:
        text = json.dumps(rows_of(book, number), indent=0, sort_keys=True)
        folder.joinpath(f"{number}.json").write_text(text + "\n", encoding="utf-8")
    return new


def _released(book: Catalogue) -> Iterable[Edition]:
    return (edition for edition in book.editions if edition.released)


def _name(rule: Rule) -> str:
    waits = f", with {rule.commences}" if rule.commences else ""
    return f"{rule.key} of {rule.of} from {rule.in_force_from}{waits}"


def _name_of_arrow(arrow: Transition) -> str:
    on = ", ".join(arrow.on) or "no event"
    return f"arrow of {arrow.of} from {', '.join(arrow.out_of)} to {arrow.to} on {on} {_fingerprint(arrow)[:4]}"


def _fingerprint(row: Rule | Transition) -> str:
    said = row.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude=_WORDS)
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:_LENGTH]


def _show(book: Catalogue) -> Table:
    table = Table("Edition", "Released", "Brings", "Leaves out", "Means")
    for edition in book.editions:
        number, released = edition.number, str(edition.released or "not yet")
        table.add_row(str(number), released, str(book.brings(number)), str(book.leaves_out(number)), edition.means)
    return table


def main(
    *,
    check: Annotated[bool, typer.Option("--check", help="fail when a released edition changed")] = False,
    write_down: Annotated[bool, typer.Option("--write", help="write down what editions.toml says is released")] = False,
) -> None:
    """Show the editions of the rules, and hold the released ones."""
    book, console = catalogue(), Console()
    if write_down:
        console.print(f"written down: {', '.join(map(str, write(book))) or 'nothing new'}")
    elif check:
        found = faults(book, read_written())
        for fault in found:
            console.print(fault, style="red", highlight=False)
        raise typer.Exit(code=1 if found else 0)
    else:
        console.print(_show(book))


if __name__ == "__main__":
    typer.run(main)

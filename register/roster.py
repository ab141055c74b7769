"""A roster of practitioners from a CSV file: every line is entered, or none and a report of every line and why.

`python -m register.roster FILE` does it from the command line. The same file under the same key changes nothing.
"""

from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer
from pydantic import Field
from sqlalchemy import select
from sqlmodel import Session

from policy.case import Actor, Refusal
from policy.frozen import Frozen
from policy.workforce.changes import Registered
from register.columns import RecordedNow
from register.connection import DEFAULT_URL, connect, writing
from register.faults import EntryDiffers, PractitionerExists, RegisterFault
from register.practitioners import record
from register.roster_lines import COLUMNS, NEEDED, Rejected, read_roster

COMMAND = Actor(role="hr_business_partner", id="register.roster")


class Report(Frozen):
    """What came of a roster: everything entered, or nothing and every rejected line."""

    lines: int
    entered: int
    known: int = Field(default=0, description="of the lines, those that this roster had entered before")
    rejected: tuple[Rejected, ...] = ()


def enter_roster(session: Session, text: str, *, key: str, by: Actor, at: datetime, only_check: bool = False) -> Report:
    """Enter every line of a roster, or nothing; `only_check` enters nothing and reports as if. Commits nothing."""
    lines, rejected = read_roster(text)
    entered = known = 0
    with session.begin_nested() as all_of_it:
        for number, entry in lines:
            answer = _entered(session, entry, key=f"{key}/{number}", by=by, at=at)
            if isinstance(answer, str):
                rejected.append(Rejected(line=number, staff_id=entry.practitioner.staff_id, why=answer))
            elif answer:
                known += 1
            else:
                entered += 1
        if rejected or only_check:
            all_of_it.rollback()
    total = len(lines) + len({each.line for each in rejected} - {number for number, _ in lines})
    in_order = tuple(sorted(rejected, key=lambda each: (each.line, each.column or "")))
    return Report(lines=total, entered=0 if rejected else entered, known=known, rejected=in_order)


def _entered(session: Session, entry: Registered, *, key: str, by: Actor, at: datetime) -> bool | str:
    """Return whether the line was known, or why it cannot be entered."""
    try:
        with session.begin_nested():
            answer = record(session, entry.practitioner.staff_id, entry, event_id=key, by=by, at=at)
    except PractitionerExists:
        return "somebody is registered under this staff code"
    except EntryDiffers:
        return "this roster was entered before with another line here"
    return f"{answer.reason}: {answer.says}" if isinstance(answer, Refusal) else answer.duplicate


def main(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="CSV file in UTF-8, its columns named on line 1")
    ],
    url: Annotated[
        str, typer.Option(envvar="DATABASE_URL", help="sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
    ] = DEFAULT_URL,
    by: Annotated[str, typer.Option(help="staff code or system to record the entries under")] = "register.roster",
    *,
    check: Annotated[bool, typer.Option("--check", help="enter nothing; report as if")] = False,
) -> None:
    """Enter a roster of practitioners: every line, or none and why. Exit 1 when a line is rejected."""
    try:
        text = file.read_bytes().decode()
        with writing(connect(url, pool_size=1)) as session:
            at = session.execute(select(RecordedNow())).scalar_one()
            actor = COMMAND.model_copy(update={"id": by})
            key = f"roster/{sha256(text.encode()).hexdigest()[:32]}"
            report = enter_roster(session, text, key=key, by=actor, at=at, only_check=check)
    except UnicodeDecodeError:
        typer.echo("register: the file is not UTF-8", err=True)
        raise typer.Exit(1) from None
    except RegisterFault as fault:
        typer.echo(f"register: {fault}", err=True)
        raise typer.Exit(1) from None
    for each in report.rejected:
        where = ", ".join(part for part in (f"line {each.line}", each.staff_id, each.column) if part)
        typer.echo(f"{where}: {each.why}")
    would = "would be entered" if check else "entered"
    typer.echo(f"{report.lines} lines, {report.entered} {would}, {report.known} known, {len(report.rejected)} faults")
    raise typer.Exit(1 if report.rejected else 0)


main.__doc__ = f"""{main.__doc__}

Needed columns: {", ".join(NEEDED)}. Others: {", ".join(name for name in COLUMNS if name not in NEEDED)}.
Days are written 2026-03-09; several evidences or former staff codes have a ; between them.
"""


if __name__ == "__main__":
    typer.run(main)

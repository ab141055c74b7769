"""`python -m api.start_again`: the workflows of sentences that the register holds open and Temporal does not run.

For operators: after a workflow was terminated by mistake, or Temporal's databases were lost and the register was not.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Literal

import typer
from pydantic import ValidationError
from sqlalchemy import Engine
from temporalio.client import Client

from api.settings import Settings, now
from policy.case import Event, Notice
from register.connection import connect as connect_register
from register.connection import reading
from register.faults import RegisterFault
from register.read.left import Left, Open, held_open, left
from register.read.lines import JournalLine
from workflows.again import SETTLES_IN, life, start_again
from workflows.client import NotAnswered, SentenceExists
from workflows.connection import connect as connect_temporal
from workflows.leaving import run_and_leave
from workflows.loop import TIMELINE_KEPT
from workflows.messages import Person, Run, TimelineEntry
from workflows.seen import REMEMBERED_IDS, digest
from workflows.sight import timeline_entry

AT_ONCE = 16
PAGE = 500
Outcome = Literal["runs", "over", "would start again", "started again", "unknown", "at fault"]
_SAYS: dict[Outcome, str] = {
    "runs": "runs: nothing to do",
    "over": "is over by Temporal and open by the register: look into both",
    "would start again": "does not run",
    "started again": "started again",
    "unknown": "is no sentence of the register, or is over",
    "at fault": "could not be started",
}
_WELL: frozenset[Outcome] = frozenset({"runs", "would start again", "started again"})


def run_of(held: Left, at: datetime) -> Run:
    """Return the run that goes on where a sentence stopped."""
    known = {"prison_number": held.prison_number, "crn": held.crn}
    return Run(
        case=held.case,
        person=Person.model_validate(known) if any(known.values()) else None,
        seen={digest(event_id): number for event_id, number in held.seen},
        outbox=tuple(
            Notice.model_validate(line.model_dump(include=set(Notice.model_fields))) for line in held.undelivered
        ),
        timeline=tuple(_timeline_entry(held, line) for line in held.latest),
        began=held.began,
        moment=min(held.moment, at),
    )


def _timeline_entry(held: Left, line: JournalLine) -> TimelineEntry:
    verdict = line.decision or line.refusal
    if verdict is None:
        raise LookupError(f"{held.case.sentence_id}: entry {line.number} has no answer")
    then = held.case.model_copy(update={"number": line.number, "phase": line.phase, "stage": line.stage})
    event = Event(id=line.event_id, name=line.event, at=line.at, on=line.on, by=line.by, payload=line.payload)
    return timeline_entry(event, verdict, then)


async def again(client: Client, register: Engine, one: Open, *, task_queue: str, dry_run: bool) -> Outcome:
    """Start one sentence again unless it runs. Raises NotAnswered, RegisterFault."""
    found = await life(client, one.kind, one.sentence_id)
    if found.is_ != "stopped":
        return "runs" if found.is_ == "running" else "over"
    if dry_run:
        return "would start again"
    if found.since is not None:  # what it was writing as it was stopped is written by then, or never
        await asyncio.sleep((found.since + SETTLES_IN - now()).total_seconds())
    held = await asyncio.to_thread(_left, register, one.sentence_id)
    if held.case.final:
        return "unknown"
    try:
        await start_again(client, run_of(held, now()), task_queue=task_queue)
    except SentenceExists:
        return "runs"
    return "started again"


def _left(register: Engine, sentence_id: str) -> Left:
    with reading(register) as session:
        return left(session, sentence_id, seen=REMEMBERED_IDS, latest=TIMELINE_KEPT)


async def every(register: Engine) -> AsyncIterator[Open]:
    """Yield all that the register holds open, by id."""
    after: str | None = None
    while page := await asyncio.to_thread(_page, register, after):
        for one in page:
            yield one
        after = page[-1].sentence_id


def _page(register: Engine, after: str | None) -> tuple[Open, ...]:
    with reading(register) as session:
        return held_open(session, after=after, limit=PAGE)


async def named(register: Engine, sentence_ids: list[str]) -> AsyncIterator[Open]:
    """Yield the sentences and qualifications of these ids. Raises UnknownSentence for the first that is not there."""
    for sentence_id in sentence_ids:
        case = (await asyncio.to_thread(_left, register, sentence_id)).case
        yield Open(sentence_id=sentence_id, kind=case.kind)


async def work(settings: Settings, sentence_ids: list[str], *, dry_run: bool) -> Counter[Outcome]:
    """Start them, so many at once, say what became of each and return how many of what."""
    register = connect_register(settings.database_url, pool_size=AT_ONCE)
    client = await connect_temporal()
    told: Counter[Outcome] = Counter()
    free = asyncio.Semaphore(AT_ONCE)

    async def one(which: Open) -> None:
        try:
            outcome = await again(client, register, which, task_queue=settings.task_queue, dry_run=dry_run)
            says = _SAYS[outcome]
        except (NotAnswered, RegisterFault) as fault:
            outcome, says = "at fault", f"{_SAYS['at fault']}: {fault}"
        finally:
            free.release()
        told[outcome] += 1
        if outcome != "runs" or sentence_ids:
            typer.echo(f"{which.sentence_id} {says}")
        if not told.total() % PAGE:
            typer.echo(_tally(told), err=True)

    try:
        async with asyncio.TaskGroup() as group:
            async for which in named(register, sentence_ids) if sentence_ids else every(register):
                await free.acquire()
                group.create_task(one(which))
    finally:
        register.dispose()
    return told


def _tally(told: Counter[Outcome]) -> str:
    return ", ".join(f"{number} {outcome}" for outcome, number in told.most_common()) or "nothing is open"


def main(
    sentence_ids: Annotated[list[str] | None, typer.Argument(help="ids of sentences or qualifications")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="whatever the register holds open")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="start nothing; say what would be")] = False,
) -> None:
    """Start the workflows of sentences again that are open in the register and do not run in Temporal.

    Each goes on where its journal ends, with the same duties, and decides what came due meanwhile, every date at its
    own moment. One that runs is left alone: this may be repeated, or run twice at the same time. A workflow that was
    stopped less than 15 seconds ago is waited for. What had been sent as a signal and was not in the journal yet is to
    be sent again by its sender, under the same event id.

    Settings come from the environment: DATABASE_URL, TASK_QUEUE and the standard TEMPORAL_* names and profiles. Exit 0
    when everything named runs or was started, 1 when something was not, 2 when it could not be tried.
    """
    if bool(sentence_ids) == everything:
        typer.echo("start_again: name sentences, or say --all", err=True)
        raise typer.Exit(2)
    try:
        told = asyncio.run(work(Settings(), sentence_ids or [], dry_run=dry_run))
    except* (ValidationError, RegisterFault, RuntimeError) as faults:
        typer.echo(f"start_again: {str(faults.exceptions[0]).splitlines()[0]}", err=True)
        raise typer.Exit(2) from None
    typer.echo(_tally(told))
    raise typer.Exit(0 if all(outcome in _WELL for outcome in told) else 1)


if __name__ == "__main__":
    run_and_leave(lambda: typer.run(main))

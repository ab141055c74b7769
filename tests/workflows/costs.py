"""What each thing that happens to a sentence adds to its history: `python -m tests.workflows.costs` prints the table.

A history is cut where something comes from outside: a message, or the timer. What follows, up to the next cut, is what
it cost.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import typer
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowHistory

from tests.workflows.store_histories import HISTORIES

UPDATED, SIGNALLED, WOKEN = "staff message (update)", "reported fact (signal)", "wake of the clock"
TELLS, RECORDS, NOTHING = "tells somebody", "only records", "has nothing to record"
CEILINGS = {
    (UPDATED, TELLS): 18,
    (UPDATED, RECORDS): 18,
    (SIGNALLED, TELLS): 18,
    (SIGNALLED, RECORDS): 18,
    (WOKEN, TELLS): 18,
    (WOKEN, RECORDS): 12,
    (WOKEN, NOTHING): 6,
}


class Cost(NamedTuple):
    """One thing that happened: what it was, what came of it, and how many events that took."""

    what: str
    outcome: str
    events: int
    names: tuple[str, ...]


def costs(history: WorkflowHistory) -> Iterator[Cost]:
    """Return what everything in a history cost, the start and the end of the run left out."""
    cuts = list(_cuts(history.events))
    ends = [*(begin for begin, _ in cuts), _end(history.events)][1:]
    for (begin, what), end in zip(cuts, ends, strict=False):
        events = history.events[begin:end]
        local = [_local_activity(event) for event in events if event.event_type == EventType.EVENT_TYPE_MARKER_RECORDED]
        scheduled = any(event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED for event in events)
        remembers = scheduled or "remember" in local
        outcome = TELLS if "try_to_tell" in local else RECORDS if remembers else NOTHING
        names = tuple(EventType.Name(event.event_type).removeprefix("EVENT_TYPE_") for event in events)
        yield Cost(what, outcome, len(events), names)


def stored(folder: Path = HISTORIES) -> Iterator[WorkflowHistory]:
    """Return every stored history."""
    for file in sorted(folder.glob("*/*.json")):
        yield WorkflowHistory.from_json(file.stem, file.read_text(encoding="utf-8"))


def table(histories: Iterable[WorkflowHistory]) -> str:
    """Return the costs as a Markdown table."""
    found: dict[tuple[str, str], list[int]] = defaultdict(list)
    for history in histories:
        for cost in costs(history):
            found[cost.what, cost.outcome].append(cost.events)
    lines = ["| What happens | and | times | median | most | ceiling |", "|---|---|---|---|---|---|"]
    for (what, outcome), counts in sorted(found.items()):
        ceiling = CEILINGS.get((what, outcome), "")
        median = sorted(counts)[len(counts) // 2]
        lines.append(f"| {what} | {outcome} | {len(counts)} | {median} | {max(counts)} | {ceiling} |")
    return "\n".join(lines)


def _cuts(events: Sequence[HistoryEvent]) -> Iterator[tuple[int, str]]:
    for place, event in enumerate(events):
        if event.event_type == EventType.EVENT_TYPE_TIMER_FIRED:
            yield place, WOKEN
        elif event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED:
            yield place, SIGNALLED
        elif event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED and place > _OPENING:
            yield place - 3, UPDATED  # its workflow task was scheduled, started and completed first


_OPENING = 6


def _end(events: Sequence[HistoryEvent]) -> int:
    over = {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW,
    }
    return next((place for place, event in enumerate(events) if event.event_type in over), len(events))


def _local_activity(event: HistoryEvent) -> str:
    told = event.marker_recorded_event_attributes.details["data"].payloads[0].data
    return str(json.loads(told)["activity_type"])


def main() -> None:
    """Print what each kind of event costs in the stored histories."""
    typer.echo(table(stored()))


if __name__ == "__main__":
    typer.run(main)

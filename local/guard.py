"""Stops what `make up` started when `make up` itself dies without a chance to: nothing is left running.

It reads process ids from its standard input, one a line, each as soon as the process starts. When the input ends
without the word `done`, whoever wrote it was killed: the processes are told to stop, then stopped.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Iterable
from threading import Event

DONE = "done"
PATIENCE_SECONDS = 10.0


def left_behind(lines: Iterable[str]) -> tuple[int, ...]:
    """Return the ids that were announced, or none when the announcer ended in good order."""
    announced: list[int] = []
    for line in lines:
        word = line.strip()
        if word == DONE:
            return ()
        if word.isdigit():
            announced.append(int(word))
    return tuple(reversed(announced))


def stop(ids: Iterable[int], *, patience: float = PATIENCE_SECONDS) -> None:
    """Tell each process to stop, last started first, and stop those that are still there after a while."""
    ids = tuple(ids)
    for number in ids:
        tell(number, signal.SIGTERM)
    if ids:
        Event().wait(patience)
    for number in ids:
        tell(number, signal.SIGKILL)


def tell(group: int, what: signal.Signals) -> None:
    """Send a signal to the group that a process leads; one that is gone has heard enough."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, what)


def main() -> None:
    """Wait for the announcer's end."""
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    stop(left_behind(sys.stdin))


if __name__ == "__main__":
    main()

"""What tests ask of running processes."""

import os
from threading import Event
from time import monotonic

from local.children import Child

PATIENCE = 30.0


def line_of(child: Child) -> str:
    """Return the first line the child wrote, once it has."""
    until = monotonic() + PATIENCE
    while monotonic() < until:
        first, end, _ = child.log.read_text().partition("\n")
        if end:
            return first
        Event().wait(0.02)
    raise AssertionError(f"{child.name} said nothing in {PATIENCE} s")


def gone(pid: int, *, within: float = PATIENCE) -> bool:
    """Return whether the process ends within some seconds. It must not be a child of ours."""
    until = monotonic() + within
    while monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        Event().wait(0.02)
    return False

"""How a program of ours that speaks to Temporal ends."""

import logging
import os
import sys
from collections.abc import Callable
from typing import NoReturn

_BROKEN = 1


def run_and_leave(program: Callable[[], None]) -> NoReturn:
    """Run a program and leave with its exit status at once: what it said is written, the interpreter is not dismantled.

    Threads of Temporal's core may still be handing over a result, that of a call that failed, say. One that meets an
    interpreter that is being dismantled aborts the process: `PyGILState_Release: thread state must be current`. What
    has to be closed is closed by the program itself.
    """
    status = 0
    try:
        program()
    except SystemExit as end:
        status = _status(end)
    except BaseException:  # noqa: BLE001 - whatever it is, it is shown as Python shows it
        sys.excepthook(*sys.exc_info())
        status = _BROKEN
    finally:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _status(end: SystemExit) -> int:
    """Return the status of an exit, as Python reads it: a sentence is said and means 1."""
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    sys.stderr.write(f"{end.code}\n")
    return _BROKEN

"""The one timer of a sentence."""

import asyncio
from datetime import datetime, timedelta
from math import ceil

from temporalio import workflow

SUMMARY_LIMIT = 200
_TICK = timedelta(milliseconds=1)  # servers count no finer
_NOTHING = timedelta()


class Alarm:
    """Wakes the workflow at one moment, however many duties there are. Set again, it moves only if the moment moved."""

    def __init__(self) -> None:
        self._at: datetime | None = None
        self._sleep: asyncio.Task[None] | None = None

    def set(self, at: datetime, says: str) -> None:
        """Wake at `at`; `says` labels the timer in the UI: what is waited for."""
        if self._sleep is not None and not self._sleep.done():
            if self._at == at:
                return
            self._sleep.cancel()
        self._at = at
        pause = ceil(max(at - workflow.now(), _NOTHING) / _TICK) * _TICK  # never a moment too early
        self._sleep = asyncio.create_task(workflow.sleep(pause, summary=says[:SUMMARY_LIMIT]))

"""Notices on their way out. They go out on their own: a mail provider that is down delays mail, never a decision."""

import asyncio
from asyncio import CancelledError
from collections.abc import Iterable
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, FailureError

from policy.case import Notice
from workflows.hands import Hands
from workflows.messages import Telling

FIRST_TRY = timedelta(seconds=4)
LATER_TRY = timedelta(seconds=30)
BATCH = 50
PATIENCE = RetryPolicy(
    initial_interval=timedelta(seconds=5), backoff_coefficient=2, maximum_interval=timedelta(minutes=10)
)


class Outbox:
    """Notices not delivered at the first try, and the one activity that keeps trying for as long as it takes."""

    def __init__(self, sentence_id: str, undelivered: Iterable[Notice]) -> None:
        self._sentence_id = sentence_id
        self._notices = list(undelivered)
        self._telling: asyncio.Task[None] | None = None
        self._stopping = False

    async def send(self, notices: tuple[Notice, ...]) -> None:
        """Try once, with no task of its own; what does not go out now, or waits behind others, goes out later."""
        if notices and not self._notices:
            notices = await self._first_try(notices)
        self._notices.extend(notices)
        self.keep_trying()

    def keep_trying(self) -> None:
        """Start the telling of what is undelivered, unless it is under way."""
        if self._notices and not self._stopping and not self.is_telling():
            self._telling = asyncio.create_task(self._tell())

    def stop(self) -> None:
        """Break off the telling, to go on in the next run. `is_telling` says when it has really ended."""
        if self._telling is not None and not self._stopping:
            self._telling.cancel()
        self._stopping = True

    def is_telling(self) -> bool:
        """Return whether an attempt may be under way somewhere: two at once could tell twice."""
        return self._telling is not None and not self._telling.done()

    def undelivered(self) -> tuple[Notice, ...]:
        """Return what is still to be told, oldest first."""
        return tuple(self._notices)

    async def _first_try(self, notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
        try:
            told = await workflow.execute_local_activity_method(
                Hands.try_to_tell,
                Telling(sentence_id=self._sentence_id, notices=notices),
                schedule_to_close_timeout=FIRST_TRY,
                retry_policy=RetryPolicy(maximum_attempts=1),
            )
        except FailureError:
            return notices
        return tuple(notice for notice in notices if notice.key in told.undelivered)

    async def _tell(self) -> None:
        while self._notices and not self._stopping:
            batch = tuple(self._notices[:BATCH])
            try:
                await workflow.execute_activity_method(
                    Hands.tell,
                    Telling(sentence_id=self._sentence_id, notices=batch),
                    start_to_close_timeout=LATER_TRY,
                    retry_policy=PATIENCE,
                    cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
                    summary=f"tell {len(batch)} undelivered",
                )
            except (ActivityError, CancelledError):
                return  # broken off: they stay undelivered, and the next happening or the next run goes on
            del self._notices[: len(batch)]

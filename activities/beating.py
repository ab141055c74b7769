"""A sign of life while a long activity runs: Temporal gives it to another worker when the signs stop."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio import activity

_BEAT_SECONDS = 2.0


@asynccontextmanager
async def beating() -> AsyncIterator[None]:
    """Let Temporal know all the while that this worker is alive."""

    async def beat() -> None:
        while True:
            activity.heartbeat()
            await asyncio.sleep(_BEAT_SECONDS)

    beat_on = asyncio.create_task(beat())
    try:
        yield
    finally:
        beat_on.cancel()

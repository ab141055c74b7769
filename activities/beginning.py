"""Qualifications that begin by themselves: of whoever took a post without what it needs, however many at once."""

import asyncio
from datetime import datetime
from time import monotonic

from sqlalchemy import Engine as Register
from temporalio.client import Client

from register.connection import reading, writing
from register.gaps import Beginning, is_somebody_to_look_at, to_begin
from workflows.qualification_client import begin

PAGE = 100
"""Members of staff looked at in one transaction."""
AT_ONCE = 16
"""Qualifications of one page begun at the same time."""


async def begin_qualifications(
    register: Register, client: Client, until: datetime, task_queue: str, *, within: float
) -> int:
    """Begin what is to begin up to a moment, page by page, for so many seconds; return how many were begun.

    What is left, or was not reached, begins a minute later. Raises TemporalUnavailable.
    """
    began, begun, last = monotonic(), 0, ""
    free = asyncio.Semaphore(AT_ONCE)

    async def one(beginning: Beginning) -> None:
        async with free:
            await begin(client, beginning.case, beginning.first, task_queue=task_queue)

    while monotonic() - began < within:
        page, looked_at = await asyncio.to_thread(_page, register, until, last)
        if looked_at is None:
            return begun
        await asyncio.gather(*(one(beginning) for beginning in page))
        begun, last = begun + len(page), looked_at
    return begun


def _page(register: Register, until: datetime, after: str) -> tuple[tuple[Beginning, ...], str | None]:
    with reading(register) as session:
        if not is_somebody_to_look_at(session, until):
            return (), None
    with writing(register) as session:
        return to_begin(session, until, after=after, limit=PAGE)

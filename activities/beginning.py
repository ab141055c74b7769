"""Qualifications that begin by themselves: of whoever took a post without what it needs, however many at once."""

import asyncio
import logging
from datetime import datetime
from time import monotonic

from sqlalchemy import Engine as Register
from temporalio.client import Client

from register.connection import reading, writing
from register.gaps import Beginning, is_somebody_to_look_at, to_begin
from workflows.client import NoAnswerYet, SentenceExists, start
from workflows.messages import Message, Run

log = logging.getLogger(__name__)
AT_ONCE = 8
"""Qualifications begun at the same time: the next ones when these have their answer, so that nobody else waits long."""


async def begin_qualifications(
    register: Register, client: Client, until: datetime, task_queue: str, *, within: float
) -> int:
    """Begin what is to begin up to a moment, a few at a time, for so many seconds; return how many were begun.

    What is left, or was not reached, begins at a later look. Raises TemporalUnavailable.
    """
    began, begun, last = monotonic(), 0, ""
    while monotonic() - began < within:
        page, looked_at = await asyncio.to_thread(_page, register, until, last)
        if looked_at is None:
            return begun
        await asyncio.gather(*(_begun(client, beginning, task_queue) for beginning in page))
        begun, last = begun + len(page), looked_at
    return begun


async def _begun(client: Client, beginning: Beginning, task_queue: str) -> None:
    """Begin one and wait until the register has it, or leave it for the next look."""
    run = Run(case=beginning.case, first=Message(event=beginning.first))
    id_ = beginning.case.sentence_id
    try:
        answer = await start(client, run, task_queue=task_queue)
    except (SentenceExists, NoAnswerYet) as left:
        log.info("%s is looked at again: %s", id_, left.reason)
        return
    if answer.refusal is not None:
        log.warning("%s did not begin: %s", id_, answer.refusal.reason)


def _page(register: Register, until: datetime, after: str) -> tuple[tuple[Beginning, ...], str | None]:
    with reading(register) as session:
        if not is_somebody_to_look_at(session, until):
            return (), None
    with writing(register) as session:
        return to_begin(session, until, after=after, limit=AT_ONCE)

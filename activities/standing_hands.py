"""The activities of a change of standing, each a line: what they do stands in `standing`."""

import asyncio
from contextlib import suppress
from datetime import datetime, timedelta
from time import monotonic

from sqlalchemy import Engine as Register
from temporalio import activity

from activities import standing
from activities.beating import beating
from activities.beginning import begin_qualifications
from activities.notices import Notices
from activities.remembering import record_what_waits
from activities.telling import tell_about_staff
from workflows.standing import A_WATCH
from workflows.standings import HeldPage, PageTold, StandingHands

_SECONDS = 60.0
"""How long sending may take: what is left is sent when it is looked again."""
_A_SHARE = 10.0
"""Seconds of each look in which qualifications begin: however many they are, sentences are told in between."""
LOOK_EVERY = timedelta(seconds=5)


class TellingHands(StandingHands):
    """Tell sentences what a register says of whoever holds them, and people of whoever lost an authorisation."""

    def __init__(self, register: Register, provider: Notices, *, watch: timedelta = A_WATCH) -> None:
        self._register, self._provider, self._watch = register, provider, watch

    @activity.defn
    def standing_number(self, staff_id: str) -> int | None:
        """Return the number of the last entry about a practitioner."""
        return standing.number(self._register, staff_id)

    @activity.defn
    async def tell_held(self, page: HeldPage) -> PageTold:
        """Tell the next sentences."""
        return await standing.tell_held(self._register, activity.client(), page)

    @activity.defn
    def standing_told(self, page: HeldPage) -> bool:
        """Write down that all were told."""
        return standing.is_to_be_looked_at_again(self._register, page)

    @activity.defn
    async def begin_standings(self, until: datetime) -> int:
        """Begin the telling, send what people are told of an authorisation, and see to qualifications.

        What one established while nobody was registered is recorded, and one that a post needs begins.
        """
        client, queue = activity.client(), activity.info().task_queue
        await asyncio.to_thread(tell_about_staff, self._register, self._provider, within=_SECONDS)
        await asyncio.to_thread(record_what_waits, self._register)
        begun = await standing.begin(self._register, client, until, queue)
        await begin_qualifications(self._register, client, until, queue, within=_A_SHARE)
        return begun

    @activity.defn
    async def watch_standings(self) -> None:
        """Begin the telling and send, again and again. The time is the server's, from when it asked for this."""
        at, began = activity.info().started_time, monotonic()
        async with beating():
            while True:
                passed = timedelta(seconds=monotonic() - began)
                await self.begin_standings(at + passed)
                if passed >= self._watch or await _stopping(within=LOOK_EVERY):
                    return


async def _stopping(*, within: timedelta) -> bool:
    """Wait so long, and return whether this worker is about to stop."""
    with suppress(TimeoutError):
        async with asyncio.timeout(within.total_seconds()):
            await activity.wait_for_worker_shutdown()
    return activity.is_worker_shutdown()

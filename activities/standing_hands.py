"""The activities of a change of standing, each a line: what they do stands in `standing`."""

import asyncio
from datetime import datetime

from sqlalchemy import Engine as Register
from temporalio import activity

from activities import standing
from activities.notices import Notices
from activities.telling import tell_about_staff
from workflows.standings import HeldPage, PageTold, StandingHands

_SECONDS = 60.0
"""How long sending may take: what is left is sent a minute later."""


class TellingHands(StandingHands):
    """Tell sentences what a register says of whoever holds them, and people of whoever lost an authorisation."""

    def __init__(self, register: Register, provider: Notices) -> None:
        self._register, self._provider = register, provider

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
        """Begin the telling, and send what people are told of an authorisation."""
        await asyncio.to_thread(tell_about_staff, self._register, self._provider, within=_SECONDS)
        return await standing.begin(self._register, activity.client(), until, activity.info().task_queue)

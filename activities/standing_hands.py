"""The activities of a change of standing, each a line: what they do stands in `standing`."""

from datetime import datetime

from sqlalchemy import Engine as Register
from temporalio import activity

from activities import standing
from workflows.standings import HeldPage, PageTold, StandingHands


class TellingHands(StandingHands):
    """Tell sentences what a register says of whoever holds them."""

    def __init__(self, register: Register) -> None:
        self._register = register

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
        """Begin the telling."""
        return await standing.begin(self._register, activity.client(), until, activity.info().task_queue)

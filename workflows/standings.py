"""What the workflows of a change of standing are given and answer, and what they ask of the outside world.

Read by histories: add fields with defaults; never rename or remove one.
"""

from abc import ABC, abstractmethod
from datetime import datetime

from pydantic import Field
from temporalio import activity

from policy.frozen import Frozen

STANDING_WORKFLOW = "StandingWorkflow"
WATCH_WORKFLOW = "StandingWatchWorkflow"
WATCH_ID = "standing-watch"
HOLDER_STANDING_CHANGED = "holder_standing_changed"


def standing_workflow_id(staff_id: str) -> str:
    """Return the id of the workflow that tells a practitioner's sentences: `standing/N03A019`."""
    return f"standing/{staff_id}"


class StandingRun(Frozen):
    """Input of a run: whose sentences are to be told, and where the run before left off."""

    staff_id: str
    page: "HeldPage | None" = None
    told: int = 0
    looked_at: int = 0


class HeldPage(Frozen):
    """The next sentences of a holder: so many after this one, as of a moment and of an entry about the holder."""

    staff_id: str
    number: int = Field(description="last entry about the practitioner when the telling began")
    at: datetime
    after: str | None = None
    most: int


class PageTold(Frozen):
    """How many of a page were told; no `last` when there was nothing left.

    Of a page begun again, those that had taken the news in by then are looked at and not told.
    """

    told: int = 0
    looked_at: int = 0
    last: str | None = None


class WatchRun(Frozen):
    """Input of the watch."""

    stays: bool = Field(default=False, description="look all the time; without it once, as a schedule did each minute")


class StandingHands(ABC):
    """What a change of standing asks of the outside world."""

    @activity.defn
    @abstractmethod
    def standing_number(self, staff_id: str) -> int | None:
        """Return the number of the last entry about a practitioner, or nothing of somebody nobody has registered."""

    @activity.defn
    @abstractmethod
    async def tell_held(self, page: HeldPage) -> PageTold:
        """Tell the next sentences that know their holder otherwise than the register does."""

    @activity.defn
    @abstractmethod
    def standing_told(self, page: HeldPage) -> bool:
        """Write down that all were told; return whether all are to be looked at again: something has changed since."""

    @activity.defn
    @abstractmethod
    async def begin_standings(self, until: datetime) -> int:
        """Begin to tell the sentences of everybody whose standing has changed up to a moment; return of how many."""

    @activity.defn
    @abstractmethod
    async def watch_standings(self) -> None:
        """Look every few seconds whose standing has changed and begin to tell their sentences.

        For some minutes, or until this worker stops.
        """

"""What a reassessment's workflow is given, what it answers, and what it asks of the outside world.

Read by histories: add fields with defaults; never rename or remove one.
"""

from abc import ABC, abstractmethod
from datetime import datetime
from typing import Literal

from pydantic import Field
from temporalio import activity

from policy.case import Actor
from policy.facts import Kind
from policy.frozen import Frozen

REASSESSMENT_ID = r"^R-[A-Za-z0-9-]{1,40}$"
WORKFLOW_TYPE = "ReassessmentWorkflow"
State = Literal["running", "paused", "done", "stopped"]


def reassessment_workflow_id(id_: str) -> str:
    """Return the id of a reassessment's workflow: `reassessment/R-12`."""
    return f"reassessment/{id_}"


class Which(Frozen):
    """The live sentences meant: those to which everything said applies. Nothing said: all."""

    region: str | None = None
    kind: Kind | None = None
    practitioner: str | None = None
    edition_before: int | None = None
    sentence_ids: tuple[str, ...] | None = None


class Reassess(Frozen):
    """A reassessment as it is asked for."""

    id: str
    reason: str
    which: Which = Field(default_factory=Which)
    dry_run: bool = False
    by: Actor
    at: datetime


class Progress(Frozen):
    """How far it is, as the workflow has it; the register has it line by line."""

    state: State = "running"
    total: int | None = Field(default=None, description="live sentences it is about; nothing before they are counted")
    done: int = 0
    changed: int = 0
    failed: int = 0


class BatchRun(Frozen):
    """Input of a run: what was asked, and where the run before left off."""

    asked: Reassess
    after: str | None = Field(default=None, description="id of the last sentence dealt with")
    progress: Progress = Field(default_factory=Progress)
    turns: int = Field(default=1, description="turns written so far; the first is that it began")


class Told(Frozen):
    """Who pauses or resumes a reassessment, and why."""

    by: Actor
    reason: str | None = None


class Turn(Frozen):
    """A turn to write down."""

    id: str
    number: int
    state: State
    by: Actor | None = None
    reason: str | None = None


class PageAsked(Frozen):
    """The next sentences to deal with: so many after this one, as of this moment."""

    asked: Reassess
    after: str | None = None
    most: int
    at: datetime


class PageDone(Frozen):
    """What came of all so far, as the register counts it; no `last` when there was nothing left."""

    last: str | None = None
    done: int = 0
    changed: int = 0
    failed: int = 0


class BatchHands(ABC):
    """What a reassessment asks of the outside world."""

    @activity.defn
    @abstractmethod
    def begin_reassessment(self, asked: Reassess) -> int:
        """Write down what was asked and return how many sentences it is about."""

    @activity.defn
    @abstractmethod
    def write_turn(self, turn: Turn) -> None:
        """Write down that it was paused, resumed, done or stopped."""

    @activity.defn
    @abstractmethod
    async def reassess_page(self, page: PageAsked) -> PageDone:
        """Reassess the next sentences, or only look at them, and write a line for each."""

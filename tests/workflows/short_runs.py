"""Workflows like ours, with runs so short that a test sees many of them."""

from temporalio import workflow

from workflows.lifecycle import Reported
from workflows.loop import SentenceLoop

with workflow.unsafe.imports_passed_through():
    from policy.case import Case
    from workflows.accepts import accepts
    from workflows.messages import Run

EVENTS = 60


@workflow.defn(name="CommunityOrderWorkflow")
@accepts("community_order", "suspended_sentence_order")
class ShortRuns(Reported):
    """An order that starts a new run every few messages."""

    @workflow.init
    def __init__(self, run: Run) -> None:
        self.loop = SentenceLoop(run, events_per_run=EVENTS)

    @workflow.run
    async def run(self, run: Run) -> Case:
        """Live."""
        return await self.loop.live()


@workflow.defn(name="CommunityOrderWorkflow")
@accepts("community_order", "suspended_sentence_order")
class ForgetfulRuns(Reported):
    """An order whose new runs have forgotten which events it has seen."""

    @workflow.init
    def __init__(self, run: Run) -> None:
        self.loop = SentenceLoop(run.model_copy(update={"seen": {}}), events_per_run=EVENTS)

    @workflow.run
    async def run(self, run: Run) -> Case:
        """Live."""
        return await self.loop.live()

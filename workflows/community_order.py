"""The community order and the suspended sentence order as a workflow."""

from temporalio import workflow

from workflows.lifecycle import Reported
from workflows.loop import SentenceLoop

with workflow.unsafe.imports_passed_through():
    from policy.case import Case
    from workflows.accepts import accepts
    from workflows.messages import Run


@workflow.defn
@accepts("community_order", "suspended_sentence_order")
class CommunityOrderWorkflow(Reported):
    """One community order or suspended sentence order, from sentence to its end, revocation or activation.

    Signals (each takes a Message): reception, handover, pre_release, release, recall, termination. An order that does
    not know a fact refuses it by name.
    Queries: case, diary, timeline.
    """

    @workflow.init
    def __init__(self, run: Run) -> None:
        self.loop = SentenceLoop(run)

    @workflow.run
    async def run(self, run: Run) -> Case:
        """Live until the order is over: wait, decide, remember, tell."""
        del run  # taken in when the order was loaded, before any message was
        return await self.loop.live()

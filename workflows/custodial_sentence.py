"""The custodial sentence as a workflow."""

from temporalio import workflow

from workflows.lifecycle import Reported
from workflows.loop import SentenceLoop

with workflow.unsafe.imports_passed_through():
    from policy.case import Case
    from workflows.accepts import accepts
    from workflows.messages import Run


@workflow.defn
@accepts("custodial_sentence")
class CustodialSentenceWorkflow(Reported):
    """One custodial sentence, from sentence or reception to the end of licence and post-sentence supervision.

    Signals (each takes a Message): reception, handover, pre_release, release, recall, termination.
    Queries: case, diary, timeline.
    """

    @workflow.init
    def __init__(self, run: Run) -> None:
        self.loop = SentenceLoop(run)

    @workflow.run
    async def run(self, run: Run) -> Case:
        """Live until the sentence is over: wait, decide, remember, tell."""
        del run  # taken in when the sentence was loaded, before any message was
        return await self.loop.live()

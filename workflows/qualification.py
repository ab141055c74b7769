"""The qualification of a member of staff as a workflow: alignment, the PQiP, the Level 3 Diploma."""

from temporalio import workflow

from workflows.lifecycle import Shown
from workflows.loop import SentenceLoop

with workflow.unsafe.imports_passed_through():
    from policy.case import Case
    from workflows.accepts import accepts
    from workflows.messages import Run


@workflow.defn
@accepts("qualification")
class QualificationWorkflow(Shown):
    """One qualification being aligned or completed, from checklist or start in post to its outcome, appeal over.

    Signals: none; one that comes all the same is refused by name and journalled. Queries: case, diary, timeline.
    """

    @workflow.init
    def __init__(self, run: Run) -> None:
        self.loop = SentenceLoop(run)

    @workflow.run
    async def run(self, run: Run) -> Case:
        """Live until the qualification has its outcome: wait, decide, remember, tell."""
        del run  # taken in when it was loaded, before any message was
        return await self.loop.live()

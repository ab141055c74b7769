"""Reassessments like ours, with runs so short and pages so small that a test sees many of them."""

from temporalio import workflow

from workflows.reassessment import ReassessmentWorkflow

with workflow.unsafe.imports_passed_through():
    from workflows.batch import BatchRun, Progress


@workflow.defn(name="ReassessmentWorkflow")
class ShortBatches(ReassessmentWorkflow):
    """A reassessment of two sentences a page and two pages a run."""

    @workflow.init
    def __init__(self, run: BatchRun) -> None:
        super().__init__(run)
        self._page, self._pages_per_run = 2, 2

    @workflow.run
    async def run(self, run: BatchRun) -> Progress:
        """Reassess."""
        return await super().run(run)

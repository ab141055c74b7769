"""Changes of standing told like ours, in pages and runs so short that a test sees many of them."""

from temporalio import workflow

from workflows.standing import StandingWorkflow

with workflow.unsafe.imports_passed_through():
    from workflows.standings import StandingRun


@workflow.defn(name="StandingWorkflow")
class ShortStandings(StandingWorkflow):
    """Two sentences a page and two pages a run."""

    @workflow.init
    def __init__(self, run: StandingRun) -> None:
        super().__init__(run)
        self._most, self._pages_per_run = 2, 2

    @workflow.run
    async def run(self, run: StandingRun) -> int:
        """Tell."""
        return await super().run(run)

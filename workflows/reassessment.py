"""A reassessment of many sentences as a workflow: a page at a time, to be paused, resumed and asked how far it is."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from workflows.batch import BatchHands, BatchRun, PageAsked, Progress, State, Told, Turn

PAGE = 50
PAGES_PER_RUN = 200
_A_WRITE = timedelta(seconds=10)
_A_PAGE = timedelta(minutes=15)
_A_BEAT = timedelta(seconds=8)
_WITHOUT_LIMIT = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))


@workflow.defn
class ReassessmentWorkflow:
    """Every live sentence that is meant, decided again under today's rules and calendar, or only looked at.

    Updates: begun (answers once it is written down), pause and resume (each takes Told). Each answers with Progress.
    Query: progress.
    """

    @workflow.init
    def __init__(self, run: BatchRun) -> None:
        self._run = run
        self._after, self._turns = run.after, run.turns
        self._progress = run.progress
        self._pages = 0
        self._page, self._pages_per_run = PAGE, PAGES_PER_RUN

    @workflow.run
    async def run(self, run: BatchRun) -> Progress:
        """Go from page to page until there is none left."""
        del run  # taken in when the workflow was loaded
        try:
            await self._begin()
            while await self._next_page():
                await workflow.wait_condition(lambda: self._progress.state == "running")
                if self._pages >= self._pages_per_run or workflow.info().is_continue_as_new_suggested():
                    await workflow.wait_condition(workflow.all_handlers_finished)
                    workflow.continue_as_new(self._next_run())
            await self._turn("done")
        except BaseException as fault:
            if is_cancelled_exception(fault):
                await self._turn("stopped")
            raise
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._progress

    @workflow.update(description="answers once the reassessment is written down")
    async def begun(self) -> Progress:
        """Return how far it is, once the register has it."""
        await workflow.wait_condition(lambda: self._progress.total is not None)
        return self._progress

    @workflow.update(description="stop after the sentences under way")
    async def pause(self, told: Told) -> Progress:
        """Let the sentences under way be finished, and start no more."""
        return await self._told("paused", told)

    @workflow.update(description="go on")
    async def resume(self, told: Told) -> Progress:
        """Go on where it was."""
        return await self._told("running", told)

    @workflow.query(description="how far it is")
    def progress(self) -> Progress:
        """Return how far it is."""
        return self._progress

    async def _begin(self) -> None:
        if self._progress.total is None:
            total = await workflow.execute_activity_method(
                BatchHands.begin_reassessment,
                self._run.asked,
                start_to_close_timeout=_A_PAGE,
                retry_policy=_WITHOUT_LIMIT,
            )
            self._progress = self._progress.model_copy(update={"total": total})
        await workflow.wait_condition(lambda: self._progress.state == "running")
        self._show()

    async def _next_page(self) -> bool:
        """Deal with the next sentences; return whether there may be more."""
        page = await workflow.execute_activity_method(
            BatchHands.reassess_page,
            PageAsked(asked=self._run.asked, after=self._after, most=self._page, at=workflow.now()),
            start_to_close_timeout=_A_PAGE,
            heartbeat_timeout=_A_BEAT,
            retry_policy=_WITHOUT_LIMIT,
            summary=f"after {self._after}" if self._after else "the first",
        )
        self._pages += 1
        if page.last is None:
            return False
        self._after = page.last
        counted = {"done": page.done, "changed": page.changed, "failed": page.failed}
        self._progress = self._progress.model_copy(update=counted)
        self._show()
        return True

    async def _told(self, state: State, told: Told) -> Progress:
        """Take a turn, unless it is there already or all is over, and return how far it is."""
        if self._progress.state in {"running", "paused"} and self._progress.state != state:
            await self._turn(state, told)
        return self._progress

    async def _turn(self, state: State, told: Told | None = None) -> None:
        self._turns += 1
        self._progress = self._progress.model_copy(update={"state": state})
        self._show()
        await workflow.execute_activity_method(
            BatchHands.write_turn,
            Turn(
                id=self._run.asked.id,
                number=self._turns,
                state=state,
                by=told.by if told else None,
                reason=told.reason if told else None,
            ),
            start_to_close_timeout=_A_WRITE,
            retry_policy=_WITHOUT_LIMIT,
            summary=state,
        )

    def _show(self) -> None:
        now = self._progress
        what = "Dry run" if self._run.asked.dry_run else "Reassessment"
        workflow.set_current_details(
            f"**{what}** · {now.state}\n\n- {now.done} of {now.total} sentences\n"
            f"- {now.changed} changed\n- {now.failed} failed"
        )

    def _next_run(self) -> BatchRun:
        return BatchRun(asked=self._run.asked, after=self._after, progress=self._progress, turns=self._turns)

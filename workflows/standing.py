"""A practitioner's standing has changed: every sentence they hold is told, a page at a time, however many there are."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from workflows.standings import HeldPage, StandingHands, StandingRun, WatchRun

PAGE = 250
PAGES_PER_RUN = 200
EVENTS_PER_WATCH = 1_500
A_WATCH = timedelta(minutes=10)
"""How long one worker looks before another may."""
_A_WATCH_AT_MOST = A_WATCH + timedelta(minutes=5)
_A_WRITE = timedelta(seconds=10)
_A_PAGE = timedelta(minutes=5)
_A_BEAT = timedelta(seconds=10)
_WITHOUT_LIMIT = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))


@workflow.defn
class StandingWorkflow:
    """Every open sentence of one practitioner told that what they may do has changed.

    Each is told by a signal under an id of its own, so that a page begun again tells nobody twice.
    """

    @workflow.init
    def __init__(self, run: StandingRun) -> None:
        self._staff_id, self._page = run.staff_id, run.page
        self._told, self._looked_at = run.told, run.looked_at
        self._most, self._pages_per_run = PAGE, PAGES_PER_RUN
        self._pages = 0

    @workflow.run
    async def run(self, run: StandingRun) -> int:
        """Tell page after page until none is left and nothing has changed meanwhile. Return how many were told."""
        del run  # taken in when the workflow was loaded
        while (page := self._page or await self._begin()) is not None:
            if (last := await self._tell(page)) is not None:
                self._page = page.model_copy(update={"after": last})
            elif await self._has_changed_since(page):
                self._page = None
            else:
                break
            if self._pages >= self._pages_per_run:
                workflow.continue_as_new(
                    StandingRun(staff_id=self._staff_id, page=self._page, told=self._told, looked_at=self._looked_at)
                )
        return self._told

    async def _begin(self) -> HeldPage | None:
        number = await workflow.execute_activity_method(
            StandingHands.standing_number,
            self._staff_id,
            start_to_close_timeout=_A_WRITE,
            retry_policy=_WITHOUT_LIMIT,
            summary="which entry the register is at",
        )
        if number is None:
            return None
        return HeldPage(staff_id=self._staff_id, number=number, at=workflow.now(), most=self._most)

    async def _tell(self, page: HeldPage) -> str | None:
        """Tell one page; return the last sentence looked at, or nothing when there was none left."""
        done = await workflow.execute_activity_method(
            StandingHands.tell_held,
            page,
            start_to_close_timeout=_A_PAGE,
            heartbeat_timeout=_A_BEAT,
            retry_policy=_WITHOUT_LIMIT,
            summary=f"after {page.after}" if page.after else "the first",
        )
        self._pages += 1
        self._told, self._looked_at = self._told + done.told, self._looked_at + done.looked_at
        workflow.set_current_details(
            f"**{self._looked_at} sentences looked at**, {self._told} told. Those that know their holder's standing "
            "are not told: of a page begun again, those told before the worker stopped."
        )
        return done.last

    async def _has_changed_since(self, page: HeldPage) -> bool:
        return await workflow.execute_activity_method(
            StandingHands.standing_told,
            page,
            start_to_close_timeout=_A_WRITE,
            retry_policy=_WITHOUT_LIMIT,
            summary=f"all were told of entry {page.number}",
        )


@workflow.defn
class StandingWatchWorkflow:
    """Whoever's standing has changed, by an entry or by itself as time passed, has their sentences told.

    There is one. A worker looks on its behalf; when that worker dies another does within seconds, and history gets a
    few events an hour.
    """

    @workflow.run
    async def run(self, run: WatchRun) -> int:
        """Have somebody look all the time."""
        if not run.stays:
            return await self._once()
        workflow.set_current_details(
            "Looks every few seconds whose standing has changed; `standing/` and the staff code tells the sentences."
        )
        while True:
            await workflow.execute_activity_method(
                StandingHands.watch_standings,
                start_to_close_timeout=_A_WATCH_AT_MOST,
                heartbeat_timeout=_A_BEAT,
                retry_policy=_WITHOUT_LIMIT,
                summary="looks whose standing has changed",
            )
            if workflow.info().get_current_history_length() >= EVENTS_PER_WATCH:
                workflow.continue_as_new(run)

    async def _once(self) -> int:
        """Look once, as runs that a schedule of before began go on to do."""
        return await workflow.execute_activity_method(
            StandingHands.begin_standings,
            workflow.now(),
            start_to_close_timeout=_A_PAGE,
            retry_policy=_WITHOUT_LIMIT,
        )

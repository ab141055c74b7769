"""What starts by the clock and belongs to no sentence, on schedules that Temporal keeps: digests, and the watch."""

from datetime import time, timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from workflows.digest import DIGEST_ID, DIGEST_WORKFLOW, DigestRun
from workflows.standings import WATCH_ID, WATCH_WORKFLOW, WatchRun

CAUGHT_UP_FOR = timedelta(hours=12)
"""How late a digest may start when Temporal was away at its time."""
WATCHED_EVERY = timedelta(minutes=1)


async def keep_daily_digest(client: Client, *, at: time, task_queue: str) -> None:
    """Have the digests of every day start at this time in Europe/London. Said again, the schedule is as last said.

    Raises temporalio.service.RPCError where the server keeps no schedules.
    """
    await _keep(client, DIGEST_ID, daily_digest(at=at, task_queue=task_queue))


async def keep_standing_watch(client: Client, *, task_queue: str) -> None:
    """Have somebody look each minute whose standing has changed. Said again, the schedule is as last said.

    Raises temporalio.service.RPCError where the server keeps no schedules.
    """
    await _keep(client, WATCH_ID, standing_watch(task_queue=task_queue))


async def _keep(client: Client, id_: str, schedule: Schedule) -> None:
    try:
        await client.create_schedule(id_, schedule)
    except ScheduleAlreadyRunningError:

        def changed(known: ScheduleUpdateInput) -> ScheduleUpdate:
            schedule.state = known.description.schedule.state  # an operator's pause stays
            return ScheduleUpdate(schedule)

        await client.get_schedule_handle(id_).update(changed)


def daily_digest(*, at: time, task_queue: str) -> Schedule:
    """Return the schedule of the daily digest."""
    return Schedule(
        action=ScheduleActionStartWorkflow(DIGEST_WORKFLOW, DigestRun(), id=DIGEST_ID, task_queue=task_queue),
        spec=ScheduleSpec(
            calendars=[ScheduleCalendarSpec(hour=[ScheduleRange(at.hour)], minute=[ScheduleRange(at.minute)])],
            time_zone_name="Europe/London",
        ),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=CAUGHT_UP_FOR),
    )


def standing_watch(*, task_queue: str) -> Schedule:
    """Return the schedule of the watch: what nobody began to tell, and what changes by itself, is told by it."""
    return Schedule(
        action=ScheduleActionStartWorkflow(WATCH_WORKFLOW, WatchRun(), id=WATCH_ID, task_queue=task_queue),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=WATCHED_EVERY)]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=WATCHED_EVERY),
    )

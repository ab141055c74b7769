"""What starts by the clock and belongs to no sentence, on a schedule that Temporal keeps: the digests."""

from datetime import time, timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from workflows.digest import DIGEST_ID, DIGEST_WORKFLOW, DigestRun

CAUGHT_UP_FOR = timedelta(hours=12)
"""How late a digest may start when Temporal was away at its time."""


async def keep_daily_digest(client: Client, *, at: time, task_queue: str) -> None:
    """Have the digests of every day start at this time in Europe/London. Said again, the schedule is as last said.

    Raises temporalio.service.RPCError where the server keeps no schedules.
    """
    schedule = daily_digest(at=at, task_queue=task_queue)
    try:
        await client.create_schedule(DIGEST_ID, schedule)
    except ScheduleAlreadyRunningError:

        def changed(known: ScheduleUpdateInput) -> ScheduleUpdate:
            schedule.state = known.description.schedule.state  # an operator's pause stays
            return ScheduleUpdate(schedule)

        await client.get_schedule_handle(DIGEST_ID).update(changed)


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

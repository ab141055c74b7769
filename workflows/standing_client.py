"""How the telling of a practitioner's sentences is begun from outside, and the watch over all of them."""

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.service import RPCError, RPCStatusCode

from workflows.client import TemporalUnavailable
from workflows.messages import TASK_QUEUE
from workflows.standings import (
    STANDING_WORKFLOW,
    WATCH_ID,
    WATCH_WORKFLOW,
    StandingRun,
    WatchRun,
    standing_workflow_id,
)


async def tell_sentences(client: Client, staff_id: str, *, task_queue: str = TASK_QUEUE) -> None:
    """Begin to tell a practitioner's sentences that what they may do has changed; one that is under way goes on.

    To be called once the change is in the register. Where it fails the watch begins it within seconds.
    Raises TemporalUnavailable.
    """
    try:
        await client.start_workflow(
            STANDING_WORKFLOW,
            StandingRun(staff_id=staff_id),
            id=standing_workflow_id(staff_id),
            task_queue=task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            static_summary=f"Standing of {staff_id}",
        )
    except RPCError as error:
        raise TemporalUnavailable(f"Temporal answered {error.status.name}") from error
    except RuntimeError as away:  # a lazy client that cannot connect
        raise TemporalUnavailable("Temporal does not answer") from away


async def keep_watch(client: Client, *, task_queue: str = TASK_QUEUE) -> None:
    """See to it that the watch is there, and once. The schedule that began one each minute, before, is removed.

    Raises temporalio.service.RPCError.
    """
    await client.start_workflow(
        WATCH_WORKFLOW,
        WatchRun(stays=True),
        id=WATCH_ID,
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        static_summary="Watch over whose standing has changed",
    )
    try:
        await client.get_schedule_handle(WATCH_ID).delete()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise

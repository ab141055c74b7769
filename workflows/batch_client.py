"""How reassessments are spoken to from outside: begun, paused and resumed."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from workflows.batch import WORKFLOW_TYPE, BatchRun, Progress, Reassess, Told, reassessment_workflow_id
from workflows.client import PATIENCE, NoAnswerYet, NotAnswered, TemporalUnavailable
from workflows.messages import TASK_QUEUE


class ReassessmentOver(NotAnswered):
    """The reassessment is done, or was never begun."""

    reason = "ReassessmentOver"


async def begin(
    client: Client, asked: Reassess, *, task_queue: str = TASK_QUEUE, patience: timedelta = PATIENCE
) -> Progress:
    """Begin a reassessment and return once it is written down. The same one again begins nothing.

    Raises ReassessmentOver for one that is done, NoAnswerYet, TemporalUnavailable.
    """
    start: WithStartWorkflowOperation[object, Progress] = WithStartWorkflowOperation(
        WORKFLOW_TYPE,
        BatchRun(asked=asked),
        id=reassessment_workflow_id(asked.id),
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        static_summary=f"{'Dry run' if asked.dry_run else 'Reassessment'} {asked.id}",
        static_details=asked.reason,
    )
    update = client.execute_update_with_start_workflow("begun", start_workflow_operation=start, result_type=Progress)
    return await _answer(update, patience)


async def tell(client: Client, id_: str, what: str, told: Told, *, patience: timedelta = PATIENCE) -> Progress:
    """Pause or resume a reassessment (`what`) and return how far it is.

    Raises ReassessmentOver, NoAnswerYet, TemporalUnavailable.
    """
    workflow = client.get_workflow_handle(reassessment_workflow_id(id_))
    return await _answer(workflow.execute_update(what, told, result_type=Progress), patience)


async def _answer(asking: Awaitable[Progress], patience: timedelta) -> Progress:
    try:
        async with asyncio.timeout(patience.total_seconds()):
            return await asking
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as late:
        raise NoAnswerYet(f"no answer within {patience.total_seconds():g} seconds") from late
    except (WorkflowAlreadyStartedError, WorkflowUpdateFailedError) as over:  # it ended while it was asked
        raise ReassessmentOver("this reassessment is over") from over
    except RPCError as error:
        if error.status in {RPCStatusCode.NOT_FOUND, RPCStatusCode.ALREADY_EXISTS}:
            raise ReassessmentOver("this reassessment is over") from error
        raise TemporalUnavailable(f"Temporal answered {error.status.name}") from error
    except RuntimeError as away:  # a lazy client that cannot connect
        raise TemporalUnavailable("Temporal does not answer") from away

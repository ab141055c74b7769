"""How a qualification begins by itself, without anybody who waits for the answer."""

from temporalio.client import Client
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError

from policy.case import Case, Event
from workflows.client import TemporalUnavailable
from workflows.messages import TASK_QUEUE, WORKFLOW_TYPES, Message, Run, workflow_id
from workflows.search_attributes import attributes
from workflows.sight import details, summary


async def begin(client: Client, case: Case, first: Event, *, task_queue: str = TASK_QUEUE) -> None:
    """Start a qualification with its first event; one that was started before goes on, or stays over.

    Raises TemporalUnavailable.
    """
    try:
        await client.start_workflow(
            WORKFLOW_TYPES[case.kind],
            Run(case=case, first=Message(event=first)),
            id=workflow_id(case.kind, case.sentence_id),
            task_queue=task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            search_attributes=attributes(case),
            static_summary=summary(case, first),
            static_details=details(case, first),
        )
    except WorkflowAlreadyStartedError:
        return
    except RPCError as error:
        raise TemporalUnavailable(f"Temporal answered {error.status.name}") from error
    except RuntimeError as away:  # a lazy client that cannot connect
        raise TemporalUnavailable("Temporal does not answer") from away

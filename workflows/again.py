"""How the workflow of a sentence that the register holds open, and that Temporal does not run, is started again."""

from datetime import datetime, timedelta
from typing import Literal

from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from policy.facts import Kind
from policy.frozen import Frozen
from workflows.client import SentenceExists, TemporalUnavailable
from workflows.messages import TASK_QUEUE, WORKFLOW_TYPES, Run, workflow_id
from workflows.search_attributes import attributes
from workflows.sight import details, summary

SETTLES_IN = timedelta(seconds=15)
"""How long after its workflow's end something of a sentence may still be written: an activity's time, and a margin."""


class Life(Frozen):
    """Whether a sentence's workflow runs; where it was stopped, since when, unless Temporal has forgotten it."""

    is_: Literal["running", "over", "stopped"]
    since: datetime | None = None


async def life(client: Client, kind: Kind, sentence_id: str) -> Life:
    """Return how it stands with a sentence's workflow. Raises TemporalUnavailable."""
    try:
        found = await client.get_workflow_handle(workflow_id(kind, sentence_id)).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return Life(is_="stopped")
        raise TemporalUnavailable(f"Temporal answered {error.status.name}") from error
    except RuntimeError as away:  # a lazy client that cannot connect
        raise TemporalUnavailable("Temporal does not answer") from away
    if found.status in {WorkflowExecutionStatus.RUNNING, WorkflowExecutionStatus.CONTINUED_AS_NEW}:
        return Life(is_="running")
    if found.status is WorkflowExecutionStatus.COMPLETED:
        return Life(is_="over", since=found.close_time)
    return Life(is_="stopped", since=found.close_time)


async def start_again(client: Client, run: Run, *, task_queue: str = TASK_QUEUE) -> None:
    """Start a sentence's workflow where it stopped. There is never a second one.

    To be called with what the register holds `SETTLES_IN` after the workflow's end. Raises SentenceExists where one
    runs, TemporalUnavailable.
    """
    try:
        await client.start_workflow(
            WORKFLOW_TYPES[run.case.kind],
            run,
            id=workflow_id(run.case.kind, run.case.sentence_id),
            task_queue=task_queue,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            search_attributes=attributes(run.case),
            static_summary=summary(run.case),
            static_details=f"{details(run.case, None)} Started again from the register after entry {run.case.number}.",
        )
    except WorkflowAlreadyStartedError as runs:
        raise SentenceExists("its workflow runs") from runs
    except RPCError as error:
        raise TemporalUnavailable(f"Temporal answered {error.status.name}") from error

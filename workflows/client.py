"""How sentences are spoken to from outside: started, and told things, each event to one effect and one answer."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from policy.case import Case
from policy.facts import Kind
from workflows.loop import TRY_AGAIN
from workflows.messages import TASK_QUEUE, WORKFLOW_TYPES, Answer, Message, Run, workflow_id
from workflows.search_attributes import attributes
from workflows.sight import details, summary

PATIENCE = timedelta(seconds=15)
"""How long an answer is waited for before the caller is told to ask again."""
_FIRST_PAUSE, _LONGEST_PAUSE = 0.05, 1.0
_AGAIN = frozenset({TRY_AGAIN, "AcceptedUpdateCompletedWorkflow"})
_AGAIN_STATUS = frozenset({RPCStatusCode.FAILED_PRECONDITION, RPCStatusCode.RESOURCE_EXHAUSTED, RPCStatusCode.ABORTED})

Ask = Callable[[], Awaitable[Answer]]
Workflow = WorkflowHandle[object, Case]


class NotAnswered(Exception):
    """What every reason is for which a message has no answer; `reason` is its stable name."""

    reason = "NotAnswered"


class UnknownSentence(NotAnswered):
    """There is no sentence of this kind with this id."""

    reason = "UnknownSentence"


class SentenceEnded(NotAnswered):
    """The sentence is over: nothing can follow."""

    reason = "SentenceEnded"


class SentenceExists(NotAnswered):
    """There is a sentence with this id already."""

    reason = "SentenceExists"


class NoAnswerYet(NotAnswered):
    """The message may have arrived; the answer did not come in time. Ask again with the same event id."""

    reason = "NoAnswerYet"


class TemporalUnavailable(NotAnswered):
    """Temporal does not answer. Ask again with the same event id."""

    reason = "TemporalUnavailable"


class Malformed(NotAnswered):
    """The message is not of a shape that policy can be asked about; `reason` names the fault. It left no trace."""

    def __init__(self, reason: str, says: str) -> None:
        super().__init__(says)
        self.reason = reason


async def start(client: Client, run: Run, *, task_queue: str = TASK_QUEUE, patience: timedelta = PATIENCE) -> Answer:
    """Start a sentence with its opening event, `run.first`, and return the answer. A refused opening leaves none open.

    The same opening again starts nothing and has the same answer. Raises ValueError for a run without an opening
    event, and SentenceExists, NoAnswerYet, TemporalUnavailable.
    """
    if run.first is None:
        raise ValueError("a sentence starts with an event")
    opening = _marked(run.first, opening=True)
    run = run.model_copy(update={"first": opening})

    async def ask() -> Answer:
        answer: Answer = await client.execute_update_with_start_workflow(
            opening.event.name,
            opening,
            id=opening.event.id,
            start_workflow_operation=_operation(run, opening, task_queue),
            result_type=Answer,
        )
        return answer

    return await _answer(ask, opening, client.get_workflow_handle(_id(run.case)), patience)


async def send(
    client: Client, kind: Kind, sentence_id: str, message: Message, *, patience: timedelta = PATIENCE
) -> Answer:
    """Tell a sentence that something happened, and return its answer: accepted, ignored or refused by policy.

    Tries again by itself, with the same event id, when the sentence was just about to start a new run or Temporal asks
    for patience. Raises UnknownSentence, SentenceEnded, Malformed, NoAnswerYet, TemporalUnavailable.
    """
    message = _marked(message)
    workflow: Workflow = client.get_workflow_handle(workflow_id(kind, sentence_id))

    async def ask() -> Answer:
        name, id_ = message.event.name, message.event.id
        answer: Answer = await workflow.execute_update(name, message, id=id_, result_type=Answer)
        return answer

    return await _answer(ask, message, workflow, patience)


def _marked(message: Message, *, opening: bool = False) -> Message:
    mark = {"sending": message.sending or uuid4().hex}
    return message.model_copy(update={**mark, "opening": True} if opening else mark)


def _id(case: Case) -> str:
    return workflow_id(case.kind, case.sentence_id)


def _operation(run: Run, opening: Message, task_queue: str) -> WithStartWorkflowOperation[object, Case]:
    """Return how the workflow starts. A failed one is a refused opening, and may be followed by another try."""
    return WithStartWorkflowOperation(
        WORKFLOW_TYPES[run.case.kind],
        run,
        id=_id(run.case),
        task_queue=task_queue,
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
        search_attributes=attributes(run.case),
        static_summary=summary(run.case, opening.event),
        static_details=details(run.case, opening.event),
    )


async def _answer(ask: Ask, message: Message, workflow: Workflow, patience: timedelta) -> Answer:
    """Return the answer, marked as a duplicate when it was another sending that had the effect."""
    try:
        async with asyncio.timeout(patience.total_seconds()):
            answer = await _asked_until_answered(ask, workflow)
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError) as late:
        raise NoAnswerYet(f"no answer within {patience.total_seconds():g} seconds") from late
    except RuntimeError as away:  # a lazy client that cannot connect
        raise TemporalUnavailable("Temporal does not answer") from away
    is_another = answer.sending != message.sending
    return answer.model_copy(update={"duplicate": True}) if is_another else answer


async def _asked_until_answered(ask: Ask, workflow: Workflow) -> Answer:
    pause = _FIRST_PAUSE
    while True:
        try:
            return await ask()
        except WorkflowAlreadyStartedError as taken:
            raise SentenceExists("there is a sentence with this id already") from taken
        except WorkflowUpdateFailedError as failed:
            _raise_unless_again(failed)
        except RPCError as error:
            await _raise_by_status(error, workflow)
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _raise_unless_again(failed: WorkflowUpdateFailedError) -> None:
    cause = failed.cause
    reason = cause.type if isinstance(cause, ApplicationError) else None
    if reason in _AGAIN:
        return
    says = cause.message if isinstance(cause, ApplicationError) else str(cause)
    if reason == SentenceExists.reason:
        raise SentenceExists(says) from failed
    if reason == SentenceEnded.reason:
        raise SentenceEnded(says) from failed
    raise Malformed(reason or "Malformed", says) from failed


async def _raise_by_status(error: RPCError, workflow: Workflow) -> None:
    if error.status in _AGAIN_STATUS:
        return
    if error.status is RPCStatusCode.NOT_FOUND:
        if await _is_over(workflow):
            raise SentenceEnded("this sentence is over: nothing can follow") from error
        raise UnknownSentence("there is no such sentence") from error
    if error.status is RPCStatusCode.ALREADY_EXISTS:
        raise SentenceExists("there is a sentence with this id already") from error
    raise TemporalUnavailable(f"Temporal answered {error.status.name}") from error


async def _is_over(workflow: Workflow) -> bool:
    try:
        description = await workflow.describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return False
        raise TemporalUnavailable(f"Temporal answered {error.status.name}") from error
    return description.status is WorkflowExecutionStatus.COMPLETED

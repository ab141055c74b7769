"""Pass on: what one sentence took in and concerns the person goes to the person's other live sentences, as signals.

Each gets the event under its own id, so that however often it comes it has one effect there.
"""

from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from workflows.messages import Message, Other, Passing, workflow_id


class NotPassedOn(RuntimeError):
    """Temporal did not take every signal; trying again sends those that it took to no effect."""


async def pass_on(client: Client, passing: Passing) -> None:
    """Signal the event to each sentence; one that is over is left out. Raises NotPassedOn, to be tried again."""
    message = Message(event=passing.event, passed_by=passing.sentence_id)
    left = [other.sentence_id for other in passing.to if not await signalled(client, other, message)]
    if left:
        raise NotPassedOn(f"{passing.event.id} did not reach {', '.join(left)}")


async def signalled(client: Client, other: Other, message: Message) -> bool:
    """Return whether the sentence has the message now, or is over and needs none."""
    sentence = client.get_workflow_handle(workflow_id(other.kind, other.sentence_id))
    try:
        await sentence.signal(message.event.name, message)
    except RPCError as fault:
        if fault.status is RPCStatusCode.NOT_FOUND:
            activity.logger.warning("%s was over before %s reached it", other.sentence_id, message.event.name)
            return True
        activity.logger.warning("%s: %s not passed on: %s", other.sentence_id, message.event.name, fault.status.name)
        return False
    return True

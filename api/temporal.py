"""The real road to the sentences: Temporal, where each of them is a workflow."""

from datetime import timedelta
from typing import Literal

from temporalio.client import Client

from api.problems import PROBLEMS, Declined
from api.sending import Sentences
from api.settings import Settings
from policy.case import Case, Event
from policy.facts import Kind
from workflows import batch_client
from workflows import client as workflows
from workflows.batch import Reassess, Told
from workflows.messages import Answer, Message, Person, Reach, Run
from workflows.standing_client import tell_sentences

_SAYS = {
    "UnknownSentence": "No sentence has this id.",
    "SentenceEnded": "This sentence is over: nothing can follow.",
    "SentenceExists": "There is a sentence with this id already.",
    "ReassessmentOver": "This reassessment is over.",
    "NoAnswerYet": "The sentence has not answered yet. Send the same message again with the same Idempotency-Key.",
    "TemporalUnavailable": "The sentences do not answer at the moment. Try again shortly.",
}


class TemporalSentences(Sentences):
    """Sentences as workflows, reached through a client."""

    def __init__(self, client: Client, settings: Settings) -> None:
        self._client = client
        self._task_queue = settings.task_queue
        self._patience = timedelta(seconds=settings.answer_seconds)

    async def start(self, case: Case, person: Person | None, event: Event) -> Answer:
        """Start the workflow of a sentence with its first event."""
        run = Run(case=case, person=person, first=Message(event=event))
        try:
            return await workflows.start(self._client, run, task_queue=self._task_queue, patience=self._patience)
        except workflows.NotAnswered as fault:
            raise _declined(fault) from fault

    async def send(self, kind: Kind, sentence_id: str, event: Event, *, reach: Reach = "sentence") -> Answer:
        """Send an update to the workflow of a sentence."""
        try:
            message = Message(event=event, reach=reach)
            return await workflows.send(self._client, kind, sentence_id, message, patience=self._patience)
        except workflows.NotAnswered as fault:
            raise _declined(fault) from fault

    async def reassess(self, asked: Reassess) -> None:
        """Start the workflow of a reassessment; one that is over already has been begun."""
        try:
            await batch_client.begin(self._client, asked, task_queue=self._task_queue, patience=self._patience)
        except batch_client.ReassessmentOver:
            return
        except workflows.NotAnswered as fault:
            raise _declined(fault) from fault

    async def turn(self, reassessment_id: str, to: Literal["pause", "resume"], told: Told) -> None:
        """Send an update to the workflow of a reassessment."""
        try:
            await batch_client.tell(self._client, reassessment_id, to, told, patience=self._patience)
        except workflows.NotAnswered as fault:
            raise _declined(fault) from fault

    async def standing_changed(self, staff_id: str) -> None:
        """Start the workflow that tells the sentences of a member of staff; one under way goes on."""
        try:
            await tell_sentences(self._client, staff_id, task_queue=self._task_queue)
        except workflows.NotAnswered as fault:
            raise _declined(fault) from fault

    async def is_up(self) -> bool:
        """Return whether Temporal says that it serves."""
        return await self._client.service_client.check_health()


def _declined(fault: workflows.NotAnswered) -> Declined:
    """Return the problem by the fault's own name; what a sentence says of an event's form is told as it stands.

    Raises the fault itself when its name is none of ours: nobody expected it, and what it says may hold anything.
    """
    if fault.reason not in PROBLEMS:
        raise fault
    return Declined(fault.reason, _SAYS.get(fault.reason) or str(fault))

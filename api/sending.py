"""The road to the sentences: what endpoints need of it. `api.temporal` is the real one; tests bring a fake."""

from typing import Literal, Protocol

from policy.case import Case, Event
from policy.facts import Kind
from workflows.batch import Reassess, Told
from workflows.messages import Answer, Person, Reach


class Sentences(Protocol):
    """Sentences that can be started and told things. The same event id twice has one effect and the same answer."""

    async def start(self, case: Case, person: Person | None, event: Event) -> Answer:
        """Start a sentence, or a qualification (of no person), with its first event; a refused one leaves nothing.

        Raises Declined: SentenceExists, TemporalUnavailable, NoAnswerYet, and what the sentence says of the event's
        form.
        """
        ...

    async def send(self, kind: Kind, sentence_id: str, event: Event, *, reach: Reach = "sentence") -> Answer:
        """Tell a sentence that something happened; with `reach` person it tells the person's other live sentences.

        Raises Declined: UnknownSentence, SentenceEnded, TemporalUnavailable, NoAnswerYet, and what the sentence says of
        the event's form.
        """
        ...

    async def reassess(self, asked: Reassess) -> None:
        """Begin a reassessment; it is in the register when this returns. The same one again begins nothing.

        Raises Declined: TemporalUnavailable, NoAnswerYet.
        """
        ...

    async def turn(self, reassessment_id: str, to: Literal["pause", "resume"], told: Told) -> None:
        """Pause or resume a reassessment; it is in the register when this returns.

        Raises Declined: ReassessmentOver, TemporalUnavailable, NoAnswerYet.
        """
        ...

    async def standing_changed(self, staff_id: str) -> None:
        """Begin to tell the sentences of a member of staff that what they may do has changed, if it has.

        Raises Declined: TemporalUnavailable. The watch of standing begins it then, within seconds.
        """
        ...

    async def is_up(self) -> bool:
        """Return whether sentences can be reached at all."""
        ...

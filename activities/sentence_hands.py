"""The activities of a sentence, each a line: what they do stands in the module of its name."""

from functools import partial

from sqlalchemy import Engine as Register
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import deciding, passing_on, remembering, standing, telling
from activities.deciding import Engine
from activities.notices import Notices
from policy.case import Decision, Refusal
from register.faults import RegisterUnavailable
from workflows.hands import REGISTER_AWAY, Hands
from workflows.messages import Answer, Entry, Passing, Question, Remembered, Repeat, Telling, Told
from workflows.outbox import FIRST_TRY, LATER_TRY

A_MOMENT = 0.5
"""Seconds by which notices may delay the answer to what caused them."""
_LEFT_OVER = 0.75  # of an activity's time: the rest is for writing down what came of it


class SentenceHands(Hands):
    """Decide with an engine, remember in a register, tell by a provider."""

    def __init__(self, engine: Engine, register: Register, provider: Notices) -> None:
        self._engine, self._register, self._provider = engine, register, provider

    @activity.defn
    def decide(self, question: Question) -> Decision | Refusal:
        """Return what law and policy say follows, given what the register says of the staff whom the event names."""
        try:
            return deciding.decide(question, self._engine, partial(standing.ask, self._register))
        except RegisterUnavailable as away:
            if activity.info().is_local:  # history is not kept waiting: it is asked again by an activity of its own
                raise ApplicationError(str(away), type=REGISTER_AWAY, non_retryable=True) from away
            raise

    @activity.defn
    def remember(self, entry: Entry) -> Remembered:
        """Write the entry to the register."""
        return remembering.remember(self._register, self._provider, entry)

    @activity.defn
    async def pass_on(self, passing: Passing) -> None:
        """Signal the event to the person's other sentences."""
        await passing_on.pass_on(activity.client(), passing)

    @activity.defn
    def try_to_tell(self, telling: Telling) -> Told:
        """Send the notices once, quickly. Of a provider that lately took its time nothing is asked: an answer waits."""
        if len(telling.notices) * self._provider.seconds_each() > A_MOMENT:
            return Told(undelivered=tuple(notice.key for notice in telling.notices))
        seconds = FIRST_TRY.total_seconds() * _LEFT_OVER
        return Told(undelivered=self._tell(telling, seconds))

    @activity.defn
    def tell(self, telling: Telling) -> None:
        """Send the notices, to be tried again as long as one is kept back."""
        kept_back = self._tell(telling, LATER_TRY.total_seconds() * _LEFT_OVER)
        if kept_back:
            raise ApplicationError(f"{len(kept_back)} notices kept back, {kept_back[0]} first", type="TryLater")

    @activity.defn
    def repeat(self, question: Repeat) -> Answer:
        """Return the answer that an earlier message had."""
        return remembering.repeat(self._register, question)

    def _tell(self, told: Telling, seconds: float) -> tuple[str, ...]:
        return telling.tell(self._register, self._provider, told.notices, within=seconds)

"""What a sentence asks of the outside world: the activities by name and type, implemented in `activities`."""

from abc import ABC, abstractmethod

from temporalio import activity

from policy.case import Decision, Refusal
from workflows.messages import Answer, Entry, Passing, Question, Remembered, Repeat, Telling, Told

REGISTER_AWAY = "RegisterAway"
"""Type of the failure of `decide` where the register has to be asked about staff and does not answer."""


class Hands(ABC):
    """Decide, remember, tell: the only hand in the outside world."""

    @activity.defn
    @abstractmethod
    def decide(self, question: Question) -> Decision | Refusal:
        """Return what law and policy say follows. A fault in the rules is a refusal named EngineFault."""

    @activity.defn
    @abstractmethod
    def remember(self, entry: Entry) -> Remembered:
        """Write the entry to the register in one transaction. The same entry again changes nothing."""

    @activity.defn
    @abstractmethod
    async def pass_on(self, passing: Passing) -> None:
        """Signal the event to the person's other sentences. One that is over by now is left out."""

    @activity.defn
    @abstractmethod
    def try_to_tell(self, telling: Telling) -> Told:
        """Send the notices once, quickly, and return the keys of those a temporary fault kept back."""

    @activity.defn
    @abstractmethod
    def tell(self, telling: Telling) -> None:
        """Send the notices, each to one effect. Raises while a temporary fault keeps one back, to be tried again."""

    @activity.defn
    @abstractmethod
    def repeat(self, question: Repeat) -> Answer:
        """Return the answer that an earlier message had, from the register's journal."""

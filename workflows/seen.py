"""The bounded memory of event ids, so that the same id twice has one effect."""

from hashlib import blake2b
from typing import TypeVar

from workflows.messages import Answer

REMEMBERED_IDS = 1_000
REMEMBERED_ANSWERS = 100
_DIGEST_BYTES = 8
K = TypeVar("K")
V = TypeVar("V")


def digest(event_id: str) -> str:
    """Return 16 characters that stand for the event id: a thousand of them are carried from run to run."""
    return blake2b(event_id.encode(), digest_size=_DIGEST_BYTES).hexdigest()


class Seen:
    """Which events were decided, oldest forgotten first, and the latest answers of this run."""

    def __init__(self, carried: dict[str, int]) -> None:
        self._numbers = dict(carried)
        self._answers: dict[int, Answer] = {}

    def number_of(self, event_id: str) -> int | None:
        """Return the number under which the event was decided, if it is remembered."""
        return self._numbers.get(digest(event_id))

    def answer(self, number: int) -> Answer | None:
        """Return the answer that the event with this number had, if this run still holds it."""
        return self._answers.get(number)

    def add(self, event_id: str, answer: Answer) -> None:
        """Remember what was answered; forget what is too old."""
        self._numbers[digest(event_id)] = answer.number
        self._answers[answer.number] = answer
        _keep_newest(self._numbers, REMEMBERED_IDS)
        _keep_newest(self._answers, REMEMBERED_ANSWERS)

    def carried(self) -> dict[str, int]:
        """Return what the next run needs."""
        return dict(self._numbers)


def _keep_newest(items: dict[K, V], limit: int) -> None:
    while len(items) > limit:
        del items[next(iter(items))]

"""The messages a workflow accepts: one update for each event of the vocabulary, by the event's own name.

They are real, named handlers, so that the Temporal UI and the workflow's metadata list them with what they mean.
"""

from collections.abc import Callable
from functools import cache
from typing import Protocol, TypeVar

from temporalio import workflow

from policy.facts import Kind
from policy.vocabulary import EventKind, vocabulary
from workflows.messages import Answer, Message


class _Loop(Protocol):
    """The part of a loop that updates speak to."""

    def check(self, name: str, message: Message) -> None:
        """Refuse a message whose shape is wrong."""

    async def receive(self, message: Message) -> Answer:
        """Take in a message and return its answer."""
        ...


class Lives(Protocol):
    """A workflow that lives by a loop."""

    @property
    def loop(self) -> _Loop:
        """Return the loop it lives by."""
        ...


W = TypeVar("W", bound=type)


def events_of(*kinds: Kind) -> tuple[EventKind, ...]:
    """Return what may be sent to sentences of these kinds, each once."""
    return tuple({event.name: event for kind in kinds for event in vocabulary().events(kind)}.values())


def accepts(*kinds: Kind) -> Callable[[W], W]:
    """Give a workflow an update for each event of its kinds of sentence, and a docstring that lists them."""

    def with_updates(cls: W) -> W:
        events = events_of(*kinds)
        for event in events:
            setattr(cls, f"update_{event.name}", _update(event.name, event.means))
        listed = "\n".join(f"    {event.name}: {event.means}" for event in events)
        cls.__doc__ = f"{cls.__doc__}\n\n    Updates (each takes a Message and returns an Answer):\n\n{listed}\n"
        return cls

    return with_updates


@cache
def _update(name: str, means: str) -> object:
    """Return the handler of an update. Cached, because workflows are loaded afresh for every sentence."""

    async def receive(self: Lives, message: Message) -> Answer:
        return await self.loop.receive(message)

    def check(self: Lives, message: Message) -> None:
        self.loop.check(name, message)

    receive.__name__ = receive.__qualname__ = f"update_{name}"
    receive.__doc__ = means
    for method in (receive, check):
        del method.__annotations__["self"]  # or Temporal takes it for the first thing sent
    handler = workflow.update(name=name, description=means)(receive)
    handler.validator(check)
    return handler

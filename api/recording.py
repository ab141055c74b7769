"""Writing down what changes about a member of staff: one transaction, its faults turned into problems by name."""

from collections.abc import Callable
from typing import TypeVar

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine
from sqlmodel import Session

from api.problems import Declined
from api.reading import faults_named
from policy.case import Actor, Refusal
from register.connection import writing

T = TypeVar("T")


def only(actor: Actor, roles: tuple[str, ...]) -> None:
    """Check the sender's role. Raises Declined: WrongSender."""
    if actor.role not in roles:
        raise Declined("WrongSender", f"This comes from {', '.join(roles)}, not from {actor.role}.")


async def write(register: Engine, change: Callable[[Session], T | Refusal]) -> T:
    """Return what came of a change, in a transaction and a thread of its own.

    Raises Declined: UnknownPractitioner, PractitionerExists, IdempotencyKeyReused, RegisterUnavailable, and what the
    change was refused for.
    """
    answer = await run_in_threadpool(lambda: _written(register, change))
    if isinstance(answer, Refusal):
        raise Declined(answer.reason, answer.says, answer.rules)
    return answer


def _written(register: Engine, change: Callable[[Session], T | Refusal]) -> T | Refusal:
    with faults_named(), writing(register) as session:
        return change(session)

"""Reads of the register: in a session of their own, with its faults turned into problems by name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Concatenate, ParamSpec, TypeVar

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine
from sqlalchemy.exc import DataError
from sqlmodel import Session

from api.problems import Declined
from register.connection import reading
from register.faults import (
    BadCursor,
    EntryDiffers,
    PractitionerExists,
    RegisterFault,
    RegisterUnavailable,
    SeveralPeople,
    UnknownFact,
    UnknownPerson,
    UnknownPractitioner,
    UnknownQualification,
    UnknownReassessment,
    UnknownSentence,
)

P = ParamSpec("P")
T = TypeVar("T")


_SAID: dict[type[RegisterFault], tuple[str, str]] = {
    UnknownSentence: ("UnknownSentence", "No sentence has this id."),
    UnknownReassessment: ("UnknownReassessment", "No reassessment has this id."),
    UnknownQualification: ("UnknownQualification", "No qualification has this id."),
    UnknownPractitioner: ("UnknownPractitioner", "Nobody is registered under this staff code."),
    PractitionerExists: ("PractitionerExists", "Somebody is registered under this staff code already."),
    EntryDiffers: ("IdempotencyKeyReused", "This Idempotency-Key was used for another entry."),
    UnknownFact: ("UnknownFact", "No fact of this id is kept aside for this member of staff."),
    UnknownPerson: ("UnknownPerson", "Nobody is known by this prison number or CRN."),
    SeveralPeople: ("SeveralPeople", "Records of more than one person have this number: ask by the other number."),
}


@contextmanager
def faults_named() -> Iterator[None]:
    """Turn what the register says is wrong into the problem of that name. Raises Declined."""
    try:
        yield
    except tuple(_SAID) as fault:
        raise Declined(*_SAID[type(fault)]) from None
    except RegisterUnavailable as fault:
        raise Declined(
            "RegisterUnavailable", "The register does not answer at the moment. Try again shortly."
        ) from fault


@contextmanager
def asked(register: Engine) -> Iterator[Session]:
    """Give a session to read with.

    Raises Declined: UnknownSentence, UnknownQualification, UnknownPerson, SeveralPeople,
    UnknownReassessment, UnknownPractitioner, MalformedCursor, RegisterUnavailable.
    """
    try:
        with faults_named(), reading(register) as session:
            yield session
    except (BadCursor, DataError, OverflowError, UnicodeError):
        raise Declined("MalformedCursor", "The cursor is not one that this list gave out for these filters.") from None


async def ask(register: Engine, question: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return the register's answer to a question, asked in a thread of its own. Raises Declined, as `asked` does."""

    def answered() -> T:
        with asked(register) as session:
            return question(session, *args, **kwargs)

    return await run_in_threadpool(answered)

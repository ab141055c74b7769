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
    RegisterUnavailable,
    SeveralPeople,
    UnknownPerson,
    UnknownPractitioner,
    UnknownQualification,
    UnknownReassessment,
    UnknownSentence,
)

P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def asked(register: Engine) -> Iterator[Session]:
    """Give a session to read with.

    Raises Declined: UnknownSentence, UnknownQualification, UnknownPerson, SeveralPeople,
    UnknownReassessment, UnknownPractitioner, MalformedCursor, RegisterUnavailable.
    """
    try:
        with reading(register) as session:
            yield session
    except UnknownSentence:
        raise Declined("UnknownSentence", "No sentence has this id.") from None
    except UnknownReassessment:
        raise Declined("UnknownReassessment", "No reassessment has this id.") from None
    except UnknownQualification:
        raise Declined("UnknownQualification", "No qualification has this id.") from None
    except UnknownPractitioner:
        raise Declined("UnknownPractitioner", "Nobody is registered under this staff code.") from None
    except UnknownPerson:
        raise Declined("UnknownPerson", "Nobody is known by this prison number or CRN.") from None
    except SeveralPeople:
        raise Declined(
            "SeveralPeople", "Records of more than one person have this number: ask by the other number."
        ) from None
    except (BadCursor, DataError, OverflowError, UnicodeError):
        raise Declined("MalformedCursor", "The cursor is not one that this list gave out for these filters.") from None
    except RegisterUnavailable as fault:
        raise Declined(
            "RegisterUnavailable", "The register does not answer at the moment. Try again shortly."
        ) from fault


async def ask(register: Engine, question: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return the register's answer to a question, asked in a thread of its own. Raises Declined, as `asked` does."""

    def answered() -> T:
        with asked(register) as session:
            return question(session, *args, **kwargs)

    return await run_in_threadpool(answered)

"""The Idempotency-Key: the id of the event, and with it the promise that the same message twice has one effect."""

from base64 import b32encode
from hashlib import sha256
from typing import Annotated

from fastapi import Header
from pydantic import AfterValidator, StringConstraints

from policy.case import Actor
from policy.facts import Kind

_CLOCKS_OWN = "time/"
_BYTES = 10


def _not_the_clocks(key: str) -> str:
    if key.startswith(_CLOCKS_OWN):
        raise ValueError("ids that begin with time/ are the clock's")
    return key


IdempotencyKey = Annotated[
    str,
    StringConstraints(pattern=r"^[\x21-\x7e]{1,200}$"),
    AfterValidator(_not_the_clocks),
    Header(
        alias="Idempotency-Key",
        description="Id of the event, new for every new message: a UUID, or your own system's id of it. Sending a "
        "message again with its key changes nothing and brings the same answer.",
        examples=["0f4c3e2a-7d51-4b8e-9a51-2f6f3c0f9d11"],
    ),
]


def given_sentence_id(kind: Kind, key: str, by: Actor) -> str:
    """Return an id for a sentence whose sender gave none: always the same for the same sender and key."""
    return given_id("S", kind, key, by)


def given_id(prefix: str, kind: Kind, key: str, by: Actor) -> str:
    """Return an id with this prefix: always the same for the same sender and key."""
    asked = "\n".join((kind, by.role, by.id or "", key))
    return f"{prefix}-{b32encode(sha256(asked.encode()).digest()[:_BYTES]).decode()[:12]}"


def given_reassessment_id(key: str, by: Actor) -> str:
    """Return the id of a reassessment: always the same for the same sender and key."""
    return f"R-{_digest('reassessment', key, by)}"


def _digest(of: str, key: str, by: Actor) -> str:
    asked = "\n".join((of, by.role, by.id or "", key))
    return b32encode(sha256(asked.encode()).digest()[:_BYTES]).decode()[:12]

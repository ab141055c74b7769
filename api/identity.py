"""Who is asking: the one dependency to replace when tokens come.

DEVELOPMENT IDENTITY. Two headers are believed as they are sent. Nothing else in the api knows where an actor comes
from, and no body can name one.
"""

from typing import Annotated

from fastapi import Depends, Security
from fastapi.security import APIKeyHeader
from pydantic import StringConstraints, TypeAdapter, ValidationError

from api.problems import Declined
from policy.case import Actor
from policy.vocabulary import roles

ACTOR_ROLE = APIKeyHeader(
    name="X-Actor-Role",
    scheme_name="DevelopmentRole",
    description="Development identity: the role you act in, by its name in the vocabulary.",
    auto_error=False,
)
ACTOR_ID = APIKeyHeader(
    name="X-Actor-Id",
    scheme_name="DevelopmentId",
    description="Development identity: your staff code, or the name of your system.",
    auto_error=False,
)
_STAFF = TypeAdapter(Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,59}$")])


def current_actor(
    role: Annotated[str | None, Security(ACTOR_ROLE)],
    staff: Annotated[str | None, Security(ACTOR_ID)],
) -> Actor:
    """Return who is asking and in what role.

    Raises Declined: MissingActor without both headers, UnknownRole, MalformedActor.
    """
    if not role or not staff:
        raise Declined("MissingActor", "Say who you are: X-Actor-Role and X-Actor-Id are both needed.")
    if role not in roles():
        raise Declined("UnknownRole", "The role in X-Actor-Role is not one that the vocabulary knows.")
    try:
        return Actor(role=role, id=_STAFF.validate_python(staff))
    except ValidationError:
        raise Declined(
            "MalformedActor", "X-Actor-Id is a staff code or a system's name: up to 60 letters, digits, . _ @ and -."
        ) from None


CurrentActor = Annotated[Actor, Depends(current_actor)]

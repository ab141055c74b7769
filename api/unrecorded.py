"""What qualifications established of staff and no record took in: listed, and settled by who decides that it stands."""

from typing import Annotated

from fastapi import APIRouter, Query, Security
from pydantic import Field
from sqlmodel import Session

from api import examples_of_qualifications as examples
from api.documents import READING, SENDING, documented
from api.identity import CurrentActor, current_actor
from api.keys import IdempotencyKey
from api.lists import Name
from api.paging import Paged
from api.parts import AppParts
from api.practitioners import ONE, PRACTITIONERS_TAG, StaffPath
from api.reading import asked
from api.recording import only, write
from api.said import Said
from api.views import View
from policy.workforce.withheld import RECORD
from register.established import leave
from register.read.page import Page
from register.read.unrecorded import Unrecorded, WhichUnrecorded, unrecorded


class UnrecordedAsked(Paged):
    """Which facts: those that wait, or those that were settled."""

    staff_id: Name | None = Field(default=None, examples=[examples.STAFF])
    settled: bool = Field(default=False, description="those that were settled, not those that wait", examples=[False])


class Leaving(Said):
    """A fact that is not recorded, because what the record says stands."""

    fact: str = Field(min_length=1, max_length=100, description="its event id", examples=["Q-7001/9"])
    because: str = Field(min_length=1, max_length=500, description="why the record stands; nothing confidential")


class LeftView(View):
    """What became of the fact."""

    fact: str
    duplicate: bool = Field(description="it was settled before, and nothing was changed now")


def unrecorded_facts() -> APIRouter:
    """Return the endpoints of facts that no record took in."""
    router = APIRouter(prefix="/v1/workforce", tags=[PRACTITIONERS_TAG])
    router.add_api_route(
        "/unrecorded",
        page,
        methods=["GET"],
        dependencies=[Security(current_actor)],
        **documented(
            "What qualifications established and no record says",
            examples.UNRECORDED,
            roles=RECORD,
            problems=(*READING, "WrongSender", "MalformedQuery", "MalformedCursor"),
        ),
    )
    router.add_api_route(
        f"{ONE}/unrecorded/stands",
        stands,
        methods=["POST"],
        **documented(
            "Decide that the record stands",
            examples.LEFT,
            roles=RECORD,
            problems=(*SENDING, "WrongSender", "UnknownFact"),
            request=examples.LEAVING,
        ),
    )
    return router


def page(asking: Annotated[UnrecordedAsked, Query()], actor: CurrentActor, parts: AppParts) -> Page[Unrecorded]:
    """List what qualifications established of staff whom nobody has registered, or whose record says otherwise.

    Each is tried again within a minute or so of every change of the record: it goes there by itself once somebody is
    registered, or once what contradicts it is struck from the record.
    """
    only(actor, RECORD)
    which = WhichUnrecorded.model_validate(asking.filters())
    with asked(parts.register) as session:
        return unrecorded(session, which, cursor=asking.cursor, limit=asking.limit)


async def stands(
    staff_id: StaffPath, said: Leaving, key: IdempotencyKey, actor: CurrentActor, parts: AppParts
) -> LeftView:
    """Decide that what the record says stands: this fact does not go there, and stays listed with the reason."""
    del key  # a fact is settled once, whatever the key
    only(actor, RECORD)

    def left(session: Session) -> bool:
        return leave(session, said.fact, staff_id=staff_id, because=said.because, by=actor)

    return LeftView(fact=said.fact, duplicate=not await write(parts.register, left))

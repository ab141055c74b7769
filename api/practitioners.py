"""Practitioners: entering one, changing what is known of one from a day on, reading, listing, and the timeline."""

import logging
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response, Security
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlmodel import Session

from api import examples_of_practitioners as examples
from api.documents import ANY_ROLE, READING, SENDING, documented
from api.identity import CurrentActor, current_actor
from api.keys import IdempotencyKey
from api.lists import Name
from api.paging import Paged
from api.parts import AppParts, Parts
from api.practitioner_views import (
    PractitionerLineView,
    PractitionerView,
    RecordedView,
    StaffEntryView,
    entry_view,
    line_view,
    practitioner_view,
)
from api.problems import Declined
from api.reading import ask, asked
from api.recording import only, write
from api.said import Said
from policy.calendar import local_day
from policy.case import Actor, Refusal
from policy.workforce.changes import STAFF_ID, AnyStaffChange, Recorded, Registered
from policy.workforce.practitioner import Practitioner
from policy.workforce.roles import Role
from policy.workforce.withheld import AUTHORISE, RECORD
from register.practitioners import Written, record
from register.read.notices import WhichNotices
from register.read.notices import notices as listed_notices
from register.read.page import Page
from register.read.practitioners import (
    WhichPractitioners,
    WhichStaffEntries,
    practitioner_record,
    staff_journal,
)
from register.read.practitioners import practitioners as listed

log = logging.getLogger("throughcare.api")

PRACTITIONERS_TAG = "Workforce: practitioners"
_STAFF_ID = f"^{STAFF_ID}$"
StaffCode = Annotated[str, Field(pattern=_STAFF_ID, examples=[examples.STAFF])]
StaffPath = Annotated[
    str, Path(alias="staff_id", pattern=_STAFF_ID, description="staff code", examples=[examples.STAFF])
]
ONE = "/practitioners/{staff_id}"


class Entering(Said):
    """Somebody to enter, with what is known of them."""

    practitioner: Practitioner = Field(description="dated facts; the authorisation is granted by a message of its own")
    on: date | None = Field(
        default=None, description="day from which they are entered; left out: the start of employment"
    )
    former_staff_ids: tuple[StaffCode, ...] = Field(default=(), description="staff codes they had before, in any area")
    register_decision: str | None = Field(
        default=None,
        min_length=1,
        max_length=500,
        description="who decided what, where the Loss of Authorisation Register names them",
    )


class Changing(Said):
    """What changes about somebody, and from which day."""

    change: Annotated[Recorded, Field(discriminator="what")]


class AsOf(BaseModel):
    """The moment asked about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: AwareDatetime | None = Field(
        default=None, description="moment asked about; left out: now", examples=["2026-03-09T15:00:00Z"]
    )


class PractitionersAsked(Paged):
    """The practitioners asked for: those to whom every filter applies at the moment."""

    as_of: AwareDatetime | None = Field(
        default=None, description="moment asked about; left out: now", examples=["2026-03-09T15:00:00Z"]
    )
    region: Name | None = Field(default=None, examples=["Wales"])
    pdu: Name | None = Field(default=None, description="probation delivery unit", examples=["Cardiff and Vale"])
    team: Name | None = Field(default=None, examples=["N03F01"])
    role: Role | None = Field(default=None, examples=["probation_officer"])
    line_manager: Name | None = Field(default=None, description="staff code", examples=["N03S001"])
    starts_with: Name | None = Field(default=None, description="how the staff code begins", examples=["N03"])


class StaffEntriesAsked(Paged):
    """Which page of a staff journal, and which way."""

    newest_first: bool = Field(default=False, examples=[True])


def practitioners() -> APIRouter:
    """Return the endpoints of practitioners."""
    router = APIRouter(prefix="/v1/workforce", tags=[PRACTITIONERS_TAG])
    _writes(router)
    paged = (*READING, "MalformedQuery", "MalformedCursor")
    for path, summary, endpoint, example, problems in (
        ("/practitioners", "List practitioners", page, examples.PAGE, paged),
        (ONE, "Read a practitioner", read, examples.PRACTITIONER, (*READING, "UnknownPractitioner", "MalformedQuery")),
        (f"{ONE}/timeline", "Read a staff journal", timeline, examples.TIMELINE, (*paged, "UnknownPractitioner")),
    ):
        router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            dependencies=[Security(current_actor)],
            **documented(summary, example, roles=ANY_ROLE, problems=problems),
        )
    return router


def _writes(router: APIRouter) -> None:
    written = ("WrongSender", "StaffChangeContradicts", "LossOfAuthorisationKnown")
    router.add_api_route(
        "/practitioners",
        enter,
        methods=["POST"],
        **documented(
            "Enter a practitioner",
            examples.RECORDED,
            roles=RECORD,
            problems=(*SENDING, *written, "PractitionerExists"),
            request=examples.ENTERING,
            status=201,
            says="Entered. 200 when the same was entered before with the same key.",
        ),
    )
    router.add_api_route(
        f"{ONE}/changes",
        change,
        methods=["POST"],
        **documented(
            "Record a change from a day on",
            examples.RECORDED,
            roles=RECORD,
            problems=(*SENDING, *written, "UnknownPractitioner"),
            request=examples.CHANGING,
        ),
    )


async def enter(
    said: Entering, key: IdempotencyKey, actor: CurrentActor, parts: AppParts, response: Response
) -> RecordedView:
    """Enter a member of staff with dated facts: posts, places, employment, qualifications, vetting, rota, delegations.

    The Loss of Authorisation Register is looked at first, under every staff code given (QG 23): an entry in it is no
    bar, but what was decided on it is recorded. An authorisation of those who work already may be entered too, by
    those who may grant one.
    """
    only(actor, AUTHORISE if said.practitioner.authorisations else RECORD)
    today = local_day(parts.clock())
    decided = {"register_decision": said.register_decision} if said.register_decision else {}
    entered = Registered.model_validate(
        {
            "what": "registered",
            "on": said.on or said.practitioner.employment_start or today,
            "practitioner": said.practitioner,
            "former_staff_ids": said.former_staff_ids,
            **decided,
        }
    )
    answer = await recorded(parts, said.practitioner.staff_id, entered, key, actor)
    response.status_code = 200 if answer.duplicate else 201
    response.headers["Location"] = f"/v1/workforce/practitioners/{said.practitioner.staff_id}"
    return answer


async def change(
    staff_id: StaffPath, said: Changing, key: IdempotencyKey, actor: CurrentActor, parts: AppParts
) -> RecordedView:
    """Record what changes about somebody, from the day it counts: in days gone by, or to come.

    A new post or place ends the one before on its first day. Nothing is overwritten: the journal keeps what was known
    before and when. Sentences of whoever may do less now are told within seconds.
    """
    only(actor, RECORD)
    return await recorded(parts, staff_id, said.change, key, actor)


def page(asking: Annotated[PractitionersAsked, Query()], parts: AppParts) -> Page[PractitionerLineView]:
    """List practitioners by staff code, each with what they may do at the moment asked about."""
    as_of = asking.as_of or parts.clock()
    filters = {name: value for name, value in asking.filters().items() if name != "as_of"}
    which = WhichPractitioners.model_validate({**filters, "on": local_day(as_of)})
    with asked(parts.register) as session:
        found = listed(session, which, as_of, cursor=asking.cursor, limit=asking.limit)
    return Page(items=tuple(line_view(line) for line in found.items), next=found.next)


def read(
    staff_id: StaffPath, asking: Annotated[AsOf, Query()], actor: CurrentActor, parts: AppParts
) -> PractitionerView:
    """Show a practitioner: every dated fact, and what they may do at the moment asked about, with its paragraphs.

    Why an authorisation was lost is shown to those who decide on it, to HR, to the line manager and to the member of
    staff alone.
    """
    now = parts.clock()
    with asked(parts.register) as session:
        found = practitioner_record(session, staff_id, asking.as_of or now)
    return practitioner_view(found, actor, today=local_day(now))


def timeline(
    staff_id: StaffPath, asking: Annotated[StaffEntriesAsked, Query()], actor: CurrentActor, parts: AppParts
) -> Page[StaffEntryView]:
    """List what was recorded about a practitioner, entry by entry: what, from which day, by whom, and when."""
    now = parts.clock()
    which = WhichStaffEntries(staff_id=staff_id, newest_first=asking.newest_first)
    with asked(parts.register) as session:
        known = practitioner_record(session, staff_id, now).practitioner
        found = staff_journal(session, which, cursor=asking.cursor, limit=asking.limit)
    lines = tuple(entry_view(entry, known, actor, today=local_day(now)) for entry in found.items)
    return Page(items=lines, next=found.next)


async def recorded(parts: Parts, staff_id: str, change: AnyStaffChange, key: str, actor: Actor) -> RecordedView:
    """Write a change down and return where it stands, and the practitioner with it. Raises Declined."""
    now = parts.clock()

    def written(session: Session) -> Written | Refusal:
        return record(session, staff_id, change, event_id=key, by=actor, at=now)

    answer = await write(parts.register, written)
    try:
        await parts.sentences.standing_changed(staff_id)
    except Declined as away:
        log.warning("sentences of %s are told by the watch: %s", staff_id, away.reason)
    found = await ask(parts.register, practitioner_record, staff_id, now)
    told = await ask(parts.register, _told, staff_id, answer.number)
    shown = practitioner_view(found, actor, today=local_day(now))
    return RecordedView(number=answer.number, duplicate=answer.duplicate, told=told, practitioner=shown)


def _told(session: Session, staff_id: str, number: int) -> tuple[str, ...]:
    lines = listed_notices(session, WhichNotices(staff_id=staff_id, number=number)).items
    return tuple(line.to for line in reversed(lines))

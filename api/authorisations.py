"""Authorisations granted, suspended, withdrawn, restored; the register of losses; and what is confidential of staff."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Security
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlmodel import Session

from api import examples_of_practitioners as examples
from api.documents import READING, SENDING, documented
from api.identity import CurrentActor, current_actor
from api.keys import IdempotencyKey
from api.parts import AppParts, Parts
from api.practitioner_views import RecordedView
from api.practitioners import ONE, PRACTITIONERS_TAG, StaffCode, StaffPath, recorded
from api.problems import Declined
from api.reading import ask, asked
from api.recording import only, write
from api.said import Said
from api.views import View
from policy.calendar import local_day
from policy.case import Actor
from policy.vocabulary import roles
from policy.workforce.authorisation import STATUS
from policy.workforce.authorising import Authorised, LossConsidered
from policy.workforce.changes import STAFF_CHANGE
from policy.workforce.practitioner import Authorisation, Ground, Practitioner
from policy.workforce.withheld import AUTHORISE, KEEP_CONFIDENTIAL, LOOK_UP_LOSSES, reads_confidential
from register.confidential import Confidential, ConfidentialEntry, ConfidentialKind, add_confidential, confidential
from register.read.losses import Loss, losses
from register.read.practitioners import practitioner_record, staff_entry_of

MOST_CODES = 20
_READ_CONFIDENTIAL = (
    "head_of_hr",
    "hr_business_partner",
    "line_manager",
    "senior_policy_manager",
    "staff_member",
    "workforce_programme",
)
_SINCE = Field(default=None, description="moment from which it stands; left out: now")
_DECISION = Field(
    default=None,
    min_length=1,
    max_length=500,
    description="who decided what, where the Loss of Authorisation Register names them",
)


class Giving(Said):
    """An authorisation that is granted or restored."""

    since: AwareDatetime | None = _SINCE
    register_decision: str | None = _DECISION


class Losing(Said):
    """An authorisation that is suspended or withdrawn, on one of the grounds of the guidance."""

    ground: Ground
    since: AwareDatetime | None = _SINCE
    agencies: tuple[str, ...] = Field(
        default=(), max_length=MOST_CODES, description="other agencies it matters to, by their names as roles"
    )


class Considering(Said):
    """What was decided about somebody whom the Loss of Authorisation Register names."""

    register_decision: str = Field(min_length=1, max_length=500, description="who decided what")
    on: date | None = Field(default=None, description="day from which it counts; left out: today")


class LossesAsked(BaseModel):
    """Whom to look up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    staff_id: list[StaffCode] = Field(
        min_length=1, max_length=MOST_CODES, description="every staff code somebody had", examples=[["N03A019"]]
    )


class LossesView(View):
    """What the Loss of Authorisation Register says of somebody."""

    staff_ids: tuple[str, ...]
    entries: tuple[Loss, ...]


class ToKeep(Said):
    """Something confidential about a member of staff."""

    kind: ConfidentialKind
    since: date
    until: date | None = Field(default=None, description="first day on which it no longer holds")
    says: str = Field(min_length=1, max_length=2000)


class KeptView(View):
    """Where it was written down."""

    number: int


class ConfidentialView(View):
    """Everything confidential about a member of staff, the newest first."""

    entries: tuple[ConfidentialEntry, ...]


def authorisations() -> APIRouter:
    """Return the endpoints of authorisations and of what is confidential."""
    router = APIRouter(prefix="/v1/workforce", tags=[PRACTITIONERS_TAG])
    decided = ("WrongSender", "UnknownPractitioner", "AuthorisationStands", "StaffChangeContradicts")
    for asked_for, endpoint in _ENDPOINTS.items():
        gives = asked_for in {"grant", "restore"}
        router.add_api_route(
            f"{ONE}/authorisation/{asked_for}",
            endpoint,
            methods=["POST"],
            name=f"authorisation_{asked_for}",
            operation_id=f"authorisation_{asked_for}",
            description=_GIVES if gives else _LOSES,
            **documented(
                f"{asked_for.capitalize()} an authorisation",
                examples.RECORDED if gives else examples.LOST,
                roles=AUTHORISE,
                problems=(*SENDING, *decided, *(("LossOfAuthorisationKnown",) if gives else ())),
                request=examples.GIVING if gives else examples.LOSING,
            ),
        )
    router.add_api_route(
        f"{ONE}/register-decision",
        consider,
        methods=["POST"],
        **documented(
            "Decide on an entry of the Loss of Authorisation Register",
            examples.RECORDED,
            roles=AUTHORISE,
            problems=(*SENDING, "WrongSender", "UnknownPractitioner", "StaffChangeContradicts"),
            request=examples.CONSIDERING,
        ),
    )
    _confidential(router)
    router.add_api_route(
        "/losses-of-authorisation",
        look_up,
        methods=["GET"],
        dependencies=[Security(current_actor)],
        **documented(
            "Look somebody up in the Loss of Authorisation Register",
            examples.LOSSES,
            roles=LOOK_UP_LOSSES,
            problems=(*READING, "WrongSender", "MalformedQuery"),
        ),
    )
    return router


def _confidential(router: APIRouter) -> None:
    router.add_api_route(
        f"{ONE}/confidential",
        keep,
        methods=["POST"],
        **documented(
            "Keep something confidential",
            examples.KEPT,
            roles=KEEP_CONFIDENTIAL,
            problems=(*SENDING, "WrongSender", "UnknownPractitioner"),
            request=examples.KEEPING,
        ),
    )
    router.add_api_route(
        f"{ONE}/confidential",
        read,
        methods=["GET"],
        dependencies=[Security(current_actor)],
        **documented(
            "Read what is confidential",
            examples.CONFIDENTIAL,
            roles=_READ_CONFIDENTIAL,
            problems=(*READING, "WrongSender", "UnknownPractitioner"),
        ),
    )


def look_up(asking: Annotated[LossesAsked, Query()], actor: CurrentActor, parts: AppParts) -> LossesView:
    """Show every authorisation withdrawn from whoever has, or had, one of these staff codes, in any region (QG 23).

    Codes that lead to the same person are looked up too. Somebody merely suspended is not in it; an entry stays when
    the authorisation is restored.
    """
    only(actor, LOOK_UP_LOSSES)
    with asked(parts.register) as session:
        return LossesView(staff_ids=tuple(asking.staff_id), entries=losses(session, asking.staff_id))


async def consider(
    staff_id: StaffPath, said: Considering, key: IdempotencyKey, actor: CurrentActor, parts: AppParts
) -> RecordedView:
    """Record that somebody may go on whom the register names: no area lets them unaware of the loss (QG 23).

    An entry that is made under an earlier code while somebody works here holds back every allocation, and asks for
    another holder of their cases, until this is recorded. It covers the entries there are now.
    """
    only(actor, AUTHORISE)
    known = None if said.on else await ask(parts.register, staff_entry_of, staff_id, key)
    on = said.on or (known.effective_on if known else local_day(parts.clock()))
    change = LossConsidered(what="register_decision", on=on, register_decision=said.register_decision)
    return await recorded(parts, staff_id, change, key, actor)


async def keep(
    staff_id: StaffPath, said: ToKeep, key: IdempotencyKey, actor: CurrentActor, parts: AppParts
) -> KeptView:
    """Keep proceedings, health, circumstances at home or the like, apart from everything else about the person.

    No list, search, notice or log has any of it.
    """
    only(actor, KEEP_CONFIDENTIAL)
    now = parts.clock()
    _may_read(actor, (await ask(parts.register, practitioner_record, staff_id, now)).practitioner, local_day(now))
    what = Confidential.model_validate(said.model_dump(exclude_none=True))

    def written(session: Session) -> int:
        return add_confidential(session, staff_id, what, event_id=key, by=actor)

    return KeptView(number=await write(parts.register, written))


def read(staff_id: StaffPath, actor: CurrentActor, parts: AppParts) -> ConfidentialView:
    """Show what is confidential of a member of staff: to HR, to the line manager, and to the member of staff."""
    only(actor, _READ_CONFIDENTIAL)
    now = parts.clock()
    with asked(parts.register) as session:
        _may_read(actor, practitioner_record(session, staff_id, now).practitioner, local_day(now))
        return ConfidentialView(entries=confidential(session, staff_id))


def _give(asked_for: Literal["grant", "restore"]) -> Callable[..., Awaitable[RecordedView]]:
    async def give(
        staff_id: StaffPath, said: Giving, key: IdempotencyKey, actor: CurrentActor, parts: AppParts
    ) -> RecordedView:
        only(actor, AUTHORISE)
        since = await _since(parts, staff_id, key, said.since)
        given = Authorisation(status=STATUS[asked_for], since=since)
        change = Authorised(
            what="authorisation", asked=asked_for, authorisation=given, register_decision=said.register_decision
        )
        return await recorded(parts, staff_id, change, key, actor)

    return give


def _lose(asked_for: Literal["suspend", "withdraw"]) -> Callable[..., Awaitable[RecordedView]]:
    async def lose(
        staff_id: StaffPath, said: Losing, key: IdempotencyKey, actor: CurrentActor, parts: AppParts
    ) -> RecordedView:
        only(actor, AUTHORISE)
        if unknown := set(said.agencies) - roles():
            raise Declined("MalformedBody", f"agencies: {len(unknown)} of these are no names of roles or agencies.")
        since = await _since(parts, staff_id, key, said.since)
        given = Authorisation(status=STATUS[asked_for], since=since, ground=said.ground)
        change = Authorised(what="authorisation", asked=asked_for, authorisation=given, agencies=said.agencies)
        return await recorded(parts, staff_id, change, key, actor)

    return lose


async def _since(parts: Parts, staff_id: str, key: str, said: datetime | None) -> datetime:
    """Return the moment that was said; else the one it was recorded with when the message came first, or now."""
    known = None if said else await ask(parts.register, staff_entry_of, staff_id, key)
    if known is not None and isinstance(change := STAFF_CHANGE.validate_python(known.change), Authorised):
        return change.authorisation.since
    return said or parts.clock()


def _may_read(actor: Actor, known: Practitioner, today: date) -> None:
    if not reads_confidential(actor, known, today=today):
        raise Declined("WrongSender", "This is for HR, the line manager of the person, and the person alone.")


_GIVES = """A senior manager authorises a member of staff to perform a role, or does so again after a loss.

The Loss of Authorisation Register is looked at first: an entry in it is no bar, but what was decided on it is recorded
(QG 23). Sentences that waited for somebody who may hold them are told within seconds."""
_LOSES = """An authorisation is lost for a time, or for good: on leaving, dismissal, misconduct proved or investigated,
capability, or vetting (QG 22).

Shared Services through the HR Business Partner, the person, the line manager and the agencies named are told at once,
and not on which ground (QG 23). Every sentence the person holds is told within seconds. Whoever was withdrawn is
entered in the Loss of Authorisation Register for good."""
_ENDPOINTS: dict[str, Callable[..., Awaitable[RecordedView]]] = {
    "grant": _give("grant"),
    "suspend": _lose("suspend"),
    "withdraw": _lose("withdraw"),
    "restore": _give("restore"),
}

"""Lists across sentences, from the register: sentences, duties, and what a practitioner was told. A page at a time."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Security
from pydantic import Field, StringConstraints

from api import examples
from api.documents import ANY_ROLE, READING, documented
from api.identity import current_actor
from api.paging import Paged
from api.parts import AppParts
from api.reading import asked
from api.views import DutyLineView
from policy.facts import Kind, Risk
from register.read.digests import WhichDigests
from register.read.digests import digests as listed_digests
from register.read.duties import WhichDuties
from register.read.duties import duties as listed_duties
from register.read.lines import Digest, NoticeLine, SentenceLine
from register.read.notices import WhichNotices
from register.read.notices import notices as listed_notices
from register.read.page import Page
from register.read.sentences import WhichSentences
from register.read.sentences import sentences as listed_sentences

_PRINTABLE = r"^[^\x00-\x1f\x7f]{1,200}$"
Name = Annotated[str, StringConstraints(pattern=_PRINTABLE)]
_PROBLEMS = (*READING, "MalformedQuery", "MalformedCursor")


class SentencesAsked(Paged):
    """The sentences asked for: those to which every filter applies."""

    practitioner: Name | None = Field(default=None, description="staff code", examples=[examples.PRACTITIONER])
    team: Name | None = Field(default=None, examples=[examples.TEAM])
    region: Name | None = Field(default=None, examples=["Wales"])
    prison: str | None = Field(default=None, pattern=r"^[A-Z]{3}$", description="prison code", examples=["LEI"])
    phase: Name | None = Field(default=None, examples=["induction"])
    kind: Kind | None = Field(default=None, examples=["community_order"])
    rosh: Risk | None = Field(default=None, description="risk of serious harm", examples=["high"])
    tier: str | None = Field(default=None, pattern=r"^[ABCD][0-3]?$", examples=["C2"])
    edition: int | None = Field(default=None, description="of the rules it lives under", examples=[1])
    overdue: bool | None = Field(default=None, description="with duties past their limit, or without", examples=[True])


class DutiesAsked(Paged):
    """The duties asked for: those to which every filter applies."""

    practitioner: Name | None = Field(default=None, description="staff code", examples=[examples.PRACTITIONER])
    team: Name | None = Field(default=None, examples=[examples.TEAM])
    phase: Name | None = Field(default=None, description="phase of the sentence", examples=["induction"])
    owner: Name | None = Field(default=None, description="role that owes it", examples=["probation_practitioner"])
    rule: Name | None = Field(default=None, description="id of the rule", examples=["SMC-5.6-b"])
    due_before: date | None = Field(default=None, description="falls due before this day", examples=["2026-03-10"])
    overdue: bool | None = Field(default=None, description="found past its limit, or not", examples=[False])
    state: Literal["open", "settled", "any"] = Field(default="open", examples=["open"])


class DigestsAsked(Paged):
    """The digests asked for: those to which every filter applies."""

    practitioner: Name | None = Field(default=None, description="staff code", examples=[examples.PRACTITIONER])
    recipient: Name | None = Field(
        default=None,
        description="staff code, or a role at its team, prison or region",
        examples=["senior_probation_officer@N03F01"],
    )
    day: date | None = Field(default=None, examples=["2026-03-03"])


def lists() -> APIRouter:
    """Return the endpoints of lists."""
    router = APIRouter(prefix="/v1", dependencies=[Security(current_actor)])
    asked_for = (
        ("/sentences", "List sentences", sentences, "Sentences", examples.SENTENCES),
        ("/duties", "List duties", duties, "Duties", examples.DUTIES),
        ("/practitioners/{staff}/notices", "Read a practitioner's notices", notices, "Notices", examples.NOTICES),
        ("/digests", "Read digests", digests, "Notices", examples.DIGESTS),
    )
    for path, summary, endpoint, tag, example in asked_for:
        router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            tags=[tag],
            **documented(summary, example, roles=ANY_ROLE, problems=_PROBLEMS),
        )
    return router


def sentences(asking: Annotated[SentencesAsked, Query()], parts: AppParts) -> Page[SentenceLine]:
    """List sentences in the order of their ids."""
    filters = asking.filters()
    if "overdue" in filters:
        filters["has_overdue"] = filters.pop("overdue")
    with asked(parts.register) as session:
        which = WhichSentences.model_validate(filters)
        return listed_sentences(session, which, cursor=asking.cursor, limit=asking.limit)


def duties(asking: Annotated[DutiesAsked, Query()], parts: AppParts) -> Page[DutyLineView]:
    """List duties, the earliest limit first and those without a date last; open ones unless asked otherwise."""
    with asked(parts.register) as session:
        which = WhichDuties.model_validate(asking.filters())
        page = listed_duties(session, which, cursor=asking.cursor, limit=asking.limit)
    return Page(items=tuple(DutyLineView(**line.model_dump()) for line in page.items), next=page.next)


def notices(
    staff: Annotated[str, Path(pattern=_PRINTABLE, description="staff code", examples=[examples.PRACTITIONER])],
    asking: Annotated[Paged, Query()],
    parts: AppParts,
) -> Page[NoticeLine]:
    """List what a practitioner was told, the newest first."""
    with asked(parts.register) as session:
        which = WhichNotices(practitioner=staff)
        return listed_notices(session, which, cursor=asking.cursor, limit=asking.limit)


def digests(asking: Annotated[DigestsAsked, Query()], parts: AppParts) -> Page[Digest]:
    """List digests, the newest first: each person once, over all their sentences, the strictest date first."""
    with asked(parts.register) as session:
        which = WhichDigests.model_validate(asking.filters())
        return listed_digests(session, which, cursor=asking.cursor, limit=asking.limit)

"""For those who answer for a team: who needs attention by when, who may hold what is open, and rosters."""

from typing import Annotated

from fastapi import APIRouter, Query, Security
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlmodel import Session

from api import examples_of_practitioners as examples
from api.documents import ANY_ROLE, READING, SENDING, documented
from api.identity import CurrentActor, current_actor
from api.keys import IdempotencyKey
from api.lists import Name
from api.paging import Paged
from api.parts import AppParts
from api.practitioner_views import AttentionView, attention_view
from api.practitioners import PRACTITIONERS_TAG
from api.reading import asked
from api.recording import only, write
from api.said import Said
from api.views import View
from policy.calendar import local_day
from policy.workforce.withheld import AUTHORISE
from register.read.coverage import Coverage, CoveredBy, coverage
from register.read.page import Page
from register.read.practitioners import WhichPractitioners, needing_attention
from register.roster import Report, enter_roster

LONGEST_AHEAD = 3 * 366
_AS_OF = Field(default=None, description="moment asked about; left out: now", examples=["2026-03-09T15:00:00Z"])


class AttentionAsked(Paged):
    """Whose qualifications and authorisations, and how far ahead."""

    as_of: AwareDatetime | None = _AS_OF
    within_days: int = Field(default=90, ge=0, le=LONGEST_AHEAD, description="how far ahead", examples=[90])
    region: Name | None = Field(default=None, examples=["Wales"])
    pdu: Name | None = Field(default=None, description="probation delivery unit", examples=["Cardiff and Vale"])
    team: Name | None = Field(default=None, examples=["N03F01"])
    line_manager: Name | None = Field(default=None, description="staff code", examples=["N03S001"])


class CoverageAsked(BaseModel):
    """Which teams, and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    as_of: AwareDatetime | None = Field(
        default=None,
        description="moment at which staff are looked at; open cases are those of now",
        examples=["2026-03-09T15:00:00Z"],
    )
    by: CoveredBy = Field(default="team", description="one line for each", examples=["team"])
    region: Name | None = Field(default=None, examples=["Wales"])
    team: Name | None = Field(default=None, examples=["N03F01"])


class CoverageView(View):
    """Who may hold what, against what is open."""

    as_of: AwareDatetime
    by: CoveredBy
    groups: tuple[Coverage, ...]


class Roster(Said):
    """A roster as the text of a CSV file."""

    csv: str = Field(min_length=1, description="lines with the names of the columns first; see the command's --help")
    check: bool = Field(default=False, description="enter nothing; report as if")


def teams() -> APIRouter:
    """Return the endpoints of teams and rosters."""
    router = APIRouter(prefix="/v1/workforce", tags=[PRACTITIONERS_TAG])
    paged = (*READING, "MalformedQuery", "MalformedCursor")
    for path, summary, endpoint, example, problems in (
        ("/attention", "Whose standing needs attention by when", attention, examples.ATTENTION, paged),
        ("/coverage", "Who may hold what is open", covered, examples.COVERAGE, (*READING, "MalformedQuery")),
    ):
        router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            dependencies=[Security(current_actor)],
            **documented(summary, example, roles=ANY_ROLE, problems=problems),
        )
    router.add_api_route(
        "/roster",
        enter,
        methods=["POST"],
        **documented(
            "Enter a roster",
            examples.REPORT,
            roles=AUTHORISE,
            problems=(*SENDING, "WrongSender"),
            request=examples.ROSTER,
        ),
    )
    return router


def attention(asking: Annotated[AttentionAsked, Query()], parts: AppParts) -> Page[AttentionView]:
    """List what a line manager has to see to, by staff code: who may not hold the role now and why, and what ends when.

    A qualification that lapses, an extension or vetting that ends, the diploma's time, required learning.
    """
    as_of = asking.as_of or parts.clock()
    filters = {name: value for name, value in asking.filters().items() if name not in {"as_of", "within_days"}}
    which = WhichPractitioners.model_validate({**filters, "on": local_day(as_of)})
    with asked(parts.register) as session:
        found = needing_attention(
            session, which, as_of, within_days=asking.within_days, cursor=asking.cursor, limit=asking.limit
        )
    return Page(items=tuple(attention_view(each) for each in found.items), next=found.next)


def covered(asking: Annotated[CoverageAsked, Query()], parts: AppParts) -> CoverageView:
    """Show for each team or region how many may hold a case of each risk, and how many such cases are open.

    Whoever may hold a case on a condition is counted and named apart. Cases allocated to nobody are named too.
    """
    as_of = asking.as_of or parts.clock()
    with asked(parts.register) as session:
        groups = coverage(session, as_of, by=asking.by, team=asking.team, region=asking.region)
    return CoverageView(as_of=as_of, by=asking.by, groups=groups)


async def enter(said: Roster, key: IdempotencyKey, actor: CurrentActor, parts: AppParts) -> Report:
    """Enter every line of a roster, or none of it and say of every rejected line why.

    A large file goes by the command `python -m register.roster`. The same file with the same key changes nothing.
    """
    only(actor, AUTHORISE)
    now = parts.clock()

    def written(session: Session) -> Report:
        return enter_roster(session, said.csv, key=key, by=actor, at=now, only_check=said.check)

    return await write(parts.register, written)

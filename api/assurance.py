"""For those who answer for many sentences: how duties were kept, and a sample of sentences to read in full."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Security
from pydantic import BaseModel, ConfigDict, Field

from api import examples
from api.documents import ANY_ROLE, READING, documented
from api.identity import current_actor
from api.lists import Name
from api.parts import AppParts
from api.reading import asked
from api.views import View
from policy.facts import Kind
from register.read.compliance import Compliance, GroupedBy, WhichCompliance, compliance
from register.read.lines import SentenceLine
from register.read.sample import WhichSample, sample

LARGEST_SAMPLE = 200
_PRISON = Field(default=None, pattern=r"^[A-Z]{3}$", description="prison code", examples=["LEI"])


class ComplianceAsked(BaseModel):
    """The duties counted: ended in these days, in sentences to which every filter applies."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date = Field(description="first day, inclusive", examples=["2026-01-01"])
    until: date = Field(description="last day, inclusive", examples=["2026-03-31"])
    by: GroupedBy = Field(default="region", description="one line for each", examples=["prison"])
    region: Name | None = Field(default=None, examples=["Wales"])
    prison: str | None = _PRISON
    kind: Kind | None = Field(default=None, examples=["custodial_sentence"])


class ComplianceView(View):
    """How duties that must be done were kept."""

    since: date
    until: date
    by: GroupedBy
    groups: tuple[Compliance, ...]


class SampleAsked(BaseModel):
    """Which sentences to draw from, and the words that draw them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: Name = Field(description="the same words draw the same sample again", examples=["audit 2026 quarter 1"])
    size: int = Field(default=20, ge=1, le=LARGEST_SAMPLE, description="how many sentences", examples=[20])
    region: Name | None = Field(default=None, examples=["Wales"])
    prison: str | None = _PRISON
    team: Name | None = Field(default=None, examples=[examples.TEAM])
    kind: Kind | None = Field(default=None, examples=["community_order"])
    final: bool | None = Field(default=None, description="over, or not", examples=[False])


class SampleView(View):
    """The sentences drawn, each with where its whole history is."""

    words: str
    sentences: tuple[SentenceLine, ...]
    timelines: tuple[str, ...] = Field(description="where each one's history is, in the same order")


def assurance() -> APIRouter:
    """Return the endpoints of assurance."""
    router = APIRouter(prefix="/v1", tags=["Assurance"], dependencies=[Security(current_actor)])
    shown = Compliance(group="Wales", met_in_time=812, met_late=31, missed=9, excused=14, open=420, overdue=6)
    kept = ComplianceView(since=date(2026, 1, 1), until=date(2026, 3, 31), by="region", groups=(shown,))
    drawn = SampleView(
        words="audit 2026 quarter 1",
        sentences=examples.SENTENCES.items,
        timelines=tuple(_timeline(line) for line in examples.SENTENCES.items),
    )
    for path, summary, endpoint, example in (
        ("/compliance", "How duties were kept", counted, kept),
        ("/sample", "Draw a sample of sentences", draw, drawn),
    ):
        router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            **documented(summary, example, roles=ANY_ROLE, problems=(*READING, "MalformedQuery")),
        )
    return router


def counted(asking: Annotated[ComplianceAsked, Query()], parts: AppParts) -> ComplianceView:
    """Count the duties that were met in time, met late, missed and excused, and those that are open now.

    A duty counts where its sentence was held when it ended. Advice and mere dates do not count.
    """
    which = WhichCompliance.model_validate(asking.model_dump(exclude_none=True))
    with asked(parts.register) as session:
        groups = compliance(session, which)
    return ComplianceView(since=asking.since, until=asking.until, by=asking.by, groups=groups)


def draw(asking: Annotated[SampleAsked, Query()], parts: AppParts) -> SampleView:
    """Draw sentences by words: the same words draw the same sentences again, so that others can check the draw."""
    which = WhichSample.model_validate(asking.model_dump(exclude_none=True))
    with asked(parts.register) as session:
        drawn = sample(session, which)
    return SampleView(words=asking.words, sentences=drawn, timelines=tuple(map(_timeline, drawn)))


def _timeline(line: SentenceLine) -> str:
    return f"/v1/sentences/{line.sentence_id}/timeline"

"""Qualifications of members of staff: starting one, reading one as far as a role may, and lists."""

from datetime import date
from typing import Annotated, Self

from fastapi import APIRouter, Path, Query, Response, Security
from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError
from sqlmodel import Session

from api import examples_of_qualifications as examples
from api.answers import first_answer, repeated, shown
from api.documents import READING, SENDING, documented
from api.forecasts import Until, forecast_of
from api.identity import CurrentActor, current_actor
from api.keys import IdempotencyKey, given_id
from api.lists import Name
from api.paging import Paged
from api.parts import AppParts
from api.problems import Declined
from api.qualification_views import (
    QualificationAnswer,
    QualificationDiary,
    QualificationTimeline,
    QualificationView,
    answer_of,
    diary_of,
    entry_view,
    forecast_view,
    may_read,
    may_send,
    view_of,
)
from api.reading import ask, asked
from api.said import FirstEvent, Said, event_said, first_event_form, first_events
from api.sentences import EntriesAsked, diary_view
from api.views import ForecastView
from policy.case import Case, Event
from policy.confidential import MAY_READ, READ_ALL, READ_THE_REST
from policy.facts import Facts
from policy.qualification_facts import QualificationFacts
from policy.vocabulary import QUALIFICATION, event_kinds
from register.faults import UnknownQualification
from register.read.journal import WhichEntries, entry_of, journal
from register.read.lines import JournalLine
from register.read.page import Page
from register.read.qualifications import QualificationLine, WhichQualifications, qualification
from register.read.qualifications import qualifications as listed
from register.read.unrecorded import facts_of
from workflows.messages import SENTENCE_ID

QUALIFICATIONS_TAG = "Workforce: qualifications"
QualificationPath = Annotated[
    str, Path(pattern=SENTENCE_ID, description="the qualification's id, such as Q-7001", examples=["Q-7001"])
]
_LISTS = READ_ALL | READ_THE_REST


class StaffFacts(QualificationFacts):
    """What is known of the member of staff, and where he or she works."""

    staff_id: str = Field(min_length=1, max_length=60, description="the member of staff it is about")
    team: str | None = None
    region: str | None = None


class Beginning(Said):
    """A qualification to start: what is known of the member of staff, and its first event."""

    qualification_id: Annotated[str, StringConstraints(pattern=SENTENCE_ID)] | None = Field(
        default=None, description="left out: one is given, the same for the same Idempotency-Key"
    )
    facts: StaffFacts
    event: FirstEvent

    @model_validator(mode="after")
    def _undecided(self) -> Self:
        if self.facts.alignment_outcome is not None:
            raise PydanticCustomError("implausible", "facts.alignment_outcome: is decided, and not known beforehand")
        return self


class QualificationsAsked(Paged):
    """The qualifications asked for: those to which every filter applies."""

    staff_id: Name | None = Field(default=None, examples=[examples.STAFF])
    team: Name | None = Field(default=None, examples=["N03F01"])
    region: Name | None = Field(default=None, examples=["Wales"])
    phase: Name | None = Field(default=None, examples=["deciding"])
    final: bool | None = Field(default=None, description="over, or not", examples=[False])
    due_before: date | None = Field(
        default=None, description="a duty not yet overdue falls due before this day", examples=["2026-06-01"]
    )
    overdue: bool | None = Field(default=None, description="with mandatory duties past their limit", examples=[True])


def qualifications() -> APIRouter:
    """Return the endpoints that start a qualification, read one, and list them."""
    router = APIRouter(prefix="/v1/workforce/qualifications", tags=[QUALIFICATIONS_TAG])
    start.__annotations__["said"] = first_event_form(Beginning, "StartQualification", QUALIFICATION)
    router.add_api_route(
        "",
        start,
        methods=["POST"],
        **documented(
            "Start a qualification",
            examples.STARTED,
            roles=tuple(dict.fromkeys(role for event in first_events(QUALIFICATION) for role in event.by)),
            problems=(*SENDING, "SentenceExists", "WrongSender", "NotForThisRole", "Refused"),
            request=examples.START,
            status=201,
            says="Started, and what the first event did. 200 when it was started before with the same key.",
        ),
    )
    reads = (
        ("", "List qualifications", list_, examples.LISTED, ("MalformedCursor", "MalformedQuery"), sorted(_LISTS)),
        (
            "/{qualification_id}",
            "Read a qualification",
            read,
            examples.QUALIFICATION,
            ("UnknownQualification",),
            MAY_READ,
        ),
        (
            "/{qualification_id}/diary",
            "Read a qualification's diary",
            diary,
            examples.DIARY,
            ("UnknownQualification",),
            MAY_READ,
        ),
        (
            "/{qualification_id}/forecast",
            "What is to come for a qualification",
            forecast,
            examples.FORECAST,
            ("UnknownQualification", "MalformedQuery", "UntilOutOfRange", "NoCalendar"),
            MAY_READ,
        ),
        (
            "/{qualification_id}/timeline",
            "Read a qualification's timeline",
            timeline,
            examples.TIMELINE,
            ("UnknownQualification", "MalformedCursor", "MalformedQuery"),
            MAY_READ,
        ),
    )
    for path, summary, endpoint, example, problems, roles in reads:
        router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            dependencies=[Security(current_actor)],
            **documented(summary, example, roles=roles, problems=(*READING, "NotForThisRole", *problems)),
        )
    return router


async def start(
    said: Beginning, key: IdempotencyKey, actor: CurrentActor, parts: AppParts, response: Response
) -> QualificationAnswer:
    """Start the workflow of a qualification with its first event, and answer what that did.

    It is of the member of staff whom the facts name. A refused first event leaves nothing behind.
    """
    first = said.event
    id_ = said.qualification_id or given_id("Q", QUALIFICATION, key, actor)
    event = event_said(first.name, first, event_id=key, by=actor, now=parts.clock())
    if actor.role not in event_kinds()[event.name].by:
        raise Declined("WrongSender", f"{event.name} does not come from {actor.role}.")
    may_send(actor, said.facts.staff_id)
    earlier = await ask(parts.register, _started, id_, said.facts.staff_id, event)
    if earlier is not None:
        answer = repeated(earlier, event)
    else:
        facts = Facts.model_validate(said.facts.model_dump(exclude_unset=True))
        case = Case(sentence_id=id_, kind=QUALIFICATION, facts=facts)
        answer = await first_answer(parts, id_, event, await parts.sentences.start(case, None, event))
    view = shown(id_, event, answer)
    response.status_code = 200 if view.duplicate else 201
    response.headers["Location"] = f"/v1/workforce/qualifications/{id_}"
    return answer_of(view, "rest")


def list_(
    asking: Annotated[QualificationsAsked, Query()], actor: CurrentActor, parts: AppParts
) -> Page[QualificationLine]:
    """List qualifications in the order of their ids: whose, how far, and by when something is due."""
    if actor.role not in _LISTS:
        raise Declined("NotForThisRole", "This role does not list qualifications.")
    filters = asking.filters()
    if "overdue" in filters:
        filters["has_overdue"] = filters.pop("overdue")
    with asked(parts.register) as session:
        which = WhichQualifications.model_validate(filters)
        return listed(session, which, cursor=asking.cursor, limit=asking.limit)


def read(qualification_id: QualificationPath, actor: CurrentActor, parts: AppParts) -> QualificationView:
    """Show the qualification as it stands after the last event that was decided, as far as the role may read it."""
    case = _case(parts, qualification_id)
    return view_of(case, may_read(actor, case.facts.staff_id))


def diary(qualification_id: QualificationPath, actor: CurrentActor, parts: AppParts) -> QualificationDiary:
    """List the open duties, the earliest limit first and those without a date last, and when it wakes next."""
    case = _case(parts, qualification_id)
    return diary_of(case, diary_view(case), may_read(actor, case.facts.staff_id))


def forecast(
    qualification_id: QualificationPath, actor: CurrentActor, parts: AppParts, until: Until = None
) -> ForecastView:
    """List every duty and phase to come for the qualification as it stands, if nothing but time happens."""
    case = _case(parts, qualification_id)
    how = may_read(actor, case.facts.staff_id)
    return forecast_view(forecast_of(case, on=parts.clock(), until=until), how)


def timeline(
    qualification_id: QualificationPath,
    asking: Annotated[EntriesAsked, Query()],
    actor: CurrentActor,
    parts: AppParts,
) -> QualificationTimeline:
    """List the journal: every event decided, ignored or refused, who sent it, and what followed by which rules."""
    staff_id = _case(parts, qualification_id).facts.staff_id
    how = may_read(actor, staff_id)
    which = WhichEntries(sentence_id=qualification_id, newest_first=asking.newest_first, of_staff=True)
    with asked(parts.register) as session:
        page = journal(session, which, cursor=asking.cursor, limit=asking.limit)
        record = facts_of(session, qualification_id, staff_id or "")
    return QualificationTimeline(items=tuple(entry_view(line, how, record) for line in page.items), next=page.next)


def _case(parts: AppParts, qualification_id: str) -> Case:
    with asked(parts.register) as session:
        return qualification(session, qualification_id).case


def _started(session: Session, qualification_id: str, staff_id: str, event: Event) -> JournalLine | None:
    """Return the entry this start made before, if it did. Raises Declined: SentenceExists, IdempotencyKeyReused."""
    try:
        found = qualification(session, qualification_id)
    except UnknownQualification:
        return None
    earlier = entry_of(session, qualification_id, event.id)
    if earlier is None or earlier.number != 1:
        raise Declined("SentenceExists", f"There is a {qualification_id} already.")
    if found.line.staff_id != staff_id:
        raise Declined("IdempotencyKeyReused", "This Idempotency-Key was used to start another qualification.")
    return earlier

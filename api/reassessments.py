"""Reassessments: many sentences decided again after a change of rules, figures or calendar, and what that changed."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response, Security
from pydantic import Field, StringConstraints
from sqlmodel import Session

from api import examples_of_reassessments as examples
from api.documents import ANY_ROLE, ASKING, READING, SENDING, documented
from api.identity import CurrentActor, current_actor
from api.keys import IdempotencyKey, given_reassessment_id
from api.lists import Name
from api.messages import SentencePath
from api.paging import Paged
from api.parts import AppParts, Parts
from api.problems import Declined
from api.reading import ask, asked
from api.said import Said, SentenceId
from api.views import ReassessedView
from policy.calendar import local_day
from policy.case import Actor, Event, Refusal
from policy.engine import decide
from policy.facts import Kind
from policy.reassess import changes
from policy.vocabulary import REASSESS, event_kinds
from register.faults import UnknownReassessment
from register.read.page import Page
from register.read.reassessments import (
    Outcome,
    ReassessmentLine,
    ReassessmentRecord,
    WhichLines,
    lines,
    reassessment,
)
from register.read.reassessments import reassessments as listed
from register.read.sentences import sentence
from workflows.batch import REASSESSMENT_ID, Reassess, Told, Which

REASSESSMENTS_TAG = "Reassessments"
MOST_NAMED = 500
_MAY_PAUSE = ("operator",)
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
ReassessmentPath = Annotated[
    str, Path(pattern=REASSESSMENT_ID, description="the reassessment's id", examples=[examples.ID])
]


class ToReassess(Said):
    """Which sentences are decided again, and why. Nothing said of them: every live one."""

    reason: Reason = Field(description="what changed; it goes into every journal")
    dry_run: bool = Field(default=False, description="report only: change nothing, tell nobody")
    region: Name | None = None
    kind: Kind | None = None
    practitioner: Name | None = Field(default=None, description="staff code")
    edition_before: int | None = Field(
        default=None, ge=2, description="those that live under an earlier edition of the rules than this (/v1/editions)"
    )
    sentence_ids: tuple[SentenceId, ...] | None = Field(default=None, min_length=1, max_length=MOST_NAMED)

    def which(self) -> Which:
        """Return which sentences are meant."""
        said = self.model_dump(include=set(Which.model_fields), exclude_none=True)
        return Which.model_validate(said)


class Why(Said):
    """Why a reassessment is paused or resumed."""

    reason: Reason | None = None


class LinesAsked(Paged):
    """The lines of a reassessment asked for."""

    outcome: Outcome | None = Field(default=None, description="only lines that ended so", examples=["failed"])


def reassessments() -> APIRouter:
    """Return the endpoints of reassessments."""
    router = APIRouter(prefix="/v1", tags=[REASSESSMENTS_TAG])
    may_ask = event_kinds()[REASSESS].by
    router.add_api_route(
        "/reassessments",
        begin,
        methods=["POST"],
        **documented(
            "Reassess many sentences",
            examples.BEGUN,
            roles=may_ask,
            problems=(*SENDING, "WrongSender", "MalformedSentenceId"),
            request=examples.ASKED,
            status=202,
            says="Begun. 200 when it was begun before with the same key.",
        ),
    )
    _reads(router)
    _turns(router, (*may_ask, *_MAY_PAUSE))
    return router


def _reads(router: APIRouter) -> None:
    one = "/reassessments/{reassessment_id}"
    paged, known = ("MalformedQuery", "MalformedCursor"), ("UnknownReassessment",)
    of_one = ("UnknownSentence", "Refused", "WrongPhase", "SentenceEnded")
    for path, summary, endpoint, example, problems in (
        ("/reassessments", "List reassessments", page, examples.PAGE, paged),
        (one, "How far a reassessment is", read, examples.HALFWAY, known),
        (f"{one}/lines", "What a reassessment found", found, examples.LINES, (*known, *paged)),
        ("/sentences/{sentence_id}/reassessment", "Try a reassessment", tried, examples.TRIED, of_one),
    ):
        router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            dependencies=[Security(current_actor)],
            **documented(summary, example, roles=ANY_ROLE, problems=(*READING, *problems)),
        )


def _turns(router: APIRouter, roles: tuple[str, ...]) -> None:
    declined = ("RegisterUnavailable", "WrongSender", "UnknownReassessment", "ReassessmentOver")
    unanswered = ("TemporalUnavailable", "NoAnswerYet")
    for turn, endpoint, example in (("pause", pause, examples.PAUSED), ("resume", resume, examples.HALFWAY)):
        router.add_api_route(
            f"/reassessments/{{reassessment_id}}/{turn}",
            endpoint,
            methods=["POST"],
            **documented(
                f"{turn.capitalize()} a reassessment",
                example,
                roles=roles,
                problems=(*ASKING, *declined, *unanswered),
                request=examples.WHY,
            ),
        )


async def begin(
    said: ToReassess, key: IdempotencyKey, actor: CurrentActor, parts: AppParts, response: Response
) -> ReassessmentRecord:
    """Begin to decide the sentences meant again under today's rules and calendar, a page at a time.

    No limit that people were told gets shorter. A dry run only reports. What became of each sentence stands in the
    lines: every date before and after, and who is told; one that fails is a line with its reason and stops nothing.
    """
    _only(actor, event_kinds()[REASSESS].by)
    id_ = given_reassessment_id(key, actor)
    known = await ask(parts.register, _known, id_)
    if known is None:
        asked_for = Reassess(
            id=id_, reason=said.reason, which=said.which(), dry_run=said.dry_run, by=actor, at=parts.clock()
        )
        await parts.sentences.reassess(asked_for)
    record = await ask(parts.register, reassessment, id_)
    same = (record.reason, record.dry_run, record.which.model_dump()) == (
        said.reason,
        said.dry_run,
        said.which().model_dump(),
    )
    if not same:
        raise Declined("IdempotencyKeyReused", "This Idempotency-Key was used for another reassessment.")
    response.status_code = 202 if known is None else 200
    response.headers["Location"] = f"/v1/reassessments/{id_}"
    return record


def page(asking: Annotated[Paged, Query()], parts: AppParts) -> Page[ReassessmentRecord]:
    """List reassessments, the last asked for first, each with how far it is."""
    with asked(parts.register) as session:
        return listed(session, cursor=asking.cursor, limit=asking.limit)


def read(reassessment_id: ReassessmentPath, parts: AppParts) -> ReassessmentRecord:
    """Show what was asked, how far it is, and who paused or resumed it and why."""
    with asked(parts.register) as session:
        return reassessment(session, reassessment_id)


def found(
    reassessment_id: ReassessmentPath, asking: Annotated[LinesAsked, Query()], parts: AppParts
) -> Page[ReassessmentLine]:
    """List what became of each sentence, by id: dates before and after and who is told, or why it failed."""
    which = WhichLines(reassessment_id=reassessment_id, outcome=asking.outcome)
    with asked(parts.register) as session:
        return lines(session, which, cursor=asking.cursor, limit=asking.limit)


def tried(sentence_id: SentencePath, parts: AppParts) -> ReassessedView:
    """Show what reassessing the sentence now would change and who would be told. Nothing is stored."""
    with asked(parts.register) as session:
        case = sentence(session, sentence_id).case
    if case.final:
        raise Declined("SentenceEnded", "This sentence is over: nothing can follow.")
    now = parts.clock()
    event = Event(
        id=f"{REASSESS}/tried", name=REASSESS, at=now, on=local_day(now), by=Actor(role=event_kinds()[REASSESS].by[0])
    )
    verdict = decide(case, event, now)
    if isinstance(verdict, Refusal):
        raise Declined(verdict.reason, verdict.says, verdict.rules)
    after = case.after(verdict)
    return ReassessedView(
        sentence_id=sentence_id,
        on=now,
        phase=after.phase,
        stage=after.stage,
        changes=changes(verdict),
        told=tuple(dict.fromkeys(notice.to for notice in verdict.notices)),
    )


async def pause(
    reassessment_id: ReassessmentPath, said: Why, actor: CurrentActor, parts: AppParts
) -> ReassessmentRecord:
    """Stop after the sentences under way. Nothing is lost: it goes on where it was when it is resumed."""
    return await _turned(reassessment_id, "pause", said, actor, parts)


async def resume(
    reassessment_id: ReassessmentPath, said: Why, actor: CurrentActor, parts: AppParts
) -> ReassessmentRecord:
    """Go on with a paused reassessment where it was."""
    return await _turned(reassessment_id, "resume", said, actor, parts)


async def _turned(
    id_: str, to: Literal["pause", "resume"], said: Why, actor: Actor, parts: Parts
) -> ReassessmentRecord:
    _only(actor, (*event_kinds()[REASSESS].by, *_MAY_PAUSE))
    record = await ask(parts.register, reassessment, id_)
    if record.state in {"done", "stopped"}:
        raise Declined("ReassessmentOver", "This reassessment is over.")
    await parts.sentences.turn(id_, to, Told(by=actor, reason=said.reason))
    return await ask(parts.register, reassessment, id_)


def _known(session: Session, id_: str) -> ReassessmentRecord | None:
    try:
        return reassessment(session, id_)
    except UnknownReassessment:
        return None


def _only(actor: Actor, roles: tuple[str, ...]) -> None:
    """Check the sender's role. Raises Declined: WrongSender."""
    if actor.role not in roles:
        raise Declined("WrongSender", f"A reassessment comes from {', '.join(roles)}, not from {actor.role}.")

"""One endpoint for each message of a qualification, made from its row: its name, its payload, and who may send it."""

import logging
from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from sqlmodel import Session

from api import examples_of_qualifications as examples
from api.answers import first_answer, repeated, shown
from api.documents import SENDING, documented
from api.examples import message_example
from api.identity import CurrentActor
from api.keys import IdempotencyKey
from api.messages import refusals_of
from api.parts import AppParts
from api.problems import Declined
from api.qualification_views import QualificationAnswer, answer_of, may_send
from api.qualifications import QUALIFICATIONS_TAG, QualificationPath
from api.reading import ask
from api.said import Happened, event_said, message_form
from policy.vocabulary import QUALIFICATION, TIME, EventKind, vocabulary
from register.read.journal import entry_of
from register.read.lines import JournalLine
from register.read.qualifications import QualificationRecord, qualification

log = logging.getLogger("throughcare.api")
_PROBLEMS = (
    *SENDING,
    "UnknownQualification",
    "NotForThisRole",
    "WrongSender",
    "WrongPhase",
    "SentenceEnded",
    "SentenceNotRunning",
    "BeforeTheSentence",
)


def qualification_messages() -> APIRouter:
    """Return the endpoints of every message that a qualification knows."""
    router = APIRouter(prefix="/v1/workforce/qualifications/{qualification_id}", tags=[QUALIFICATIONS_TAG])
    for event in vocabulary().event:
        if event.name == TIME or not event.accepted_by(QUALIFICATION):
            continue
        router.add_api_route(
            f"/{event.name}",
            _endpoint(event, message_form(event.name)),
            methods=["POST"],
            name=f"qualification_{event.name}",
            operation_id=f"qualification_{event.name}",
            description=f"{event.means[0].upper()}{event.means[1:]}.\n\nOf a qualification.",
            **documented(
                (event.order or event.name.replace("_", " ")).capitalize(),
                examples.answer_example(event),
                roles=event.by,
                problems=_PROBLEMS,
                refusals=refusals_of(event, QUALIFICATION),
                request=message_example(event),
                says="Accepted, and what it did.",
            ),
        )
    return router


def _endpoint(event: EventKind, form: type[Happened]) -> Callable[..., Awaitable[QualificationAnswer]]:
    async def send(
        qualification_id: QualificationPath, said: Happened, key: IdempotencyKey, actor: CurrentActor, parts: AppParts
    ) -> QualificationAnswer:
        happened = event_said(event.name, said, event_id=key, by=actor, now=parts.clock())
        known, earlier = await ask(parts.register, _record_and_entry, qualification_id, key)
        how = may_send(actor, known.line.staff_id)
        if earlier is not None:
            return answer_of(shown(qualification_id, happened, repeated(earlier, happened)), how)
        if known.line.final:
            raise Declined("SentenceEnded", "This qualification is over: nothing can follow.")
        try:
            answer = await parts.sentences.send(QUALIFICATION, qualification_id, happened)
        except Declined as declined:
            if declined.reason != "UnknownSentence":
                raise
            log.error("%s is in the register and has no workflow", qualification_id)  # noqa: TRY400 the id says it all
            raise Declined("SentenceNotRunning", "It is known and does not run. Operators start it again.") from None
        return answer_of(
            shown(qualification_id, happened, await first_answer(parts, qualification_id, happened, answer)), how
        )

    send.__annotations__["said"] = form
    return send


def _record_and_entry(
    session: Session, qualification_id: str, event_id: str
) -> tuple[QualificationRecord, JournalLine | None]:
    return qualification(session, qualification_id), entry_of(session, qualification_id, event_id)

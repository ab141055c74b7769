"""One endpoint for each message of the vocabulary, made from its row: its name, its payload, and who may send it."""

import logging
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import APIRouter, Path
from sqlmodel import Session

from api.answers import first_answer, repeated, shown
from api.documents import SENDING, documented
from api.examples import answer_example, message_example
from api.identity import CurrentActor
from api.keys import IdempotencyKey
from api.parts import AppParts, Parts
from api.problems import Declined
from api.reading import ask
from api.said import Happened, event_said, message_form
from api.views import AnswerView
from policy.case import Event
from policy.catalogue import binds, catalogue
from policy.facts import Kind
from policy.vocabulary import TIME, EventKind, event_kinds
from register.read.journal import entry_of
from register.read.lines import JournalLine, SentenceLine
from register.read.sentences import sentence
from workflows.messages import SENTENCE_ID, Answer, Reach

log = logging.getLogger("throughcare.api")

SentencePath = Annotated[
    str, Path(pattern=SENTENCE_ID, description="the sentence's id, such as S-2041", examples=["S-2041"])
]
LIFECYCLE_TAG = "Messages: lifecycle"
BOTH_TAG = "Messages: every sentence"
CUSTODIAL_TAG = "Messages: custodial sentences"
ORDER_TAG = "Messages: orders"
MESSAGE_PROBLEMS = (
    *SENDING,
    "UnknownSentence",
    "WrongSender",
    "WrongPhase",
    "SentenceEnded",
    "SentenceNotRunning",
    "EventNotForThisSentence",
    "BeforeTheSentence",
)
_REQUIREMENT_KINDS = frozenset({"requirement", "requirements"})
_REACHES = {
    "person": "It concerns the person: every other live sentence of the person is told of it.",
    "either": "To record it once for every live sentence of the person, send it to the person.",
}


def messages() -> APIRouter:
    """Return the endpoints of every message, the six lifecycle ones among them."""
    router = APIRouter(prefix="/v1/sentences/{sentence_id}")
    for event in event_kinds().values():
        if event.name == TIME or not event.is_of_sentences:
            continue
        router.add_api_route(
            f"/{event.name}",
            _endpoint(event, message_form(event.name)),
            methods=["POST"],
            name=event.name,
            operation_id=event.name,
            tags=[_tag(event)],
            description=_description(event),
            **documented(
                (event.order or event.name.replace("_", " ")).capitalize(),
                answer_example(event),
                roles=event.by,
                problems=problems_of(event),
                refusals=refusals_of(event),
                request=message_example(event),
                says="Accepted, and what it did.",
            ),
        )
    return router


def _endpoint(event: EventKind, form: type[Happened]) -> Callable[..., Awaitable[AnswerView]]:
    async def send(
        sentence_id: SentencePath, said: Happened, key: IdempotencyKey, actor: CurrentActor, parts: AppParts
    ) -> AnswerView:
        happened = event_said(event.name, said, event_id=key, by=actor, now=parts.clock())
        known, earlier = await ask(parts.register, _line_and_entry, sentence_id, key)
        if earlier is not None:
            return shown(sentence_id, happened, repeated(earlier, happened))
        must_know(known.kind, event)
        if known.final:
            raise Declined("SentenceEnded", "This sentence is over: nothing can follow.")
        answer = await sent(parts, known, happened)
        return shown(sentence_id, happened, await first_answer(parts, sentence_id, happened, answer))

    send.__annotations__["said"] = form
    return send


def must_know(kind: Kind, event: EventKind) -> None:
    """Check that a sentence of this kind knows the event. Raises Declined: EventNotForThisSentence."""
    if not event.accepted_by(kind):
        raise Declined("EventNotForThisSentence", f"{event.name} does not happen to a {kind.replace('_', ' ')}.")


def _line_and_entry(session: Session, sentence_id: str, event_id: str) -> tuple[SentenceLine, JournalLine | None]:
    return sentence(session, sentence_id).line, entry_of(session, sentence_id, event_id)


async def sent(parts: Parts, known: SentenceLine, event: Event, *, reach: Reach = "sentence") -> Answer:
    """Return the sentence's answer. Raises Declined: SentenceNotRunning when the register alone knows the sentence."""
    try:
        return await parts.sentences.send(known.kind, known.sentence_id, event, reach=reach)
    except Declined as declined:
        if declined.reason != "UnknownSentence":
            raise
        log.error("%s is in the register and has no workflow", known.sentence_id)  # noqa: TRY400 the id says it all
        raise Declined(
            "SentenceNotRunning", "This sentence is known and does not run. Operators have to start it again."
        ) from None


def problems_of(event: EventKind) -> tuple[str, ...]:
    """Return the problems by which a message may be declined before policy is asked."""
    names_requirements = _REQUIREMENT_KINDS & set(event.payload.values())
    return (*MESSAGE_PROBLEMS, "UnknownRequirement") if names_requirements else MESSAGE_PROBLEMS


def refusals_of(event: EventKind, *kinds: str) -> tuple[Declined, ...]:
    """Return every refusal by which a gate may hold the event back, each once: of sentences if unsaid."""
    families = kinds or ("custodial_sentence", "order")
    gates = [
        ready.rule
        for ready in catalogue().rows
        if ready.require and event.name in ready.rule.on and any(binds(ready.rule, of) for of in families)
    ]
    return tuple(
        {gate.reason: Declined(gate.reason, gate.says or "", (gate.id,)) for gate in gates if gate.reason}.values()
    )


def _tag(event: EventKind) -> str:
    if event.lifecycle:
        return LIFECYCLE_TAG
    if len(event.of) > 1:
        return BOTH_TAG
    return CUSTODIAL_TAG if "custodial_sentence" in event.of else ORDER_TAG


def _description(event: EventKind) -> str:
    kinds = {"custodial_sentence": "custodial sentences", "order": "community orders and suspended sentence orders"}
    asked_for = [key for key, means in event.payload.items() if means == "text" and not key.endswith("?")]
    lines = [
        f"{event.means[0].upper()}{event.means[1:]}.",
        f"For {' and '.join(kinds[of] for of in event.of if of in kinds)}, in {_phases(event)}.",
    ]
    if asked_for:
        lines.append(
            f"A rule asks for {', '.join(f'`{name}`' for name in asked_for)}: left out, the message is refused."
        )
    if event.reaches != "sentence":
        lines.append(_REACHES[event.reaches])
    if event.lifecycle:
        lines.append("Systems that cannot wait for an answer send it to Temporal as a signal of the same name.")
    return "\n\n".join(lines)


def _phases(event: EventKind) -> str:
    names = {
        "live": "every phase that has begun and not ended",
        "running": "every phase until the sentence is over",
        "any": "any phase",
        "start": "the beginning",
    }
    return ", ".join(names.get(phase, f"`{phase}`") for phase in event.phases)

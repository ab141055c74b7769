"""A person with every sentence: what is owed in all of them, and what is recorded once for all of them.

A message to a person goes to one live sentence that accepts it; that sentence passes it on to the others.
"""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Security
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session

from api import examples
from api.answers import first_answer, repeated, shown
from api.documents import ANY_ROLE, READING, documented
from api.identity import CurrentActor, current_actor
from api.keys import IdempotencyKey
from api.messages import problems_of, refusals_of, sent
from api.parts import AppParts
from api.problems import Declined
from api.reading import ask, asked
from api.said import Happened, event_said, message_form
from api.views import AnswerView
from policy.case import Case, Decision, Event
from policy.engine import decide
from policy.vocabulary import EventKind, event_kinds
from register.read.journal import entry_of
from register.read.lines import JournalLine, SentenceLine
from register.read.people import PersonRecord, person
from register.read.sentences import sentence

PEOPLE_TAG = "People"
PersonPath = Annotated[
    str,
    Path(
        alias="person",
        pattern=r"^([A-Z]\d{4}[A-Z]{2}|[A-Z]\d{6})$",
        description="prison number or CRN",
        examples=[examples.CRN],
    ),
]
_KNOWN = ("UnknownPerson", "SeveralPeople")


def people() -> APIRouter:
    """Return the endpoints of people."""
    router = APIRouter(prefix="/v1/people/{person}", tags=[PEOPLE_TAG])
    router.add_api_route(
        "",
        read,
        methods=["GET"],
        dependencies=[Security(current_actor)],
        **documented("Read a person's sentences", examples.PERSON, roles=ANY_ROLE, problems=(*READING, *_KNOWN)),
    )
    for event in event_kinds().values():
        if event.reaches == "sentence":
            continue
        router.add_api_route(
            f"/{event.name}",
            _endpoint(event, message_form(event.name)),
            methods=["POST"],
            name=f"person_{event.name}",
            operation_id=f"person_{event.name}",
            description=_description(event),
            **documented(
                f"{(event.order or event.name.replace('_', ' ')).capitalize()} for every sentence",
                examples.answer_example(event).model_copy(update={"passed_on_to": ("S-2044",)}),
                roles=event.by,
                problems=(*problems_of(event), *_KNOWN),
                refusals=refusals_of(event),
                request=examples.message_example(event),
                says="Accepted by one sentence, which tells the others named here.",
            ),
        )
    return router


def read(identifier: PersonPath, parts: AppParts) -> PersonRecord:
    """Show every sentence of the person, and the open duties of all of them, the strictest date first."""
    with asked(parts.register) as session:
        return person(session, identifier)


def _endpoint(event: EventKind, form: type[Happened]) -> Callable[..., Awaitable[AnswerView]]:
    async def send(
        identifier: PersonPath, said: Happened, key: IdempotencyKey, actor: CurrentActor, parts: AppParts
    ) -> AnswerView:
        happened = event_said(event.name, said, event_id=key, by=actor, now=parts.clock())
        known, earlier = await ask(parts.register, _person_and_entry, identifier, key)
        if earlier is not None:
            sentence_id, entry = earlier
            return shown(sentence_id, happened, repeated(entry, happened))
        live = [line for line in known.sentences if not line.final]
        if not live:
            raise Declined("SentenceEnded", "Every sentence of this person is over: nothing can follow.")
        cases = await ask(parts.register, _cases, live)
        taker = await run_in_threadpool(_taker, live, cases, happened, parts.clock())
        answer = await sent(parts, taker, happened, reach="person")
        return shown(taker.sentence_id, happened, await first_answer(parts, taker.sentence_id, happened, answer))

    send.__annotations__["said"] = form
    return send


def _person_and_entry(
    session: Session, identifier: str, event_id: str
) -> tuple[PersonRecord, tuple[str, JournalLine] | None]:
    """Return the person, and where the event was taken in before: accepted, else as it was answered otherwise."""
    known = person(session, identifier)
    entries = [
        (line.sentence_id, entry)
        for line in known.sentences
        if (entry := entry_of(session, line.sentence_id, event_id)) is not None
    ]
    return known, min(entries, key=lambda found: _how_far_from_accepted(found[1]), default=None)


def _how_far_from_accepted(entry: JournalLine) -> int:
    if entry.decision is None:
        return 2
    return 1 if entry.decision.ignored else 0


def _cases(session: Session, lines: Iterable[SentenceLine]) -> tuple[Case, ...]:
    return tuple(sentence(session, line.sentence_id).case for line in lines)


def _taker(lines: list[SentenceLine], cases: tuple[Case, ...], event: Event, now: datetime) -> SentenceLine:
    """Return the sentence to send the message to: the first that policy lets take it, else the first."""
    for line, case in zip(lines, cases, strict=True):
        verdict = decide(case, event, now)
        if isinstance(verdict, Decision) and verdict.ignored is None:
            return line
    return lines[0]


def _description(event: EventKind) -> str:
    return f"""{event.means[0].upper()}{event.means[1:]}. Recorded once for every live sentence of the person.

One sentence that it makes sense in answers; it tells the others, each under the same id, and where it does not apply
to one of them that one notes it and bothers nobody."""

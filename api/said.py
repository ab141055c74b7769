"""What staff and systems say: the forms of requests, made from the vocabulary's rows.

A form refuses shape only: unknown fields, wrong types, implausible values. Whether the thing said is allowed is for
policy to answer, so a rationale may be left out here and is refused there, with the paragraph that asks for it.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Annotated, Literal, Self, TypeVar, Union, cast

from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    create_model,
    model_validator,
)
from pydantic_core import PydanticCustomError

from api.problems import Declined
from policy.calendar import at_noon, local_day
from policy.case import Actor, Event
from policy.facts import Facts, Kind, SentenceKind
from policy.qualification_facts import QualificationFacts
from policy.vocabulary import TIME, EventKind, all_requirements, payload_model, vocabulary
from workflows.messages import SENTENCE_ID, Person

FIRST_YEAR, LAST_YEAR = 1900, 2100
LARGEST_NUMBER = 1_000_000_000
_PRINTABLE = 0x20

SentenceId = Annotated[str, StringConstraints(pattern=SENTENCE_ID)]


class Said(BaseModel):
    """A request's body: strict about names, and about values that no sentence could have."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="after")
    def _plausible(self) -> Self:
        for where, fault in _implausible("", self):
            raise PydanticCustomError("implausible", "{where}: {fault}", {"where": where, "fault": fault})
        return self


class Happened(Said):
    """When something happened. Left out: now. A day alone is today's present moment, or noon of a day gone by."""

    at: AwareDatetime | None = Field(default=None, description="instant it happened, with its zone")
    on: date | None = Field(default=None, description="day it happened in Europe/London, if not the day of `at`")


@cache
def message_form(event: str) -> type[Happened]:
    """Return the form of one message: the payload of its row, and when it happened."""
    payload = payload_model(event)
    made = create_model(payload.__name__, __base__=(Happened, payload), __doc__=payload.__doc__)
    return cast("type[Happened]", made)


def first_events(kind: Kind | None = None) -> tuple[EventKind, ...]:
    """Return the events that a sentence, or something of this kind, may begin with."""
    return tuple(
        event
        for event in vocabulary().event
        if (event.accepted_by(kind) if kind else event.is_of_sentences)
        and event.name != TIME
        and "start" in event.phases
    )


def event_said(name: str, said: Happened, *, event_id: str, by: Actor, now: datetime) -> Event:
    """Return the event that was said, by the actor that identity names. Raises Declined: DatesDisagree."""
    at, on = when(said, now=now)
    return Event(id=event_id, name=name, at=at, on=on, by=by, payload=_payload(name, said))


def when(said: Happened, *, now: datetime) -> tuple[datetime, date]:
    """Return the instant in UTC and the day something happened; see Happened. Raises Declined: DatesDisagree."""
    if said.at is None:
        if said.on is None or said.on == local_day(now):
            return now, local_day(now)
        return at_noon(said.on), said.on
    day = local_day(said.at)
    if said.on is not None and said.on != day:
        raise Declined("DatesDisagree", f"In Europe/London `at` is on {day.isoformat()}, and `on` says another day.")
    return said.at.astimezone(UTC), day


def _payload(name: str, said: Happened) -> dict[str, JsonValue]:
    """Return what was said besides when, JSON-able, nothing that was left out. A row may have a day `on` of its own."""
    left_out = {"at", "on", "name"} - set(payload_model(name).model_fields)
    return said.model_dump(mode="json", exclude=left_out, exclude_unset=True, exclude_none=True)


class FirstEvent(Happened):
    """The event a sentence begins with, by its name."""

    name: str


BodyT = TypeVar("BodyT", bound="Said")


class Told(Said):
    """Facts of a sentence and its first event: what a forecast is made from."""

    kind: SentenceKind
    facts: Facts = Field(default_factory=Facts, description="what is known, by the vocabulary's names of facts")
    event: FirstEvent = Field(description="the first event: its name, when it happened, and its payload")

    @model_validator(mode="after")
    def _known_requirements(self) -> Self:
        for name in self.facts.requirement_ends or ():
            if name not in all_requirements():
                raise PydanticCustomError("unknown_requirement", "facts.requirement_ends: no such requirement")
        return self

    @model_validator(mode="after")
    def _of_a_sentence(self) -> Self:
        if of_staff := sorted(self.facts.model_fields_set & QualificationFacts.model_fields.keys()):
            raise PydanticCustomError("implausible", "facts.{name}: is no fact of a sentence", {"name": of_staff[0]})
        return self


class Opening(Told):
    """A sentence to start: whose it is, its facts and its first event."""

    sentence_id: SentenceId | None = Field(
        default=None, description="left out: one is given, the same for the same Idempotency-Key"
    )
    person: Person


@cache
def opening_form() -> type[Opening]:
    """Return the form of a start with the events that may come first spelled out, each with its payload."""
    return first_event_form(Opening, "Start")


@cache
def telling_form() -> type[Told]:
    """Return the form of a forecast's facts, with the events that may come first spelled out."""
    return first_event_form(Told, "Supposed")


def first_event_form(form: type[BodyT], title: str, kind: Kind | None = None) -> type[BodyT]:
    """Return a form with the events that a sentence, or something of this kind, may begin with spelled out."""
    event = (_first_event(kind), ...)
    return create_model(title, __base__=form, __doc__=form.__doc__, event=event)  # type: ignore[arg-type]


@cache
def _first_event(kind: Kind | None) -> object:
    forms: list[type[FirstEvent]] = []
    for event in first_events(kind):
        form = message_form(event.name)
        only = (Literal[event.name], ...)
        named = create_model(f"First{form.__name__}", __base__=(FirstEvent, form), __doc__=form.__doc__, name=only)  # type: ignore[arg-type]
        forms.append(cast("type[FirstEvent]", named))
    return Annotated[Union[tuple(forms)], Field(discriminator="name")]  # noqa: UP007


def _implausible(where: str, value: object) -> Iterator[tuple[str, str]]:
    """Yield where a value is that no sentence could have, and why."""
    match value:
        case BaseModel():
            yield from _inside(where, {name: getattr(value, name) for name in type(value).model_fields})
        case dict():
            yield from _inside(where, value)
            yield from _inside(where, {str(key): str(key) for key in value})
        case tuple() | list():
            yield from _inside(where, dict(enumerate(value)))
        case str() if any(ord(letter) < _PRINTABLE and letter not in "\t\r\n" for letter in value):
            yield where, "text has a control character in it"
        case date() if not FIRST_YEAR <= value.year <= LAST_YEAR:
            yield where, f"a day lies between {FIRST_YEAR} and {LAST_YEAR}"
        case int() | float() if abs(value) > LARGEST_NUMBER:
            yield where, "the number is too large"
        case _:
            return


def _inside(where: str, values: Mapping[object, object]) -> Iterator[tuple[str, str]]:
    for name, value in values.items():
        yield from _implausible(f"{where}.{name}" if where else str(name), value)

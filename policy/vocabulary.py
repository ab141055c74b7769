"""The product's names: events with their payloads, phases, roles and named decisions, read from the vocabulary file."""

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal, cast, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from policy.facts import Characteristic, Diversity, Facts, Kind, Requirement
from policy.frozen import Frozen
from policy.workforce.entitled import Right

LIFECYCLE = ("reception", "handover", "pre_release", "release", "recall", "termination")
TIME = "time"
REASSESS = "reassess"
START = "start"
ENDED = frozenset({"closed", "terminated", "ended"})
QUALIFICATION: Literal["qualification"] = "qualification"
VOCABULARY = "vocabulary"

PRISON_CODE = r"^[A-Z]{3}$"
TEXT_LIMIT = 4000
ANY_OF = "any of "
_TYPES: dict[str, object] = {
    "date": date,
    "bool": bool,
    "int": Annotated[int, Field(ge=0)],
    "number": Annotated[float, Field(ge=0)],
    "fraction": Annotated[float, Field(ge=0.1, le=1)],
    "text": Annotated[str, Field(max_length=TEXT_LIMIT, pattern=r"^[^\x00]*$")],
    "role": Annotated[str, Field(pattern=r"^[a-z_]+$", max_length=60)],
    "staff": Annotated[str, Field(min_length=1, max_length=60)],
    "tier": Annotated[str, Field(pattern=r"^[ABCD][0-3]?$")],
    "prison": Annotated[str, Field(pattern=PRISON_CODE)],
    "requirement": Requirement,
    "requirements": tuple[Requirement, ...],
    "characteristics": tuple[Characteristic, ...],
    "diversity": tuple[Diversity, ...],
    "roles": tuple[Annotated[str, Field(pattern=r"^[a-z_]+$")], ...],
    "names": Annotated[tuple[Annotated[str, Field(pattern=r"^[a-z_]+$", max_length=60)], ...], Field(max_length=20)],
    "rules": Annotated[tuple[str, ...], Field(min_length=1, max_length=50)],
}


def family(kind: str) -> Literal["custodial_sentence", "order", "qualification"]:
    """Return what rules, events and lifecycles tell apart: custodial sentences, orders and qualifications."""
    return kind if kind in {"custodial_sentence", "qualification"} else "order"  # type: ignore[return-value]


class EventKind(Frozen):
    """One event of the vocabulary: who may send it, when, and with what."""

    name: str
    means: str
    order: str | None = None
    lifecycle: bool = False
    of: tuple[str, ...] = ("custodial_sentence", "order")
    by: tuple[str, ...]
    phases: tuple[str, ...]
    reaches: Literal["sentence", "either", "person"] = Field(
        default="sentence",
        description="person: every live sentence of the person is told; either: where the sender says so",
    )
    ignored_in: tuple[str, ...] = Field(default=(), description="phases in which it repeats what is so")
    reserved_by: tuple[str, ...] = Field(default=(), description="rules that leave it to its senders alone")
    payload: dict[str, str] = Field(default_factory=dict, alias="with")
    confidential: tuple[str, ...] = Field(
        default=(), description="what of the payload only the roles that need it may read"
    )
    asks: dict[Right, str] = Field(
        default_factory=dict,
        description="what it would have somebody do, and who: a payload key, @holder, @sender or @sender as roles",
    )

    def accepted_by(self, kind: Kind) -> bool:
        """Return whether a sentence, or a qualification, of this kind knows the event."""
        return family(kind) in self.of

    @property
    def is_of_sentences(self) -> bool:
        """Return whether some sentence knows the event."""
        return self.of != (QUALIFICATION,)


class Name(Frozen):
    """A phase, stage or role, and what it means."""

    name: str
    means: str | None = None
    of: str | None = None


class NamedDecision(Frozen):
    """A decision function's name and the values it may answer with."""

    name: str
    allowed: object
    means: str | None = None


class Vocabulary(Frozen):
    """Every name the product uses."""

    phase: tuple[Name, ...]
    role: tuple[Name, ...]
    event: tuple[EventKind, ...]
    value: tuple[NamedDecision, ...]

    def events(self, kind: Kind) -> tuple[EventKind, ...]:
        """Return what may be sent to a sentence of this kind, `time` left out."""
        return tuple(e for e in self.event if e.name != TIME and e.accepted_by(kind))


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary: all files whose name begins with the word. Raises ValueError when one is not."""
    names: dict[str, list[object]] = {}
    for file in sorted(files("policy.catalogue").iterdir(), key=lambda file: file.name):
        if file.name.startswith(VOCABULARY) and file.name.endswith(".toml"):
            for table, rows in tomllib.loads(file.read_text(encoding="utf-8")).items():
                names.setdefault(table, []).extend(rows)
    return Vocabulary.model_validate(names)


@cache
def event_kinds() -> dict[str, EventKind]:
    """Return every event of the vocabulary by its name."""
    return {event.name: event for event in vocabulary().event}


@cache
def roles() -> frozenset[str]:
    """Return the name of every role and agency."""
    return frozenset(role.name for role in vocabulary().role)


class Payload(BaseModel):
    """Base of the payload models: strict about names, frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@cache
def payload_model(event: str) -> type[Payload]:
    """Return the model of an event's payload, made from its row. `order_made` and the like carry facts besides.

    A text that a rule asks for (a rationale, say) may be left out here: the rule refuses it with its paragraph.
    """
    kind = event_kinds()[event]
    fields: dict[str, object] = {}
    for key, means in kind.payload.items():
        name = key.rstrip("?")
        required = not key.endswith("?") and means != "text"
        kind_of = _type(means)
        fields[name] = (kind_of, ...) if required else (kind_of | None, None)
    title = "".join(part.capitalize() for part in event.split("_"))
    return cast("type[Payload]", create_model(title, __base__=Payload, __doc__=kind.means, **fields))  # type: ignore[call-overload]


def _type(means: str) -> type:
    if means.startswith(ANY_OF):
        return cast("type", tuple[_type(means.removeprefix(ANY_OF)), ...])  # type: ignore[misc]
    if "|" in means or means not in _TYPES:
        options = [_option(part.strip()) for part in means.split("|")]
        return cast("type", Literal[tuple(options)])
    return cast("type", _TYPES[means])


def _option(text: str) -> str | int:
    return int(text) if text.isdigit() else text


@cache
def fact_names() -> frozenset[str]:
    """Return every fact's name."""
    return frozenset(Facts.model_fields)


def all_requirements() -> tuple[str, ...]:
    """Return the names of the court's requirements."""
    return get_args(Requirement)


class MalformedPayload(ValueError):
    """A payload that is not in the event's form; the message names the field and what is wrong with it."""


def read_payload(event: str, payload: dict[str, object]) -> dict[str, object]:
    """Return the payload with its dates and numbers as such, fields nobody gave left out.

    Raises MalformedPayload, naming field and fault.
    """
    try:
        model = payload_model(event).model_validate(payload)
    except ValidationError as fault:
        first = fault.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise MalformedPayload(f"{where}: {first['msg']}") from None
    return {name: value for name, value in model if name in model.model_fields_set and value is not None}

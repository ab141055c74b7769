"""Every name a rule may use, and what it reads."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from datetime import date
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Union, get_args, get_origin

from policy.anchors import DERIVED
from policy.cohorts import CASES
from policy.contact_words import in_person  # noqa: F401 - its words join PREDICATES
from policy.decided import DECISIONS
from policy.effects import MARKS
from policy.enforcement_words import lists_all  # noqa: F401 - its words join PREDICATES
from policy.expression import Predicate, Reader
from policy.facts import Facts
from policy.holding_words import may  # noqa: F401 - its words join PREDICATES
from policy.planning_words import requirements_known  # noqa: F401 - its words join PREDICATES
from policy.predicates import PREDICATES
from policy.qualification_words import matter_open  # noqa: F401 - its words join PREDICATES
from policy.release_words import short_sentence  # noqa: F401 - its words join PREDICATES
from policy.requirement_words import order_made_before  # noqa: F401 - its words join PREDICATES
from policy.vocabulary import event_kinds, fact_names, vocabulary

if TYPE_CHECKING:
    from policy.situation import Situation


_OF_THE_MESSAGE = frozenset({"sent", "by", "given"})


class _Names:
    """The predicates, facts and named decisions, as the language of conditions asks for them."""

    def predicate(self, name: str) -> Predicate | None:
        return PREDICATES.get(name)

    def reader(self, name: str) -> Reader | None:
        if name == "phase":
            return lambda s: s.phase
        if name == "stage":
            return lambda s: s.stage
        if name == "anchor_day":
            return lambda s: s.duty.anchor_on if s.duty else None
        if name in fact_names():
            return lambda s: getattr(s.facts, name)
        if name in DECISIONS:
            return lambda s: s.value(name)
        return None


KNOWN = _Names()


def sent(s: Situation, key: str) -> object:
    """Return what the event's payload says, or nothing."""
    return s.payload.get(key)


def asks_the_message(condition: ast.AST) -> bool:
    """Return whether a condition asks in so many words what the message says or who sent it."""
    return bool({part.id for part in ast.walk(condition) if isinstance(part, ast.Name)} & _OF_THE_MESSAGE)


@cache
def anchor_names() -> frozenset[str]:
    """Return every name a limit or recurrence may count from."""
    entered = {f"entered_{place.name}" for place in vocabulary().phase}
    return frozenset(DERIVED) | frozenset(MARKS) | frozenset(event_kinds()) | entered | _facts_that_are_days()


def _facts_that_are_days() -> frozenset[str]:
    days = set()
    for name, field in Facts.model_fields.items():
        kinds = (
            get_args(field.annotation) if get_origin(field.annotation) in {Union, UnionType} else (field.annotation,)
        )
        if date in kinds:
            days.add(name)
    return frozenset(days)


def check_anchors(names: Iterable[str]) -> None:
    """Raise ValueError for a name no day goes by."""
    for name in names:
        if name not in anchor_names():
            raise ValueError(f"nobody knows a day called {name!r}")


def check_decision(name: str) -> None:
    """Raise ValueError for what neither decides nor is a predicate."""
    if name not in DECISIONS and name not in CASES and name not in PREDICATES:
        raise ValueError(f"nobody decides {name!r}")


def written_in(name: str) -> str | None:
    """Return where the Python of a predicate or decision stands, as `module:name`; nothing for a fact."""
    found = PREDICATES.get(name) or DECISIONS.get(name)
    if found is not None:
        return f"{found.__module__}:{name}"
    return f"policy.cohorts:{name}" if name in CASES else None


def check_counts(names: Iterable[str], parameters: Iterable[str]) -> None:
    """Raise ValueError for a count that is neither a fact nor a local parameter."""
    for name in names:
        if name not in fact_names() and name not in parameters:
            raise ValueError(f"nobody knows a count called {name!r}: set it in the local parameters")

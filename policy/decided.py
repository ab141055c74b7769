"""Every named decision of the product, whichever part of the policy answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from policy import (
    assessed,
    contact,
    decisions,
    indeterminate,
    people,
    planning,
    protection,
    qualification,
    requirements,
)
from policy.case import Value
from policy.vocabulary import QUALIFICATION

if TYPE_CHECKING:
    from policy.situation import Situation

OF_SENTENCES: dict[str, Callable[[Situation], Value]] = (
    decisions.DECISIONS
    | planning.DECISIONS
    | contact.DECISIONS
    | assessed.DECISIONS
    | protection.DECISIONS
    | people.DECISIONS
    | indeterminate.DECISIONS
    | requirements.DECISIONS
)
DECISIONS: dict[str, Callable[[Situation], Value]] = OF_SENTENCES | qualification.DECISIONS


def decisions_of(kind: str) -> dict[str, Callable[[Situation], Value]]:
    """Return the named decisions of a kind of sentence, or of qualifications."""
    return qualification.DECISIONS if kind == QUALIFICATION else OF_SENTENCES

"""Every named decision of the product, whichever part of the policy answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from policy import assessed, contact, decisions, indeterminate, people, planning, protection, requirements
from policy.case import Value

if TYPE_CHECKING:
    from policy.situation import Situation

DECISIONS: dict[str, Callable[[Situation], Value]] = (
    decisions.DECISIONS
    | planning.DECISIONS
    | contact.DECISIONS
    | assessed.DECISIONS
    | protection.DECISIONS
    | people.DECISIONS
    | indeterminate.DECISIONS
    | requirements.DECISIONS
)

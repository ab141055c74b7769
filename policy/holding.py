"""Who holds the case, and whether they may: kept as a fact, so that a rise of risk is judged without asking anybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policy.facts import Facts
    from policy.situation import Situation

HOLDING_MARKS = ("holder_barred", "risk_above_holder")


def is_barred(facts: Facts) -> bool:
    """Return whether the holder may hold no case at all."""
    return facts.holder_manages == ()


def is_above_holder(facts: Facts) -> bool:
    """Return whether the risk is above what the holder may manage."""
    manages = facts.holder_manages
    return bool(manages) and facts.rosh is not None and facts.rosh not in (manages or ())


def learn_of_holder(s: Situation) -> None:
    """Learn what the holder may manage as the register said just now; nothing of a holder it was not asked about."""
    before = s.case.facts
    found = next((each for each in s.standings if each.right == "hold" and each.staff_id == s.facts.practitioner), None)
    is_another = s.facts.practitioner != before.practitioner
    if found is not None:
        s.learn(holder_manages=found.manages)
    elif is_another:
        s.learn(holder_manages=None)
    for name, holds in zip(HOLDING_MARKS, (is_barred, is_above_holder), strict=True):
        if holds(s.facts) and (is_another or not holds(before)):
            s.mark(name)

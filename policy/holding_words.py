"""The words about who may hold a case, sign off and authorise recall."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy import holding
from policy.predicates import predicate

if TYPE_CHECKING:
    from policy.situation import Situation


@predicate
def may(s: Situation, right: str) -> bool:
    """Whoever the message names may do this, or is not registered (which `registered` asks about)."""
    return all(found.may for found in s.standings if found.right == right)


@predicate
def may_manage_this_risk(s: Situation) -> bool:
    """The case's level of risk is inside what whoever gets it may manage, or they are not registered."""
    return all(found.may_manage(s.facts.rosh) for found in s.standings if found.right == "hold")


@predicate
def losses_decided(s: Situation) -> bool:
    """A decision is recorded on whatever the register of lost authorisations has of whoever gets the case."""
    return not any(found.has_open_loss for found in s.standings if found.right == "hold")


@predicate
def registered(s: Situation, right: str) -> bool:
    """Whoever the message names for this is registered, or the region has not said that its whole roster is."""
    is_whole = s.number("whole_roster")
    return not is_whole or all(found.standing is not None for found in s.standings if found.right == right)


@predicate
def holder_may_not_hold(s: Situation) -> bool:
    """Whoever holds the case may hold none."""
    return holding.is_barred(s.facts)


@predicate
def risk_above_holders_limit(s: Situation) -> bool:
    """The level of risk is above what whoever holds the case may manage."""
    return holding.is_above_holder(s.facts)

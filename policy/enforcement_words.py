"""Words of the conditions on recall, breach and panels, as `predicates` has them for the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.predicates import predicate

if TYPE_CHECKING:
    from policy.situation import Situation

_ENDS_A_REFERRAL = ("parole_refused", "release", "return_to_custody")


@predicate
def lists_all(s: Situation, key: str, *word: str) -> bool:
    """The payload's list names all of these."""
    named = s.payload.get(key)
    return isinstance(named, tuple) and all(name in named for name in word)


@predicate
def lists_only(s: Situation, key: str, *word: str) -> bool:
    """The payload's list names nothing but these."""
    named = s.payload.get(key)
    return isinstance(named, tuple) and all(name in word for name in named)


@predicate
def urgent_recall(s: Situation) -> bool:
    """Recall is being decided because the risk is immediate, found as that began or since."""
    raised, asked = s.marked("immediate_risk"), s.marked("entered_recall_authorisation")
    return raised is not None and asked is not None and raised.n >= asked.n


@predicate
def referral_pending(s: Situation) -> bool:
    """A referral on ending the licence is before the Parole Board: not refused, not overtaken."""
    referred = s.marked("entered_termination_referral")
    if referred is None:
        return False
    return all((mark := s.marked(name)) is None or mark.n <= referred.n for name in _ENDS_A_REFERRAL)


@predicate
def dates_await_recalculation(s: Situation) -> bool:
    """The licence's last day as known passed at large: the time at large has yet to be added."""
    returned, end = s.marked("return_to_custody"), s.facts.licence_end_date
    return returned is not None and end is not None and end < returned.on

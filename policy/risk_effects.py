"""What an event changes in what is known of risk: its level, of whom it speaks, and the arrangements that manage it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, cast

from policy import cohorts
from policy.decisions import HIGH

if TYPE_CHECKING:
    from policy.situation import Situation

_REVIEWS_THAT_ASSESS = frozenset({"twelve_months"})


def _risk_changed(s: Situation) -> None:
    level, about = s.payload.get("rosh"), s.payload.get("about", "general")
    if about == "general":
        s.learn(rosh=level)
    elif about == "children":
        _risk_to_children(s, high=level in HIGH, low=level == "low")
    elif about == "domestic_abuse":
        if level in HIGH and s.facts.domestic_abuse not in HIGH:
            s.mark("assessed_high_domestic_abuse_risk")
        s.learn(domestic_abuse=level)


def _risk_to_children(s: Situation, *, high: bool, low: bool) -> None:
    known = s.facts.child_safeguarding
    if high and known != "high":
        s.mark("assessed_high_risk_to_children")
    if high or known or not low:  # low risk makes nobody a child safeguarding case who was none
        s.learn(child_safeguarding="high" if high else "other")


def _mappa(s: Situation) -> None:
    level = cast("int", s.payload["level"])
    if level > 1 and (s.facts.mappa or 1) <= 1 and not s.facts.mappa23_from:
        s.learn(mappa23_from=s.event.on)
    s.learn(mappa=level)


def _mappa_category(s: Situation) -> None:
    s.learn(mappa_registered=s.payload["category"], mappa_until=s.payload.get("until"))


def _mappa_screened(s: Situation) -> None:
    s.mark(f"mappa_screened_{s.payload['level']}")


def _iom(s: Situation) -> None:
    s.learn(iom={"placed": s.event.on} | ({"induction": i} if (i := s.payload.get("induction")) else {}))
    s.mark("iom_placement")
    if isinstance(i, date):
        s.mark("iom_induction", on=i)


def _iom_removed(s: Situation) -> None:
    s.learn(iom=None)


def _abuse(s: Situation) -> None:
    act, harm, towards = (str(s.payload[key]) for key in ("act", "harm", "towards"))
    if cohorts.spousal_assault(harm=harm, act=act, towards=towards):
        s.learn(partner_abuse=True)
    s.learn(domestic_abuse=s.payload["level"])


def _adult_safeguarding(s: Situation) -> None:
    care_needs, abuse, cannot = (s.payload[key] is True for key in ("care_needs", "abuse_or_neglect", "cannot_protect"))
    at_risk = cohorts.adult_at_risk(care_needs=care_needs, abuse_or_neglect=abuse, cannot_protect=cannot)
    s.learn(adult_at_risk=at_risk)


def _concern(s: Situation) -> None:
    s.mark(f"{s.payload['about']}_concern")


def _keep_the_score_before(s: Situation) -> None:
    if s.payload.get("rsr") is not None:
        s.learn(rsr_before=s.case.facts.rsr)


def _assessed(s: Situation) -> None:
    _keep_the_score_before(s)
    s.mark("assessed")
    if s.payload.get("risk_management_plan") is True:
        s.mark("risk_management_plan")


def _reviewed(s: Situation) -> None:
    _keep_the_score_before(s)
    if s.payload.get("because") == "parole_report":
        s.mark("parole_review")
    if s.payload.get("because") in _REVIEWS_THAT_ASSESS:
        s.mark("assessed")


RISK_EFFECTS: dict[str, Callable[[Situation], None]] = {
    "risk_changed": _risk_changed,
    "mappa_level_set": _mappa,
    "mappa_category_set": _mappa_category,
    "mappa_screened": _mappa_screened,
    "iom_placed": _iom,
    "iom_removed": _iom_removed,
    "concern_identified": _concern,
    "abuse_recorded": _abuse,
    "adult_safeguarding_assessed": _adult_safeguarding,
    "assessment_completed": _assessed,
    "review_completed": _reviewed,
}

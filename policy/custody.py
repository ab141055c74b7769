"""What the custodial part adds to what is known, and the words its rules are made of (MCS)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from policy import decisions
from policy.predicates import in_mappa, predicate
from policy.qualifications import accepted_po_qualification

if TYPE_CHECKING:
    from policy.situation import Situation

MARKS = ("custody_began", "categorised", "last_case_discussion", "risk_management_plan")
ARRIVALS = frozenset({"reception", "prison_transfer", "return_to_custody", "recaptured"})
_CATEGORISES = frozenset({"initial_categorisation", "recategorisation"})
_RISKY = frozenset({"medium", "high", "very_high"})


# ---- words


@predicate
def key_work_live(s: Situation) -> bool:
    """Key work is live at the prison: no go-live is awaited there (MCS front)."""
    day = s.day("key_work_live_from")
    return day is None or s.today >= day


@predicate
def case_management_live(s: Situation) -> bool:
    """Case management is live at the prison and with the provider (MCS front)."""
    return decisions.case_management_live(s)


@predicate
def key_worker_owed(s: Situation) -> bool:
    """Held in the male closed estate where key work is live: a key worker is owed every day (MCS 3.2, 4.24)."""
    return s.phase in decisions.IN_CUSTODY and s.facts.estate == "male_closed" and key_work_live(s)


@predicate
def another_offender_manager(s: Situation) -> bool:
    """The prison offender manager named is not the one who had the case."""
    had = s.facts.prison_offender_manager
    return had is not None and had != s.payload.get("prison_offender_manager")


@predicate
def objective_sound(s: Situation) -> bool:
    """An objective is realistic, and what it depends on is written down (MCS 4.39 and 4.62: one rule, C-29)."""
    depends = s.payload.get("depends_on_others") is True
    noted = bool(str(s.payload.get("depends_on", "")).strip())
    return s.payload.get("realistic") is not False and (noted or not depends)


@predicate
def rests_on_what_was_beyond_control(s: Situation) -> bool:
    """What is decided or proposed rests on an objective missed for reasons outside the person's control (C-29)."""
    return s.payload.get("failed_objective") in (s.facts.objectives_beyond_control or ())


@predicate
def assessments_all_cited(s: Situation) -> bool:
    """The plan cites every specialist assessment on the case."""
    cited = s.payload.get("assessments_cited")
    return set(s.facts.specialist_assessments or ()) <= set(cited if isinstance(cited, tuple) else ())


@predicate
def adapted_where_needed(s: Situation) -> bool:
    """What was told was told in the form the person's communication needs ask for, where there are any."""
    return not s.facts.communication_needs or s.payload.get("adapted") is True


@predicate
def risk_to_others(s: Situation) -> bool:
    """Risk to others has been identified: medium or above, MAPPA, a child or a partner at risk."""
    facts = s.facts
    return facts.rosh in _RISKY or in_mappa(s) or bool(facts.child_safeguarding or facts.domestic_abuse)


@predicate
def qualified_for_quality(s: Situation) -> bool:
    """The award named is one that Annex B accepts (MCS 4.5)."""
    said, day = s.payload, s.payload.get("awarded_on")
    return isinstance(day, date) and accepted_po_qualification(
        award=str(said.get("qualification")), awarded_on=day, awarded_in=str(said.get("awarded_in"))
    )


@predicate
def was_done(s: Situation) -> bool:
    """Every duty named was owed once, is done and is not open: a quality check can send it back (MCS 4.4)."""
    named = s.payload.get("rules")
    in_force = s.catalogue.in_force(on=s.today, kind=s.case.kind).by_key
    done = {in_force[key].rule.id for key in s.case.last if key in in_force and in_force[key].every is None}
    still = {duty.rule for duty in s.duties.values()}
    return isinstance(named, tuple) and all(rule in done and rule not in still for rule in named)


# ---- effects


def _began(s: Situation) -> None:
    s.mark("custody_began")


def _managed(s: Situation) -> None:
    s.mark("risk_management_plan")


def _process(s: Situation) -> None:
    if s.payload.get("process") in _CATEGORISES:
        s.mark("categorised")


def _discussed(s: Situation) -> None:
    s.mark("last_case_discussion")


def _agency(s: Situation) -> None:
    agency = str(s.payload["agency"])
    others = tuple(name for name in s.facts.agencies or () if name != agency)
    s.learn(agencies=others if s.payload.get("ended") is True else (*others, agency))


def _assessment(s: Situation) -> None:
    found = str(s.payload["assessment"])
    s.learn(specialist_assessments=tuple(dict.fromkeys((*(s.facts.specialist_assessments or ()), found))))


def _objective(s: Situation) -> None:
    objective = str(s.payload.get("objective", ""))
    others = tuple(name for name in s.facts.objectives_beyond_control or () if name != objective)
    beyond = objective and s.payload["outcome"] == "not_met_outside_control"
    s.learn(objectives_beyond_control=(*others, objective) if beyond else others)


EFFECTS: dict[str, Callable[[Situation], None]] = {
    "return_to_custody": _began,
    "recaptured": _began,
    "risk_management_plan_agreed": _managed,
    "process_decided": _process,
    "prison_offender_manager_assigned": _discussed,
    "case_discussed": _discussed,
    "agency_involved": _agency,
    "specialist_assessment_completed": _assessment,
    "objective_outcome": _objective,
}

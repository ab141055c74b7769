"""The words of conditions that speak of a qualification."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, get_args

from policy.predicates import predicate
from policy.qualification import by_the_modules, diploma_units_wanted
from policy.qualification_facts import Module, VocationalUnit
from policy.workforce.process import LONG_ROUTE_MONTHS
from policy.workforce.roles import DIPLOMA_FROM

if TYPE_CHECKING:
    from policy.situation import Situation


@predicate
def matter_open(s: Situation) -> bool:
    """Conduct or capability proceedings are open (QAP-D-03)."""
    return bool(s.facts.conduct_proceedings or s.facts.capability_proceedings)


@predicate
def pqip_may_be_offered(s: Situation) -> bool:
    """Only capability is in question, and the line manager sees potential (QAP-D-05, reading W-12)."""
    facts = s.facts
    return bool(facts.capability_proceedings and not facts.conduct_proceedings and facts.manager_sees_potential)


@predicate
def aligning(s: Situation) -> bool:
    """Alignment is under way, and has come to no end."""
    return s.marked("qualification_gap_found") is not None and s.phase not in {"pqip", "concluding", "closed"}


@predicate
def alignment_failed(s: Situation) -> bool:
    """Alignment ended without a result, or ran past three years: the PQiP is left (QG 12, 34)."""
    ended, decided, limit = (
        s.marked("alignment_ended_without_result"),
        s.marked("alignment_decided"),
        s.day("alignment_limit"),
    )
    is_ended = ended is not None and (decided is None or ended.n >= decided.n)
    return is_ended or (limit is not None and s.today > limit)


@predicate
def pqip_is_due(s: Situation) -> bool:
    """The PQiP is what is offered: by the outcome, or because alignment failed."""
    return s.facts.alignment_outcome == "PQIP" or alignment_failed(s)


@predicate
def signed_by_another(s: Situation) -> bool:
    """Whoever signs is not the member of staff it is about (QAP-B-g)."""
    signer = s.payload.get("signed_by")
    return signer is not None and signer != s.facts.staff_id


@predicate
def diploma_required(s: Situation) -> bool:
    """Employed as a Probation Services Officer on or after 1 April 2014, and not to take the PQiP (QG 13)."""
    start = s.facts.employment_start
    return start is not None and start >= DIPLOMA_FROM and not s.facts.employed_for_pqip


@predicate
def diploma_complete(s: Situation) -> bool:
    """The units that make up the Level 3 Diploma are achieved (QG 25)."""
    return diploma_units_wanted(s) == 0


@predicate
def all_modules(s: Situation) -> bool:
    """All four knowledge modules are held (QG 30)."""
    return set(get_args(Module)) <= set(s.facts.knowledge_modules or ())


@predicate
def modules_for_the_long_route(s: Situation) -> bool:
    """Fewer than three knowledge modules are known to be held (QG 30)."""
    return by_the_modules(s) == LONG_ROUTE_MONTHS


@predicate
def outside_the_process(s: Situation) -> bool:
    """The outcome is that there is no process: qualified already, or in no role that needs it (R1 and R2 before R3)."""
    return (s.payload.get("outcome") or s.facts.alignment_outcome) in {"NO_ACTION", "NOT_IN_SCOPE"}


@predicate
def both_units(s: Situation) -> bool:
    """Both vocational units of the conversion are passed (QAP-O2-f)."""
    return set(get_args(VocationalUnit)) <= set(s.facts.units_passed or ())


@predicate
def within_three_years(s: Situation) -> bool:
    """More time ends within three years of the person's start (QG 12)."""
    until, longest = s.payload.get("extension_until"), "diploma_limit" if s.phase == "diploma" else "alignment_limit"
    limit = s.day(longest)
    return isinstance(until, date) and (limit is None or until <= limit)


@predicate
def more_time_granted(s: Situation) -> bool:
    """More time was granted, and it has not run out (QAP-EQ-b)."""
    until = s.facts.extension_until
    return until is not None and s.today <= until

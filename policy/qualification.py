"""The named decisions of a qualification: what staff want to see of it, and what its rules rest on."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING

from policy.case import Value
from policy.workforce.alignment import AlignmentAnswer, AlignmentFacts, align
from policy.workforce.process import GROUP_ONE_UNITS, GROUP_TWO_UNITS, MODULES, route_months

if TYPE_CHECKING:
    from policy.situation import Situation

Decide = Callable[["Situation"], Value]
MANDATORY = frozenset({"ethics_values_and_practices", "safeguard_individuals", "own_and_other_organisations"})
GROUP_ONE = frozenset({"assess_risk_needs_and_strengths", "assess_risks_to_victims"})
GROUP_TWO = frozenset(
    {
        "formal_reports",
        "formal_meetings",
        "engage_and_motivate",
        "manage_risk_of_harm",
        "rehabilitation_programmes",
        "support_victims",
        "support_resettlement",
    }
)  # QG 26
_A_HUNDRED = 100
_UNDECIDED = frozenset({"checklist", "deciding"})


def sign_off_audit(s: Situation) -> Value:
    """Return whether a sign-off is in the random sample (QAP-O1-a): of its id and its year, the same for ever.

    The share drawn is set locally; while it is not, nobody is drawn and the answer is left open.
    """
    decided, share = s.marked("alignment_decided"), s.number("sign_off_audit_percent")
    if s.facts.alignment_outcome != "SIGN_OFF" or decided is None:
        return None
    if (drawn := s.case.values.get("sign_off_audit")) is not None:
        return drawn
    if share is None:
        return None
    return "drawn" if lot(s.case.sentence_id, decided.on.year) < share else "not_drawn"


def lot(qualification: str, year: int) -> int:
    """Return the number from 0 to 99 that a qualification draws in a year. Anybody can draw it again."""
    return int(sha256(f"{year}/{qualification}".encode()).hexdigest(), 16) % _A_HUNDRED


def _proposed(s: Situation) -> AlignmentAnswer | None:
    """Return what R1 to R13 propose; nothing before the checklist shows when, how long and in what."""
    facts = s.facts
    known = {name: getattr(facts, name) for name in AlignmentFacts.model_fields}
    known = {name: value for name, value in known.items() if value is not None}
    months, since = facts.om_months, facts.om_months_post_2014
    is_said = s.marked("checklist_completed") and facts.appointed_to_qualified_role and months is not None
    if not is_said or (since is not None and months is not None and since > months):
        return None
    return align(AlignmentFacts.model_validate(known))


def _of_the_proposal(answer: Callable[[AlignmentAnswer], Value], name: str, says: str) -> Decide:
    """Return the decision that shows one part of the proposal, kept as it was once people have decided."""

    def decision(s: Situation) -> Value:
        if s.marked("qualification_gap_found") is None:
            return None
        if s.phase not in _UNDECIDED:
            return s.case.values.get(name)
        proposed = _proposed(s)
        return answer(proposed) if proposed else None

    decision.__name__, decision.__doc__ = name, says
    return decision


def pqip_route(s: Situation) -> Value:
    """Return the months of the PQiP's route (QG 30, QAP-O3-b): as it began, before that by the modules held."""
    if s.phase not in {"offer", "pqip"}:
        return None
    return s.facts.pqip_route_months if s.marked("pqip_started") else by_the_modules(s)


def by_the_modules(s: Situation) -> int | None:
    """Return the months of the route that the modules held give; nothing while they are unknown."""
    modules = s.facts.knowledge_modules
    if modules is None:
        return None
    named = {name.lower().replace(" ", "_"): name for name in MODULES}
    return route_months([named[module] for module in modules])


def diploma_units_wanted(s: Situation) -> Value:
    """Return how many units are still wanted for the Level 3 Diploma (QG 25, 26)."""
    if s.marked("officer_started") is None:
        return None
    done = set(s.facts.diploma_units or ())
    one, two = len(done & GROUP_ONE), len(done & GROUP_TWO)
    return len(MANDATORY - done) + max(0, GROUP_ONE_UNITS - one) + max(0, GROUP_TWO_UNITS - two)


def qualified(s: Situation) -> Value:
    """Return whether the way came to its end with a qualification (QAP-C-b); nothing while it goes on."""
    if s.phase not in {"concluding", "closed"}:
        return None
    gained = ("sign_off_confirmed", "conversion_completed", "pqip_awarded", "diploma_awarded")
    return bool(s.facts.holds_recognised_qualification) or any(s.marked(name) for name in gained)


def redeployment_step(s: Situation) -> Value:
    """Return what is looked at when consent was refused (QAP-C-f, QAP-C-g)."""
    if s.phase != "redeployment":
        return None
    found, none = s.marked("job_match_found"), s.marked("no_job_match")
    is_other = none is not None and (found is None or found.n < none.n)
    return "other_redeployment" if is_other else "job_match_same_grade"


DECISIONS: dict[str, Decide] = {
    function.__name__: function
    for function in (
        _of_the_proposal(lambda a: a.outcome, "alignment_proposal", "Return what R1 to R13 propose (QAP-D-02)."),
        _of_the_proposal(lambda a: a.rule, "alignment_rule", "Return by which of R1 to R13."),
        _of_the_proposal(lambda a: a.flags, "alignment_flags", "Return what a person has to look at."),
        _of_the_proposal(lambda a: a.components, "conversion_components", "Return what the conversion is made of."),
        _of_the_proposal(lambda a: a.selection, "pqip_selection", "Return how a PQiP place is come by (QAP-O3-a)."),
        sign_off_audit,
        pqip_route,
        diploma_units_wanted,
        qualified,
        redeployment_step,
    )
}

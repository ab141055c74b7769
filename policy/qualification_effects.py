"""What an event changes in what is known of a qualification, besides what its payload says by a fact's own name."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from policy.workforce.process import step_after_consent

if TYPE_CHECKING:
    from policy.situation import Situation


def _gathered(payload_key: str, fact: str) -> Callable[[Situation], None]:
    """Return the effect that adds one more to a list of what was gained."""

    def effect(s: Situation) -> None:
        had = getattr(s.facts, fact) or ()
        s.learn(**{fact: tuple(dict.fromkeys((*had, s.payload[payload_key])))})

    return effect


def _so(fact: str) -> Callable[[Situation], None]:
    return lambda s: s.learn(**{fact: True})


def _decided(s: Situation) -> None:
    s.learn(alignment_outcome=s.payload["outcome"])


def _appeal_decided(s: Situation) -> None:
    if s.payload["upheld"] is True and s.payload.get("new_outcome"):
        s.learn(alignment_outcome=s.payload["new_outcome"])


def _matter(s: Situation) -> None:
    """Remember when a matter first became known; one that is over stays in the record."""
    before, now = s.case.facts, s.facts
    was = before.conduct_proceedings or before.capability_proceedings
    if (now.conduct_proceedings or now.capability_proceedings) and not was:
        s.mark("matter_known")
    if s.payload.get("still_in_role") is False:
        s.learn(in_qualified_role=False)


def _certificates(s: Situation) -> None:
    s.learn(holds_recognised_qualification=s.payload["meet_guidance"])


def _audited(s: Situation) -> None:
    if s.payload["passed"] is True:
        s.mark("audit_passed")


def _job_match(s: Situation) -> None:
    percent, available = cast("int", s.payload["match_percent"]), s.payload["post_available"] is True
    step = step_after_consent(consent=False, match_percent=percent, post_available=available)
    s.mark("job_match_found" if step == "job_match_same_grade" else "no_job_match")


def _extended(s: Situation) -> None:
    """Remember more time only where it was granted."""
    if s.payload["granted"] is True:
        s.mark("more_time_granted")
    else:
        s.learn(extension_until=s.case.facts.extension_until)


QUALIFICATION_EFFECTS: dict[str, Callable[[Situation], None]] = {
    "alignment_decided": _decided,
    "appeal_decided": _appeal_decided,
    "checklist_completed": _matter,
    "employment_matter_recorded": _matter,
    "certificates_checked": _certificates,
    "sign_off_audited": _audited,
    "job_match_recorded": _job_match,
    "extension_decided": _extended,
    "employer_agreed": _so("employer_agreed"),
    "high_risk_evidence_shown": _so("high_risk_evidence"),
    "part1_passed": _so("part1_passed"),
    "diploma_enrolled": _so("diploma_enrolled"),
    "vocational_unit_passed": _gathered("unit", "units_passed"),
    "knowledge_module_passed": _gathered("module", "knowledge_modules"),
    "diploma_unit_achieved": _gathered("unit", "diploma_units"),
}

"""The words of conditions that speak of contact and change. Each means what its sentence says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy import cohorts, contact
from policy.predicates import predicate

if TYPE_CHECKING:
    from policy.situation import Situation


@predicate
def later_than(s: Situation, name: str) -> bool:
    """This happened on a later day than that, whenever it is told."""
    day = s.day(name)
    return day is not None and s.event.on > day


@predicate
def planned(s: Situation, *level: str) -> bool:
    """The practitioner planned contact at one of these levels, above the minimum."""
    return contact.planned_above(s) in level


@predicate
def contact_level_unrecorded(s: Situation) -> bool:
    """The minimum contact has changed since its level was last recorded."""
    return contact.standard_left_unrecorded(s)


@predicate
def in_person(s: Situation) -> bool:
    """An appointment was kept with both in the same place: what face to face means."""
    return s.payload.get("attended") is True and s.payload.get("mode") == "face_to_face"


@predicate
def in_any_mode(s: Situation) -> bool:
    """An appointment was kept, in person or remotely."""
    return s.payload.get("attended") is True


@predicate
def basis_stands(s: Situation) -> bool:
    """The footing the message names for an appointment is one the sentence gives."""
    bases = s.value("appointment_basis")
    return isinstance(bases, tuple) and s.payload.get("basis") in bases


@predicate
def visit_expected(s: Situation) -> bool:
    """Children or domestic abuse are a concern in the case: inspectors expect to see home visits (SMC 10.27)."""
    concern = s.marked("child_concern")
    return bool(s.facts.child_safeguarding or s.facts.domestic_abuse or concern)


@predicate
def significant(s: Situation) -> bool:
    """The change spoken of is significant: reported as one, unless said not to be; or a return after recall."""
    if s.event.name == "release":
        return "re_release" in s.new_marks
    said = s.payload.get("code")
    return cohorts.significant_change(
        code=said if isinstance(said, str) else "", material=s.payload.get("material") is not False
    )


@predicate
def names_a_visit(s: Situation) -> bool:
    """Among the rules the message names is one that limits a home visit."""
    named = s.payload.get("rules")
    return isinstance(named, tuple) and any(row.partition("#")[0] in named for row in s.catalogue.visits)


@predicate
def names_rule(s: Situation, *rule: str) -> bool:
    """The message names one of these rules."""
    named = s.payload.get("rules")
    return isinstance(named, tuple) and any(name in named for name in rule)

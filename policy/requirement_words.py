"""The words of conditions that speak of an order's requirements. Each means what its sentence says."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from policy.calendar import birthday
from policy.decisions import requirements_left
from policy.predicates import predicate
from policy.requirements import ALCOHOL_TREATMENT_AGE, TREATMENT_FROM

if TYPE_CHECKING:
    from policy.situation import Situation


@predicate
def runs(s: Situation, requirement: str) -> bool:
    """The order has this requirement, and it is not completed."""
    return s.has(requirement) and requirement not in (s.facts.completed or ())


@predicate
def stated(s: Situation, *fact: str) -> bool:
    """Each of these facts is known."""
    return all(getattr(s.facts, name) is not None for name in fact)


@predicate
def end_stated(s: Situation, requirement: str) -> bool:
    """The last day of this requirement is known."""
    return requirement in (s.facts.requirement_ends or {})


@predicate
def rar_days_suffice(s: Situation) -> bool:
    """The days spoken of are left of the most the court allowed; nothing is said where it is not known how many."""
    left = s.value("rar_days_left")
    days = s.payload.get("days", 1)
    return not isinstance(left, int) or cast("int", days) <= left


@predicate
def hours_behind(s: Situation) -> bool:
    """The review says that the hours will not be done in time, or fewer are done than the share of time gone."""
    on_track = s.payload.get("on_track")
    if isinstance(on_track, bool):
        return not on_track
    made, limit = s.day("order_made"), s.day("unpaid_work_limit")
    if made is None or limit is None or s.facts.unpaid_work_hours is None:
        return False
    gone, whole = (s.event.on - made).days, (limit - made).days
    return (s.facts.hours_worked or 0) * whole < s.facts.unpaid_work_hours * gone


@predicate
def treatment_in_doubt(s: Situation, requirement: str) -> bool:
    """What is known of the offence's date, or of the age, says that the court could not order this treatment."""
    offence, born, made = s.facts.offence_on, s.facts.date_of_birth, s.day("order_made")
    if not s.has(requirement):
        return False
    too_young = born is not None and made is not None and made < birthday(born, ALCOHOL_TREATMENT_AGE)
    too_early = offence is not None and offence < TREATMENT_FROM
    return too_early or (requirement == "alcohol_treatment" and too_young)


@predicate
def order_made_before(s: Situation, commencement: str) -> bool:
    """The order was made before this statute came into force, or it has not come into force."""
    made = s.day("order_made") or s.event.on
    return not s.catalogue.commenced(commencement, on=made)


@predicate
def done_but_rar(s: Situation) -> bool:
    """Every requirement besides rehabilitation activity is completed."""
    return set(requirements_left(s)) <= {"rar"}

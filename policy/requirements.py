"""What the court attached to an order, and how far each of it has come (SMC 4.2, appendix iii)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from math import ceil
from typing import TYPE_CHECKING, cast

from policy.case import Value
from policy.facts import RequirementState

if TYPE_CHECKING:
    from policy.situation import Situation

BEGIN_WITH_A_START = frozenset(
    {
        "unpaid_work",
        "programme",
        "drug_rehabilitation",
        "drug_testing",
        "alcohol_treatment",
        "mental_health_treatment",
    }
)  # the others bind from the day of sentence
TREATMENT_FROM = date(2005, 4, 4)  # SMC A3-ATR-b, A3-DRR-a, A3-MHTR-a
ALCOHOL_TREATMENT_AGE = 18  # SMC A3-ATR-b
_QUEUES = {0: "sentence_management_team", 1: "unpaid_work_team"}


def treatment_available(requirement: str, *, offence_on: date, age: int) -> bool:
    """Return whether the court could order the treatment (SMC A3-ATR-b, A3-DRR-a, A3-MHTR-a)."""
    if offence_on < TREATMENT_FROM:
        return False
    return requirement != "alcohol_treatment" or age >= ALCOHOL_TREATMENT_AGE


def uses_rar_days(instruction: str, days: int) -> int:
    """Return how many RAR days an instruction uses: an activity its days, an appointment none (SMC A3-RAR-a)."""
    return days if instruction == "activity" else 0


# ---- the named decisions


def requirement_states(s: Situation) -> Value:
    """Return how far each requirement has come, for staff to see: its name and a word."""
    if not s.is_order() or s.facts.requirements is None:
        return None
    return tuple(f"{name}: {_state(s, name)}" for name in s.facts.requirements)


def _state(s: Situation, name: str) -> str:
    if name in (s.facts.completed or ()):
        return "completed"
    last = _last_day(s, name)
    if last is not None and s.today > last:
        return "over"
    at_first = "ordered" if name in BEGIN_WITH_A_START else "running"
    state = (s.facts.requirement_states or {}).get(name, at_first)
    if name == "rar" and rar_days_left(s) == 0:
        return "appointments only"
    if name == "alcohol_abstinence" and name not in (s.facts.tags_fitted or ()):
        return f"{state}, tag awaited"
    return state


def _last_day(s: Situation, name: str) -> date | None:
    """Return the last day of a requirement as the order gives it, else of a ban counted in days from sentence."""
    stated, made = s.day(f"{name}_end"), s.day("order_made")
    if stated or name != "alcohol_abstinence" or made is None or s.facts.aamr_days is None:
        return stated
    return made + timedelta(days=s.facts.aamr_days - 1)


def unpaid_work_hours_left(s: Situation) -> Value:
    """Return the unpaid work hours not yet worked, part of an hour counted as one (SMC A3-UPW-b)."""
    if not s.has("unpaid_work") or s.facts.unpaid_work_hours is None:
        return None
    if s.facts.hours_completed:
        return 0
    return max(0, ceil(s.facts.unpaid_work_hours - (s.facts.hours_worked or 0)))


def rar_days_left(s: Situation) -> Value:
    """Return the RAR days left for activities, where the court set how many there are (SMC A3-RAR-b)."""
    if not s.has("rar") or s.facts.rar_days is None:
        return None
    return max(0, s.facts.rar_days - (s.facts.rar_days_used or 0))


def allocation_queue(s: Situation) -> Value:
    """Return which team allocates an order of unpaid work alone, as the region decided (SMC A3-UPW-a)."""
    if s.facts.requirements != ("unpaid_work",):
        return None
    chosen = s.catalogue.parameter("dedicated_unpaid_work_team", on=s.today, region=s.facts.region)
    return _QUEUES.get(chosen) if chosen is not None else None


DECISIONS: dict[str, Callable[[Situation], Value]] = {
    function.__name__: function
    for function in (requirement_states, unpaid_work_hours_left, rar_days_left, allocation_queue)
}


# ---- what events change


def _becomes(s: Situation, requirement: str, state: RequirementState) -> None:
    s.learn(requirement_states=(s.facts.requirement_states or {}) | {requirement: state})


def _named(state: RequirementState) -> Callable[[Situation], None]:
    def effect(s: Situation) -> None:
        _becomes(s, str(s.payload["requirement"]), state)

    return effect


def _always(requirement: str, state: RequirementState) -> Callable[[Situation], None]:
    def effect(s: Situation) -> None:
        _becomes(s, requirement, state)

    return effect


def _assessed(s: Situation) -> None:
    if (s.facts.requirement_states or {}).get("unpaid_work") is None:
        _becomes(s, "unpaid_work", "assessed")


def _session(s: Situation) -> None:
    if s.payload.get("attended") is True:
        hours = cast("float", s.payload.get("hours", 0))
        s.learn(hours_worked=(s.facts.hours_worked or 0) + hours)
        _becomes(s, "unpaid_work", "running")


def _programme_session(s: Situation) -> None:
    if s.payload.get("attended") is True:
        _becomes(s, "programme", "running")


def _days_used(s: Situation) -> None:
    s.learn(rar_days_used=(s.facts.rar_days_used or 0) + cast("int", s.payload["days"]))


def _off_menu(s: Situation) -> None:
    s.learn(off_menu_approved=s.payload["approved"])


def _off_menu_asked(s: Situation) -> None:
    s.learn(off_menu_approved=None)


def _recorded(s: Situation) -> None:
    if ends := s.payload.get("ends"):
        s.learn(requirement_ends=(s.facts.requirement_ends or {}) | {str(s.payload["requirement"]): ends})


def _tag(s: Situation) -> None:
    s.learn(tags_fitted=tuple(dict.fromkeys((*(s.facts.tags_fitted or ()), str(s.payload["requirement"])))))


def _move_decided(s: Situation) -> None:
    s.learn(residence_move_approved=s.payload["approved"])


def _completion(s: Situation) -> None:
    s.learn(completion_on=s.payload.get("ends_on", s.event.on))


def _moved(s: Situation) -> None:
    s.learn(residence_move_approved=None)


REQUIREMENT_EFFECTS: dict[str, Callable[[Situation], None]] = {
    "requirement_details_recorded": _recorded,
    "requirement_referred": _named("referred"),
    "treatment_started": _named("running"),
    "treatment_ended": _named("ended"),
    "programme_started": _always("programme", "running"),
    "programme_session": _programme_session,
    "unpaid_work_assessment": _assessed,
    "project_allocated": _always("unpaid_work", "placed"),
    "unpaid_work_session": _session,
    "rar_days_used": _days_used,
    "off_menu_proposed": _off_menu_asked,
    "off_menu_decided": _off_menu,
    "tag_fitted": _tag,
    "completion_decided": _completion,
    "residence_move_asked": _moved,
    "residence_move_decided": _move_decided,
    "residence_moved": _moved,
}

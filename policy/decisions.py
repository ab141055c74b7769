"""The named decisions: what the policy answers of a sentence as it stands, one function for each name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from policy.anchors import CONTINUOUS_YEARS, INDETERMINATE, pss_applies
from policy.calendar import LONDON, Calendar, birthday, months_after, years_after
from policy.case import Value

if TYPE_CHECKING:
    from policy.situation import Situation

SPECIALISED_MONTHS, SPECIALISED_MONTHS_CRC = 10, 48  # MCS 4.30
CARE_LEAVER_FROM, CARE_LEAVER_UNTIL = 18, 26  # MCS 4.30: up to the day before the 26th birthday
OPENS, CLOSES = time(9), time(17)  # SMC 15-REF: recall in hours
_SATURDAY = 5

HIGH = frozenset({"high", "very_high"})
IN_CUSTODY = frozenset(
    {"remand", "reception", "custody", "pre_release", "recalled_standard", "recalled_other", "immigration_detention"}
)
RECALLED = frozenset({"recalled_standard", "recalled_other"})
COMMUNITY = frozenset({"on_licence", "pss"})
OVER = frozenset({"terminating", "closed", "terminated", "ended"})
EXEMPT_ALONE = frozenset({"curfew", "electronic_monitoring", "exclusion"})  # SMC A3-0-a
RESTRICTIVE = EXEMPT_ALONE | {
    "electronic_whereabouts",
    "residence",
    "prohibited_activity",
    "foreign_travel",
    "alcohol_abstinence",
}  # SMC 8.2-c leaves the word undefined: reading 42
SERVICE_LEVEL_RESTS_ON = ("provider", "rosh", "estate", "care_leaver", "earliest_release_date", "sentence_type")  # C-02
PLAN_REVIEWS = frozenset({"MCS-4.40", "MCS-4.43", "MCS-4.61"})
RISES = ("low", "medium", "high", "very_high")


def service_level(s: Situation) -> Value:
    """Return the custodial service level (MCS 4.24, 4.30). Decided at allocation; time never lowers it (C-02).

    A care leaver of 18 comes into the cohort on the birthday, as the service will be provided to them.
    """
    if s.phase not in IN_CUSTODY:
        return s.case.values.get("service_level")
    decided = s.case.values.get("service_level")
    if not case_management_live(s):
        return decided
    recalled = s.phase in RECALLED
    if decided is not None and not _care_leaver(s) and not _decides_again(s, decided):
        return decided
    if not recalled and (s.facts.provider is None or s.marked("sentence_calculated") is None):
        return decided
    if _specialised(s):
        return "specialised"
    return "core" if s.facts.estate == "male_closed" else "none"


def case_management_live(s: Situation) -> bool:
    """Return whether case management is live at the prison and with the provider (MCS front)."""
    day = s.day("case_management_live_from")
    return day is None or s.today >= day


def _decides_again(s: Situation, decided: Value) -> bool:
    """Return whether something the cohort rests on has changed. A rise of risk never takes the service away."""
    before, now = s.case.facts, s.facts
    if s.phase != s.case.phase and s.phase in RECALLED:
        return True
    changed = {name for name in SERVICE_LEVEL_RESTS_ON if getattr(before, name) != getattr(now, name)}
    if changed == {"rosh"} and decided == "specialised":
        return RISES.index(now.rosh or "low") < RISES.index(before.rosh or "low")
    return bool(changed)


def _specialised(s: Situation) -> bool:
    facts = s.facts
    left_over_10, left_over_48 = (_left_over(s, m) for m in (SPECIALISED_MONTHS, SPECIALISED_MONTHS_CRC))
    return (
        s.phase == "recalled_standard"
        or (facts.provider == "nps" and left_over_10)
        or (facts.provider == "crc" and left_over_48)
        or (facts.provider == "crc" and facts.rosh == "medium" and left_over_10)
        or (facts.provider == "crc" and facts.estate == "open")
        or _care_leaver(s)
    )


def _left_over(s: Situation, months: int) -> bool:
    if s.facts.sentence_type in INDETERMINATE:
        return True
    release = s.facts.earliest_release_date
    return release is not None and release > months_after(s.event.on, months)


def _care_leaver(s: Situation) -> bool:
    born = s.facts.date_of_birth
    return (
        s.facts.care_leaver is True
        and born is not None
        and care_leaver_support(born, s.event.on, s.number("care_leaver_until_age") or CARE_LEAVER_UNTIL)
    )


def care_leaver_support(born: date, on: date, until: int = CARE_LEAVER_UNTIL) -> bool:
    """Return whether a care leaver is 18 to 25 (MCS 4.30, SMC 17.1): 18th birthday to the day before the 26th."""
    return birthday(born, CARE_LEAVER_FROM) <= on < birthday(born, until)


def responsible_author(s: Situation) -> Value:
    """Return who writes plans (custodial notes 1.4, first match wins)."""
    if s.is_order():
        return None
    if s.phase in COMMUNITY or s.phase in {"recalled_standard", "recall_at_large"}:
        return "community_offender_manager"
    indeterminate_or_extended = s.facts.sentence_type in INDETERMINATE | {"epp", "eds"}
    if s.phase in IN_CUSTODY and (indeterminate_or_extended or s.value("service_level") == "specialised"):
        return "prison_offender_manager"
    if s.phase == "recalled_other":
        return "community_offender_manager"
    return "prison_offender_manager" if s.phase in IN_CUSTODY else s.case.values.get("responsible_author")


def allocated_manager(s: Situation) -> Value:
    """Return who holds the case: through recall the community (MCS 4.55-c), else who is responsible."""
    return "community_offender_manager" if s.phase in RECALLED else s.value("responsibility")


def responsibility(s: Situation) -> Value:
    """Return who is responsible (SVC-HANDOVER); the other supports. Recall and immigration cases: community."""
    if s.is_order() or s.phase == "start" or s.marked("entered_hospital_order"):
        return None
    if (
        s.phase not in {"remand", "reception", "custody", "pre_release", "not_live", "unlawfully_at_large"}
        or s.facts.handed_over
    ):
        return "community_offender_manager"
    handover = s.day("handover_date")
    if handover is None:
        known = s.marked("sentence_calculated") is not None
        return "community_offender_manager" if known else "prison_offender_manager"
    return "community_offender_manager" if s.today >= handover else "prison_offender_manager"


def _as_value(day: date | None) -> Value:
    return day.isoformat() if day else None


def handover_date(s: Situation) -> Value:
    """Return the day responsibility passes (SVC-HANDOVER), `none` where the community is responsible at once."""
    if s.is_order() or s.marked("sentence_calculated") is None:
        return None
    return _as_value(s.day("handover_date")) or "none"


def earliest_release_date(s: Situation) -> Value:
    """Return the first day release is possible, home detention curfew included (C-15)."""
    return _as_value(s.facts.earliest_release_date)


def fixed_term_release_date(s: Situation) -> Value:
    """Return the last day of a fixed-term recall (SVC-RECALL-TERM)."""
    return _as_value(s.day("fixed_term_release_date")) if s.phase in RECALLED else None


def sentence_plan(s: Situation) -> Value:
    """Return where the OASys plan stands (MCS 3.2): kept from reception, through release and recall, to the end."""
    if s.is_order() or s.facts.oasys_scope is None or s.phase in {"start", "not_live", "remand"}:
        return None
    if not s.facts.oasys_scope or s.phase in OVER:
        return "none"
    if any(duty.rule in PLAN_REVIEWS for duty in s.duties.values()):
        return "review_owed"
    made = any(s.marked(name) for name in ("custody_plan_completed", "post_release_plan_completed", "plan_done"))
    return "current" if made else "owed"


def needs_practitioner(s: Situation) -> Value:
    """Return whether the order needs a practitioner (SMC A3-0-a): not a sole curfew, monitoring or exclusion."""
    return not exempt_alone(s.facts.requirements or ()) if s.is_order() else None


def exempt_alone(requirements: tuple[str, ...]) -> bool:
    """Return whether the order's only requirement is one of the three without a practitioner (SMC A3-0-a)."""
    return len(requirements) == 1 and requirements[0] in EXEMPT_ALONE


def change_level(s: Situation) -> Value:
    """Return the change level of a tier: 0 for unpaid work only, restrictive only, or the two together (SMC 8.2-c)."""
    if s.is_order() and change_level_zero(s.facts.requirements or ()):
        return 0
    tier = s.facts.tier or ""
    return int(tier[1]) if len(tier) > 1 else None


def change_level_zero(requirements: tuple[str, ...]) -> bool:
    """Return whether all requirements are unpaid work or restrictive (SMC 8.2-c, reading 42)."""
    return bool(requirements) and set(requirements) <= RESTRICTIVE | {"unpaid_work"}


def tier(s: Situation) -> Value:
    """Return the tier as last calculated."""
    return s.facts.tier


def only_unpaid_work(s: Situation) -> bool:
    """Return whether unpaid work is the order's single requirement."""
    return s.facts.requirements == ("unpaid_work",)


def requirements_left(s: Situation) -> tuple[str, ...]:
    """Return the order's requirements not yet completed."""
    return tuple(r for r in s.facts.requirements or () if r not in (s.facts.completed or ()))


def contact_standard(s: Situation) -> Value:
    """Return the minimum contact (community notes 1.3, first row that fits)."""
    if s.is_order():
        return _contact_on_order(s)
    if s.stage is None or s.stage in {"in_custody_recalled", "supervision_suspended", "ended"} or s.phase in OVER:
        return "none"
    if s.facts.contact_suspended and s.phase == "on_licence":
        return "none"
    if s.phase in {"pss", "recall_at_large"} | IN_CUSTODY:
        return "practitioner_judgement" if s.phase == "pss" else "none"
    if s.facts.rosh in HIGH:
        return "weekly_and_monthly"
    below = s.facts.sentence_type in INDETERMINATE and s.facts.contact_level == "below_monthly"
    return "practitioner_judgement" if below else "monthly"


def _contact_on_order(s: Situation) -> str:
    end = s.facts.order_end
    if (
        s.phase in OVER | {"start", "provider_only"}
        or s.value("needs_practitioner") is False
        or (end and s.today > end)
    ):
        return "none"
    if only_unpaid_work(s):
        return "none_mandatory"
    if not s.has("rar") and not requirements_left(s):
        return "keep_in_touch"
    if s.facts.rosh in HIGH:
        return "weekly_and_monthly" if s.has("rar") else "weekly"
    return "monthly" if s.has("rar") else "requirement_only"


def contact_extras(s: Situation) -> Value:
    """Return the contact added to the standard: IOM weekly, NSD fortnightly, life and IPP monthly for five years."""
    if s.value("contact_standard") in {None, "none"}:
        return ()
    extras = []
    if s.facts.iom and s.facts.iom.placed <= s.today:
        extras.append("iom_weekly")
    if s.marked("nsd_accepted"):
        extras.append("nsd_fortnightly")
    release = s.day("release")
    if s.facts.sentence_type in INDETERMINATE and release and s.today < years_after(release, CONTINUOUS_YEARS):
        extras.append("indeterminate_monthly")
    return tuple(extras)


def recall_route(s: Situation) -> Value:
    """Return which recall tree applies, decided when recall is considered or becomes urgent (SMC 15-REF)."""
    asked_anew = s.event.name == "immediate_risk" and s.stage == "recall_authorisation"
    if asked_anew or "entered_recall_authorisation" in s.entered:
        return route_at(s.event.at, s.calendar)
    return s.case.values.get("recall_route")


def route_at(at: datetime, calendar: Calendar) -> str:
    """Return `in_hours` on working days from 9:00 to 17:00 in Europe/London, else `out_of_hours` (reading 63)."""
    local = at.astimezone(LONDON)
    in_hours = calendar.is_working_day(local.date()) and OPENS <= local.time() <= CLOSES
    return "in_hours" if in_hours else "out_of_hours"


def unpaid_work_limit(s: Situation) -> Value:
    """Return the last day for unpaid work hours (SMC A3-UPW-b)."""
    return _as_value(s.day("unpaid_work_limit"))


def pss_end(s: Situation) -> Value:
    """Return the last day of post-sentence supervision (SMC 30.3-a)."""
    return _as_value(s.day("pss_end")) if pss_applies(s) else None


DECISIONS: dict[str, Callable[[Situation], Value]] = {
    function.__name__: function
    for function in (
        service_level,
        responsible_author,
        allocated_manager,
        responsibility,
        handover_date,
        earliest_release_date,
        fixed_term_release_date,
        sentence_plan,
        needs_practitioner,
        change_level,
        tier,
        contact_standard,
        contact_extras,
        recall_route,
        unpaid_work_limit,
        pss_end,
    )
}

"""Who the person is: cohorts of care, age, service, nationality, hospital and acquisitive crime (SMC 17, 21 to 24, 33).

Each function answers of a sentence as it stands, and nothing where too little is known: it never guesses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from policy import cohorts, decisions
from policy.anchors import INDETERMINATE
from policy.calendar import birthday, months_through
from policy.case import Value

if TYPE_CHECKING:
    from policy.situation import Situation

RESTRICTED = frozenset({"s47_49", "s45a", "s37_41"})  # SMC 23.1
GPS_MONTHS = 12  # SMC 24.6: at the most


def care_experienced(s: Situation) -> Value:
    """Return whether the person was ever in council care as a child (SMC 17.1), or the last answer."""
    if s.facts.care_leaver is True or s.facts.care_history == "yes":
        return True
    return False if s.facts.care_history == "no" else s.facts.care_history


def care_leaver_support(s: Situation) -> Value:
    """Return whether a care leaver qualifies for the council's support today (SMC 17.1-b, reading 65)."""
    born = s.facts.date_of_birth
    if s.facts.care_leaver is not True or born is None:
        return None
    until = s.number("care_leaver_until_age") or decisions.CARE_LEAVER_UNTIL
    return decisions.care_leaver_support(born, s.today, until)


def young_adult(s: Situation) -> Value:
    """Return whether the person is a young adult (SMC 33.1): by the ages of their own framework, set locally."""
    born = s.facts.date_of_birth
    first, until = s.number("young_adult_from_age"), s.number("young_adult_until_age")
    if born is None or first is None or until is None:
        return None
    return birthday(born, first) <= s.today < birthday(born, until)


def ex_armed_services(s: Situation) -> Value:
    """Return whether the person is Ex-ASP (SMC 21.1): 18 or over, a day or more of paid service."""
    if s.facts.paid_service_days is None:
        return None
    return cohorts.ex_armed_services(days=s.facts.paid_service_days, born=s.facts.date_of_birth, on=s.today)


def deportation_considered(s: Situation) -> Value:
    """Return whether deportation is considered (SMC 22.2). Advisory: the Home Office decides (reading 62)."""
    facts = s.facts
    if facts.foreign_national is not True:
        return None
    indeterminate = facts.sentence_type in INDETERMINATE
    months = 0 if s.is_order() else cohorts.DEPORT_MONTHS if indeterminate else facts.term_months
    considered = cohorts.deport_considered(
        months=months or 0,
        aggregate=facts.custodial_sentences_5_years or 0,
        drug_custody=facts.drug_offence_custody is True,
    )
    return None if months is None and not considered else considered


def restricted_patient(s: Situation) -> Value:
    """Return whether the person is a restricted patient (SMC 23.1)."""
    return s.facts.mental_health_status in RESTRICTED if s.facts.mental_health_status else None


def iom_cohort(s: Situation) -> Value:
    """Return whether the person is in integrated offender management (SMC 24)."""
    return True if s.facts.iom else None


def gps_tag(s: Situation) -> Value:
    """Return whether the acquisitive crime GPS tag is compulsory today (SMC 24.5, 24.6).

    By what the facts say outright, else by sentence, offence and area, once the lists of both are set locally. Up to 12
    months of each release, the day of release being the first (reading 57), and never after the licence.
    """
    facts, release = s.facts, s.day("release")
    if s.is_order() or s.phase != "on_licence" or release is None:
        return None
    told = facts.gps
    days = told.standard_determinate_days if told else facts.standard_determinate_days
    offence = told.in_scope_offence if told else s.listed("gps_offences", facts.acquisitive_offence, on=release)
    area = told.in_scope_area if told else s.listed("gps_areas", facts.police_area, on=release)
    if days is None or offence is None or area is None:
        return None
    if facts.sentence_type not in {None, "standard_determinate"} or s.today > months_through(release, GPS_MONTHS):
        return False
    return cohorts.gps_tag(release=release, days=days, offence=offence, area=area)


DECISIONS: dict[str, Callable[[Situation], Value]] = {
    function.__name__: function
    for function in (
        care_experienced,
        care_leaver_support,
        young_adult,
        ex_armed_services,
        deportation_considered,
        restricted_patient,
        iom_cohort,
        gps_tag,
    )
}

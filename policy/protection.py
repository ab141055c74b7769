"""Public protection: how somebody is managed because of the harm they may do (SMC 26 to 29, 31.1).

Each function answers of a sentence as it stands, and nothing where too little is known: it never guesses.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from policy import cohorts
from policy.anchors import INDETERMINATE
from policy.calendar import birthday, months_after
from policy.case import Value
from policy.decisions import OVER
from policy.predicates import in_mappa

if TYPE_CHECKING:
    from policy.situation import Situation


def mappa_category(s: Situation) -> Value:
    """Return the MAPPA category (SMC 26.3): as registered, up to its last day, else by conviction and notification."""
    facts = s.facts
    if facts.mappa_registered and not (facts.mappa_until and s.today > facts.mappa_until):
        return facts.mappa_registered
    return cohorts.mappa_category(
        terrorist=facts.terrorist_offence is True,
        notification=_notified(s),
        violent=facts.violent_offence is True,
    )


def _notified(s: Situation) -> bool:
    until = s.facts.notification_until
    return s.facts.notification is True and (until is None or s.today <= until)


def mappa_level(s: Situation) -> Value:
    """Return the MAPPA level as last set (SMC 26.4)."""
    return s.facts.mappa


def nsd(s: Situation) -> Value:
    """Return whether the National Security Division has the case, or should be asked to take it (SMC 27.1)."""
    facts = s.facts
    if s.marked("nsd_accepted"):
        return "accepted"
    meant = cohorts.nsd(
        rosh=facts.rosh or "",
        mappa_category=cohorts.number(s.value("mappa_category")),
        critical_case=facts.critical_case is True,
        organised_crime=facts.organised_crime is True,
        terrorist=facts.terrorist_offence is True,
    )
    return "eligible" if meant else None


def opd(s: Situation) -> Value:
    """Return whether the personality disorder pathway's criteria are met (SMC 28.2, 28.3), once enough is known."""
    facts = s.facts
    if facts.sex == "male" and facts.opd_difficulties_linked is not None:
        return cohorts.opd_man(
            rosh=facts.rosh or "",
            history=facts.serious_history is True,
            difficulties_linked=facts.opd_difficulties_linked,
        )
    if facts.sex == "female" and facts.opd_score is not None:
        return cohorts.opd_woman(mappa=in_mappa(s), rosh=facts.rosh or "", score=facts.opd_score)
    return None


def osp_applies(s: Situation) -> Value:
    """Return whether the risk of reconviction is by OSP (SMC 29.3): for women there is no tool."""
    facts = s.facts
    return cohorts.osp_applies(sex=facts.sex, pcoso=True) if facts.pcoso and facts.sex else None


def visor(s: Situation) -> Value:
    """Return whether ViSOR is kept (SMC 26.7, 29.7): as recorded, else after a sexual offence or at level 2 or 3."""
    facts = s.facts
    if facts.on_visor is not None:
        return facts.on_visor
    return True if facts.pcoso or facts.notification or facts.mappa in {2, 3} or facts.mappa23_from else None


def lead_agency(s: Situation) -> Value:
    """Return who leads where there are notification requirements (SMC 29.6): probation, then the police."""
    if not _notified(s) or s.marked("start_of_supervision") is None:
        return None
    return "police" if s.phase in OVER else "probation_service"


def polygraph(s: Situation) -> Value:
    """Return the basis of polygraph testing on licence (SMC 29.9, reading 59): the criteria make it mandatory."""
    facts = s.facts
    if s.is_order() or s.phase != "on_licence" or facts.schedule_15_offence is None:
        return None
    if facts.date_of_birth is None or facts.sex == "female":
        met = False
    else:
        long_enough = facts.sentence_type in INDETERMINATE
        met = cohorts.polygraph(
            age=cohorts.ADULT if birthday(facts.date_of_birth, cohorts.ADULT) <= s.today else 0,
            phase="licence",
            sentence_months=cohorts.POLYGRAPH_MONTHS if long_enough else facts.term_months or 0,
            relevant_offence=facts.schedule_15_offence,
            rosh=facts.rosh or "",
            ospc=facts.ospc or "",
        )
    return "mandatory" if met else "discretionary" if facts.polygraph_discretionary else "none"


def short_sentence_cohort(s: Situation) -> Value:
    """Return whether the short sentence function serves the case (SMC 31.1): as allocated, else by months to serve."""
    facts = s.facts
    if s.is_order() or facts.short_sentence_function is not None:
        return facts.short_sentence_function
    release = facts.conditional_release_date or facts.release_date or facts.earliest_release_date
    if release is None or facts.sentenced_on is None or facts.sentence_type in INDETERMINATE:
        return None
    grown_up = facts.date_of_birth is None or birthday(facts.date_of_birth, cohorts.ADULT) <= facts.sentenced_on
    return grown_up and release <= months_after(facts.sentenced_on, cohorts.SHORT_SENTENCE_MONTHS)


DECISIONS: dict[str, Callable[[Situation], Value]] = {
    function.__name__: function
    for function in (
        mappa_category,
        mappa_level,
        nsd,
        opd,
        osp_applies,
        visor,
        lead_agency,
        polygraph,
        short_sentence_cohort,
    )
}

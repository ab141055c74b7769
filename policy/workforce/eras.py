"""Which award was the right one when somebody qualified (QG Annex B, QAP Annex A; table 3.2 of the notes).

Recognition asks for the day of qualifying, never for today. In a year in which one award gave way to the next either
is accepted, but no PQiP before 1 April 2016 (reading W-29). The two results of alignment belong to no era: whatever
their day, they stand in an award's place.
"""

from collections.abc import Callable
from datetime import date
from typing import Literal

from policy.frozen import Frozen
from policy.workforce.answers import Reason

Award = Literal[
    "cqsw",
    "dipsw",
    "social_work_degree",
    "postgraduate_social_work",
    "diploma_in_probation_studies",
    "pqf",
    "pqip",
    "cpo_sign_off",
    "alignment_qualification",
    "international",
    "equivalent",
    "accredited_programme",
]
SOCIAL_WORK = frozenset({"cqsw", "dipsw", "social_work_degree", "postgraduate_social_work"})
COMPONENT_FROM, COMPONENT_LAST = date(1996, 1, 1), date(1998, 12, 31)  # QG-B-b
DIPLOMA_FROM, DIPLOMA_LAST = date(2001, 1, 1), date(2010, 12, 31)  # QG-B-c: the first cohort qualified in 2001
FRAMEWORK_FROM, FRAMEWORK_LAST = date(2010, 1, 1), date(2016, 12, 31)  # QG-B-d
PQIP_FROM = date(2016, 4, 1)  # QG-B-e, W-29


class EraFacts(Frozen):
    """An award, the day it was gained, and what shows it."""

    award: Award
    qualified_on: date
    probation_component: bool = False
    academic_certificate: bool = False
    vocational_certificate: bool = False
    home_office_certificate: bool = False


class EraAnswer(Frozen):
    """Whether an award is recognised for the day it was gained, and why."""

    result: Literal["recognised", "not_recognised"]
    reasons: tuple[Reason, ...]

    @property
    def is_recognised(self) -> bool:
        """Return whether the award was the right one for its day."""
        return self.result == "recognised"


def recognised(facts: EraFacts) -> EraAnswer:
    """Return whether an award makes a Probation Officer, by the day it was gained (QG 9, 10)."""
    if facts.award in SOCIAL_WORK:
        return _social_work(facts)
    return _BY_AWARD.get(facts.award, _by_another_way)(facts)


def _social_work(facts: EraFacts) -> EraAnswer:
    if facts.qualified_on < COMPONENT_FROM:
        return _answer("QG-B-a", "A social work award was the qualification before 1996.", good=True)
    if facts.qualified_on <= COMPONENT_LAST:
        return _answer(
            "QG-B-b",
            "From 1996 to 1998 a social work award counts with a probation component shown on it.",
            good=facts.probation_component,
        )
    return _answer("QG-B-c", "From 1999 on a social work award is no longer enough.", good=False)


def _diploma(facts: EraFacts) -> EraAnswer:
    if facts.qualified_on < DIPLOMA_FROM:
        return _answer(
            "QG-B-c", "Nobody gained the Diploma in Probation Studies before 2001: check the date.", good=False
        )
    if facts.qualified_on > DIPLOMA_LAST:
        return _answer("QG-B-d", "From 2011 on the Diploma in Probation Studies was no longer the award.", good=False)
    shown = facts.home_office_certificate or _both_certificates(facts)
    return _answer(
        "QG-B-c", "The Diploma in Probation Studies is shown by both certificates or the Home Office.", good=shown
    )


def _framework(facts: EraFacts) -> EraAnswer:
    in_time = FRAMEWORK_FROM <= facts.qualified_on <= FRAMEWORK_LAST
    return _answer(
        "QG-B-d",
        "The Probation Qualification Framework counts from 2010 to 2016, shown by both certificates.",
        good=in_time and _both_certificates(facts),
    )


def _pqip(facts: EraFacts) -> EraAnswer:
    return _answer(
        "QG-B-e",
        "The PQiP counts from 1 April 2016, shown by both certificates.",
        good=facts.qualified_on >= PQIP_FROM and _both_certificates(facts),
    )


def _sign_off(_: EraFacts) -> EraAnswer:
    says = "The written sign-off of the Chief Probation Officer stands in an award's place, whatever its day."
    return _answer("QG-T1-10", says, good=True)


def _alignment_qualification(_: EraFacts) -> EraAnswer:
    says = "The Alignment Qualification, shown by its certificate, stands in an award's place, whatever its day."
    return _answer("QG-T1-10", says, good=True)


def _by_another_way(facts: EraFacts) -> EraAnswer:
    says = f"{facts.award} is not an award of an era: it counts, where it does, by a rule of its own."
    return _answer("QG-10", says, good=False)


def _both_certificates(facts: EraFacts) -> bool:
    return facts.academic_certificate and facts.vocational_certificate


def _answer(rule: str, says: str, *, good: bool) -> EraAnswer:
    para = _PARAS.get(rule, "Annex B")
    return EraAnswer(
        result="recognised" if good else "not_recognised", reasons=(Reason(rule=rule, para=para, says=says),)
    )


_PARAS = {"QG-10": "10", "QG-T1-10": "Table One"}
_BY_AWARD: dict[str, Callable[[EraFacts], EraAnswer]] = {
    "diploma_in_probation_studies": _diploma,
    "pqf": _framework,
    "pqip": _pqip,
    "cpo_sign_off": _sign_off,
    "alignment_qualification": _alignment_qualification,
}

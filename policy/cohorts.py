"""Who falls under what: eligibility decided from bare facts, without a case.

The names in CASES are those of the worked decision examples.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import cast, get_args

from policy.calendar import Calendar, birthday, years_after
from policy.decisions import HIGH, care_leaver_support, change_level_zero, exempt_alone, route_at
from policy.facts import Characteristic, Requirement
from policy.guidance import guidance
from policy.planning import letter_of, one_or_several
from policy.qualifications import accepted_po_qualification
from policy.requirements import treatment_available, uses_rar_days

GPS_WIDER_FROM = date(2022, 10, 26)  # SMC 24.6
GPS_DAYS, GPS_DAYS_WIDER = 365, 90  # SMC 24.5: 12 months or more; 24.6: 90 days or more
ADULT = 18
POLYGRAPH_MONTHS = 12  # SMC 29.9
OPD_SCORE = 10  # SMC 28.3
PSS_BELOW_MONTHS = 24  # SMC 30.2, App ii
DEPORT_MONTHS, DEPORT_SENTENCES = 12, 2  # SMC 22.2
SHORT_SENTENCE_MONTHS = 10  # SMC 31.1
CATEGORY_REGISTERED, CATEGORY_VIOLENT, CATEGORY_TERRORIST = 1, 2, 4  # SMC 26.3; 3 is decided by people
ORDINARY, ACTIVE, SENIOR = 1, 2, 3  # SMC 26.4: the levels
CHARACTERISTICS = frozenset(get_args(Characteristic))  # SMC 34.3: the nine


def gps_tag(*, release: date, days: int, offence: bool, area: bool) -> bool:
    """Return whether the acquisitive crime GPS tag is compulsory on a licence begun on `release` (SMC 24.5, 24.6).

    `days` is the length of the standard determinate sentence; the wider rule counts from 26 October 2022.
    """
    least = GPS_DAYS_WIDER if release >= GPS_WIDER_FROM else GPS_DAYS
    return offence and area and days >= least


def polygraph(*, age: int, phase: str, sentence_months: int, relevant_offence: bool, rosh: str, ospc: str) -> bool:
    """Return whether the criteria of SMC 29.9 are met: adult, on licence, 12 months or more, high on both tools."""
    on_licence = phase == "licence" and sentence_months >= POLYGRAPH_MONTHS
    return age >= ADULT and on_licence and relevant_offence and rosh in HIGH and ospc in HIGH


def opd_man(*, rosh: str, history: bool, difficulties_linked: bool) -> bool:
    """Return whether a man meets the OPD pathway's criteria (SMC 28.2, reading 60)."""
    return (rosh in HIGH or history) and difficulties_linked


def opd_woman(*, mappa: bool, rosh: str, score: int) -> bool:
    """Return whether a woman meets the OPD pathway's criteria (SMC 28.3)."""
    return (mappa or rosh in HIGH) and score >= OPD_SCORE


def mappa_category(*, terrorist: bool, notification: bool, violent: bool) -> int | None:
    """Return the MAPPA category that conviction and notification give (SMC 26.3, reading 61); the third is for people.

    A terrorist offence goes first: those cases are the National Security Division's, whatever else was done (SMC 27.1).
    """
    if terrorist:
        return CATEGORY_TERRORIST
    if notification:
        return CATEGORY_REGISTERED
    return CATEGORY_VIOLENT if violent else None


def mappa_level(*, rosh: str, adds_value: bool, was_level_3: bool, needs_others: bool, senior_need: bool) -> int:
    """Return the MAPPA level the criteria of SMC 26.4 give, once screened.

    Level 2: formal meetings add value, and the risk is high or very high, or level 3 is no longer needed, or
    (exceptionally) others must take an active part. Level 3: the same, and senior people of the agencies are needed.
    """
    if not (adds_value and (rosh in HIGH or was_level_3 or needs_others)):
        return ORDINARY
    return SENIOR if senior_need else ACTIVE


def nsd(*, rosh: str, mappa_category: int | None, critical_case: bool, organised_crime: bool, terrorist: bool) -> bool:
    """Return whether a case is of the cohorts the National Security Division manages (SMC 27.1)."""
    named = mappa_category == CATEGORY_TERRORIST or critical_case or organised_crime or terrorist
    return rosh in HIGH and named


def osp_applies(*, sex: str, pcoso: bool) -> bool:
    """Return whether the risk of reconviction is by OSP (SMC 29.3): men convicted of a sexual offence."""
    return pcoso and sex == "male"


def all_characteristics(considered: Sequence[str]) -> bool:
    """Return whether each of the nine protected characteristics was considered (SMC 34.3), not disclosed included."""
    return set(considered) >= CHARACTERISTICS


def requirement_exists(requirement: str) -> bool:
    """Return whether a court can make the requirement: senior attendance centres are no more (SMC App ii 1)."""
    return requirement in get_args(Requirement)


def spousal_assault(*, harm: str, act: str, towards: str) -> bool:
    """Return whether harm is spousal assault (SMC 10.7): physical, done or tried or threatened, to a partner."""
    return harm == "physical" and act in {"done", "attempted", "threatened"} and sara_fits(towards=towards)


def sara_fits(*, towards: str) -> bool:
    """Return whether SARA can be used (SMC 10.9): partners present or past, whatever their gender; no other family."""
    return towards in {"current_partner", "former_partner"}


def serious_harm(*, life_threatening: bool, traumatic: bool, recovery: str) -> bool:
    """Return whether harm is serious (SMC 10.18): threatens life or traumatic, hard or impossible to get over."""
    return (life_threatening or traumatic) and recovery in {"difficult", "impossible"}


def adult_at_risk(*, care_needs: bool, abuse_or_neglect: bool, cannot_protect: bool) -> bool:
    """Return whether an adult is at risk (SMC 16.2): all three limbs, whether or not the council meets the needs."""
    return care_needs and abuse_or_neglect and cannot_protect


SIGNIFICANT = frozenset(
    {"escalating_behaviour", "new_behaviour", "reduced_risk", "alleged_offence", "after_recall", "needs", "strengths"}
)


def significant_change(*, code: str, material: bool) -> bool:
    """Return whether a change is significant (SMC 14.3): one of the examples, or with a material effect on the case."""
    return code in SIGNIFICANT or material


def is_child(*, born: date, on: date) -> bool:
    """Return whether somebody is not yet 18 (SMC 18.1); who is born on 29 February stays a child one day more."""
    return on < birthday(born, ADULT)


def monthly(*, kind: str, requirements: Sequence[str]) -> bool:
    """Return whether the monthly face-to-face minimum applies (SMC 5.9-a): a RAR on an order, or a licence."""
    return kind in {"LICENCE", "LIFE", "IPP"} or (kind in {"CO", "SSO"} and "rar" in requirements)


def early_end(*, kind: str, requirements: Sequence[str]) -> bool:
    """Return whether an order ends with its last unpaid work hour (SMC A3-0-e): community order, nothing else."""
    return kind == "CO" and tuple(requirements) == ("unpaid_work",)


def ex_armed_services(*, days: int, born: date | None, on: date) -> bool:
    """Return whether somebody is Ex-ASP (SMC 21.1): a paid day of service, and 18 or over where that is known."""
    grown_up = born is None or birthday(born, ADULT) <= on
    return days >= 1 and grown_up


def deport_considered(*, months: int, aggregate: int, drug_custody: bool) -> bool:
    """Return whether deportation is considered (SMC 22.2): any of the three limbs."""
    return months >= DEPORT_MONTHS or aggregate >= DEPORT_SENTENCES or drug_custody


def pss_applies(*, sentence_months: int) -> bool:
    """Return whether post-sentence supervision follows a custodial sentence of this length (SMC 30.2, App ii)."""
    return 0 < sentence_months < PSS_BELOW_MONTHS


def short_sentence_function(*, months_left: int) -> bool:
    """Return whether an adult falls under the short sentence function at sentence (SMC 31.1)."""
    return months_left <= SHORT_SENTENCE_MONTHS


def consultation_due(*, commenced: date | None, last: date | None, on: date) -> bool:
    """Return whether a region consults on unpaid work again (SMC App ii 1): every year, once the duty is in force."""
    if commenced is None or on < commenced:
        return False
    return last is None or years_after(last, 1) <= on


def number(value: object) -> int | None:
    """Return a value where it is a number and not a yes or no."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


Given = Mapping[str, object]


def _text(given: Given, key: str) -> str:
    return str(given[key])


def _list(given: Given) -> tuple[str, ...]:
    return tuple(cast("Sequence[str]", given["reqs"]))


def _int(given: Given, key: str) -> int:
    return int(cast("int", given[key]))


def _day(given: Given, key: str) -> date:
    return cast("date", given[key])


CASES: dict[str, Callable[[Given], object]] = {
    "spousal_assault": lambda g: spousal_assault(
        harm=_text(g, "harm"), act=_text(g, "act"), towards=_text(g, "towards")
    ),
    "sara_fits": lambda g: sara_fits(towards=_text(g, "towards")),
    "serious_harm": lambda g: serious_harm(
        life_threatening=bool(g["life_threatening"]), traumatic=bool(g["traumatic"]), recovery=_text(g, "recovery")
    ),
    "adult_at_risk": lambda g: adult_at_risk(
        care_needs=bool(g["care_needs"]),
        abuse_or_neglect=bool(g["abuse_or_neglect"]),
        cannot_protect=bool(g["cannot_protect"]),
    ),
    "significant_change": lambda g: significant_change(code=_text(g, "code"), material=bool(g["material"])),
    "no_practitioner": lambda g: exempt_alone(_list(g)),
    "change_level_zero": lambda g: change_level_zero(_list(g)),
    "risk_tier": lambda g: letter_of(_text(g, "rosh"), cast("str | None", g.get("tier"))),
    "single_or_multiple": lambda g: one_or_several(_list(g)),
    "early_end": lambda g: early_end(kind=_text(g, "t"), requirements=_list(g)),
    "monthly": lambda g: monthly(kind=_text(g, "t"), requirements=_list(g)),
    "polygraph": lambda g: polygraph(
        age=_int(g, "age"),
        phase=_text(g, "phase"),
        sentence_months=_int(g, "sentence_months"),
        relevant_offence=bool(g["relevant_offence"]),
        rosh=_text(g, "rosh"),
        ospc=_text(g, "ospc"),
    ),
    "opd_man": lambda g: opd_man(
        rosh=_text(g, "rosh"), history=bool(g["history"]), difficulties_linked=bool(g["difficulties_linked"])
    ),
    "opd_woman": lambda g: opd_woman(mappa=bool(g["mappa"]), rosh=_text(g, "rosh"), score=_int(g, "score")),
    "pss_applies": lambda g: pss_applies(sentence_months=_int(g, "sentence_months")),
    "recall_route": lambda g: route_at(cast("datetime", g["at"]), Calendar()),
    "accepted_po_qualification": lambda g: accepted_po_qualification(
        award=_text(g, "award"),
        awarded_on=_day(g, "awarded_on"),
        awarded_in=_text(g, "awarded_in"),
        level_5=bool(g.get("level_5", True)),
    ),
    "guidance": lambda g: guidance(_text(g, "role"), provider=str(g["provider"]) if "provider" in g else None),
    "is_child": lambda g: is_child(born=_day(g, "born"), on=_day(g, "on")),
    "care_leaver_support": lambda g: care_leaver_support(_day(g, "born"), _day(g, "on")),
    "ex_armed_services": lambda g: ex_armed_services(
        days=_int(g, "days"), born=cast("date | None", g.get("born")), on=_day(g, "on")
    ),
    "deport_considered": lambda g: deport_considered(
        months=_int(g, "months"), aggregate=_int(g, "aggregate"), drug_custody=bool(g["drug_custody"])
    ),
    "mappa_category": lambda g: mappa_category(
        terrorist=bool(g["terrorist"]), notification=bool(g["notification"]), violent=bool(g["violent"])
    ),
    "mappa_level": lambda g: mappa_level(
        rosh=_text(g, "rosh"),
        adds_value=bool(g["adds_value"]),
        was_level_3=bool(g["was_level_3"]),
        needs_others=bool(g["needs_others"]),
        senior_need=bool(g["senior_need"]),
    ),
    "nsd": lambda g: nsd(
        rosh=_text(g, "rosh"),
        mappa_category=number(g.get("mappa_category")),
        critical_case=bool(g["critical_case"]),
        organised_crime=bool(g["organised_crime"]),
        terrorist=bool(g["terrorist"]),
    ),
    "consultation_due": lambda g: consultation_due(
        commenced=cast("date | None", g.get("commenced")), last=cast("date | None", g.get("last")), on=_day(g, "on")
    ),
    "osp_applies": lambda g: osp_applies(sex=_text(g, "sex"), pcoso=bool(g["pcoso"])),
    "all_characteristics": lambda g: all_characteristics(cast("Sequence[str]", g["considered"])),
    "requirement_exists": lambda g: requirement_exists(_text(g, "requirement")),
    "ssf": lambda g: short_sentence_function(months_left=_int(g, "days_months")),
    "treatment_available": lambda g: treatment_available(
        _text(g, "requirement"), offence_on=_day(g, "offence_on"), age=_int(g, "age")
    ),
    "uses_rar_days": lambda g: uses_rar_days(_text(g, "instruction"), _int(g, "days")),
    "gps": lambda g: (
        _text(g, "phase") == "licence"
        and gps_tag(release=_day(g, "release"), days=_int(g, "days"), offence=bool(g["offence"]), area=bool(g["area"]))
    ),
}

"""Who falls under what: eligibility decided from bare facts, without a case.

The names in CASES are those of the worked decision examples.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import cast

from policy.calendar import Calendar, birthday
from policy.decisions import HIGH, care_leaver_support, change_level_zero, exempt_alone, route_at

GPS_WIDER_FROM = date(2022, 10, 26)  # SMC 24.6
GPS_DAYS, GPS_DAYS_WIDER = 365, 90  # SMC 24.5: 12 months or more; 24.6: 90 days or more
ADULT = 18
POLYGRAPH_MONTHS = 12  # SMC 29.9
OPD_SCORE = 10  # SMC 28.3
PSS_BELOW_MONTHS = 24  # SMC 30.2, App ii
DEPORT_MONTHS, DEPORT_SENTENCES = 12, 2  # SMC 22.2
SHORT_SENTENCE_MONTHS = 10  # SMC 31.1


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


def is_child(*, born: date, on: date) -> bool:
    """Return whether somebody is not yet 18 (SMC 18.1); who is born on 29 February stays a child one day more."""
    return on < birthday(born, ADULT)


def monthly(*, kind: str, requirements: Sequence[str]) -> bool:
    """Return whether the monthly face-to-face minimum applies (SMC 5.9-a): a RAR on an order, or a licence."""
    return kind in {"LICENCE", "LIFE", "IPP"} or (kind in {"CO", "SSO"} and "rar" in requirements)


def early_end(*, kind: str, requirements: Sequence[str]) -> bool:
    """Return whether an order ends with its last unpaid work hour (SMC A3-0-e): community order, nothing else."""
    return kind == "CO" and tuple(requirements) == ("unpaid_work",)


def deport_considered(*, months: int, aggregate: int, drug_custody: bool) -> bool:
    """Return whether deportation is considered (SMC 22.2): any of the three limbs."""
    return months >= DEPORT_MONTHS or aggregate >= DEPORT_SENTENCES or drug_custody


def pss_applies(*, sentence_months: int) -> bool:
    """Return whether post-sentence supervision follows a custodial sentence of this length (SMC 30.2, App ii)."""
    return 0 < sentence_months < PSS_BELOW_MONTHS


def short_sentence_function(*, months_left: int) -> bool:
    """Return whether an adult falls under the short sentence function at sentence (SMC 31.1)."""
    return months_left <= SHORT_SENTENCE_MONTHS


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
    "no_practitioner": lambda g: exempt_alone(_list(g)),
    "change_level_zero": lambda g: change_level_zero(_list(g)),
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
    "is_child": lambda g: is_child(born=_day(g, "born"), on=_day(g, "on")),
    "care_leaver_support": lambda g: care_leaver_support(_day(g, "born"), _day(g, "on")),
    "deport_considered": lambda g: deport_considered(
        months=_int(g, "months"), aggregate=_int(g, "aggregate"), drug_custody=bool(g["drug_custody"])
    ),
    "ssf": lambda g: short_sentence_function(months_left=_int(g, "days_months")),
    "gps": lambda g: (
        _text(g, "phase") == "licence"
        and gps_tag(release=_day(g, "release"), days=_int(g, "days"), offence=bool(g["offence"]), area=bool(g["area"]))
    ),
}

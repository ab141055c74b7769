"""Windows, routes and next steps on the way to a qualification, each from the few facts it rests on."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Literal

from policy.calendar import months_after, years_after
from policy.workforce.roles import DIPLOMA_MONTHS, diploma_most_months

APPEAL_DAYS = 7  # QAP-AP-b, W-14: calendar days from notification
FORM_DAYS = 7  # QAP-C-j
FOLLOW_UP_DAYS = 14  # QAP-C-k, W-24: to set the date, not to meet
ALIGNMENT_TARGET = date(2022, 3, 31)  # QG 12, reading W-27: the end of 2021/22
LONGEST_YEARS = 3  # QG 12, Table One
EXPECTED_FROM_MONTHS, EXPECTED_TO_MONTHS = 4, 6  # QG 34
RELIEF_EVERY_DAYS, RELIEF_MONTHS = 14, 6  # QAP Annex C: a day a fortnight for six months
MODULES = frozenset({"Criminology", "Community Justice", "Penology", "Rehabilitation of Offenders"})  # QG 30
SHORT_ROUTE_MONTHS, LONG_ROUTE_MONTHS = 15, 21  # QG 27
SHORT_ROUTE_MODULES = 3  # QG 30
FOURTH_MODULE_MONTHS = 6  # QG 30
PART_1_MONTHS, PART_2_MONTHS, FIRST_MODULES_MONTHS = 6, 9, 6  # QG 28, 29
MANDATORY_UNITS, GROUP_ONE_UNITS, GROUP_TWO_UNITS = 3, 1, 2  # QG 25
MATCH_PERCENT = 70  # QAP-C-h
TOLD_OF_LOST_AUTHORISATION = (
    "HR Business Partner",
    "MoJ Shared Services Centre",
    "staff member",
    "other relevant agencies",
)  # QG 23

InTime = Literal["in_time", "late"]
Appealed = Literal["accepted", "rejected_incomplete", "late"]
Step = Literal["job_match_same_grade", "other_redeployment", "one_to_one", "assign_to_programme"]


def appeal_last_day(notified_on: date) -> date:
    """Return the last day for an appeal: seven calendar days from the outcome's notification, inclusive."""
    return notified_on + timedelta(days=APPEAL_DAYS)


def appeal(*, notified_on: date, received_on: date, on_template: bool, full_reasons: bool) -> Appealed:
    """Return what becomes of an appeal: late ones go to a person, incomplete ones may be put right in time."""
    if received_on > appeal_last_day(notified_on):
        return "late"
    return "accepted" if on_template and full_reasons else "rejected_incomplete"


def form_last_day(held_on: date) -> date:
    """Return the last day for the one-to-one form: a week after the meeting, where it was not filled in there."""
    return held_on + timedelta(days=FORM_DAYS)


def follow_up_last_day(returned_on: date) -> date:
    """Return the last day to set a follow-up for somebody who was away: two weeks after the return to work."""
    return returned_on + timedelta(days=FOLLOW_UP_DAYS)


def in_time(done_on: date, last_day: date) -> InTime:
    """Return whether something was done by its last day."""
    return "in_time" if done_on <= last_day else "late"


def diploma_days(employment_start: date, *, fte: float, pro_rata: bool) -> tuple[date, date]:
    """Return target and maximum for the Level 3 Diploma; only the maximum is lengthened pro rata (W-26)."""
    most = diploma_most_months(fte, pro_rata=pro_rata)
    return months_after(employment_start, DIPLOMA_MONTHS), months_after(employment_start, most)


def alignment_last_day(started_on: date) -> date:
    """Return the last day of the three years that alignment may take, from the person's start (QG 12, W-27)."""
    return years_after(started_on, LONGEST_YEARS)


def relief_last_day(started_on: date) -> date:
    """Return the last day of relief from work on the conversion: six months from its start (QAP Annex C)."""
    return months_after(started_on, RELIEF_MONTHS)


def relief_days(started_on: date) -> tuple[date, ...]:
    """Return by when each day of relief is to be given: one in every fortnight that ends within the six months."""
    within = (relief_last_day(started_on) - started_on).days
    return tuple(started_on + timedelta(days=gone) for gone in range(RELIEF_EVERY_DAYS, within + 1, RELIEF_EVERY_DAYS))


def alignment_window(started_on: date) -> tuple[date, date]:
    """Return between which days the Alignment Qualification is expected to be complete: four to six months (QG 34)."""
    return months_after(started_on, EXPECTED_FROM_MONTHS), months_after(started_on, EXPECTED_TO_MONTHS)


def route_months(modules: Sequence[str]) -> int:
    """Return the PQiP route: 15 months with at least three of the four knowledge modules, else 21 (QG 30)."""
    return SHORT_ROUTE_MONTHS if len(MODULES & set(modules)) >= SHORT_ROUTE_MODULES else LONG_ROUTE_MONTHS


def fourth_module_months(modules: Sequence[str]) -> int:
    """Return in how many months the fourth module is due: six on the short route with three; nought: none is."""
    return FOURTH_MODULE_MONTHS if len(MODULES & set(modules)) == SHORT_ROUTE_MODULES else 0


def may_start_part_2(*, part1_passed: bool) -> bool:
    """Return whether Part 2 of the PQiP may begin: Part 1 is passed first, on either route (QG 28)."""
    return part1_passed


def diploma_awarded(*, mandatory: int, group_one: int, group_two: int) -> bool:
    """Return whether the units make the Level 3 Diploma: three mandatory, one of group one, two of group two."""
    return mandatory >= MANDATORY_UNITS and group_one >= GROUP_ONE_UNITS and group_two >= GROUP_TWO_UNITS


def enters_register(event: str) -> bool:
    """Return whether the loss goes into the Loss of Authorisation Register: withdrawn only (QG 23, W-30)."""
    return event == "authorisation_withdrawn"


def step_after_consent(*, consent: bool, match_percent: int, post_available: bool) -> Step:
    """Return what follows when somebody is asked for consent: a programme, or a job matched to seventy in a hundred."""
    if consent:
        return "assign_to_programme"
    return "job_match_same_grade" if post_available and match_percent >= MATCH_PERCENT else "other_redeployment"


def may_start_academic(*, employer: str, before_transition: bool, employer_agreed: bool) -> bool:
    """Return whether the academic part may begin: before transition a CRC has to agree (QAP-O2-c)."""
    return employer != "CRC" or not before_transition or employer_agreed

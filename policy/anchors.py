"""Days that follow from others: names a rule may count from that no event carries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, get_args

from policy.calendar import birthday, months_after, years_after
from policy.facts import Requirement
from policy.grammar import Anchor
from policy.qualification_days import QUALIFICATION_DAYS

if TYPE_CHECKING:
    from policy.situation import Situation

_DAY = timedelta(days=1)
INDUCTION_AFTER_SENTENCE, INDUCTION_AFTER_RELEASE = 5, 1  # working days, SMC 5.6
PSS_MONTHS, PSS_TERM_BELOW = 12, 24  # SMC 30.3, App ii
IPP_TERMINATION_YEARS = 10  # SMC 25.8
IPP_YEARS_2024, IPP_YEARS_2026 = 3, 2  # Victims and Prisoners Act 2024 s66; Sentencing Act 2026 s42
IPP_CONTINUOUS_YEARS, IPP_REQUEST_YEARS = 2, 1  # the same
HANDOVER_MONTHS, HANDOVER_DAYS = 8, 14  # SVC-HANDOVER, determinate without parole
HANDOVER_PAROLE_MONTHS, HANDOVER_EARLY_MONTHS, HANDOVER_NONE_WITHIN = 12, 15, 10  # SVC-HANDOVER
CONTINUOUS_YEARS = 5  # SMC 25.2, 25.6
CHOICES_AND_CHANGES_UNTIL = 25  # SMC 17.5
ADULT = 18
VISIT_WEEKS = 6  # SMC 18.5, 19.3: where no risk is high
UNPAID_WORK_MONTHS = 12  # SMC A3-UPW-b
PSS_REPEALED = "post_sentence_supervision_repealed"
INDETERMINATE = frozenset({"life", "ipp", "dpp"})

Derive = Callable[["Situation"], Anchor | None]


def induction_deadline(s: Situation) -> Anchor | None:
    """Return the last day for the first appointment (SMC 5.6): the first period of contact is the one holding it."""
    mark = s.marked("start_of_supervision")
    if mark is None:
        return None
    days = INDUCTION_AFTER_SENTENCE if s.is_order() else INDUCTION_AFTER_RELEASE
    return Anchor(s.calendar.working_days_after(mark.on, days), n=mark.n)


def supervision_end(s: Situation) -> Anchor | None:
    """Return the last day on which contact is owed: of the order, or of the licence."""
    end = s.facts.order_end if s.is_order() else s.facts.licence_end_date
    return Anchor(end) if end else None


def last_day_supervised(s: Situation) -> Anchor | None:
    """Return the last day of supervision of any sort: of the order, or of the licence and what follows it."""
    if s.is_order() or not pss_applies(s):
        return supervision_end(s)
    return pss_end(s)


def pss_end(s: Situation) -> Anchor | None:
    """Return the last day of post-sentence supervision: as calculated, else adjusted release date plus 12 months."""
    if s.facts.pss_end_date:
        return Anchor(s.facts.pss_end_date)
    base = s.facts.conditional_release_date
    if base is None or not _pss_ordered(s):
        return None
    return Anchor(months_after(base, PSS_MONTHS))


def pss_applies(s: Situation) -> bool:
    """Return whether supervision follows the licence (SMC 30.2), and its repeal is not in force."""
    return _pss_ordered(s) and not s.catalogue.commenced(PSS_REPEALED, on=s.today)


def pss_repealed(s: Situation) -> Anchor | None:
    """Return the day post-sentence supervision is repealed (Sentencing Act 2026 s34)."""
    day = s.catalogue.commences_on(PSS_REPEALED)
    return Anchor(day) if day else None


def _pss_ordered(s: Situation) -> bool:
    """Return whether the sentence is under two years, or its dates say that supervision follows."""
    if s.is_order():
        return False
    if s.facts.pss_from or s.facts.pss_end_date:
        return True
    if s.facts.sentence_type == "fine_default":
        return False
    return s.facts.term_months is not None and s.facts.term_months < PSS_TERM_BELOW


def pss_start(s: Situation) -> Anchor | None:
    """Return the first day of post-sentence supervision after a licence: the day after its last day."""
    if not pss_applies(s):
        return None
    if s.facts.pss_from:
        return Anchor(s.facts.pss_from)
    end = s.facts.licence_end_date
    return Anchor(end + _DAY) if end else None


def children_known_late(s: Situation) -> Anchor | None:
    """Return the day a child safeguarding case became known, where no six weeks from the start were left (SMC 18.5)."""
    return _known_late(s, "child_safeguarding_identified")


def domestic_abuse_known_late(s: Situation) -> Anchor | None:
    """Return the day domestic abuse became known, where no six weeks from the start were left (SMC 19.3)."""
    return _known_late(s, "domestic_abuse_identified")


def _known_late(s: Situation, name: str) -> Anchor | None:
    known, start = s.marked(name), s.marked("start_of_supervision")
    if known is None or start is None or known.on <= start.on + timedelta(weeks=VISIT_WEEKS):
        return None
    return Anchor(known.on, n=known.n)


def ten_year_point(s: Situation) -> Anchor | None:
    """Return ten years after the first ever release of an IPP licensee; recall does not move it (SMC 25.8)."""
    first = s.facts.first_release
    return Anchor(years_after(first, IPP_TERMINATION_YEARS)) if first else None


def ipp_qualifying_end(s: Situation) -> Anchor | None:
    """Return the day an IPP licence's qualifying period is over, as long as the statutes in force today make it."""
    if s.catalogue.commenced("ipp_referral_at_two_years", on=s.today):
        return _after_first_release(s, IPP_YEARS_2026)
    shorter = s.catalogue.commenced("ipp_referral_at_three_years", on=s.today)
    return _after_first_release(s, IPP_YEARS_2024 if shorter else IPP_TERMINATION_YEARS)


def ipp_licence_end(s: Situation) -> Anchor | None:
    """Return the day an IPP licence ends by itself: two years in force, unbroken, after the qualifying period."""
    if not s.catalogue.commenced("ipp_ends_automatically", on=s.today):
        return None
    return _unbroken(s, IPP_CONTINUOUS_YEARS)


def ipp_request_from(s: Situation) -> Anchor | None:
    """Return the day from which an IPP licensee may ask for a referral: one unbroken year after that period."""
    if not s.catalogue.commenced("ipp_referral_at_two_years", on=s.today):
        return None
    return _unbroken(s, IPP_REQUEST_YEARS)


def _unbroken(s: Situation, years: int) -> Anchor | None:
    """Return when the licence has been in force so long since the qualifying period, and since the latest release."""
    two_years = s.catalogue.commenced("ipp_referral_at_two_years", on=s.today)
    qualified, release = _after_first_release(s, IPP_YEARS_2026 if two_years else IPP_YEARS_2024), s.marked("release")
    if qualified is None:
        return None
    began = max(qualified.on, release.on) if release else qualified.on
    return Anchor(years_after(began, years))


def _after_first_release(s: Situation, years: int) -> Anchor | None:
    first = s.facts.first_release
    return Anchor(years_after(first, years)) if first else None


def five_year_point(s: Situation) -> Anchor | None:
    """Return five years after the latest release (SMC 25.2, 25.6, 25.8)."""
    release = s.marked("release")
    return Anchor(years_after(release.on, CONTINUOUS_YEARS), n=release.n) if release else None


def care_leaver_support_end(s: Situation) -> Anchor | None:
    """Return the last day on which a care leaver qualifies for support (SMC 17.1-b): before the birthday set."""
    return _day_before_birthday(s, s.number("care_leaver_until_age")) if s.facts.care_leaver is True else None


def young_adult_end(s: Situation) -> Anchor | None:
    """Return the last day as a young adult, by the age set locally (SMC 33.1)."""
    return _day_before_birthday(s, s.number("young_adult_until_age"))


def last_day_under_25(s: Situation) -> Anchor | None:
    """Return the last day before the 25th birthday (SMC 17.5)."""
    return _day_before_birthday(s, CHOICES_AND_CHANGES_UNTIL)


def eighteenth_birthday(s: Situation) -> Anchor | None:
    """Return the day on which the person is no longer a child (SMC 18.1)."""
    born = s.facts.date_of_birth
    return Anchor(birthday(born, ADULT)) if born else None


def _day_before_birthday(s: Situation, age: int | None) -> Anchor | None:
    born = s.facts.date_of_birth
    return Anchor(birthday(born, age) - _DAY) if born and age else None


def second_attended(s: Situation) -> Anchor | None:
    """Return the second appointment attended since supervision last started (SMC 5.6)."""
    second, start = s.marked("second_attended"), s.marked("start_of_supervision")
    return Anchor(second.on, second.at, second.n) if second and start and second.n > start.n else None


def requirement_end(requirement: str) -> Derive:
    """Return how to find the last day the order gives for a requirement."""

    def find(s: Situation) -> Anchor | None:
        day = (s.facts.requirement_ends or {}).get(requirement)
        return Anchor(day) if day else None

    return find


def referral_date(s: Situation) -> Anchor | None:
    """Return the day the next referral on ending an IPP licence falls due."""
    if s.catalogue.commenced("ipp_referral_at_three_years", on=s.today):
        return None if s.marked("entered_termination_referral") else ipp_qualifying_end(s)
    dues = [d.due_on for d in s.duties.values() if d.rule in {"SMC-25.8-a", "SMC-25.8-b"} and d.due_on]
    return Anchor(min(dues)) if dues else None


def unpaid_work_limit(s: Situation) -> Anchor | None:
    """Return the last day for unpaid work hours: 12 months after sentence, or as the court moved it (SMC A3-UPW-b)."""
    if not s.has("unpaid_work") or s.catalogue.commenced("unpaid_work_limit_removed", on=s.today):
        return None
    if s.facts.unpaid_work_until:
        return Anchor(s.facts.unpaid_work_until)
    made = s.marked("order_made")
    return Anchor(months_after(made.on, UNPAID_WORK_MONTHS), n=made.n) if made else None


def earliest_release_for_handover(s: Situation) -> date | None:
    """Return the release date handover counts from (SVC-HANDOVER): tariff, parole eligibility, or release."""
    facts = s.facts
    if facts.sentence_type in INDETERMINATE:
        return facts.tariff_expiry_date
    return facts.parole_eligibility_date or facts.conditional_release_date or facts.earliest_release_date


def handover_date(s: Situation) -> Anchor | None:
    """Return the day responsibility passes from prison to community (SVC-HANDOVER), or nothing where none does."""
    release = earliest_release_for_handover(s)
    sentenced = s.facts.sentenced_on or s.day("sentence_imposed") or s.day("reception")
    if s.is_order() or release is None or sentenced is None:
        return None
    if release <= months_after(sentenced, HANDOVER_NONE_WITHIN):
        return None
    if s.facts.early_allocation:
        return Anchor(months_after(release, -HANDOVER_EARLY_MONTHS))
    if s.facts.sentence_type in INDETERMINATE or s.facts.parole_eligible or s.facts.parole_eligibility_date:
        return Anchor(months_after(release, -HANDOVER_PAROLE_MONTHS))
    return Anchor(months_after(release, -HANDOVER_MONTHS) - timedelta(days=HANDOVER_DAYS))


def fixed_term_release_date(s: Situation) -> Anchor | None:
    """Return the last day of a fixed-term recall: day n counted from the return as day 1, never after the sentence."""
    returned = s.marked("return_to_custody")
    if s.facts.recall_type != "fixed_term" or not s.facts.recall_days or returned is None:
        return None
    end = returned.on + (s.facts.recall_days - 1) * _DAY
    return Anchor(min(end, s.facts.licence_end_date or end), n=returned.n)


def key_work_live_from(s: Situation) -> Anchor | None:
    """Return the day key work goes live at the prison, where one is set (MCS front)."""
    day = s.catalogue.live_from("key_work", prison=s.facts.prison)
    return Anchor(day) if day else None


def case_management_live_from(s: Situation) -> Anchor | None:
    """Return the day case management is live both at the prison and with the provider, where one is set (MCS front)."""
    day = s.catalogue.live_from("case_management", prison=s.facts.prison, provider=s.facts.provider)
    return Anchor(day) if day else None


DERIVED: dict[str, Derive] = {
    function.__name__: function
    for function in (
        induction_deadline,
        supervision_end,
        last_day_supervised,
        pss_end,
        pss_start,
        five_year_point,
        care_leaver_support_end,
        young_adult_end,
        last_day_under_25,
        eighteenth_birthday,
        second_attended,
        children_known_late,
        domestic_abuse_known_late,
        ten_year_point,
        ipp_qualifying_end,
        ipp_licence_end,
        ipp_request_from,
        pss_repealed,
        referral_date,
        unpaid_work_limit,
        handover_date,
        fixed_term_release_date,
        key_work_live_from,
        case_management_live_from,
    )
} | {f"{name}_end": requirement_end(name) for name in get_args(Requirement)}
DERIVED |= QUALIFICATION_DAYS

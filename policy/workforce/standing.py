"""Standing: what a practitioner may do at a moment, from dated facts, and when that changes by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count

from policy.calendar import local_day, months_after, starts
from policy.facts import Risk
from policy.frozen import Frozen
from policy.workforce.answers import STATUTORY_GUIDANCE_FROM, Hold, Reason
from policy.workforce.eras import EraFacts, recognised
from policy.workforce.practitioner import Practitioner, Qualification
from policy.workforce.roles import (
    ALIGNMENT_MOST_MONTHS,
    DIPLOMA_MONTHS,
    Flag,
    Qualified,
    RoleFacts,
    diploma_most_months,
    may_hold,
)

_DAY = timedelta(days=1)
_MONTHS_IN_A_YEAR = 12
_EVIDENCE = ("pqf", "equivalent", "accredited_programme")
_BEST_FIRST: tuple[Qualified, ...] = ("pqip", "recognised", "sign_off", "alignment_qualification", "international")


class Standing(Frozen):
    """What somebody may do at a moment, and why. `may_manage` names very high risk wherever it names high (W-31)."""

    as_of: datetime
    may_hold: Hold
    may_manage: tuple[Risk, ...] = ()
    may_sign_off: bool = False
    may_authorise_recall: bool = False
    flags: tuple[Flag, ...] = ()
    reasons: tuple[Reason, ...] = ()
    facts: RoleFacts | None = None

    @property
    def answer(self) -> tuple[object, ...]:
        """Return what others act on, without the moment and the words."""
        return (self.may_hold, self.may_manage, self.may_sign_off, self.may_authorise_recall, self.flags)


def standing(practitioner: Practitioner, as_of: datetime) -> Standing:
    """Return what somebody may do at a moment, with the paragraphs it rests on and the facts it was judged by."""
    facts = role_facts(practitioner, as_of)
    if facts is None:
        return _nothing(practitioner, as_of)
    answer = may_hold(facts)
    very_high: tuple[Risk, ...] = ("very_high",) if "high" in answer.may_manage else ()
    return Standing(
        as_of=as_of,
        may_hold=answer.may_hold,
        may_manage=answer.may_manage + very_high,
        may_sign_off=answer.may_sign_off,
        may_authorise_recall=answer.may_authorise_recall,
        flags=answer.flags,
        reasons=answer.reasons,
        facts=facts,
    )


def changes_at(practitioner: Practitioner, after: datetime) -> datetime | None:
    """Return the next moment at which somebody's standing changes without anybody doing anything, or none."""
    now = standing(practitioner, after).answer
    later = sorted({moment for moment in moments(practitioner) if moment > after})
    return next((moment for moment in later if standing(practitioner, moment).answer != now), None)


def role_facts(practitioner: Practitioner, as_of: datetime) -> RoleFacts | None:
    """Return the bare facts of a moment, as the rules on roles ask for them; none outside employment or a post."""
    on = local_day(as_of)
    post = practitioner.post(on)
    if post is None or not practitioner.is_employed(as_of):
        return None
    given = practitioner.authorisation(as_of)
    shown = [held for held in practitioner.qualifications if held.award in _EVIDENCE and held.holds(on)]
    proof = min(shown, key=lambda held: (not held.nos_mapped, _EVIDENCE.index(held.award))) if shown else None
    pqip = practitioner.employed_for_pqip
    return RoleFacts.model_validate(
        {
            "role": post.role,
            "local_title": post.local_title,
            "employment_start": practitioner.employment_start,
            "on_date": on,
            "authorisation": given.status if given else "none",
            "vetting": any(span.holds(on) for span in practitioner.vetting),
            "qualification": _qualified(practitioner, on),
            "level3_diploma": _diploma(practitioner, on),
            "employed_for_pqip": pqip is not None and pqip.holds(on),
            "months_employed": months_begun(practitioner.employment_start, on),
            "fte": practitioner.fraction(on),
            "pro_rata": practitioner.pro_rata,
            "apa_accredited": practitioner.apa_accredited is not None and practitioner.apa_accredited.holds(on),
            "on_call": any(turn.holds(as_of) for turn in practitioner.rota),
            "delegation": any(handed.holds(on) for handed in practitioner.delegations),
            "enic": _comparability(practitioner, on),
            "provider": practitioner.employer(on),
            "evidence": proof.award if proof else "none",
            "nos_mapped": proof is not None and proof.nos_mapped,
            "case_assigned": post.case_assigned,
            **_alignment(practitioner, on),
            "extension": _is_extended(practitioner, on),
        }
    )


def months_begun(start: date | None, on: date) -> int:
    """Return how many months have begun since a day: on the first anniversary twelve, on the day after thirteen."""
    if start is None or on <= start:
        return 0
    least = max((on.year - start.year) * _MONTHS_IN_A_YEAR + on.month - start.month - 1, 0)
    return next(months for months in count(least) if on <= months_after(start, months))


def _nothing(practitioner: Practitioner, as_of: datetime) -> Standing:
    if practitioner.is_employed(as_of):
        reason = Reason(rule="QG-15", para="15", says="No post is on record for that day.")
        return Standing(as_of=as_of, may_hold="no", flags=("no_post",), reasons=(reason,))
    reason = Reason(rule="QG-22-b", para="22", says="Not a paid member of staff on that day.")
    return Standing(as_of=as_of, may_hold="no", flags=("left_service",), reasons=(reason,))


def _qualified(practitioner: Practitioner, on: date) -> Qualified:
    ways = {_way(held) for held in practitioner.qualifications if held.holds(on)}
    return next((way for way in _BEST_FIRST if way in ways), "none")


def _way(held: Qualification) -> Qualified:
    if held.award == "cpo_sign_off":
        return "sign_off" if "letter" in held.evidence else "none"  # QG-T1-12: in writing
    if held.award == "alignment_qualification":
        return "alignment_qualification"
    if held.award == "international":
        return "international"
    facts = EraFacts.model_validate(
        {
            "award": held.award,
            "qualified_on": held.qualified_on,
            "probation_component": held.probation_component,
            "academic_certificate": "academic_certificate" in held.evidence,
            "vocational_certificate": "vocational_certificate" in held.evidence,
            "home_office_certificate": "home_office_certificate" in held.evidence,
        }
    )
    if not recognised(facts).is_recognised:
        return "none"
    return "pqip" if held.award == "pqip" else "recognised"


def _diploma(practitioner: Practitioner, on: date) -> str:
    diploma = practitioner.level3_diploma
    if diploma and diploma.held_on and diploma.held_on <= on:
        return "held"
    return "enrolled" if diploma and diploma.enrolled_on and diploma.enrolled_on <= on else "none"


def _comparability(practitioner: Practitioner, on: date) -> str:
    enic = practitioner.enic
    if enic and enic.stated_on and enic.stated_on <= on:
        return "equivalent" if enic.equivalent else "not_equivalent"
    return "applied" if enic and enic.applied_on and enic.applied_on <= on else "none"


def _alignment(practitioner: Practitioner, on: date) -> dict[str, object]:
    way = practitioner.alignment
    if way is None or on < way.started_on:
        return {}
    if way.ended_on and way.ended_on <= on:
        return {"alignment": "failed" if way.result == "neither" else "completed"}
    months = months_begun(way.started_on, on)
    return {"alignment": "in_progress", "alignment_months": months, "after_target": on > way.target}


def _is_extended(practitioner: Practitioner, on: date) -> bool:
    post = practitioner.post(on)
    way = practitioner.level3_diploma if post and post.role == "probation_services_officer" else practitioner.alignment
    return way is not None and way.extension_last_day is not None and on <= way.extension_last_day


def moments(practitioner: Practitioner, *, rota: bool = True) -> Iterator[datetime]:
    """Yield every moment at which a fact begins or ends; without the rota, on which authority to recall alone turns."""
    for turn in practitioner.rota if rota else ():
        yield from (turn.since, turn.until)
    for given in practitioner.authorisations:
        yield given.since
    for day in _days(practitioner):
        if day:
            yield starts(day)


def _days(practitioner: Practitioner) -> Iterator[date | None]:
    yield STATUTORY_GUIDANCE_FROM
    yield practitioner.employment_start
    yield _after(practitioner.employment_last_day)
    terms = (*practitioner.fte, *practitioner.provider)
    spans = (*practitioner.posts, *practitioner.vetting, *practitioner.delegations, *terms)
    single = (practitioner.employed_for_pqip, practitioner.apa_accredited)
    for span in (*spans, *(one for one in single if one)):
        yield from (span.since, span.until)
    for held in practitioner.qualifications:
        yield from (held.qualified_on, _after(held.last_day))
    if diploma := practitioner.level3_diploma:
        yield from (diploma.enrolled_on, diploma.held_on, _after(diploma.extension_last_day))
    if enic := practitioner.enic:
        yield from (enic.applied_on, enic.stated_on)
    if way := practitioner.alignment:
        yield from (way.started_on, way.ended_on, _after(way.target), _after(way.extension_last_day))
        yield _after(months_after(way.started_on, ALIGNMENT_MOST_MONTHS))
    if start := practitioner.employment_start:
        fractions = {1.0, *(worked.fraction for worked in practitioner.fte)}
        most = {diploma_most_months(fraction, pro_rata=practitioner.pro_rata) for fraction in fractions}
        yield from (_after(months_after(start, months)) for months in {DIPLOMA_MONTHS, *most})


def _after(day: date | None) -> date | None:
    return day + _DAY if day else None

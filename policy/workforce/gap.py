"""A qualification that a post needs and nobody has shown: what begins by itself, and what a line manager has to start.

Alignment of whoever holds one of the eight roles without the qualification is started automatically, and not on request
(QG 33); the diploma of a Probation Services Officer is tracked from the start in post (QG 13). What the text leaves to
people, such as a qualification from abroad or the PQiP after an alignment without result, waits for them.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from policy.calendar import local_day, starts
from policy.facts import Facts
from policy.frozen import Frozen
from policy.workforce.answers import Reason
from policy.workforce.practitioner import Practitioner
from policy.workforce.roles import TABLE_ONE, RoleFacts, may_hold
from policy.workforce.standing import moments, role_facts

Begins = Literal["qualification_gap_found", "officer_started", "pqip_applied"]
_TITLES = {role: role.replace("_", " ").title() for role in TABLE_ONE}
_UNDER_WAY, _ALIGNING = frozenset({"H4'", "H4''"}), "H5'"  # rows of table 4.1 of the notes


class Gap(Frozen):
    """What somebody's post needs and they have not shown: the event that begins it, and whether by itself."""

    begins: Begins
    by_itself: bool
    since: date = Field(description="day on which the post was taken")
    reason: Reason


def gap(known: Practitioner, on: date) -> Gap | None:
    """Return what somebody's post needs on a day and they have not shown, whatever their authorisation is."""
    post, facts = known.post(on), role_facts(known, starts(on))
    if post is None or facts is None:
        return None
    answer = may_hold(_but_for_the_qualification(facts))
    reason = answer.reasons[0]
    if answer.rule in _UNDER_WAY:
        return Gap(begins="officer_started", by_itself=True, since=post.since, reason=reason)
    if "start_alignment" in answer.flags:
        return Gap(begins="qualification_gap_found", by_itself=True, since=post.since, reason=reason)
    if "must_complete_pqip" in answer.flags:
        return Gap(begins="pqip_applied", by_itself=False, since=post.since, reason=reason)
    if "enic_statement" in answer.flags or answer.rule == _ALIGNING:
        return Gap(begins="qualification_gap_found", by_itself=False, since=post.since, reason=reason)
    return None


def begins_at(known: Practitioner, at: datetime) -> datetime | None:
    """Return when something begins by itself: at this moment, at a later one, or never as things are."""
    return at if _begun_by_itself(known, at) else begins_after(known, at)


def begins_after(known: Practitioner, at: datetime) -> datetime | None:
    """Return the next moment past this one at which something else begins by itself, or none."""
    now = _begun_by_itself(known, at)
    later = sorted(moment for moment in moments(known) if moment > at)
    return next((moment for moment in later if _begun_by_itself(known, moment) not in {None, now}), None)


def facts_as_it_begins(known: Practitioner, found: Gap, on: date) -> Facts:
    """Return what the record says of the member of staff that the rules of the qualification ask for."""
    post, place, diploma = known.post(on), known.place(on), known.level3_diploma
    said: dict[str, object] = {
        "staff_id": known.staff_id,
        "current_role": _TITLES.get(post.role) if post else None,
        "employment_start": known.employment_start,
        "in_qualified_role": True if found.begins == "qualification_gap_found" else None,
        "team": place.team if place else None,
        "region": place.region if place else None,
    }
    if found.begins == "officer_started":
        said |= {
            "fte": known.fraction(on),
            "pro_rata": known.pro_rata,
            "diploma_enrolled": True if diploma and diploma.enrolled_on else None,
            "extension_until": diploma.extension_last_day if diploma else None,
        }
    return Facts.model_validate({name: value for name, value in said.items() if value is not None})


def _begun_by_itself(known: Practitioner, at: datetime) -> tuple[Begins, date] | None:
    found = gap(known, local_day(at))
    return (found.begins, found.since) if found and found.by_itself else None


def _but_for_the_qualification(facts: RoleFacts) -> RoleFacts:
    return facts.model_copy(update={"authorisation": "active", "vetting": True, "apa_accredited": True})

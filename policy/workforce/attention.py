"""Whose qualification, authorisation or learning needs attention, by when: what a manager's list is made of (QG 8)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from pydantic import Field

from policy.calendar import local_day, months_after
from policy.facts import Facts
from policy.frozen import Frozen
from policy.workforce.answers import Reason
from policy.workforce.entitled import OPEN_LOSS, Loss
from policy.workforce.gap import Begins, facts_as_it_begins, gap
from policy.workforce.practitioner import Practitioner
from policy.workforce.standing import Standing, changes_at, standing

LEARNING_MONTHS = 6  # SMC App ii 12
_DAY = timedelta(days=1)


class Attention(Frozen):
    """Something about a member of staff that somebody has to see to; `last_day` where it ends with a day."""

    staff_id: str
    what: str
    last_day: date | None = None
    reason: Reason
    begins: Begins | None = Field(default=None, description="event that starts the qualification it waits for")
    facts: Facts | None = Field(default=None, description="what is known of the member of staff as it starts")
    fact: str | None = Field(default=None, description="what a qualification established and the record does not say")


def attention(
    practitioner: Practitioner, as_of: datetime, *, within_days: int, losses: tuple[Loss, ...] = ()
) -> tuple[Attention, ...]:
    """Return what needs attention now, and what ends by itself within so many days, the soonest first.

    `losses` are what the register of losses has of them: one without a decision is something to decide on (QG 23).
    """
    on = local_day(as_of)
    last = on + timedelta(days=within_days)
    found = [*_now(practitioner, as_of), *_soon(practitioner, as_of, last)]
    found += _to_decide(practitioner, as_of, last, losses)
    learning = _learning(practitioner, on)
    if learning and learning.last_day and learning.last_day <= last:
        found.append(learning)
    return tuple(sorted(found, key=lambda each: each.last_day or date.min))


def to_start(practitioner: Practitioner, as_of: datetime) -> Attention | None:
    """Return the qualification that somebody's post asks for and that people have to start, or none."""
    on = local_day(as_of)
    found = gap(practitioner, on)
    if found is None or found.by_itself:
        return None
    return Attention(
        staff_id=practitioner.staff_id,
        what="qualification_to_start",
        reason=found.reason,
        begins=found.begins,
        facts=facts_as_it_begins(practitioner, found, on),
    )


def learning_last_day(start_in_post: date) -> date:
    """Return the last day for the required learning of somebody new in post: six months (SMC App ii 12)."""
    return months_after(start_in_post, LEARNING_MONTHS)


def _now(practitioner: Practitioner, as_of: datetime) -> Iterator[Attention]:
    now = standing(practitioner, as_of)
    if stands_out(now):
        for flag in now.flags:
            yield Attention(staff_id=practitioner.staff_id, what=flag, reason=now.reasons[0])


def _soon(practitioner: Practitioner, as_of: datetime, last: date) -> Iterator[Attention]:
    before, moment = standing(practitioner, as_of), changes_at(practitioner, as_of)
    while moment and local_day(moment) - _DAY <= last:
        after = standing(practitioner, moment)
        for flag in after.flags:
            if flag not in before.flags:
                ends = local_day(moment) - _DAY
                yield Attention(staff_id=practitioner.staff_id, what=flag, last_day=ends, reason=after.reasons[0])
        before, moment = after, changes_at(practitioner, moment)


def _to_decide(
    practitioner: Practitioner, as_of: datetime, last: date, losses: tuple[Loss, ...]
) -> Iterator[Attention]:
    said = {"staff_id": practitioner.staff_id, "what": "register_decision", "reason": OPEN_LOSS}
    if any(loss.is_open(as_of) for loss in losses):
        yield Attention.model_validate(said)
        return
    coming = (loss.since for loss in losses if loss.since > as_of and loss.is_open(loss.since))
    for moment in sorted(coming)[:1]:
        if (ends := local_day(moment) - _DAY) <= last:
            yield Attention.model_validate({**said, "last_day": ends})


def learning_due(practitioner: Practitioner, on: date) -> date | None:
    """Return the last day for the required learning of the post held on a day; nothing where it is done or not owed."""
    post, done = practitioner.post(on), practitioner.required_learning_on
    if post is None or (done and done <= on) or (practitioner.employment_start or date.min) < post.since:
        return None
    return learning_last_day(post.since)


def stands_out(now: Standing) -> bool:
    """Return whether somebody has to see to a standing as it is."""
    return now.may_hold == "no" or "extension_needed" in now.flags


def _learning(practitioner: Practitioner, on: date) -> Attention | None:
    last_day = learning_due(practitioner, on)
    if last_day is None:
        return None
    says = "Everybody new in post finishes the required learning in the first six months."
    return Attention(
        staff_id=practitioner.staff_id,
        what="required_learning",
        last_day=last_day,
        reason=Reason(rule="SMC-A2-12", para="App ii 12", says=says),
    )

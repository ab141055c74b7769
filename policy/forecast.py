"""What is to come: every duty, phase and date of a sentence, if nobody does anything but let time pass.

A forecast needs neither Temporal nor the register: facts that were never entered will do. Where a sentence waits for
an answer that the rules foresee (the Parole Board on an IPP licence), the forecast takes it as given the day after.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal

from policy.calendar import Calendar, local_day, starts
from policy.case import Actor, Case, Decision, Duty, DutyStatus, Event
from policy.catalogue import catalogue
from policy.engine import decide, next_structural, wake
from policy.frozen import Frozen
from policy.vocabulary import event_kinds

_DAY = timedelta(days=1)
_BEFORE = timedelta(microseconds=1)


class Coming(Frozen):
    """A date to come: a duty that is open or will open, or a phase that will begin."""

    what: Literal["duty", "phase", "stage"] = "duty"
    rule: str | None = None
    part: str | None = None
    title: str
    owner: str | None = None
    due_on: date | None = None
    due_at: datetime | None = None
    work_by: date | None = None
    status: DutyStatus | None = None


def forecast(case: Case, *, on: datetime, until: date, known: Calendar | None = None) -> tuple[Coming, ...]:
    """Return what comes from now to the end of a day, earliest first, tasks without a date last."""
    coming = [_coming(duty) for duty in case.duties]
    for moment, decision in passing(case, on=on, until=until, known=known):
        coming += [_coming(duty) for duty in decision.opened]
        for what, place in (("phase", decision.phase), ("stage", decision.stage)):
            if place:
                title = place.replace("_", " ")
                coming.append(Coming.model_validate({"what": what, "title": title, "due_on": local_day(moment)}))
    rows = [row for row in coming if row.due_on is None or row.due_on <= until]
    return tuple(sorted(rows, key=lambda row: (row.due_on or date.max, row.rule or "")))


def passing(
    case: Case, *, on: datetime, until: date, known: Calendar | None = None
) -> Iterator[tuple[datetime, Decision]]:
    """Yield each moment at which time changes the case, with the decision, to the end of a day."""
    end, now = starts(until + _DAY) - _BEFORE, on
    while not case.final:
        change = min(next_structural(case, now, known=known) or end, end)
        for moment in (change - _BEFORE, change):
            if moment > now:  # recurring periods run out under the conditions before the change, not after it
                decision = wake(case, moment, known=known)
                case, now = case.after(decision), moment
                yield moment, decision
        if (event := _foreseen(case, now)) and event.at <= end:
            answer = decide(case, event, event.at, known=known)
            if isinstance(answer, Decision):
                case, now = case.after(answer), event.at
                yield event.at, answer
        if now >= end:
            return


def _foreseen(case: Case, moment: datetime) -> Event | None:
    for arrow in catalogue().under(case.edition).arrows:
        transition = arrow.transition
        here = case.phase if transition.region == "phase" else case.stage
        if transition.foreseen is not None and here in transition.out_of:
            name = transition.on[0]
            return Event(
                id=f"foreseen/{name}/{moment.isoformat()}",
                name=name,
                at=moment + _DAY,
                on=local_day(moment + _DAY),
                by=Actor(role=event_kinds()[name].by[0]),
                payload=dict(transition.foreseen),
            )
    return None


def _coming(duty: Duty) -> Coming:
    said = duty.model_dump(include={"rule", "part", "title", "owner", "due_on", "due_at", "work_by", "status"})
    return Coming.model_validate(said)

"""Reassessing: every open limit counted again by today's rules and calendar, and what that changed.

A limit that people were told is never shortened (reading 5). A new row opens its duties; a repealed one withdraws its
own, and whoever owes them is told, as after any other event.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from policy.case import Decision, Duty
from policy.catalogue import Ready
from policy.duties import Docket
from policy.frozen import Frozen
from policy.grammar import Anchor, Limit, Period
from policy.limits import anchor_of, dates_of
from policy.situation import Situation

CONFIDENTIAL = "confidential"
WARNED = frozenset({"work_by", "remind_at"})
_REMINDED = frozenset({"remind_at", "reminded"})
_ONE_BACK = date.resolution


class Change(Frozen):
    """What a reassessment did to one duty: its dates before and after. A limit that did not move is the same twice."""

    duty: str
    rule: str
    title: str
    owner: str | None = None
    what: Literal["moved", "opened", "settled", "changed"] = Field(
        description="moved: other dates; settled: no longer open, for the reason in `how`"
    )
    how: str | None = Field(default=None, description="of one settled: how it ended")
    due_on_before: date | None = None
    due_on_after: date | None = None
    due_at_before: datetime | None = None
    due_at_after: datetime | None = None
    work_by_before: date | None = None
    work_by_after: date | None = None
    eased_by: str | None = Field(default=None, description="regional status under which it is an expectation now")
    told: tuple[str, ...] = Field(default=(), description="roles told of it")


def count_again(docket: Docket) -> None:
    """Count every open limit again; one that is later now takes its place, one that is earlier does not.

    Where the limit stays and only the last working day before it moves, that is told too.
    """
    for duty in tuple(docket.s.duties.values()):
        ready = docket.ready(duty)
        if ready is None or duty.due_on is None or (found := _counted(docket, ready, duty, duty.due_on)) is None:
            continue
        limit, period = found
        dates = dates_of(docket.s, ready, limit, limit.anchor) | ({"not_before": period.first} if period else {})
        if limit.on > duty.due_on:
            docket.put_dates(duty, dates)
        elif limit.on == duty.due_on and not duty.overdue and dates.get("work_by") != duty.work_by:
            docket.put_dates(duty, {name: dates[name] for name in WARNED & dates.keys()}, gone=WARNED)


def changes(decision: Decision) -> tuple[Change, ...]:
    """Return what a reassessment changed, duty by duty."""
    before = {duty.id: duty for duty in decision.before}
    now = {duty.id: duty for duty in (*decision.changed, *decision.opened)}
    how = {settled.duty: settled.how for settled in decision.settled}
    told: dict[str, list[str]] = {}
    for notice in decision.notices:
        if notice.duty:
            told.setdefault(notice.duty, []).append(notice.to)
    return tuple(
        _change(before.get(id_), now.get(id_), how.get(id_), moved=id_ in decision.moved, told=tuple(told.get(id_, ())))
        for id_ in dict.fromkeys((*before, *now))
        if id_ in how or id_ not in before or not _same(before[id_], now[id_])
    )


def _same(before: Duty, after: Duty) -> bool:
    """Return whether nothing changed but that somebody was reminded."""
    return before.model_dump(exclude=set(_REMINDED)) == after.model_dump(exclude=set(_REMINDED))


def _change(before: Duty | None, after: Duty | None, how: str | None, *, moved: bool, told: tuple[str, ...]) -> Change:
    duty = after or before
    if duty is None:
        raise ValueError("a change is of a duty that was, or is")
    now = None if how else after
    return Change(
        duty=CONFIDENTIAL if duty.confidential else duty.id,
        rule=CONFIDENTIAL if duty.confidential else duty.rule,
        title=CONFIDENTIAL if duty.confidential else duty.title,
        owner=duty.owner,
        what="settled" if how else "opened" if before is None else "moved" if moved else "changed",
        how=how,
        due_on_before=before.due_on if before else None,
        due_on_after=now.due_on if now else None,
        due_at_before=before.due_at if before else None,
        due_at_after=now.due_at if now else None,
        work_by_before=before.work_by if before else None,
        work_by_after=now.work_by if now else None,
        eased_by=now.eased_by if now else None,
        told=told,
    )


def _counted(docket: Docket, ready: Ready, duty: Duty, due_on: date) -> tuple[Limit, Period | None] | None:
    """Return the limit the duty would have if today's rules had opened it, and the period where it recurs."""
    if ready.every:
        anchor = anchor_of(docket.s, ready)
        if anchor is None:
            return None
        period = ready.every.first_ending(anchor.on, after=due_on - _ONE_BACK)
        until = docket.s.day(ready.rule.until) if ready.rule.until else None
        return None if until is not None and period.last > until else (Limit(period.last, anchor), period)
    own = ready.rule.opens if ready.rule.each else ()
    if ready.due is None or (ready.rule.each and not ready.due.names <= set(own)):
        return None
    limit = ready.due.find(_AsOpened(docket.s, own, duty))
    return None if limit is None else (limit, None)


class _AsOpened:
    """Anchors as they were when a duty was opened: its own day, and its own event where it is one of several."""

    def __init__(self, s: Situation, own: tuple[str, ...], duty: Duty) -> None:
        self.calendar, self.today = s.calendar, duty.opened_on
        self._s, self._own, self._duty = s, own, duty

    def anchor(self, name: str) -> Anchor | None:
        if name not in self._own or self._duty.anchor_on is None:
            return self._s.anchor(name)
        mark = self._s.marked(name)
        at = mark.at if mark and mark.n == self._duty.anchor_n else None
        return Anchor(self._duty.anchor_on, at, self._duty.anchor_n)

    def number(self, name: str) -> int | None:
        return self._s.number(name)

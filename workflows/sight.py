"""What operators see in the Temporal UI, and what queries answer: labels, lists and lines, and never whose they are."""

from collections.abc import Iterable
from datetime import date, datetime

from policy.case import Case, Decision, Duty, Event, Refusal
from workflows.messages import DiaryEntry, TimelineEntry
from workflows.shape import local_day

SHOWN = 20
_WAYS = {"officer_started": "Level 3 Diploma", "pqip_applied": "PQiP", "qualification_gap_found": "alignment"}
_SUMMARY = 120


def summary(case: Case, first: Event | None = None) -> str:
    """Return the line that names the workflow in lists, set at its start."""
    kind = case.kind.replace("_", " ").capitalize()
    of = case.facts.sentence_type or _way(case, first)
    return f"{kind}: {of.replace('_', ' ')}" if of else kind


def details(case: Case, first: Event | None) -> str:
    """Return the paragraph under the summary, set at the start of the workflow, in Markdown."""
    begins = f" It begins with `{first.name}` on {first.on:%-d %b %Y}." if first else ""
    what = "qualification" if case.kind == "qualification" else "sentence"
    return f"{summary(case, first)}, {what} `{case.sentence_id}`.{begins} Phase and diary are under Current Details."


def _way(case: Case, first: Event | None) -> str | None:
    """Return which way to a qualification it is, by what began it."""
    begun = {first.name} if first else case.marks.keys()
    return next((way for name, way in reversed(_WAYS.items()) if name in begun), None)


def of_event(number: int, event: Event) -> str:
    """Return the label of an activity: which entry of the journal it is for."""
    return f"{number} · {event.name}"[:_SUMMARY]


def until(case: Case, at: datetime) -> str:
    """Return the timer's label: what the sentence waits for."""
    if case.next_at == at and case.next_says:
        return f"until {case.next_says}"
    return f"until {local_day(at):%-d %b %Y}"


def diary(case: Case) -> tuple[DiaryEntry, ...]:
    """Return the open duties, earliest limit first, those without a date last."""
    return tuple(_diary_entry(duty) for duty in sorted(case.duties, key=_by_limit))


def current_details(case: Case) -> str:
    """Return phase and diary as a short Markdown list, dates first."""
    place = " · ".join(part for part in dict.fromkeys((case.phase, case.stage)) if part)
    lines = [_line(duty) for duty in sorted(case.duties, key=_by_limit)]
    more = [f"- and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    nothing = ["- nothing is owed"] if not lines else []
    next_at = [f"Next: {case.next_says}"] if case.next_says else []
    return "\n".join([f"**{summary(case)}** · {place}", "", *lines[:SHOWN], *more, *nothing, "", *next_at]).rstrip()


def timeline_entry(event: Event, verdict: Decision | Refusal, after: Case) -> TimelineEntry:
    """Return the line that says what happened; `after` is the case as it stands then."""
    by = event.by.role if event.by else None
    seen = {"number": after.number, "on": event.on, "at": event.at, "event": event.name, "by": by}
    place = {"phase": after.phase, "stage": after.stage}
    if isinstance(verdict, Refusal):
        return TimelineEntry.model_validate({**seen, **place, "outcome": "refused", "reason": verdict.reason})
    if verdict.ignored:
        return TimelineEntry.model_validate({**seen, **place, "outcome": "ignored", "reason": verdict.ignored})
    return TimelineEntry.model_validate(
        {
            **seen,
            **place,
            "outcome": "decided",
            "opened": _each_once(duty.rule for duty in verdict.opened),
            "settled": _each_once(f"{settled.how} {settled.rule}" for settled in verdict.settled),
            "told": _each_once(notice.to for notice in verdict.notices),
        }
    )


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _diary_entry(duty: Duty) -> DiaryEntry:
    day = duty.due_on or (local_day(duty.due_at) if duty.due_at else None)
    return DiaryEntry(
        day=day,
        at=duty.due_at,
        title=duty.title,
        rule=duty.rule,
        owner=duty.owner,
        status=duty.status,
        overdue=duty.overdue,
        work_by=duty.work_by,
        duty=duty.id,
    )


def _by_limit(duty: Duty) -> tuple[bool, date, str]:
    return duty.due_on is None, duty.due_on or duty.opened_on, duty.id


def _line(duty: Duty) -> str:
    entry = _diary_entry(duty)
    day = f"{entry.day:%d %b %Y}" if entry.day else "no date"
    late = " (overdue)" if entry.overdue else ""
    if duty.confidential:
        return f"- **{day}**{late} something confidential"
    owner = f" · {entry.owner.replace('_', ' ')}" if entry.owner else ""
    return f"- **{day}**{late} {entry.title}{owner} · {entry.rule}"

"""When the clock next has something to do, and what for."""

from datetime import datetime, timedelta

from policy.calendar import starts
from policy.case import Duty
from policy.catalogue import Arrow, Rules
from policy.duties import Docket
from policy.limits import late_at
from policy.situation import Situation

_DAY = timedelta(days=1)
_SOON = timedelta(microseconds=1)


def next_moment(
    s: Situation, rules: Rules, docket: Docket, *, structural: bool = False
) -> tuple[datetime | None, str | None]:
    """Return the earliest moment at which time alone changes something, and its reason in one line.

    `structural` leaves out reminders and the ends of recurring periods: what a forecast need not stop at.
    """
    moments: list[tuple[datetime, str]] = []
    for duty in s.duties.values():
        ready = docket.ready(duty)
        if ready and ready.rule.until and (end := _over_at(s, ready.rule.until)):
            moments.append((end, f"{ready.rule.until.replace('_', ' ')} passed ({duty.rule})"))
        if structural and ready and ready.every:
            continue
        if (late := late_at(duty)) and not duty.overdue:
            moments.append((max(late, s.now + _SOON), duty_says(duty)))
        if duty.remind_at and not duty.reminded and not structural:
            moments.append((max(duty.remind_at, s.now + _SOON), f"reminder: {duty_says(duty)}"))
    moments += [moment for arrow in rules.arrows if (moment := _opens_at(s, arrow))]
    if rules.until:
        moments.append((starts(rules.until), f"statute in force from {rules.until:%-d %b %Y}"))
    return min(moments, key=lambda moment: moment[0], default=(None, None))


def _over_at(s: Situation, until: str) -> datetime | None:
    """Return when what a recurring duty covers is over: from then on its conditions may no longer hold."""
    last = s.day(until)
    moment = starts(last + _DAY) if last else None
    return moment if moment and moment > s.now else None


def _opens_at(s: Situation, arrow: Arrow) -> tuple[datetime, str] | None:
    transition = arrow.transition
    here = s.phase if transition.region == "phase" else s.stage
    if arrow.at is None or transition.on or here == transition.to:
        return None
    if here not in transition.out_of and "live" not in transition.out_of:
        return None
    limit = arrow.at.find(s)
    if limit is None or (moment := starts(limit.on)) <= s.now:
        return None
    return moment, f"{transition.to.replace('_', ' ')} from {limit.on:%-d %b %Y}"


def duty_says(duty: Duty) -> str:
    """Return a duty in one line: title, date and rule; of what is confidential the date alone."""
    due = f" due {duty.due_on:%-d %b %Y}" if duty.due_on else ""
    if duty.confidential:
        return f"something confidential{due}"
    return f"{duty.title[:1].lower()}{duty.title[1:]}{due} ({duty.rule})"

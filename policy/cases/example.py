"""Worked examples: facts, and every date that follows from them (format: the head of the community examples)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from pydantic import Field, JsonValue

from policy.calendar import Calendar, at_noon, local_day
from policy.case import Actor, Case, Decision, Duty, Event, Refusal
from policy.cases.life import Difference, known_at_start
from policy.catalogue import catalogue
from policy.cohorts import CASES
from policy.engine import decide, wake
from policy.facts import Facts
from policy.forecast import passing
from policy.frozen import Frozen

_DAY = timedelta(days=1)
_ORDERS = {"CO": "community_order", "SSO": "suspended_sentence_order"}
_INDETERMINATE = {"LIFE", "IPP"}
_HORIZON_YEARS, _HORIZON_YEARS_INDETERMINATE = 2, 14
PRACTITIONER = "probation_practitioner"
EARLIEST_VISIT = "SMC-10.26-a"


class RiskChange(Frozen):
    """A newly assessed level of risk of serious harm, and the day of the assessment."""

    since: date = Field(alias="from")
    level: str


class Concern(Frozen):
    """A concern about a child or an adult, and when it was identified."""

    kind: str
    at: datetime


class Happened(Frozen):
    """What an example's facts say happened, and when: each stands for an event. The rest is known from the start."""

    type: str
    start: date
    first_attended: date | None = None
    contacts: tuple[date, ...] = ()
    concerns: tuple[Concern, ...] = ()
    oasys_completed: date | None = None
    rosh_changes: tuple[RiskChange, ...] = ()
    child_high_assessed: date | None = None
    domestic_abuse_high_assessed: date | None = None
    initial_panel_held: date | None = None
    recalled: date | None = None
    rereleased: date | None = None
    holiday_declared_late: date | None = None


class DueRow(Frozen):
    """A date that must come out."""

    rule: str
    due: date | datetime
    what: str = ""
    work_by: date | None = None
    status: str | None = None
    basis: str = ""
    spell: str | None = None
    periods: int | None = None


class StoppedRow(Frozen):
    """A date that recall stops."""

    rule: str
    what: str = ""
    would_have_been_due: date | datetime | None = None
    why: str = ""


class NotApplicable(Frozen):
    """Rules from which nothing may come out, from a day on where one is named."""

    rules: tuple[str, ...]
    why: str = ""
    not_applicable_from: date | None = None


class Example(Frozen):
    """Facts and what follows."""

    id: str
    title: str
    exercises: tuple[str, ...] = ()
    note: str | None = None
    facts: dict[str, object]
    due: tuple[DueRow, ...] = ()
    stopped: tuple[StoppedRow, ...] = ()
    not_applicable: tuple[NotApplicable, ...] = ()
    periods: int | None = None


class DecisionExample(Frozen):
    """A decision function, what it is given, and its answer."""

    id: str
    title: str
    rules: tuple[str, ...] = ()
    function: str
    facts: dict[str, object] = Field(default_factory=dict)
    outcome: object = None


@dataclass(frozen=True)
class Out:
    """A date that came out."""

    rule: str
    part: str | None
    due: date | datetime | None
    work_by: date | None
    status: str
    recurs: bool
    spell: int
    tag: str | None = None


@dataclass
class _Told:
    """Everything that came of an example's facts."""

    out: list[Out] = field(default_factory=list)
    stopped: list[Out] = field(default_factory=list)
    why: list[str] = field(default_factory=list)


def check_decision(example: DecisionExample) -> list[Difference]:
    """Return the difference between what a decision function answers and what it should."""
    function = CASES.get(example.function)
    got = function(example.facts) if function else f"nobody knows the function {example.function}"
    if got == example.outcome:
        return []
    return [_difference(example.id, ", ".join(example.rules), example.outcome, got, example.function)]


def check_example(example: Example) -> list[Difference]:
    """Return every difference between the dates that come out and those that should."""
    told = _lived(example)
    found: list[Difference] = []
    if told.why:
        return [_difference(example.id, "events", "accepted", "; ".join(told.why), "an event was refused")]
    for rule in dict.fromkeys(row.rule for row in example.due):
        found += _check_rule(example, rule, told)
    for stop in example.stopped:
        wanted = (stop.rule, stop.would_have_been_due)
        got = [(out.rule, out.due) for out in told.stopped]
        if wanted not in got and not (stop.would_have_been_due is None and any(g[0] == stop.rule for g in got)):
            found.append(
                _difference(example.id, stop.rule, f"stopped, {wanted[1]}", [str(g[1]) for g in got], stop.why)
            )
    for none in example.not_applicable:
        found += _check_none(example, none, told)
    return found


def _check_rule(example: Example, rule: str, told: _Told) -> list[Difference]:
    wanted = [row for row in example.due if row.rule == rule]
    found = []
    named = {row.spell for row in wanted}
    for name in dict.fromkeys(row.spell for row in wanted):
        rows = sorted((row for row in wanted if row.spell == name), key=lambda row: _moment(row.due))
        first = {0, 1} if named == {None} else {0}
        periods = next((row.periods for row in rows if row.periods), example.periods)
        got = _listed(
            [out for out in told.out if out.rule == rule and out.spell in (first if name is None else {1})], periods
        )
        if [_moment(row.due) for row in rows] != [_moment(out.due) for out in got if out.due]:
            why = "; ".join(row.basis for row in rows)
            found.append(_difference(example.id, rule, [str(r.due) for r in rows], [str(o.due) for o in got], why))
            continue
        for row, out in zip(rows, got, strict=True):
            for what in ("work_by", "status"):
                told_so, came = getattr(row, what), getattr(out, what)
                if told_so is not None and told_so != came:
                    found.append(_difference(example.id, f"{rule} {row.due} {what}", told_so, came, row.basis))
    return found


def _listed(rows: list[Out], periods: int | None) -> list[Out]:
    """Return the dates a file lists: of a recurring rule the first few periods, of any other every one."""
    listed = [row for row in rows if not row.recurs and row.due]
    parts = dict.fromkeys(row.part for row in rows if row.recurs)
    for part in parts:
        recurring = sorted((row for row in rows if row.recurs and row.part == part), key=lambda row: _moment(row.due))
        listed += recurring[: periods or _periods(recurring[0])]
    return sorted(listed, key=lambda row: (_moment(row.due), row.status))


def _periods(row: Out) -> int:
    key = f"{row.rule}#{row.part}" if row.part else row.rule
    return next(ready.rule.periods for ready in catalogue().rows if ready.rule.key == key)


def _check_none(example: Example, none: NotApplicable, told: _Told) -> list[Difference]:
    found = []
    for rule in none.rules:
        start = none.not_applicable_from
        got = [
            out
            for out in told.out
            if out.rule == rule and (start is None or (out.due is not None and _day(out.due) >= start))
        ]
        if got:
            found.append(_difference(example.id, rule, "nothing", [str(out.due) for out in got[:3]], none.why))
    return found


def _difference(case: str, rule: str, expected: object, got: object, why: str) -> Difference:
    return Difference(where=case, what=rule, expected=str(expected), got=str(got), why=why)


def _moment(due: date | datetime | None) -> str:
    return due.isoformat() if due else ""


def _day(due: date | datetime) -> date:
    return local_day(due) if isinstance(due, datetime) else due


# ---- from facts to events


def _lived(example: Example) -> _Told:
    """Live the example's facts, then let time pass, and say what came out."""
    happened = _happened(example)
    late = happened.holiday_declared_late
    watch = _Watch(_case(example), at_noon(happened.start), Calendar(not_yet=frozenset({late})) if late else Calendar())
    for event in sorted(_events(example, happened), key=lambda event: event.at):
        watch.until(event.at)
        if event.name == "reassess":
            watch.calendar = Calendar()
        watch.spell += event.name == "release" and event.on != happened.start
        watch.send(event)
    years = _HORIZON_YEARS_INDETERMINATE if happened.type in _INDETERMINATE else _HORIZON_YEARS
    watch.let_pass(years)
    return watch.told()


class _Watch:
    """Lives a case and keeps every duty it ever had, with how it was left."""

    def __init__(self, case: Case, now: datetime, calendar: Calendar) -> None:
        self.case, self.now, self.calendar, self.spell = case, now, calendar, 0
        self.late = bool(calendar.not_yet)
        self.duties: dict[str, tuple[Duty, int]] = {}
        self.found = _Told()

    def until(self, moment: datetime) -> None:
        while self.case.next_at is not None and self.case.next_at <= moment:
            self.take(wake(self.case, self.case.next_at, known=self.calendar), self.case.next_at)

    def send(self, event: Event) -> None:
        answer = decide(self.case, event, event.at, known=self.calendar)
        if isinstance(answer, Refusal):
            said = f"{event.name} on {event.on}: {answer.reason} {list(answer.rules)} {answer.says}"
            self.found.why.append(said)
        else:
            self.take(answer, event.at)

    def let_pass(self, years: int) -> None:
        until = local_day(self.now) + timedelta(days=366 * years)
        for moment, decision in passing(self.case, on=self.now, until=until, known=self.calendar):
            self.take(decision, moment)

    def take(self, decision: Decision, moment: datetime) -> None:
        self.case, self.now = self.case.after(decision), moment
        for duty in (*decision.opened, *decision.changed):
            before = self.duties.get(duty.id)
            if self.late and before and before[0].due_on != duty.due_on:
                self.found.out.append(_out(before[0], before[1], status="superseded"))
            self.duties[duty.id] = (duty, before[1] if before else self.spell)
        for settled in decision.settled:
            duty, spell = self.duties[settled.duty]
            if settled.how == "lapsed" and not duty.overdue:
                del self.duties[settled.duty]
                self.found.stopped.append(_out(duty, spell))

    def told(self) -> _Told:
        self.found.out += [_out(duty, spell) for duty, spell in self.duties.values()]
        _earliest_visits(self.found)
        return self.found


def _out(duty: Duty, spell: int, status: str | None = None) -> Out:
    key = f"{duty.because or duty.rule}#{duty.part}" if duty.part else (duty.because or duty.rule)
    rule = next((ready for ready in catalogue().rows if ready.rule.key == key), None)
    return Out(
        rule=duty.rule,
        part=duty.part,
        due=duty.due(),
        work_by=duty.work_by,
        status=status or duty.status,
        recurs=rule is not None and rule.every is not None,
        spell=spell,
        tag=rule.rule.tag if rule else None,
    )


def _earliest_visits(told: _Told) -> None:
    """Add the day that governs home visits: the earliest limit of every cohort from the start of supervision."""
    for spell in {out.spell for out in told.out}:
        limits = [
            out
            for out in told.out
            if out.spell == spell and out.tag == "home_visit" and out.status == "mandatory" and out.due
        ]
        if limits:
            first = min(limits, key=lambda out: _moment(out.due))
            told.out.append(Out(EARLIEST_VISIT, None, first.due, first.work_by, "milestone", recurs=False, spell=spell))


def _happened(example: Example) -> Happened:
    names = Happened.model_fields
    return Happened.model_validate({key: value for key, value in example.facts.items() if key in names})


def _known(example: Example) -> Facts:
    dated = set(Happened.model_fields) - {"type"}
    return known_at_start({key: value for key, value in example.facts.items() if key not in dated})


def _case(example: Example) -> Case:
    """Return the case before its first event: what comes about later is told by events."""
    facts, start = _known(example), _happened(example).start
    later = {"iom"} if facts.iom and facts.iom.placed > start else set()
    later |= {"mappa23_from"} if facts.mappa23_from and facts.mappa23_from > start else set()
    kind = _ORDERS.get(_happened(example).type, "custodial_sentence")
    known = facts.model_dump(exclude=later)
    return Case.model_validate({"sentence_id": example.id, "kind": kind, "facts": known})


def _events(example: Example, told: Happened) -> Iterator[Event]:
    """Yield the events that an example's facts stand for."""
    facts = _known(example)
    first, sender = ("order_made", "court") if told.type in _ORDERS else ("release", "prison")
    yield _event(example, first, told.start, sender)
    if told.first_attended:
        yield _appointment(example, told.first_attended, "face_to_face")
    for day in told.contacts:
        yield _appointment(example, day, "remote")
    if told.oasys_completed:
        parts = dict.fromkeys(("risk_management_plan", "sara", "pcoso_questions"), True)
        assessed: dict[str, JsonValue] = {"rosh": facts.rosh or "medium", **parts}
        yield _event(example, "assessment_completed", told.oasys_completed, PRACTITIONER, assessed)
    yield from _risks(example, told)
    yield from _placed(example, facts, told)
    if told.initial_panel_held:
        yield _event(example, "panel_held", told.initial_panel_held, "panel_chair", {"purpose": "initial"})
    yield from _recalled(example, told)
    if told.holiday_declared_late:
        reason: dict[str, JsonValue] = {"reason": "a bank holiday was declared late"}
        yield _event(example, "reassess", told.holiday_declared_late, "policy_adviser", reason, minutes=-1)


def _risks(example: Example, told: Happened) -> Iterator[Event]:
    for change in told.rosh_changes:
        yield _risk(example, change.since, change.level, "general")
    if told.child_high_assessed:
        yield _risk(example, told.child_high_assessed, "high", "children")
    if told.domestic_abuse_high_assessed:
        yield _risk(example, told.domestic_abuse_high_assessed, "high", "domestic_abuse")
    for concern in told.concerns:
        yield _event(example, "concern_identified", concern.at, PRACTITIONER, {"about": concern.kind})


def _placed(example: Example, facts: Facts, told: Happened) -> Iterator[Event]:
    if facts.iom and facts.iom.placed > told.start:
        induction: dict[str, JsonValue] = {}
        if facts.iom.induction:
            induction["induction"] = facts.iom.induction.isoformat()
        yield _event(example, "iom_placed", facts.iom.placed, "police", induction)
    if facts.mappa23_from and facts.mappa23_from > told.start:
        yield _event(example, "mappa_level_set", facts.mappa23_from, "mappa_coordinator", {"level": 2})


def _recalled(example: Example, told: Happened) -> Iterator[Event]:
    if told.recalled:
        agreed: dict[str, JsonValue] = {"alternatives_considered": True, "authorised_by": "head_of_pdu"}
        yield _event(example, "recall", told.recalled, PRACTITIONER, agreed)
        yield _event(example, "return_to_custody", told.recalled, "prison", minutes=1)
    if told.rereleased:
        yield _event(example, "release", told.rereleased, "parole_board")


def _appointment(example: Example, day: date, mode: str) -> Event:
    return _event(example, "appointment_outcome", day, PRACTITIONER, {"attended": True, "mode": mode})


def _risk(example: Example, day: date, level: str, about: str) -> Event:
    payload: dict[str, JsonValue] = {"rosh": level, "about": about, "rationale": "newly assessed"}
    return _event(example, "risk_changed", day, PRACTITIONER, payload)


def _event(
    example: Example,
    name: str,
    when: date | datetime,
    by: str,
    payload: dict[str, JsonValue] | None = None,
    minutes: int = 0,
) -> Event:
    at = (when if isinstance(when, datetime) else at_noon(when)) + timedelta(minutes=minutes)
    return Event(
        id=f"{example.id}/{name}/{at.isoformat()}",
        name=name,
        at=at,
        on=local_day(at),
        by=Actor(role=by),
        payload=payload or {},
    )

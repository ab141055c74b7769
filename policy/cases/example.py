"""Worked examples: facts, and every date that follows from them (format: the head of the community examples)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from pydantic import Field

from policy.calendar import Calendar, at_noon, local_day
from policy.case import Actor, Case, Decision, Duty, Event, Refusal
from policy.cases.life import Difference, known_at_start
from policy.catalogue import catalogue
from policy.cohorts import CASES
from policy.engine import decide, next_structural, time_at
from policy.facts import Facts
from policy.forecast import passing
from policy.frozen import Frozen

_DAY = timedelta(days=1)
_ORDERS = {"CO": "community_order", "SSO": "suspended_sentence_order"}
_INDETERMINATE = {"LIFE", "IPP"}
_HORIZON_YEARS, _HORIZON_YEARS_INDETERMINATE = 2, 14
_DATED = (
    "contacts",
    "concerns",
    "first_attended",
    "oasys_completed",
    "rosh_changes",
    "child_high_assessed",
    "domestic_abuse_high_assessed",
    "initial_panel_held",
    "recalled",
    "rereleased",
    "holiday_declared_late",
)
EARLIEST_VISIT = "SMC-10.26-a"


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
    facts: dict[str, Any]
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
    facts: dict[str, Any] = Field(default_factory=dict)
    outcome: Any = None


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
            found.append(_difference(example.id, stop.rule, f"stopped, {wanted[1]}", [str(g[1]) for g in got], stop.why))
    for none in example.not_applicable:
        found += _check_none(example, none, told)
    return found


def _check_rule(example: Example, rule: str, told: _Told) -> list[Difference]:
    wanted = [row for row in example.due if row.rule == rule]
    found = []
    named = {row.spell for row in wanted}
    for name in dict.fromkeys(row.spell for row in wanted):
        rows = sorted((row for row in wanted if row.spell == name), key=lambda row: _moment(row.due))
        spells = {None: {0, 1}} if named == {None} else {None: {0}}
        periods = next((row.periods for row in rows if row.periods), example.periods)
        got = _listed([out for out in told.out if out.rule == rule and out.spell in spells.get(name, {1})], periods)
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
    told, facts = _Told(), example.facts
    late = facts.get("holiday_declared_late")
    calendar = Calendar(not_yet=frozenset({late})) if late else Calendar()
    case = _case(example)
    duties: dict[str, tuple[Duty, int]] = {}
    spell, now = 0, at_noon(facts["start"])

    def take(decision: Decision) -> None:
        for duty in (*decision.opened, *decision.changed):
            before = duties.get(duty.id)
            if late and before and before[0].due_on != duty.due_on:
                told.out.append(_out(before[0], spell, status="superseded"))
            duties[duty.id] = (duty, before[1] if before else spell)
        for settled in decision.settled:
            if settled.how in {"lapsed", "superseded"}:
                duty, its_spell = duties[settled.duty]
                if not duty.overdue:
                    del duties[settled.duty]
                    told.stopped.append(_out(duty, its_spell))

    for event in sorted(_events(example), key=lambda event: event.at):
        while (moment := next_structural(case, now, known=calendar)) and moment <= event.at:
            passed = decide(case, time_at(moment), moment, known=calendar)
            assert isinstance(passed, Decision)
            case, now = case.after(passed), moment
            take(passed)
        calendar = Calendar() if event.name == "reassess" else calendar
        spell += event.name == "release" and event.on != facts["start"]
        answer = decide(case, event, event.at, known=calendar)
        if isinstance(answer, Refusal):
            told.why.append(f"{event.name} on {event.on}: {answer.reason} {list(answer.rules)} {answer.says}")
            continue
        case, now = case.after(answer), event.at
        take(answer)
    years = _HORIZON_YEARS_INDETERMINATE if facts.get("type") in _INDETERMINATE else _HORIZON_YEARS
    for _, decision in passing(case, on=now, until=local_day(now) + timedelta(days=366 * years), known=calendar):
        take(decision)
    told.out += [_out(duty, its_spell) for duty, its_spell in duties.values()]
    _earliest_visits(told)
    return told


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


def _case(example: Example) -> Case:
    facts = {key: value for key, value in example.facts.items() if key not in _DATED}
    start = facts["start"]
    if (iom := facts.get("iom")) and iom["placed"] > start:
        facts.pop("iom")
    if facts.get("mappa23_from", start) > start:
        facts.pop("mappa23_from")
    kind = _ORDERS.get(str(facts["type"]), "custodial_sentence")
    known: Facts = known_at_start(facts)
    return Case.model_validate({"sentence_id": example.id, "kind": kind, "facts": known})


def _events(example: Example) -> Iterator[Event]:
    """Yield the events that an example's facts stand for."""
    facts, start = example.facts, example.facts["start"]
    if facts["type"] in _ORDERS:
        yield _event(example, "order_made", start, by="court")
    else:
        yield _event(example, "release", start, by="prison")
    practitioner = "probation_practitioner"
    attended = {"attended": True, "mode": "face_to_face"}
    if day := facts.get("first_attended"):
        yield _event(example, "appointment_outcome", day, by=practitioner, **attended)
    for day in facts.get("contacts", ()):
        yield _event(example, "appointment_outcome", day, by=practitioner, attended=True, mode="remote")
    if day := facts.get("oasys_completed"):
        assessed = {"rosh": facts.get("rosh", "medium"), "risk_management_plan": True}
        yield _event(example, "assessment_completed", day, by=practitioner, **assessed)
    for change in facts.get("rosh_changes", ()):
        yield _event(example, "risk_changed", change["from"], by=practitioner, rosh=change["level"], rationale="assessed")
    for about, key in (("children", "child_high_assessed"), ("domestic_abuse", "domestic_abuse_high_assessed")):
        if day := facts.get(key):
            yield _event(example, "risk_changed", day, by=practitioner, rosh="high", about=about, rationale="assessed")
    for concern in facts.get("concerns", ()):
        yield _event(example, "concern_identified", concern["at"], by=practitioner, about=concern["kind"])
    if (iom := facts.get("iom")) and iom["placed"] > start:
        induction = {"induction": iom["induction"].isoformat()} if iom.get("induction") else {}
        yield _event(example, "iom_placed", iom["placed"], by="police", **induction)
    if (day := facts.get("mappa23_from")) and day > start:
        yield _event(example, "mappa_level_set", day, by="mappa_coordinator", level=2)
    if day := facts.get("initial_panel_held"):
        yield _event(example, "panel_held", day, by="panel_chair", purpose="initial")
    if day := facts.get("recalled"):
        agreed = {"alternatives_considered": True, "authorised_by": "head_of_pdu", "type": "standard"}
        yield _event(example, "recall", day, by=practitioner, **agreed)
        yield _event(example, "return_to_custody", day, by="prison", later=1)
    if day := facts.get("rereleased"):
        yield _event(example, "release", day, by="parole_board")
    if day := facts.get("holiday_declared_late"):
        yield _event(example, "reassess", day, by="policy_adviser", reason="a bank holiday was declared late", later=-1)


def _event(
    example: Example, name: str, when: date | datetime, *, by: str, later: int = 0, **payload: str | int | bool
) -> Event:
    at = when if isinstance(when, datetime) else at_noon(when)
    at += timedelta(minutes=later)
    return Event(
        id=f"{example.id}/{name}/{at.isoformat()}",
        name=name,
        at=at,
        on=local_day(at),
        by=Actor(role=by),
        payload=dict(payload),
    )

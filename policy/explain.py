"""Why a rule makes a duty of a sentence, or does not: every condition of its rows, and what it found."""

import ast
import inspect
from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from policy.calendar import Calendar
from policy.case import Case, Duty, Value
from policy.catalogue import Catalogue, Ready, binds, catalogue
from policy.decided import decisions_of
from policy.easing import Easing
from policy.engine import time_at
from policy.expression import compiled
from policy.frozen import Frozen
from policy.names import KNOWN, anchor_names, asks_the_message, sent
from policy.rule import Rule
from policy.situation import Situation
from policy.vocabulary import family

State = Literal[
    "open",
    "settled",
    "owed",
    "waits",
    "not_owed",
    "eased",
    "lets_through",
    "refuses",
    "depends_on_message",
    "tells",
    "does_not_tell",
    "decides",
    "not_in_force",
    "other_edition",
    "other_kind_of_sentence",
    "outside_the_sentence",
    "not_executable",
]
_SAYS: dict[State, str] = {
    "open": "The duty is open.",
    "settled": "It was owed before and is done; it comes again when what it counts from happens again.",
    "owed": "Everything it asks for holds: it opens with the next event or date.",
    "waits": "What it counts from has not happened.",
    "not_owed": "A condition does not hold, so nothing is owed.",
    "eased": "A regional status takes precedence: it is not owed while that holds.",
    "lets_through": "As things stand it lets the event through.",
    "refuses": "As things stand it refuses the event.",
    "depends_on_message": "Whether it lets the event through depends on what the message says.",
    "tells": "As things stand the event tells those named.",
    "does_not_tell": "A condition does not hold, so nobody is told.",
    "decides": "It decides something of the sentence, and `value` is what.",
    "not_in_force": "It is not in force today.",
    "other_edition": "The edition of the rules that this sentence lives under has not got it.",
    "other_kind_of_sentence": "It is for another kind of sentence.",
    "outside_the_sentence": "A part of the product outside any one sentence carries it.",
    "not_executable": "No software can run it; the row says why.",
}


class Reason(Frozen):
    """One condition of a rule as this sentence meets it."""

    words: str = Field(description="the condition, as the rule has it")
    holds: bool | None = Field(description="whether it holds; nothing where only a message can say")
    means: str | None = Field(default=None, description="what its word means")
    found: str | None = Field(default=None, description="the fact, day or decision it looked at")
    any_of: tuple["Reason", ...] = Field(default=(), description="the conditions of which one is enough")


class Explained(Frozen):
    """One row of a rule, and what it makes of the sentence."""

    rule: Rule
    state: State
    says: str
    value: Value = Field(default=None, description="what a named decision answers")
    due_on: date | None = Field(default=None, description="limit of the open duty, or the one it would have")
    due_at: datetime | None = None
    reasons: tuple[Reason, ...] = ()
    open_duties: tuple[Duty, ...] = ()


class UnknownRule(LookupError):
    """The catalogue has no row of this id."""


def explain(case: Case, rule: str, *, on: datetime, rules: Catalogue | None = None) -> tuple[Explained, ...]:
    """Return what each row of a rule makes of a sentence at an instant, and why. Raises UnknownRule."""
    book = rules or catalogue()
    s = Situation(case, time_at(on), {}, on, Calendar(), book.under(case.edition))
    rows = [ready for ready in book.rows if rule in {ready.rule.id, ready.rule.instead_rule}]
    if not rows:
        raise UnknownRule(rule)
    in_force = s.catalogue.in_force(on=s.today, kind=case.kind).by_key
    return tuple(_explained(s, ready, is_in_force=in_force.get(ready.rule.key) is ready) for ready in rows)


def _explained(s: Situation, ready: Ready, *, is_in_force: bool) -> Explained:
    rule = ready.rule
    if not binds(rule, family(s.case.kind)):
        return _answer(rule, "other_kind_of_sentence")
    if not rule.is_in(s.catalogue.edition or rule.edition):
        return _answer(rule, "other_edition")
    if not is_in_force:
        return _answer(rule, "not_in_force")
    if rule.makes_duty:
        return _of_duty(s, ready)
    conditions = tuple(reason for text in (*rule.when, *rule.stays) for reason in _reasons(s, text))
    if rule.require:
        return _of_gate(s, rule, conditions)
    if rule.tells:
        told = all(reason.holds is not False for reason in conditions)
        return _answer(rule, "tells" if told else "does_not_tell", reasons=conditions)
    if rule.decided_by:
        return _answer(rule, "decides", value=_value(s, rule.decided_by))
    return _answer(rule, "outside_the_sentence" if rule.carried_by else "not_executable")


def _of_duty(s: Situation, ready: Ready) -> Explained:
    rule = ready.rule
    open_duties = tuple(duty for duty in s.case.duties if duty.row == rule.key)
    texts = dict.fromkeys((*rule.stays, *rule.when))
    reasons = (*_happened(s, rule), *(reason for text in texts for reason in _reasons(s, text)), *_not_done(s, rule))
    limit = ready.due.find(s) if ready.due else None
    state: State = "owed"
    if open_duties:
        state = "open"
    elif rule.opens and not any(s.anchor(name) for name in rule.opens):
        state = "waits"
    elif any(reason.holds is False for reason in reasons[bool(rule.opens) :]):
        state = "not_owed"
    elif rule.key in s.case.last or rule.each:
        state = "settled" if rule.key in s.case.last else "waits"
    status = Easing(s).of(rule)
    if status:
        reasons = (*reasons, Reason(words=status.name, holds=status.eases_to != "not_owed", means=status.means))
        state = "eased" if state in {"owed", "settled"} and status.eases_to == "not_owed" else state
    dates = {"due_on": limit.on, "due_at": limit.at} if limit and state in {"open", "owed"} else {}
    if open_duties:
        dates = {"due_on": open_duties[0].due_on, "due_at": open_duties[0].due_at}
    return _answer(rule, state, reasons=reasons, open_duties=open_duties, **dates)


def _of_gate(s: Situation, rule: Rule, conditions: tuple[Reason, ...]) -> Explained:
    asked = tuple(reason for text in rule.require for reason in _reasons(s, text))
    state: State = "refuses"
    if any(reason.holds is False for reason in conditions) or all(reason.holds for reason in asked):
        state = "lets_through"
    elif all(reason.holds is not False for reason in asked):
        state = "depends_on_message"
    return _answer(rule, state, reasons=(*conditions, *asked))


def _answer(rule: Rule, state: State, **said: object) -> Explained:
    return Explained.model_validate({"rule": rule, "state": state, "says": _SAYS[state], **said})


def _value(s: Situation, name: str) -> Value:
    if name in decisions_of(s.case.kind):
        return s.value(name)
    holds = KNOWN.predicate(name)
    return holds(s) if holds and len(inspect.signature(holds).parameters) == 1 else None


def _happened(s: Situation, rule: Rule) -> Iterator[Reason]:
    if rule.opens:
        days = [(name, s.day(name)) for name in rule.opens]
        found = ", ".join(f"{name}: {day or 'not yet'}" for name, day in days)
        yield Reason(
            words=" or ".join(rule.opens), holds=any(day for _, day in days), means="It happened.", found=found
        )


def _not_done(s: Situation, rule: Rule) -> Iterator[Reason]:
    if rule.unless:
        day = s.day(rule.unless)
        found = f"{rule.unless}: {day or 'not yet'}"
        yield Reason(words=f"unless {rule.unless}", holds=day is None, means="It is not done yet.", found=found)


def _reasons(s: Situation, text: str) -> tuple[Reason, ...]:
    """Return a condition's parts that must all hold."""
    node = ast.parse(text, mode="eval").body
    parts = node.values if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And) else [node]
    return tuple(_reason(s, part) for part in parts)


def _needs_the_message(node: ast.expr) -> bool:
    """Return whether a condition looks into the message, by a word of its own perhaps: without one it says nothing."""
    words = (KNOWN.predicate(part.id) for part in ast.walk(node) if isinstance(part, ast.Name))
    reads = any("payload" in getattr(getattr(word, "__code__", None), "co_names", ()) for word in words)
    return reads or asks_the_message(node)


def _reason(s: Situation, node: ast.expr) -> Reason:
    words = ast.unparse(node)
    said = Reason(words=words, holds=None if _needs_the_message(node) else compiled(words, KNOWN, sent)(s))
    if isinstance(node, ast.BoolOp):
        return said.model_copy(update={"any_of": tuple(_reason(s, part) for part in node.values)})
    word = node.operand if isinstance(node, ast.UnaryOp) else node
    return said.model_copy(update={"means": _means(word), "found": _found(s, word)})


def _means(node: ast.expr) -> str | None:
    name = node.func if isinstance(node, ast.Call) else node
    found = KNOWN.predicate(name.id) if isinstance(name, ast.Name) else None
    return inspect.getdoc(found) if found else None


def _found(s: Situation, node: ast.expr) -> str | None:
    match node:
        case ast.Call(args=args):
            days = [
                (part.id, s.day(part.id)) for part in args if isinstance(part, ast.Name) and part.id in anchor_names()
            ]
            return ", ".join(f"{name}: {day or 'not yet'}" for name, day in days) or None
        case ast.Compare(left=ast.Name(id=name)) | ast.Name(id=name):
            read = KNOWN.reader(name)
            return None if read is None or KNOWN.predicate(name) else f"{name}: {_plain(read(s))}"
        case _:
            return None


def _plain(value: object) -> str:
    if value is None:
        return "not known"
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)

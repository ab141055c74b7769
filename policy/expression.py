"""The conditions a rule is written in: a small part of Python's expressions, compiled once.

rosh in (high, very_high)          a fact, or a named decision, is one of these
estate is male_closed              the same for one
stage is not recall_authorisation  phase and stage are names like any other
sent.attended                      the event's payload says so
sent.interviews >= 1
sent.contact_on is anchor_day      in what meets a duty: the day the duty counts from
community_order and not has(rar)   predicates, with or without words in brackets
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from policy.situation import Situation

Condition = Callable[["Situation"], bool]
Reader = Callable[["Situation"], object]

_COMPARED: dict[type[ast.cmpop], Callable[[object, object], bool]] = {
    ast.Is: lambda left, right: left == right,
    ast.IsNot: lambda left, right: left != right,
    ast.Eq: lambda left, right: left == right,
    ast.NotEq: lambda left, right: left != right,
    ast.In: lambda left, right: isinstance(right, tuple) and left in right,
    ast.NotIn: lambda left, right: isinstance(right, tuple) and left not in right,
}
_ORDERED: dict[type[ast.cmpop], Callable[[float, float], bool]] = {
    ast.GtE: lambda left, right: left >= right,
    ast.Gt: lambda left, right: left > right,
    ast.LtE: lambda left, right: left <= right,
    ast.Lt: lambda left, right: left < right,
}


class BadExpression(ValueError):
    """A condition that is not in the language, or that names something nobody knows; the message shows the words."""


class Predicate(Protocol):
    """A word of the language: true or false of a situation, with or without words in brackets."""

    def __call__(self, s: Situation, /, *words: str) -> bool:
        """Return whether it holds."""


class Known(Protocol):
    """Where a condition's names come from."""

    def predicate(self, name: str) -> Predicate | None:
        """Return the predicate of that name, called with the situation and words."""

    def reader(self, name: str) -> Reader | None:
        """Return how to read the fact, decision or other value of that name."""


def compiled(text: str, known: Known, sent: Callable[[Situation, str], object]) -> Condition:
    """Return the condition as a function. Raises BadExpression."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as fault:
        raise BadExpression(f"not a condition: {text!r}") from fault
    return _Compiler(text, known, sent).truth(tree.body)


class _Compiler:
    def __init__(self, text: str, known: Known, sent: Callable[[Situation, str], object]) -> None:
        self.text, self.known, self.sent = text, known, sent

    def truth(self, node: ast.expr) -> Condition:
        match node:
            case ast.BoolOp(op=ast.And(), values=parts):
                conditions = [self.truth(part) for part in parts]
                return lambda s: all(condition(s) for condition in conditions)
            case ast.BoolOp(op=ast.Or(), values=parts):
                conditions = [self.truth(part) for part in parts]
                return lambda s: any(condition(s) for condition in conditions)
            case ast.UnaryOp(op=ast.Not(), operand=part):
                condition = self.truth(part)
                return lambda s: not condition(s)
            case ast.Call() | ast.Name():
                return self.predicate(node)
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self.comparison(left, op, right)
            case ast.Attribute():
                value = self.value(node)
                return lambda s: bool(value(s))
            case _:
                raise BadExpression(f"not a condition: {self.text!r}")

    def predicate(self, node: ast.Call | ast.Name) -> Condition:
        name = node.func if isinstance(node, ast.Call) else node
        if not isinstance(name, ast.Name):
            raise BadExpression(f"not a condition: {self.text!r}")
        words = [self.word(part) for part in node.args] if isinstance(node, ast.Call) else []
        if function := self.known.predicate(name.id):
            return lambda s: function(s, *words)
        reader = self.known.reader(name.id)
        if reader is None or words:
            raise BadExpression(f"nobody knows {name.id!r} in {self.text!r}")
        return lambda s: reader(s) is True

    def comparison(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Condition:
        value = self.value(left)
        if type(op) in _ORDERED:
            if not isinstance(right, ast.Constant) or not isinstance(right.value, int):
                raise BadExpression(f"only a number can be compared by size: {self.text!r}")
            ordered, bound = _ORDERED[type(op)], right.value

            def sized(s: Situation) -> bool:
                found = value(s)
                return isinstance(found, int | float) and ordered(found, bound)

            return sized
        compare = _COMPARED[type(op)]
        if isinstance(right, ast.Name) and right.id == "anchor_day":
            other = self.value(right)
            return lambda s: compare(value(s), other(s))
        fixed = self.constant(right)
        return lambda s: compare(value(s), fixed)

    def value(self, node: ast.expr) -> Reader:
        match node:
            case ast.Attribute(value=ast.Name(id="sent"), attr=key):
                read = self.sent
                return lambda s: read(s, key)
            case ast.Name(id=name) if reader := self.known.reader(name):
                return reader
            case _:
                raise BadExpression(f"nobody knows {ast.unparse(node)!r} in {self.text!r}")

    def constant(self, node: ast.expr) -> object:
        match node:
            case ast.Tuple(elts=parts):
                return tuple(self.constant(part) for part in parts)
            case ast.Name(id="true"):
                return True
            case ast.Name(id="false"):
                return False
            case ast.Name(id=word):
                return word
            case ast.Constant(value=value):
                return value
            case _:
                raise BadExpression(f"not a value: {ast.unparse(node)!r} in {self.text!r}")

    def word(self, node: ast.expr) -> str:
        match node:
            case ast.Name(id=word):
                return word
            case ast.Constant(value=value):
                return str(value)
            case _:
                raise BadExpression(f"not a word: {ast.unparse(node)!r} in {self.text!r}")

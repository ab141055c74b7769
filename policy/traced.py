"""Every clause of the documents, the rows that make it run, their code, and the cases and tests that exercise it."""

import ast
import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import Field

from policy.catalogue import Ready, catalogue
from policy.clauses import ClauseKind, documents
from policy.frozen import Frozen
from policy.names import written_in
from policy.rule import Rule

OUTSIDE = "Outside the documents"
RunsAs = Literal["duty", "gate", "notice", "decision", "outside a sentence", "repeal", "not executable"]


class Row(Frozen):
    """One row of the catalogue: where it stands, what it runs as, and the Python its words are written in."""

    file: str
    runs_as: RunsAs
    rule: Rule
    code: tuple[str, ...] = Field(description="module:name")


class Exercised(Frozen):
    """The case files' cases and the tests that name a clause."""

    cases: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


class Traced(Frozen):
    """A clause: what it is, the rows that make it run, and what exercises them."""

    id: str
    document: str
    para: str
    title: str
    kind: ClauseKind
    rows: tuple[Row, ...] = ()
    exercised: Exercised = Exercised()

    @property
    def is_executable(self) -> bool:
        """Return whether something runs: a row that is not only a reason why nothing can."""
        return any(row.runs_as != "not executable" for row in self.rows)

    @property
    def wants(self) -> str | None:
        """Return what is missing: a row, or a case; nothing for context and for what says why it cannot run."""
        if self.kind == "context" and not self.rows:
            return None
        if not self.rows:
            return "a row"
        if self.is_executable and not (self.exercised.cases or self.exercised.tests):
            return "a case"
        return None


@cache
def traced() -> tuple[Traced, ...]:
    """Return every clause as `python -m policy.trace --write` last found it exercised: worked out once."""
    return trace(_written_down())


def trace(exercised: dict[str, Exercised]) -> tuple[Traced, ...]:
    """Return every clause of the five documents in their order, then the rows that rest on none of them.

    `exercised` says what exercises each.
    """
    rows: dict[str, list[Row]] = {}
    book = catalogue()
    for ready in book.rows:
        row = Row(file=book.files[ready.rule.id], runs_as=_runs_as(ready.rule), rule=ready.rule, code=_code(ready))
        rows.setdefault(ready.rule.id, []).append(row)
    found = [
        Traced(
            id=clause.id,
            document=document.title,
            para=clause.para,
            title=clause.title,
            kind=clause.kind,
            rows=tuple(rows.pop(clause.id, ())),
            exercised=exercised.get(clause.id, Exercised()),
        )
        for document in documents()
        for clause in document.clauses
    ]
    for id_, more in rows.items():
        first = more[0].rule
        found.append(
            Traced(
                id=id_,
                document=OUTSIDE,
                para=first.source,
                title=first.title,
                kind=first.kind,
                rows=tuple(more),
                exercised=exercised.get(id_, Exercised()),
            )
        )
    return tuple(found)


def _written_down() -> dict[str, Exercised]:
    text = files("policy.clauses").joinpath("exercised.json").read_text(encoding="utf-8")
    return {id_: Exercised.model_validate(told) for id_, told in json.loads(text).items()}


def _runs_as(rule: Rule) -> RunsAs:
    if rule.makes_duty:
        return "duty"
    runs: dict[RunsAs, bool] = {
        "gate": bool(rule.require),
        "notice": bool(rule.tells),
        "decision": bool(rule.decided_by),
        "outside a sentence": bool(rule.carried_by),
        "not executable": bool(rule.not_executable),
    }
    return next((how for how, does in runs.items() if does), "repeal")


def _code(ready: Ready) -> tuple[str, ...]:
    rule = ready.rule
    texts = (*rule.when, *rule.stays, *rule.require, rule.instead, rule.met_when, rule.decided_by)
    conditions = [*(text for text in texts if text), *(text.partition(":")[2].strip() for text in rule.met_by)]
    named = [written for text in conditions if text for name in _names(text) if (written := written_in(name))]
    named += [rule.carried_by] if rule.carried_by else []
    return tuple(dict.fromkeys(named))


def _names(condition: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(condition, mode="eval")):
        if isinstance(node, ast.Name):
            yield node.id

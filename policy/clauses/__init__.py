"""What the documents say, clause by clause: what traceability is held against. The rules are in the catalogue."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

from policy.frozen import Frozen
from policy.rule import RuleKind

ClauseKind = Literal["context"] | RuleKind


class Clause(Frozen):
    """One thing a document requires, or says for its reader (`context`)."""

    id: str
    kind: ClauseKind
    para: str
    title: str


class Document(Frozen):
    """A document and its clauses. Their ids begin with its prefix."""

    prefix: str
    title: str
    clauses: tuple[Clause, ...]


@cache
def documents() -> tuple[Document, ...]:
    """Return the five documents, the frameworks first."""
    found = []
    for name in ("custodial", "community", "workforce"):
        text = files("policy.clauses").joinpath(f"{name}.toml").read_text(encoding="utf-8")
        found += [Document.model_validate(table) for table in tomllib.loads(text)["document"]]
    return tuple(found)

"""The rules themselves: every clause of the documents with what makes it run, and why one does or does not bind."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Security
from pydantic import Field

from api import examples
from api.documents import ANY_ROLE, READING, documented
from api.identity import current_actor
from api.messages import SentencePath
from api.paging import Paged
from api.parts import AppParts
from api.problems import Declined
from api.reading import asked
from api.views import DutyView, View, rule_link
from policy.calendar import at_noon
from policy.case import Case, Value
from policy.clauses import ClauseKind
from policy.explain import Explained, Reason, State, UnknownRule, explain
from policy.traced import Row, RunsAs, Traced, traced
from register.faults import BadCursor
from register.read.duties import duties_of_rule
from register.read.lines import DutyLine
from register.read.page import Page, Place
from register.read.sentences import sentence

_TAG, _EXAMPLE = "Rules", "SMC-5.6-b"
RULE = r"^[A-Z]{2,3}-[A-Za-z0-9.-]{1,60}$"
RuleId = Annotated[str, Path(pattern=RULE, description="id of the clause or rule", examples=["SMC-5.6-b"])]


class RulesAsked(Paged):
    """The clauses asked for: those to which every filter applies."""

    document: str | None = Field(default=None, pattern=r"^[A-Z]{2,3}$", description="prefix", examples=["SMC"])
    kind: ClauseKind | None = Field(default=None, description="what the document makes of it", examples=["timer"])
    runs_as: RunsAs | None = Field(default=None, description="what makes it run", examples=["duty"])
    words: str | None = Field(
        default=None, max_length=100, description="words of a title, or a part of the id", examples=["home visit"]
    )
    wanting: bool | None = Field(default=None, description="with a row or a case missing, or without", examples=[False])


class RuleLine(View):
    """One clause in a list."""

    id: str
    link: str
    document: str
    para: str
    title: str
    kind: ClauseKind
    runs_as: tuple[RunsAs, ...] = Field(description="empty: nothing runs")
    cases: int = Field(description="how many cases of the case files exercise it")
    wants: str | None = Field(default=None, description="what is missing")


class RuleView(RuleLine):
    """One clause: its rows as they stand in the catalogue, their code, and what exercises them."""

    rows: tuple[Row, ...] = Field(description="every row of the clause ever in force, amendments included")
    exercised_by_cases: tuple[str, ...]
    exercised_by_tests: tuple[str, ...]


class ExplainedRow(View):
    """One row of the rule, and what it makes of the sentence."""

    part: str | None = None
    edition: int = Field(default=1, description="first edition of the rules that has the row")
    title: str
    state: State
    says: str
    value: Value = Field(default=None, description="what it decides, where it decides something")
    due_on: date | None = None
    due_at: datetime | None = None
    reasons: tuple[Reason, ...] = Field(default=(), description="each condition, and what it found")


class ExplanationView(View):
    """Why a rule makes a duty of a sentence, or does not, as things stand."""

    sentence_id: str
    rule: str
    rule_link: str
    phase: str
    stage: str | None = None
    rows: tuple[ExplainedRow, ...]
    open: tuple[DutyView, ...] = Field(description="duties of this rule that are open")
    ended: tuple[DutyLine, ...] = Field(description="duties of this rule that ended, the latest first; 50 at the most")


def rules() -> APIRouter:
    """Return the endpoints about rules."""
    router = APIRouter(tags=[_TAG], dependencies=[Security(current_actor)])
    asked_for = (
        (
            "/v1/rules",
            "List rules",
            listed,
            listed(RulesAsked(words="face-to-face", limit=2)),
            ("MalformedCursor", "MalformedQuery"),
        ),
        ("/v1/rules/{rule_id}", "Read a rule", one, one(_EXAMPLE), ("UnknownRule", "MalformedQuery")),
        (
            "/v1/sentences/{sentence_id}/explain",
            "Why a rule binds a sentence, or does not",
            explained,
            _example(),
            ("UnknownSentence", "UnknownRule", "MalformedQuery"),
        ),
    )
    for path, summary, endpoint, example, problems in asked_for:
        router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            **documented(summary, example, roles=ANY_ROLE, problems=(*READING, *problems)),
        )
    return router


def listed(asking: Annotated[RulesAsked, Query()]) -> Page[RuleLine]:
    """List every clause of the documents in their order: what makes it run, and whether anything is missing."""
    try:
        which = asking.model_copy(update={"cursor": None, "limit": 1})
        place = Place("rules", which, (int,), asking.cursor, asking.limit)
    except BadCursor:
        raise Declined("MalformedCursor", "The cursor is not one that this list gave out for these filters.") from None
    after = place.after or (0,)
    found = [(at, row) for at, row in enumerate(traced(), start=1) if (at,) > after and _fits(row, asking)]
    page = found[: asking.limit + 1]
    return place.page([_line(row) for _, row in page], [at for at, _ in page[: asking.limit][-1:]])


def one(rule_id: RuleId) -> RuleView:
    """Show one clause: what the document makes of it, its rows, the code of their words, and what exercises them."""
    for row in traced():
        if row.id == rule_id:
            return RuleView(
                **_line(row).model_dump(),
                rows=row.rows,
                exercised_by_cases=row.exercised.cases,
                exercised_by_tests=row.exercised.tests,
            )
    raise Declined("UnknownRule", "No clause or rule has this id.")


def explained(
    sentence_id: SentencePath,
    rule: Annotated[str, Query(pattern=RULE, description="id of the rule", examples=["SMC-29.5-c"])],
    parts: AppParts,
) -> ExplanationView:
    """Say why a rule makes a duty of this sentence, or does not: its conditions, and what each found."""
    with asked(parts.register) as session:
        case = sentence(session, sentence_id).case
        ended = duties_of_rule(session, sentence_id, rule)
    try:
        rows = explain(case, rule, on=parts.clock())
    except UnknownRule:
        raise Declined("UnknownRule", "Nothing in the catalogue runs under this id.") from None
    return _explanation(case, rule, rows, ended)


def explained_rows(rows: tuple[Explained, ...]) -> tuple[ExplainedRow, ...]:
    """Return the rows of a rule as they are shown."""
    return tuple(
        ExplainedRow(
            part=row.rule.part,
            edition=row.rule.edition,
            title=row.rule.title,
            state=row.state,
            says=row.rule.not_executable or row.says,
            value=row.value,
            due_on=row.due_on,
            due_at=row.due_at,
            reasons=row.reasons,
        )
        for row in rows
    )


def _explanation(case: Case, rule: str, rows: tuple[Explained, ...], ended: tuple[DutyLine, ...]) -> ExplanationView:
    return ExplanationView(
        sentence_id=case.sentence_id,
        rule=rule,
        rule_link=rule_link(rule),
        phase=case.phase,
        stage=case.stage,
        rows=explained_rows(rows),
        open=tuple(DutyView.model_validate(duty) for row in rows for duty in row.open_duties),
        ended=ended,
    )


def _example() -> ExplanationView:
    """Return what is said of an order for which nothing has happened yet."""
    case = Case(sentence_id="S-2041", kind="community_order")
    return _explanation(case, _EXAMPLE, explain(case, _EXAMPLE, on=at_noon(examples.DAY)), ())


def _fits(row: Traced, asking: RulesAsked) -> bool:
    return all(
        (
            asking.document is None or row.id.startswith(f"{asking.document}-"),
            asking.kind is None or row.kind == asking.kind,
            asking.runs_as is None or any(part.runs_as == asking.runs_as for part in row.rows),
            asking.words is None or asking.words.casefold() in _words(row),
            asking.wanting is None or bool(row.wants) == asking.wanting,
        )
    )


def _words(row: Traced) -> str:
    return " ".join((row.id, row.title, *(part.rule.title for part in row.rows))).casefold()


def _line(row: Traced) -> RuleLine:
    return RuleLine(
        id=row.id,
        link=rule_link(row.id),
        document=row.document,
        para=row.para,
        title=row.title,
        kind=row.kind,
        runs_as=tuple(dict.fromkeys(part.runs_as for part in row.rows)),
        cases=len(row.exercised.cases),
        wants=row.wants,
    )

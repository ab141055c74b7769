"""Why a rule makes a duty of a qualification, or does not, as far as the role that asks may read it."""

from datetime import UTC, date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Security
from pydantic import Field

from api import examples_of_qualifications as examples
from api.documents import READING, documented
from api.identity import CurrentActor, current_actor
from api.parts import AppParts
from api.problems import Declined
from api.qualification_views import duties_of, may_read
from api.qualifications import QUALIFICATIONS_TAG, QualificationPath
from api.reading import asked
from api.rules import RULE, ExplainedRow, explained_rows
from api.views import DutyView, View, rule_link
from policy.case import Case
from policy.confidential import MAY_READ, Reads, gives_away
from policy.explain import Explained, UnknownRule, explain
from policy.facts import Facts
from register.read.duties import duties_of_rule
from register.read.lines import DutyLine
from register.read.qualifications import qualification

_EXAMPLE, _DAY = "QAP-P-03", datetime(2021, 6, 2, 11, tzinfo=UTC)


class QualificationDutyLine(View):
    """A duty of the rule that ended, and how."""

    id: str
    part: str | None
    title: str
    owner: str | None
    opened_on: date
    due_on: date | None
    settled_how: str | None
    settled_on: date | None
    late: bool
    why: str | None


class QualificationExplanation(View):
    """Why a rule makes a duty of a qualification, or does not, as things stand."""

    qualification_id: str
    rule: str
    rule_link: str
    phase: str
    stage: str | None = None
    rows: tuple[ExplainedRow, ...]
    open: tuple[DutyView, ...] = Field(description="duties of this rule that are open")
    ended: tuple[QualificationDutyLine, ...] = Field(description="those that ended, the latest first; 50 at the most")
    withheld: bool = Field(default=False, description="there is more, for other roles to read")


def qualification_explained() -> APIRouter:
    """Return the endpoint that explains a rule to a qualification."""
    router = APIRouter(tags=[QUALIFICATIONS_TAG], dependencies=[Security(current_actor)])
    router.add_api_route(
        "/v1/workforce/qualifications/{qualification_id}/explain",
        explained,
        methods=["GET"],
        name="qualification_explained",
        **documented(
            "Why a rule binds a qualification, or does not",
            _example(),
            roles=MAY_READ,
            problems=(*READING, "NotForThisRole", "UnknownQualification", "UnknownRule", "MalformedQuery"),
        ),
    )
    return router


def explained(
    qualification_id: QualificationPath,
    rule: Annotated[str, Query(pattern=RULE, description="id of the rule", examples=[_EXAMPLE])],
    actor: CurrentActor,
    parts: AppParts,
) -> QualificationExplanation:
    """Say why a rule makes a duty of this qualification, or does not: its conditions, and what each found.

    A row that is confidential, or rests on what is, is left out for roles that may not read it.
    """
    with asked(parts.register) as session:
        case = qualification(session, qualification_id).case
        how = may_read(actor, case.facts.staff_id)
        ended = duties_of_rule(session, qualification_id, rule)
    try:
        rows = explain(case, rule, on=parts.clock())
    except UnknownRule:
        raise Declined("UnknownRule", "Nothing in the catalogue runs under this id.") from None
    return _explanation(case, rule, rows, ended, how)


def _explanation(
    case: Case, rule: str, rows: tuple[Explained, ...], ended: tuple[DutyLine, ...], how: Reads
) -> QualificationExplanation:
    shown = tuple(row for row in rows if how == "all" or not gives_away(row.rule))
    withheld = {row.rule.part for row in rows if row not in shown}
    return QualificationExplanation(
        qualification_id=case.sentence_id,
        rule=rule,
        rule_link=rule_link(rule),
        phase=case.phase,
        stage=case.stage,
        rows=explained_rows(shown),
        open=duties_of((duty for row in shown for duty in row.open_duties), how),
        ended=tuple(QualificationDutyLine.model_validate(duty) for duty in ended if duty.part not in withheld),
        withheld=bool(withheld),
    )


def _example() -> QualificationExplanation:
    """Return what is said of the checklist before the line manager is told of the gap."""
    case = Case(sentence_id="Q-7001", kind="qualification", phase="checklist", facts=Facts(staff_id=examples.STAFF))
    return _explanation(case, _EXAMPLE, explain(case, _EXAMPLE, on=_DAY), (), "all")

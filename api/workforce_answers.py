"""What the workforce rules answer to bare facts: nothing is stored, and nobody has to be in the register."""

from datetime import date
from typing import Literal

from fastapi import APIRouter, Security
from pydantic import Field, computed_field

from api.documents import ANY_ROLE, ASKING, documented
from api.identity import current_actor
from api.said import Said
from api.views import View, rule_link
from policy.facts import Risk
from policy.workforce.alignment import AlignmentFacts, AlignmentFlag, Components, Outcome, align
from policy.workforce.answers import Hold
from policy.workforce.competence import CompetenceFacts, assess
from policy.workforce.eras import EraFacts, recognised
from policy.workforce.roles import Flag, RoleFacts, may_hold

WORKFORCE_TAG = "Workforce"


class AlignmentAsked(Said, AlignmentFacts):
    """What checklist and conversation show. Months in offender management count to the transition date."""


class RoleAsked(Said, RoleFacts):
    """What is known of somebody's standing at one moment; what is not said is taken as not there."""


class EraAsked(Said, EraFacts):
    """An award, the day it was gained, and what shows it."""


class CompetenceAsked(Said, CompetenceFacts):
    """What shows that somebody can do their work."""


class ReasonView(View):
    """Why an answer is as it is."""

    rule: str = Field(description="id of the clause")
    para: str = Field(description="its paragraph")
    says: str

    @computed_field(description="where the rule is explained")  # type: ignore[prop-decorator]
    @property
    def rule_link(self) -> str:
        """Return where the rule is explained."""
        return rule_link(self.rule)


class AlignmentView(View):
    """What the alignment process offers somebody."""

    outcome: Outcome
    rule: str = Field(description="first row of the decision table that fits, R1 to R13")
    flags: tuple[AlignmentFlag, ...] = Field(default=(), description="what a person has to look at")
    components: Components | None = Field(default=None, description="of a conversion")
    selection: Literal["automatic", "refer"] | None = Field(default=None, description="of a PQiP")
    pqip_may_be_offered: bool | None = Field(default=None, description="while proceedings hold everything else")
    may_continue_in_role: bool | None = None
    reasons: tuple[ReasonView, ...] = ()


class RoleView(View):
    """Whether somebody may hold a role, and what they may do in it."""

    may_hold: Hold
    rule: str = Field(description="first row of the decision table that fits, H1 to H6")
    may_manage: tuple[Risk, ...] = Field(default=(), description="very high risk goes with high")
    may_sign_off: bool
    may_authorise_recall: bool
    flags: tuple[Flag, ...] = ()
    reasons: tuple[ReasonView, ...] = ()


class EraView(View):
    """Whether an award is recognised for the day it was gained."""

    result: Literal["recognised", "not_recognised"]
    reasons: tuple[ReasonView, ...] = ()


class CompetenceView(View):
    """What is still to be shown for somebody's work."""

    competent: bool
    missing: tuple[str, ...] = Field(description="codes of the competences not shown")
    skill_sets: tuple[str, ...] = Field(description="those in which something is missing")
    standards: int = Field(description="how many National Occupational Standards the setting asks for")
    reasons: tuple[ReasonView, ...] = ()


_ALIGNED = AlignmentAsked(
    entered_service=date(2016, 10, 3), appointed_to_qualified_role=date(2016, 10, 3), om_months=50
)
_HELD = RoleAsked(role="probation_officer", employment_start=date(2012, 1, 8), qualification="sign_off")
_GAINED = EraAsked(award="pqf", qualified_on=date(2013, 7, 1), academic_certificate=True, vocational_certificate=True)


_SHOWN = CompetenceAsked(level="high", evidence="equivalent", nos_mapped=True)


def workforce_answers() -> APIRouter:
    """Return the endpoints that answer to bare facts."""
    router = APIRouter(prefix="/v1/workforce", tags=[WORKFORCE_TAG], dependencies=[Security(current_actor)])
    for path, summary, endpoint, facts, shown in (
        ("/alignment", "What alignment offers", alignment, _ALIGNED, alignment(_ALIGNED)),
        ("/roles", "Who may hold a role, and what it lets them do", roles, _HELD, roles(_HELD)),
        ("/competences", "What is still to be shown of competence", competences, _SHOWN, competences(_SHOWN)),
        ("/eras", "Whether an award is recognised for its day", eras, _GAINED, eras(_GAINED)),
    ):
        told = documented(summary, shown, roles=ANY_ROLE, problems=ASKING, request=facts)
        router.add_api_route(path, endpoint, methods=["POST"], **told)
    return router


def alignment(facts: AlignmentAsked) -> AlignmentView:
    """Answer what the alignment process offers: outcome, row, flags and paragraphs. What is left out has its default.

    Nothing is stored. Months in offender management are counted to the transition date by whoever asks.
    """
    return AlignmentView.model_validate(align(facts))


def roles(facts: RoleAsked) -> RoleView:
    """Answer whether somebody may hold a role, which risks they may manage, and whether they sign off and recall.

    Nothing is stored. What is left out has its default: authorised, vetted, and nothing else.
    """
    return RoleView.model_validate(may_hold(facts))


def eras(facts: EraAsked) -> EraView:
    """Answer whether an award made a Probation Officer on the day it was gained. What is not shown is not there.

    Nothing is stored.
    """
    return EraView.model_validate(recognised(facts))


def competences(facts: CompetenceAsked) -> CompetenceView:
    """Answer what staff of a contracted provider, or of the service, still have to show for their work (CW 2015).

    Nothing is stored.
    """
    return CompetenceView.model_validate(assess(facts))

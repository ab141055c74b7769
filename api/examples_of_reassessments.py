"""Examples of reassessments for the documentation. Everything in them is made up."""

from datetime import date

from pydantic import JsonValue

from api.examples import NOON
from api.views import ReassessedView
from policy.reassess import Change
from register.read.page import Page
from register.read.reassessments import ReassessmentLine, ReassessmentRecord

ID = "R-7KQ2MZ5T4A3C"
_REASON = "Bank holiday declared for 17 March 2026."
ASKED: dict[str, JsonValue] = {"reason": _REASON, "region": "Wales", "kind": "community_order", "dry_run": False}
WHY: dict[str, JsonValue] = {"reason": "Wales looks at the first lines."}
_BY = {"role": "policy_adviser", "id": "N00P001"}
_BEGAN = {"state": "running", "at": NOON, "by": None, "reason": None}
BEGUN = ReassessmentRecord.model_validate(
    {
        "id": ID,
        "reason": _REASON,
        "which": {"region": "Wales", "kind": "community_order"},
        "dry_run": False,
        "by": _BY,
        "asked_at": NOON,
        "state": "running",
        "total": 4120,
        "done": 0,
        "changed": 0,
        "unchanged": 0,
        "failed": 0,
        "turns": [_BEGAN],
    }
)
HALFWAY = BEGUN.model_copy(update={"done": 2050, "changed": 611, "unchanged": 1438, "failed": 1})
PAUSED = ReassessmentRecord.model_validate(
    HALFWAY.model_dump()
    | {"state": "paused", "turns": [_BEGAN, {"state": "paused", "at": NOON, "by": _BY, "reason": WHY["reason"]}]}
)
PAGE = Page[ReassessmentRecord](items=(HALFWAY,), next=None)
_MOVED = Change(
    duty="SMC-26.5/1",
    rule="SMC-26.5",
    title="Home visit: MAPPA level 2 or 3",
    owner="probation_practitioner",
    what="moved",
    how=None,
    due_on_before=date(2026, 3, 23),
    due_on_after=date(2026, 3, 24),
    due_at_before=None,
    due_at_after=None,
    work_by_before=None,
    work_by_after=None,
    told=("probation_practitioner",),
)
LINES = Page[ReassessmentLine](
    items=(
        ReassessmentLine(
            sentence_id="S-2041",
            outcome="changed",
            number=14,
            reason=None,
            says=None,
            changes=(_MOVED,),
            told=("probation_practitioner",),
            recorded_at=NOON,
        ),
        ReassessmentLine(
            sentence_id="S-2044",
            outcome="failed",
            number=None,
            reason="NoAnswerYet",
            says="no answer within 15 seconds",
            changes=(),
            told=(),
            recorded_at=NOON,
        ),
    ),
    next="WyIwZjRjM2UyYSIsIlMtMjA0NCJd",
)
TRIED = ReassessedView(
    sentence_id="S-2041", on=NOON, phase="active", changes=(_MOVED,), told=("probation_practitioner",)
)

"""Examples of qualifications for the documentation. Every member of staff in them is made up."""

from datetime import UTC, date, datetime

from pydantic import JsonValue

from api.qualification_views import (
    QualificationAnswer,
    QualificationDiary,
    QualificationEntryView,
    QualificationTimeline,
    QualificationView,
)
from api.views import ComingView, DutyView, ForecastView
from policy.facts import Facts
from policy.vocabulary import EventKind
from register.read.page import Page
from register.read.qualifications import QualificationLine
from register.read.unrecorded import Unrecorded

STAFF = "N03A044"
_ID = "Q-7001"
_DAY = date(2021, 6, 2)
_NOON = datetime(2021, 6, 2, 11, tzinfo=UTC)
_CHECKLIST = DutyView(
    id="QAP-P-03/2",
    rule="QAP-P-03",
    title="Complete the evidence checklist",
    owner="line_manager",
    status="mandatory",
    opened_on=_DAY,
)
START: dict[str, JsonValue] = {
    "qualification_id": _ID,
    "facts": {"staff_id": STAFF, "current_role": "Probation Officer", "team": "N03F01", "region": "Wales"},
    "event": {"name": "qualification_gap_found", "on": "2021-06-01"},
}
STARTED = QualificationAnswer(qualification_id=_ID, event_id="9b1c-1", number=1, phase="checklist")
_ANSWER = QualificationAnswer(
    qualification_id=_ID, event_id="9b1c-2", number=2, phase="checklist", opened=(_CHECKLIST,)
)
QUALIFICATION = QualificationView(
    qualification_id=_ID,
    staff_id=STAFF,
    phase="checklist",
    final=False,
    facts=Facts(staff_id=STAFF, current_role="Probation Officer", team="N03F01", region="Wales"),
    values={},
    number=2,
    open_duties=3,
    overdue=0,
    next_due=date(2022, 3, 31),
    withheld=True,
)
DIARY = QualificationDiary(qualification_id=_ID, phase="checklist", items=(_CHECKLIST,))
FORECAST = ForecastView(
    on=_NOON,
    until=date(2022, 6, 1),
    phase="checklist",
    items=(
        ComingView(
            what="duty",
            rule="QG-12-b",
            title="Alignment finished in 2021/22",
            owner="staff_member",
            due_on=date(2022, 3, 31),
            status="advisory",
        ),
    ),
)
TIMELINE = QualificationTimeline(
    items=(
        QualificationEntryView(
            number=2,
            event_id="9b1c-2",
            event="gap_notified",
            on=_DAY,
            at=_NOON,
            recorded_at=_NOON,
            by="business_manager",
            by_id="N03A002",
            payload={},
            outcome="decided",
            rules=(),
            phase="checklist",
            opened=(_CHECKLIST,),
        ),
    )
)
LISTED = Page[QualificationLine](
    items=(
        QualificationLine(
            qualification_id=_ID,
            staff_id=STAFF,
            number=2,
            phase="checklist",
            team="N03F01",
            region="Wales",
            next_due=date(2022, 3, 31),
            overdue=0,
            final=False,
            started_on=date(2021, 6, 1),
            changed_at=_NOON,
        ),
    ),
    next=None,
)

UNRECORDED = Page[Unrecorded](
    items=(
        Unrecorded(
            event_id=f"{_ID}/9",
            qualification_id=_ID,
            number=9,
            staff_id=STAFF,
            fact={
                "what": "award",
                "award": "alignment_qualification",
                "on": "2022-02-01",
                "evidence": ["certificate"],
            },
            rule="QAP-C-b",
            why="contradicts",
            says="The record has this award already, of another day than 1 February 2022.",
            settled=None,
            because=None,
            settled_role=None,
            settled_by=None,
            settled_at=None,
            recorded_at=_NOON,
        ),
    ),
    next=None,
)
LEAVING: dict[str, JsonValue] = {"fact": f"{_ID}/9", "because": "The certificate shows the earlier day."}
LEFT: dict[str, JsonValue] = {"fact": f"{_ID}/9", "duplicate": False}


def answer_example(event: EventKind) -> QualificationAnswer:
    """Return an answer to a message, in a phase it belongs to."""
    here = next((phase for phase in event.phases if phase not in {"start", "live", "running", "any"}), _ANSWER.phase)
    return _ANSWER.model_copy(update={"phase": here})

"""Examples for the documentation. Every person, number and place of work in them is made up."""

from datetime import UTC, date, datetime

from pydantic import JsonValue

from api.entry_views import EntryView, TimelineView
from api.views import (
    AnswerView,
    ComingView,
    DiaryView,
    DutyLineView,
    DutyView,
    EvidenceView,
    ForecastView,
    NoticeView,
    PersonView,
    SentenceView,
    SettledView,
    ShownView,
)
from policy.facts import Facts
from policy.vocabulary import ANY_OF, EventKind
from register.read.lines import Digest, NoticeLine, SentenceLine
from register.read.page import Page
from register.read.people import PersonRecord

KEY = "0f4c3e2a-7d51-4b8e-9a51-2f6f3c0f9d11"
PRISON_NUMBER = "A1234BC"
CRN = "X123456"
PRACTITIONER = "N03A019"
TEAM = "N03F01"
DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

_BY_FIELD: dict[str, JsonValue] = {
    "rationale": "Discussed with the person and with my manager; the plan covers the risk.",
    "reason": "Agreed at the planning meeting of 27 February.",
    "change": "Moved to a new address on 28 February.",
    "summary": "Police were called to the address; no arrest was made.",
    "topic": "Level of contact after the assessment.",
    "text": "Has been withdrawn since the visit was cancelled.",
    "what": "Left the session before it ended.",
    "necessity": "New information has to be explored.",
    "outcome": "Progress noted; next panel in a year.",
    "to_region": "Wales",
    "release_date": "2027-02-26",
    "earliest_release_date": "2027-02-26",
    "conditional_release_date": "2027-02-26",
    "licence_end_date": "2028-02-25",
    "licence_end": "2028-02-25",
    "pss_end_date": "2028-02-25",
    "unpaid_work_until": "2027-09-02",
}
_BY_EVENT: dict[str, dict[str, JsonValue]] = {
    "recall": {
        "type": "fixed_term",
        "days": 28,
        "authorised_by": "head_of_pdu",
        "on_call_rota": False,
        "delegated": False,
    },
    "referral_made": {"to": "childrens_services"},
}
_BY_KIND: dict[str, JsonValue] = {
    "date": DAY.isoformat(),
    "bool": True,
    "int": 3,
    "number": 6.5,
    "fraction": 0.5,
    "text": "Agreed at the planning meeting of 27 February.",
    "role": "probation_practitioner",
    "characteristics": ["race", "age", "disability"],
    "diversity": ["neurodiversity"],
    "roles": ["prison_offender_manager", "community_offender_manager"],
    "staff": PRACTITIONER,
    "tier": "C2",
    "prison": "LEI",
    "requirement": "rar",
    "requirements": ["rar", "unpaid_work"],
    "names": ["mental_health"],
    "rules": ["SMC-5.6-b"],
}
FIRST_APPOINTMENT = DutyView(
    id="SMC-5.6-b/1",
    rule="SMC-5.6-b",
    title="First face-to-face appointment",
    owner="probation_practitioner",
    status="mandatory",
    opened_on=DAY,
    due_on=date(2026, 3, 9),
)
PLAN = DutyView(
    id="SVC-PLAN/3",
    rule="SVC-PLAN",
    title="Sentence plan",
    owner="probation_practitioner",
    status="mandatory",
    opened_on=DAY,
    due_on=date(2026, 3, 23),
)
ANSWER = AnswerView(
    sentence_id="S-2041",
    event_id=KEY,
    number=3,
    phase="induction",
    stage=None,
    opened=(PLAN,),
    settled=(SettledView(duty="SMC-5.6-b/1", rule="SMC-5.6-b", how="met", on=DAY, due_on=date(2026, 3, 9)),),
)


def message_example(event: EventKind) -> dict[str, JsonValue]:
    """Return a body for a message: every field it takes, and the day it happened."""
    payload = {key.rstrip("?"): means for key, means in event.payload.items()}
    example = {name: _example(name, means) for name, means in payload.items()}
    return {**example, **_BY_EVENT.get(event.name, {}), "on": DAY.isoformat()}


def answer_example(event: EventKind) -> AnswerView:
    """Return an answer to a message, in a phase it belongs to."""
    here = next((phase for phase in event.phases if phase not in {"start", "live", "running", "any"}), ANSWER.phase)
    return ANSWER.model_copy(update={"phase": here})


START: dict[str, JsonValue] = {
    "kind": "community_order",
    "sentence_id": "S-2041",
    "person": {"crn": CRN},
    "facts": {
        "sentenced_on": "2026-03-02",
        "order_end": "2027-03-01",
        "requirements": ["rar", "unpaid_work"],
        "unpaid_work_hours": 80,
        "rosh": "medium",
        "tier": "C2",
        "team": TEAM,
        "region": "Wales",
    },
    "event": {"name": "order_made", "on": "2026-03-02"},
}


def _example(name: str, means: str) -> JsonValue:
    if means.startswith(ANY_OF):
        return [part.strip() for part in means.removeprefix(ANY_OF).split("|")]
    first = means.partition("|")[0].strip()
    if first != means or means not in _BY_KIND:
        return int(first) if first.isdigit() else first
    return _BY_FIELD.get(name, _BY_KIND[means]) if means in {"text", "date"} else _BY_KIND[means]


STARTED = AnswerView(
    sentence_id="S-2041", event_id=KEY, number=1, phase="awaiting_allocation", opened=(FIRST_APPOINTMENT,)
)
SENTENCE = SentenceView(
    sentence_id="S-2041",
    kind="community_order",
    edition=1,
    person=PersonView(crn=CRN),
    phase="induction",
    final=False,
    facts=Facts.model_validate(START["facts"]),
    values={"tier": "C2", "needs_practitioner": True, "contact_standard": "monthly"},
    number=3,
    open_duties=2,
    overdue=0,
    next_due=date(2026, 3, 9),
    next_at=datetime(2026, 3, 6, 9, tzinfo=UTC),
    next_says="reminder: First face-to-face appointment, due 9 Mar 2026 (SMC-5.6-b)",
)
DIARY = DiaryView(
    sentence_id="S-2041",
    phase="induction",
    next_at=SENTENCE.next_at,
    next_says=SENTENCE.next_says,
    items=(FIRST_APPOINTMENT, PLAN),
)
EVIDENCE = EvidenceView(
    items=(
        ShownView(
            shows="instruction",
            number=2,
            event="instruction_given",
            on=DAY,
            by="probation_practitioner",
            payload={"how": "letter", "what": "Attend on 9 March at ten.", "attend_on": "2026-03-09"},
        ),
    ),
)
TIMELINE = TimelineView(
    items=(
        EntryView(
            number=1,
            event_id=KEY,
            event="order_made",
            on=DAY,
            at=NOON,
            recorded_at=NOON,
            by="court",
            by_id="common-platform",
            payload={},
            outcome="decided",
            rules=("SMC-5.6-b",),
            phase="awaiting_allocation",
            opened=(FIRST_APPOINTMENT,),
            told=(
                NoticeView(
                    to="senior_probation_officer",
                    template="event",
                    rules=("SMC-5.4-a",),
                    title="A practitioner is needed before the first appointment",
                ),
            ),
        ),
    ),
    next="WyIwZjRjM2UyYSIsMV0",
)
FORECAST = ForecastView(
    on=NOON,
    until=date(2027, 3, 2),
    phase="induction",
    items=(
        ComingView(
            rule="SMC-5.6-b",
            title="First face-to-face appointment",
            owner="probation_practitioner",
            due_on=date(2026, 3, 9),
            status="mandatory",
            what="duty",
        ),
    ),
)
_HOLDER = {"practitioner": PRACTITIONER, "team": TEAM, "region": "Wales", "prison": None}
SENTENCES = Page[SentenceLine].model_validate(
    {
        "items": [
            {
                **_HOLDER,
                "sentence_id": "S-2041",
                "kind": "community_order",
                "number": 3,
                "phase": "induction",
                "stage": None,
                "tier": "C2",
                "rosh": "medium",
                "edition": 1,
                "next_due": "2026-03-09",
                "overdue": 0,
                "final": False,
                "started_on": DAY,
                "changed_at": NOON,
            }
        ],
        "next": "WyIwZjRjM2UyYSIsIlMtMjA0MSJd",
    }
)
DUTIES = Page[DutyLineView].model_validate(
    {
        "items": [
            {
                **_HOLDER,
                **FIRST_APPOINTMENT.model_dump(exclude={"rule_link", "guidance", "eased_by"}),
                "sentence_id": "S-2041",
                "phase": "induction",
                "settled_how": None,
                "settled_on": None,
                "late": False,
                "why": None,
            }
        ],
        "next": None,
    }
)
PERSON = PersonRecord(prison_number=PRISON_NUMBER, crn=CRN, sentences=SENTENCES.items, duties=DUTIES.items)
NOTICES = Page[NoticeLine].model_validate(
    {
        "items": [
            {
                **_HOLDER,
                "key": "S-2041/3/1",
                "sentence_id": "S-2041",
                "number": 3,
                "to": "probation_practitioner",
                "template": "opened",
                "rules": ["SMC-5.6-b"],
                "title": "First face-to-face appointment",
                "urgency": "digest",
                "duty": "SMC-5.6-b/1",
                "due_on": "2026-03-09",
                "due_at": None,
                "on": DAY,
                "status": "kept",
                "attempts": 0,
                "reference": None,
                "error": None,
                "recorded_at": NOON,
                "sent_at": None,
            }
        ],
        "next": None,
    }
)
DIGESTS = Page[Digest].model_validate(
    {
        "items": [
            {
                **_HOLDER,
                "key": "digest/N03A019/2026-03-03",
                "recipient": PRACTITIONER,
                "day": "2026-03-03",
                "to": "probation_practitioner",
                "people": [
                    {
                        "sentences": ["S-2041", "S-2050"],
                        "first_due": "2026-03-09",
                        "items": [
                            {
                                "sentence_id": "S-2041",
                                "template": "opened",
                                "title": "First face-to-face appointment",
                                "rules": ["SMC-5.6-b"],
                                "due_on": "2026-03-09",
                                "due_at": None,
                                "on": DAY,
                            }
                        ],
                    }
                ],
                "status": "kept",
                "attempts": 0,
                "reference": None,
                "error": None,
                "recorded_at": datetime(2026, 3, 3, 7, 30, tzinfo=UTC),
                "sent_at": None,
            }
        ],
        "next": None,
    }
)

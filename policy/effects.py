"""What an event changes in what is known, before any rule is asked.

Payload keys that are facts are learned as they stand; the functions here do the rest. Rules never live here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from policy import custody
from policy.decisions import HIGH
from policy.holding import HOLDING_MARKS, learn_of_holder
from policy.qualification_effects import QUALIFICATION_EFFECTS
from policy.requirements import REQUIREMENT_EFFECTS
from policy.risk_effects import RISK_EFFECTS
from policy.vocabulary import fact_names

if TYPE_CHECKING:
    from policy.situation import Situation

MARKS = (
    "start_of_supervision",
    "first_attended",
    "second_attended",
    "last_contact",
    "last_face_to_face",
    "assessed",
    "assessed_high",
    "assessed_high_risk_to_children",
    "assessed_high_domestic_abuse_risk",
    "domestic_abuse_identified",
    "child_safeguarding_identified",
    "mappa23_set",
    "registration",
    "iom_placement",
    "iom_induction",
    "child_concern",
    "adult_concern",
    "reinstatement_concern",
    "initial_panel",
    "suspension_panel",
    "breach_report",
    "recall_report",
    "arrival_in_male_closed",
    "induction_done",
    "plan_done",
    "parole_refused",
    "re_release",
    "risk_raised",
    "parole_review",
    "purpose_recorded",
    "home_visited",
    "mappa_screened_1",
    "mappa_screened_2",
    "mappa_screened_3",
    "person_affected",
    *custody.MARKS,
    "matter_known",
    "audit_passed",
    "job_match_found",
    "no_job_match",
    *HOLDING_MARKS,
)
_LEVELS = ("low", "medium", "high", "very_high")
_TO_FACT = {"licence_end": "licence_end_date", "to_prison": "prison", "to_practitioner": "practitioner"}
_TO_FACT |= {"to_region": "region", "worked_on": "hours_completed"}
_DECIDES_FOR_THE_PERSON = frozenset(
    {
        "acceptability_decided",
        "alternatives_outcome",
        "breach_outcome",
        "breach_proposed",
        "contact_level_decided",
        "court_decision",
        "recall_decision",
        "requirements_varied",
    }
)  # SMC App i 4
_ANSWERS = {"refused": "termination_referral", "reinstated": "supervision_suspended"}  # what an answer ends


def take_in(s: Situation) -> None:
    """Learn what the event says and mark that it happened."""
    known = {_TO_FACT.get(key, key): value for key, value in s.payload.items()}
    if s.event.name == "risk_changed":
        known.pop("rosh", None)  # of whom it speaks decides where it goes
    if s.payload.get("granted") is not False:
        s.learn(**{key: value for key, value in known.items() if key in fact_names()})
    before = s.case.facts.rosh
    if effect := EFFECTS.get(s.event.name):
        effect(s)
    s.mark(s.event.name)
    _mark_levels(s, before)
    learn_of_holder(s)
    if s.facts.domestic_abuse and s.case.facts.domestic_abuse is None:
        s.mark("domestic_abuse_identified")
    if s.facts.child_safeguarding and s.case.facts.child_safeguarding is None:
        s.mark("child_safeguarding_identified")
    if s.event.name in _DECIDES_FOR_THE_PERSON:
        s.mark("person_affected")
        if s.payload.get("person_told") is True:
            s.mark("decision_explained")


def _mark_levels(s: Situation, before: str | None) -> None:
    if before is not None and _LEVELS.index(s.facts.rosh or before) > _LEVELS.index(before):
        s.mark("risk_raised")
    if s.facts.rosh in HIGH and (before not in HIGH or s.marked("assessed_high") is None):
        s.mark("assessed_high")
    if s.facts.estate == "male_closed" and s.event.name in custody.ARRIVALS:
        s.mark("arrival_in_male_closed")
    if s.facts.notification and not s.marked("registration"):
        s.mark("registration")
    if (s.facts.mappa23_from or s.facts.mappa in {2, 3}) and not s.marked("mappa23_set"):
        s.mark("mappa23_set", on=s.facts.mappa23_from)
    if s.facts.iom and not s.marked("iom_placement"):
        s.mark("iom_placement", on=s.facts.iom.placed)
        if s.facts.iom.induction:
            s.mark("iom_induction", on=s.facts.iom.induction)
    if s.facts.child_safeguarding == "high" and not s.marked("assessed_high_risk_to_children"):
        s.mark("assessed_high_risk_to_children")
    if s.facts.domestic_abuse in HIGH and not s.marked("assessed_high_domestic_abuse_risk"):
        s.mark("assessed_high_domestic_abuse_risk")


def _supervision_starts(s: Situation) -> None:
    s.mark("start_of_supervision")
    s.learn(contacts_held=0, contacts_by_allocated=None, contacts_by_others=None, recorded_standard=None)
    if s.facts.child_safeguarding == "high":
        s.mark("assessed_high_risk_to_children")
    if s.facts.domestic_abuse in HIGH:
        s.mark("assessed_high_domestic_abuse_risk")
    if s.facts.rosh in HIGH:
        s.mark("assessed_high")


def _order_made(s: Situation) -> None:
    s.learn(sentenced_on=s.event.on)
    _supervision_starts(s)


def _reception(s: Situation) -> None:
    s.mark("custody_began")
    if s.payload.get("status") != "remand" and s.facts.sentenced_on is None:
        s.learn(sentenced_on=s.event.on)


def _release(s: Situation) -> None:
    if s.facts.first_release is None:
        s.learn(first_release=s.event.on)
    if s.marked("return_to_custody") or s.marked("release"):
        s.mark("re_release")
    s.learn(recall_agreed_by=(), contact_level=None, contact_suspended=None)
    if s.case.values.get("service_level"):
        s.learn(specialised_before_release=s.case.values["service_level"] == "specialised")
    _supervision_starts(s)


def _recall(s: Situation) -> None:
    s.learn(recall_type=s.payload.get("type", "standard"), recall_days=s.payload.get("days"))


def _appointment(s: Situation) -> None:
    if s.payload.get("attended") is not True:
        return
    _contact_held(s)
    if s.payload.get("mode") != "face_to_face":
        return
    s.mark("last_face_to_face")
    if s.payload.get("purpose"):
        s.mark("purpose_recorded")
    start, first, second = (s.marked(n) for n in ("start_of_supervision", "first_attended", "second_attended"))
    began = start.n if start else 0
    if first is None or first.n < began:
        s.mark("first_attended")
    elif second is None or second.n < began:
        s.mark("second_attended")


def _home_visit(s: Situation) -> None:
    if s.payload.get("made") is True:
        s.mark("home_visited")
        _contact_held(s)


def _contact_held(s: Situation) -> None:
    s.mark("last_contact")
    s.learn(contacts_held=(s.facts.contacts_held or 0) + 1)
    holder = s.payload.get("held_by") or (s.event.by.id if s.event.by else None)
    if holder is None or s.facts.practitioner is None:
        return
    if holder == s.facts.practitioner:
        s.learn(contacts_by_allocated=(s.facts.contacts_by_allocated or 0) + 1)
    else:
        s.learn(contacts_by_others=(s.facts.contacts_by_others or 0) + 1)


def _care_history(s: Situation) -> None:
    s.learn(care_history=s.payload["answer"])


def _to_hospital(s: Situation) -> None:
    s.learn(in_hospital=True)


def _from_hospital(s: Situation) -> None:
    s.learn(in_hospital=False, mental_health_status=None)


def _contact_level(s: Situation) -> None:
    s.learn(contact_level=s.payload["level"])
    s.learn(recorded_standard=s.value("contact_standard"))


def _intervention(s: Situation) -> None:
    s.learn(interventions={**(s.facts.interventions or {}), str(s.payload["intervention"]): str(s.payload["status"])})


def _induction(s: Situation) -> None:
    if s.payload.get("pack_signed") is True and s.payload.get("dif_done") is True:
        s.mark("induction_done")


def _plan(s: Situation) -> None:
    if s.payload.get("all_parts") is True and s.payload.get("dif_considered") is True:
        s.mark("plan_done")
        s.learn(recorded_standard=s.value("contact_standard"))


def _panel(s: Situation) -> None:
    if s.payload.get("purpose") in {"initial", "suspension"}:
        s.mark(f"{s.payload['purpose']}_panel")


def _recall_decision(s: Situation) -> None:
    role = s.event.by.role if s.event.by else ""
    others = tuple(name for name in s.facts.recall_agreed_by or () if name != role)
    s.learn(recall_agreed_by=(*others, role) if s.payload["decision"] == "yes" else ())


def _recall_considered(s: Situation) -> None:
    if s.stage != "recall_authorisation":  # what somebody has answered already is not asked again
        s.learn(recall_agreed_by=())


def _handover(s: Situation) -> None:
    if s.payload.get("accepted", True):
        s.learn(handed_over=True)


def _parole_board(s: Situation) -> None:
    outcome = s.payload.get("outcome")
    if outcome == "refused":
        s.mark("parole_refused")
    if outcome == "reinstated":
        s.learn(contact_suspended=False)
    if outcome in _ANSWERS and _ANSWERS[str(outcome)] == s.facts.stage_before and s.stage == "compliance_concern":
        s.learn(stage_before="on_licence")


def _report(s: Situation) -> None:
    s.mark(f"{s.payload['of']}_report")


def _suspension(s: Situation) -> None:
    if s.stage in {"on_licence", "termination_referral"}:
        s.learn(contact_suspended=True)


def _completed(*requirement: str) -> Callable[[Situation], None]:
    def effect(s: Situation) -> None:
        done = requirement or (str(s.payload["requirement"]),)
        s.learn(completed=tuple(dict.fromkeys((*(s.facts.completed or ()), *done))))

    return effect


def _application(s: Situation) -> None:
    s.learn(court_purpose=s.payload["purpose"])


def _go_live(s: Situation) -> None:
    s.learn(omic_live=True)


EFFECTS: dict[str, Callable[[Situation], None]] = {
    "order_made": _order_made,
    "reception": _reception,
    "release": _release,
    "recall": _recall,
    "appointment_outcome": _appointment,
    "home_visit": _home_visit,
    "care_history_asked": _care_history,
    "moved_to_hospital": _to_hospital,
    "returned_from_hospital": _from_hospital,
    "contact_level_decided": _contact_level,
    "intervention_changed": _intervention,
    "induction_completed": _induction,
    "plan_signed_off": _plan,
    "panel_held": _panel,
    "recall_decision": _recall_decision,
    "alternatives_outcome": _recall_considered,
    "immediate_risk": _recall_considered,
    "handover": _handover,
    "parole_board_decision": _parole_board,
    "suspension_requested": _suspension,
    "report_completed": _report,
    "hours_completed": _completed("unpaid_work"),
    "requirement_completed": _completed(),
    "application_made": _application,
    "omic_go_live": _go_live,
} | REQUIREMENT_EFFECTS
EFFECTS |= custody.EFFECTS | RISK_EFFECTS | QUALIFICATION_EFFECTS

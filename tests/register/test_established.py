"""What a qualification establishes is in the staff journal with its own entry, once, or is kept aside and told."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pydantic import JsonValue
from sqlalchemy import Engine

from policy.calendar import local_day
from policy.case import Actor, Case, Decision, Event
from policy.engine import decide, wake
from policy.facts import Facts
from policy.workforce.changes import STAFF_CHANGE
from policy.workforce.practitioner import (
    Alignment,
    Authorisation,
    Diploma,
    HeldPost,
    Practitioner,
    Qualification,
    Span,
)
from policy.workforce.roles import Role
from policy.workforce.standing import standing
from register.added_up import folded
from register.connection import reading, writing
from register.established import leave, record_waiting
from register.faults import UnknownFact
from register.practitioners import practitioner, record, to_look_at
from register.read.notices import WhichNotices, notices
from register.read.unrecorded import RecordedFact, Unrecorded, WhichUnrecorded, facts_of, unrecorded
from register.remember import Remembered, remember

STAFF = "N03A044"
HR = Actor(role="hr_business_partner", id="N03H001")
STARTED = date(2023, 3, 1)
FULL_UNITS = (
    "ethics_values_and_practices",
    "safeguard_individuals",
    "own_and_other_organisations",
    "assess_risks_to_victims",
    "formal_reports",
    "support_victims",
)


class Course:
    """One qualification, decided by policy and written to a register as it goes."""

    def __init__(self, register: Engine, id_: str = "Q-1", **facts: object) -> None:
        self.case = Case(
            sentence_id=id_, kind="qualification", facts=Facts.model_validate({"staff_id": STAFF, **facts})
        )
        self.written: list[tuple[Case, Event, Decision]] = []
        self._register = register

    def goes(self, name: str, by: str, on: date, **payload: JsonValue) -> Remembered:
        """Let something happen at noon of a day, whatever time does before it."""
        at = datetime.combine(on, time(12), ZoneInfo("Europe/London"))
        self.waits(at)
        event = Event(
            id=f"{name}/{self.case.number}", name=name, at=at, on=on, by=Actor(role=by, id="N03X001"), payload=payload
        )
        return self._decided(event, at)

    def waits(self, until: datetime) -> None:
        """Let time pass."""
        while self.case.next_at and self.case.next_at < until and not self.case.final:
            moment = self.case.next_at
            event = Event(id=f"time/{moment.isoformat()}", name="time", at=moment, on=local_day(moment))
            decision = wake(self.case, moment)
            if decision.changes_anything():
                self.write(event, decision)
            else:
                self.case = self.case.rearmed(decision)

    def _decided(self, event: Event, at: datetime) -> Remembered:
        decision = decide(self.case, event, at)
        assert isinstance(decision, Decision), decision
        return self.write(event, decision)

    def write(self, event: Event, decision: Decision) -> Remembered:
        """Write an entry and go on from it."""
        answer = written(self._register, self.case, event, decision)
        self.written.append((self.case, event, decision))
        self.case = self.case.after(decision)
        return answer


def written(register: Engine, before: Case, event: Event, decision: Decision) -> Remembered:
    with writing(register) as session:
        return remember(
            session,
            sentence_id=before.sentence_id,
            number=before.number + 1,
            event=event,
            decision=decision,
            refusal=None,
            opened_with=before if before.number == 0 else None,
        )


def registered(register: Engine, *, role: Role = "probation_officer", **known: object) -> None:
    """Register somebody authorised in a post since 2022, without a qualification unless one is given."""
    since = datetime(2022, 9, 5, 9, tzinfo=ZoneInfo("Europe/London"))
    who = Practitioner.model_validate(
        {
            "staff_id": STAFF,
            "employment_start": date(2022, 9, 5),
            "posts": (HeldPost(since=date(2022, 9, 5), role=role),),
            "vetting": (Span(since=date(2022, 9, 5)),),
            "authorisations": (Authorisation(status="active", since=since),),
            **known,
        }
    )
    change(register, {"what": "registered", "on": date(2022, 9, 5), "practitioner": who})


def change(register: Engine, said: dict[str, object]) -> None:
    with writing(register) as session:
        said_at = datetime(2023, 2, 1, 9, tzinfo=ZoneInfo("Europe/London"))
        record(session, STAFF, STAFF_CHANGE.validate_python(said), event_id=f"hr/{said}", by=HR, at=said_at)


def known(register: Engine) -> Practitioner:
    with reading(register) as session:
        found = practitioner(session, STAFF)
        assert found is not None
        assert folded(session, STAFF) == found
        return found


def aside(register: Engine, *, settled: bool = False) -> tuple[Unrecorded, ...]:
    with reading(register) as session:
        return unrecorded(session, WhichUnrecorded(staff_id=STAFF, settled=settled)).items


def became(register: Engine) -> list[tuple[str, str]]:
    with reading(register) as session:
        return [(fact.what, fact.became) for fact in facts_of(session, "Q-1", STAFF)]


def to_decided(course: Course, outcome: str) -> Course:
    """Let an alignment go from its gap to a told outcome, in March 2023."""
    course.goes("qualification_gap_found", "business_manager", date(2023, 2, 27))
    course.goes("gap_notified", "business_manager", STARTED)
    course.goes("diagnostic_conversation_held", "line_manager", date(2023, 3, 2))
    course.goes("checklist_received", "workforce_programme", date(2023, 3, 3))
    course.goes("alignment_decided", "senior_policy_manager", date(2023, 3, 6), outcome=outcome, rationale="by table")
    course.goes("outcome_notified", "workforce_programme", date(2023, 3, 7))
    return course


def may_hold(register: Engine, on: date) -> str:
    at = datetime.combine(on, time(12), ZoneInfo("Europe/London"))
    return standing(known(register), at).may_hold


def test_a_sign_off_makes_a_qualified_officer_from_its_day_on(register: Engine) -> None:
    registered(register)
    course = to_decided(Course(register), "SIGN_OFF")
    assert known(register).alignment == Alignment(started_on=STARTED)
    assert may_hold(register, date(2023, 3, 1)) == "conditional"
    course.goes("sign_off_audited", "workforce_programme", date(2023, 3, 9), passed=True)
    course.goes("sign_off_confirmed", "chief_probation_officer", date(2023, 3, 20), letter="CPO/1")
    after = known(register)
    assert [(held.award, held.qualified_on, held.evidence) for held in after.qualifications] == [
        ("cpo_sign_off", date(2023, 3, 20), ("letter",))
    ]
    assert after.alignment is not None
    assert (after.alignment.ended_on, after.alignment.result) == (date(2023, 3, 20), "sign_off")
    assert [may_hold(register, day) for day in (date(2023, 3, 19), date(2023, 3, 20))] == ["conditional", "yes"]
    assert became(register) == [("alignment", "recorded"), ("alignment", "recorded"), ("qualification", "recorded")]
    assert aside(register) == ()


def test_the_same_entry_again_records_nothing_twice_and_sentences_are_to_be_told(register: Engine) -> None:
    registered(register)
    course = to_decided(Course(register), "SIGN_OFF")
    course.goes("sign_off_confirmed", "chief_probation_officer", date(2023, 3, 20), letter="CPO/1")
    with reading(register) as session:
        before = to_look_at(session, datetime(2099, 1, 1, tzinfo=ZoneInfo("UTC")), limit=5)
    for entry in course.written:
        assert written(register, *entry).duplicate
    with reading(register) as session:
        assert to_look_at(session, datetime(2099, 1, 1, tzinfo=ZoneInfo("UTC")), limit=5) == before
    assert [staff for staff, _ in before] == [STAFF]


def test_alignment_that_ends_without_result_leaves_the_pqip_and_its_award_qualifies(register: Engine) -> None:
    registered(register)
    course = to_decided(Course(register), "CONVERSION")
    course.goes("consent_recorded", "staff_member", date(2023, 3, 20), consent="yes")
    ended = date(2023, 9, 1)
    course.goes("alignment_ended_without_result", "workforce_programme", ended)
    assert (known(register).alignment or Alignment(started_on=STARTED)).result == "neither"
    assert [may_hold(register, day) for day in (ended - timedelta(days=1), ended)] == ["conditional", "no"]
    course.goes("consent_recorded", "staff_member", date(2023, 9, 4), consent="yes")
    course.goes(
        "assessment_centre_result", "higher_education_institution", date(2023, 9, 5), assessment_centre_passed=True
    )
    course.goes("pqip_started", "higher_education_institution", date(2023, 9, 11), pqip_route_months=15)
    assert known(register).employed_for_pqip is None
    course.goes(
        "pqip_awarded", "higher_education_institution", date(2024, 12, 2), academic_credits=120, vocational_award=True
    )
    assert may_hold(register, date(2024, 12, 2)) == "yes"
    assert (known(register).alignment or Alignment(started_on=STARTED)).ended_on == ended


def test_three_years_without_a_result_end_the_alignment_on_the_day_after(register: Engine) -> None:
    registered(register)
    course = to_decided(Course(register), "CONVERSION")
    course.goes("consent_recorded", "staff_member", date(2023, 3, 20), consent="yes")
    until = date(2026, 3, 1)
    course.goes("extension_requested", "staff_member", date(2023, 4, 3))
    course.goes(
        "extension_decided",
        "progression_board",
        date(2023, 5, 2),
        granted=True,
        extension_until=str(until),
        rationale="ill",
    )
    way = known(register).alignment
    assert way is not None
    assert way.extension_last_day == until
    course.waits(datetime(2026, 3, 3, tzinfo=ZoneInfo("UTC")))
    assert course.case.phase == "offer"
    way = known(register).alignment
    assert way is not None
    assert (way.ended_on, way.result) == (date(2026, 3, 2), "neither")


def test_a_diploma_is_enrolled_for_lengthened_and_held(register: Engine) -> None:
    registered(register, role="probation_services_officer")
    course = Course(register, employment_start="2022-09-05")
    course.goes("officer_started", "line_manager", date(2022, 9, 5))
    assert may_hold(register, date(2023, 1, 9)) == "no"
    course.goes("diploma_enrolled", "staff_member", date(2023, 1, 9))
    assert may_hold(register, date(2023, 1, 9)) == "conditional"
    course.goes("extension_requested", "line_manager", date(2023, 9, 20))
    course.goes(
        "extension_decided",
        "progression_board",
        date(2023, 9, 25),
        granted=True,
        extension_until="2024-09-05",
        rationale="away",
    )
    for unit in FULL_UNITS:
        course.goes("diploma_unit_achieved", "practice_tutor_assessor", date(2024, 5, 1), unit=unit)
    course.goes("diploma_awarded", "practice_tutor_assessor", date(2024, 6, 3), certificate="L3/1")
    assert known(register).level3_diploma == Diploma(
        enrolled_on=date(2023, 1, 9), extension_last_day=date(2024, 9, 5), held_on=date(2024, 6, 3)
    )
    assert course.case.phase == "closed"
    assert may_hold(register, date(2024, 6, 3)) == "yes"


def test_somebody_employed_to_take_the_pqip_is_so_until_it_is_gained_or_given_up(register: Engine) -> None:
    registered(register, role="probation_services_officer")
    course = Course(register)
    course.goes("pqip_applied", "staff_member", date(2023, 1, 9))
    course.goes(
        "assessment_centre_result", "higher_education_institution", date(2023, 1, 30), assessment_centre_passed=True
    )
    begun = date(2023, 2, 6)
    course.goes("pqip_started", "higher_education_institution", begun, pqip_route_months=21)
    assert [may_hold(register, day) for day in (begun - timedelta(days=1), begun)] == ["no", "yes"]
    course.goes("left_role", "line_manager", date(2023, 5, 2))
    assert known(register).employed_for_pqip == Span(since=begun, until=date(2023, 5, 2))


def test_somebody_nobody_has_registered_loses_no_award(register: Engine) -> None:
    course = Course(register, team="N03F01")
    to_decided(course, "SIGN_OFF")
    course.goes("sign_off_confirmed", "chief_probation_officer", date(2023, 3, 20), letter="CPO/1")
    assert became(register) == [
        ("alignment", "not_registered"),
        ("alignment", "not_registered"),
        ("award", "not_registered"),
    ]
    with reading(register) as session:
        told = [line for line in notices(session, WhichNotices(sentence_id="Q-1")).items if "/record/" in line.key]
    assert {line.to for line in told} == {"line_manager", "hr_business_partner"}
    assert {line.title for line in told} == {"Established, and nobody is registered to record it of"}
    with writing(register) as session:
        assert record_waiting(session, limit=50) == 0
    registered(register)
    with writing(register) as session:
        assert record_waiting(session, limit=50) == 3
        assert record_waiting(session, limit=50) == 0
    assert may_hold(register, date(2023, 3, 20)) == "yes"
    assert aside(register) == ()
    assert {line.settled for line in aside(register, settled=True)} == {"recorded"}


def test_a_record_that_says_otherwise_is_never_overwritten(register: Engine) -> None:
    by_hand = Qualification(award="cpo_sign_off", qualified_on=date(2023, 3, 1), evidence=("letter",))
    registered(register, qualifications=(by_hand,))
    course = to_decided(Course(register), "SIGN_OFF")
    course.goes("sign_off_confirmed", "chief_probation_officer", date(2023, 3, 20), letter="CPO/1")
    assert known(register).qualifications == (by_hand,)
    [line] = aside(register)
    assert (line.why, line.event_id, line.rule) == ("contradicts", f"Q-1/{course.case.number}", "QAP-C-b")
    assert line.says == "The record has this award already, of another day than 20 March 2023."
    struck = {
        "what": "qualification_struck",
        "on": date(2023, 3, 21),
        "award": "cpo_sign_off",
        "qualified_on": by_hand.qualified_on,
    }
    change(register, struck)
    with writing(register) as session:
        assert record_waiting(session, limit=50) == 1
    assert [held.qualified_on for held in known(register).qualifications] == [date(2023, 3, 20)]
    assert RecordedFact(number=course.case.number, what="qualification", became="recorded", entry=5) in facts(register)


def facts(register: Engine) -> tuple[RecordedFact, ...]:
    with reading(register) as session:
        return facts_of(session, "Q-1", STAFF)


def test_people_may_decide_that_the_record_stands(register: Engine) -> None:
    registered(register, alignment=Alignment(started_on=date(2021, 6, 1)))
    to_decided(Course(register), "NO_ACTION")
    [line] = aside(register)
    assert line.says == "The record has an alignment that began on 1 June 2021."
    with writing(register) as session:
        assert leave(session, line.event_id, staff_id=STAFF, because="It began in the old area.", by=HR)
        assert not leave(session, line.event_id, staff_id=STAFF, because="Again.", by=HR)
        with pytest.raises(UnknownFact):
            leave(session, line.event_id, staff_id="N03A045", because="x", by=HR)
        assert record_waiting(session, limit=50) == 0
    [settled] = aside(register, settled=True)
    assert (settled.settled, settled.because, settled.settled_by) == ("left", "It began in the old area.", "N03H001")
    assert ("alignment", "left") in became(register)


def test_what_the_record_says_already_is_not_written_again(register: Engine) -> None:
    held = Qualification(award="cpo_sign_off", qualified_on=date(2023, 3, 20), evidence=("letter",))
    registered(register, qualifications=(held,), alignment=Alignment(started_on=STARTED))
    course = to_decided(Course(register), "SIGN_OFF")
    course.goes("sign_off_confirmed", "chief_probation_officer", date(2023, 3, 20), letter="CPO/1")
    assert became(register) == [("alignment", "recorded")]
    assert aside(register) == ()


def test_an_id_that_somebody_took_for_another_entry_stops_no_qualification(register: Engine) -> None:
    registered(register)
    vetted = {"what": "vetting", "span": {"since": "2023-02-01"}}
    with writing(register) as session:
        at = datetime(2023, 2, 1, 9, tzinfo=ZoneInfo("Europe/London"))
        record(session, STAFF, STAFF_CHANGE.validate_python(vetted), event_id="Q-1/2", by=HR, at=at)
    to_decided(Course(register), "SIGN_OFF")
    assert [line.says for line in aside(register)] == ["The record has something else under the id of this entry."]

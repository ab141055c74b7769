"""A qualification as a workflow: told and answered like a sentence, and silent on what HR alone may read."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import Engine
from temporalio.api.enums.v1 import EventType
from temporalio.api.sdk.v1 import WorkflowMetadata

from policy.case import Case
from policy.facts import Facts
from policy.workforce.practitioner import Authorisation, HeldPost, Place, Practitioner, Span
from policy.workforce.roles import Role
from policy.workforce.standing import standing
from register.connection import reading
from register.practitioners import practitioner
from register.read.qualifications import WhichQualifications, qualification, qualifications
from register.read.unrecorded import facts_of
from tests.workflows.clock import now
from tests.workflows.staff import write
from tests.workflows.stage import Stage, event, order, sentence_id
from tests.workflows.test_what_operators_see import counted, summaries
from tests.workflows.world import world
from workflows.messages import workflow_id
from workflows.standings import WATCH_ID, WATCH_WORKFLOW, WatchRun, standing_workflow_id

SECRET = "an allegation that is looked into"
HIDDEN = ("proceedings", "QAP-D-03", "QAP-D-04", SECRET, "N03A044", "Urgent")


def somebody() -> Case:
    """Return a qualification to which nothing has happened yet."""
    facts = Facts(staff_id="N03A044", team="N03F01", region="Wales")
    return Case(sentence_id=sentence_id().replace("S-", "Q-"), kind="qualification", facts=facts)


async def test_a_qualification_lives_by_the_loop_until_it_has_its_end(stage: Stage) -> None:
    case = somebody()
    async with stage.worker():
        opened = await stage.start(case, event("qualification_gap_found", "business_manager", now()))
        assert opened.phase == "checklist"
        told = await stage.send(case, event("gap_notified", "business_manager", now()))
        assert "QAP-P-03" in {duty.rule for duty in told.opened}
        refused = await stage.send(case, event("gap_notified", "staff_member", now()))
        assert refused.refusal is not None
        assert refused.refusal.reason == "WrongSender"
        await stage.send(case, event("certificates_checked", "business_manager", now(), meet_guidance=True))
        ended = await stage.handle(case).result()
    assert ended.phase == "closed"
    assert workflow_id(case.kind, case.sentence_id) == f"qualification/{case.sentence_id}"
    assert stage.kept(case) == ended


async def test_operators_and_notices_say_nothing_of_what_hr_alone_may_read(stage: Stage) -> None:
    case = somebody()
    matter = event("employment_matter_recorded", "hr_business_partner", now(), conduct_proceedings=True, detail=SECRET)
    async with stage.worker():
        await stage.start(case, event("qualification_gap_found", "business_manager", now()))
        answer = await stage.send(case, matter)
        assert [duty.rule for duty in answer.opened] == ["QAP-D-04"]
        for name, by in (
            ("gap_notified", "business_manager"),
            ("diagnostic_conversation_held", "line_manager"),
            ("checklist_received", "workforce_programme"),
        ):
            await stage.send(case, event(name, by, now()))
        decided = event("alignment_decided", "senior_policy_manager", now(), outcome="SIGN_OFF", rationale="R8")
        refused = await stage.send(case, decided)
        assert refused.refusal is not None
        assert refused.refusal.rules == ("QAP-D-03",)
        of_kind = "SentenceType = 'qualification' AND Phase = 'deciding'"
        asked = f"WorkflowId = 'qualification/{case.sentence_id}' AND {of_kind}"
        assert await counted(stage.client, asked) == 1
        description = await stage.handle(case).describe()
        history = await stage.handle(case).fetch_history()
        metadata = await stage.handle(case).query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
    labels = [
        *summaries(history, EventType.EVENT_TYPE_TIMER_STARTED),
        *summaries(history, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED),
        *summaries(history, EventType.EVENT_TYPE_MARKER_RECORDED),
    ]
    notices = [line.model_dump_json() for line in stage.told(case)]
    shown = (str(description.typed_search_attributes), metadata.current_details, *labels, *notices)
    assert await description.static_summary() == "Qualification: alignment"
    assert metadata.current_details.startswith("**Qualification: alignment** · deciding")
    assert "something confidential" in metadata.current_details
    assert any("for the roles that may" in notice for notice in notices)
    assert [(hidden, text) for hidden in HIDDEN for text in shown if hidden in text] == []


def nobody_qualified(stage: Stage, staff_id: str, at: datetime, *, role: Role = "probation_officer") -> None:
    """Register somebody authorised in a post since a moment, who has shown no qualification."""
    known = Practitioner(
        staff_id=staff_id,
        employment_start=at.date(),
        posts=(HeldPost(since=at.date(), role=role),),
        places=(Place(since=at.date(), region="Wales", team="N03F01"),),
        vetting=(Span(since=at.date()),),
        authorisations=(Authorisation(status="active", since=at),),
    )
    write(stage.register, staff_id, {"what": "registered", "on": at.date(), "practitioner": known}, at)


def begun(stage: Stage, staff_id: str) -> list[Case]:
    """Return the qualifications of a member of staff that the register has."""
    with reading(stage.register) as session:
        lines = qualifications(session, WhichQualifications(staff_id=staff_id)).items
        return [qualification(session, line.qualification_id).case for line in lines]


async def watched(stage: Stage) -> None:
    """Let the watch of standing look once, and what it began be told."""
    await stage.client.execute_workflow(
        WATCH_WORKFLOW, WatchRun(), id=f"{WATCH_ID}/{uuid4().hex[:8]}", task_queue=stage.task_queue, result_type=int
    )


def rights(stage: Stage, staff_id: str, at: datetime) -> str:
    with reading(stage.register) as session:
        known = practitioner(session, staff_id)
    assert known is not None
    return standing(known, at).may_hold


async def to_sign_off(stage: Stage, case: Case) -> None:
    """Let an alignment that has begun go as far as the letter of the Chief Probation Officer."""
    for name, by, said in (
        ("gap_notified", "business_manager", {}),
        ("diagnostic_conversation_held", "line_manager", {}),
        ("checklist_received", "workforce_programme", {}),
        ("alignment_decided", "senior_policy_manager", {"outcome": "SIGN_OFF", "rationale": "Twelve years."}),
        ("outcome_notified", "workforce_programme", {}),
        ("sign_off_audited", "workforce_programme", {"passed": True}),
        ("sign_off_confirmed", "chief_probation_officer", {"letter": "CPO/7"}),
    ):
        answer = await stage.send(case, event(name, by, now(), **said))
        assert answer.accepted, (name, answer.refusal)


async def test_a_gap_begins_an_alignment_whose_sign_off_reaches_the_record_and_the_sentences_held(
    stage: Stage,
) -> None:
    held = order("community_order", rosh="high")
    async with stage.worker():
        await stage.start(held, event("order_made", "court", now()))
        await stage.send(
            held, event("allocated", "senior_probation_officer", now(), practitioner="N07", rationale="fits")
        )
        nobody_qualified(stage, "N07", now() - timedelta(days=2))
        await watched(stage)
        await stage.client.get_workflow_handle(standing_workflow_id("N07")).result()
        [case] = await there(stage, "N07")
        assert {duty.rule for duty in case.duties} >= {"QG-11-a", "QG-33", "QAP-D1-b"}
        assert case.facts.current_role == "Probation Officer"
        assert await reallocated(stage, held, 1) == ["QG-22-a"]
        await watched(stage)
        assert len(begun(stage, "N07")) == 1
        await to_sign_off(stage, case)
        assert rights(stage, "N07", now()) == "yes"
        await watched(stage)
        await stage.client.get_workflow_handle(standing_workflow_id("N07")).result()
        assert await reallocated(stage, held, 0) == []


async def there(stage: Stage, staff_id: str) -> list[Case]:
    """Return the qualifications of a member of staff once the register has one."""
    while not (found := begun(stage, staff_id)):
        await stage.client.service_client.check_health()
    return found


async def reallocated(stage: Stage, held: Case, number: int) -> list[str]:
    """Return the rules by which a sentence asks for another holder, once there are so many."""
    while len(found := [duty.rule for duty in stage.record(held).case.duties if duty.part == "reallocate"]) != number:
        await stage.client.service_client.check_health()
    return found


async def test_what_nobody_was_registered_for_is_recorded_by_the_watch_once_somebody_is(stage: Stage) -> None:
    case = somebody().model_copy(update={"facts": Facts(staff_id="N08")})
    async with stage.worker():
        await stage.start(case, event("qualification_gap_found", "business_manager", now()))
        await to_sign_off(stage, case)
        told = [line.to for line in stage.told(case) if "/record/" in line.key]
        assert set(told) == {"line_manager", "hr_business_partner"}
        nobody_qualified(stage, "N08", now() - timedelta(days=2))
        assert rights(stage, "N08", now()) == "no"
        await watched(stage)
        assert rights(stage, "N08", now()) == "yes"
        await watched(stage)
    with reading(stage.register) as session:
        assert [fact.became for fact in facts_of(session, case.sentence_id, "N08")] == ["recorded"] * 3
    assert len(begun(stage, "N08")) == 1


async def test_as_many_as_are_registered_at_once_each_begin_one_diploma(stage: Stage) -> None:
    staff = [f"N09A{number:03}" for number in range(40)]
    for staff_id in staff:
        nobody_qualified(stage, staff_id, now() - timedelta(days=2), role="probation_services_officer")
    async with stage.worker():
        while not all(begun(stage, staff_id) for staff_id in staff):
            await watched(stage)
        await watched(stage)
    assert [[case.phase for case in begun(stage, staff_id)] for staff_id in staff] == [["diploma"]] * len(staff)


async def test_the_end_of_three_years_ends_the_alignment_in_the_record_and_the_right_to_hold_cases(
    register: Engine,
) -> None:
    begin = datetime(2031, 3, 3, 9, tzinfo=UTC)
    async with world(register) as here:
        stage = here.stage
        await here.begin(begin)
        nobody_qualified(stage, "N10", begin)
        with here.without_skipping():
            await watched(stage)
            [case] = await there(stage, "N10")
        for name, by, said in (
            ("gap_notified", "business_manager", {}),
            ("diagnostic_conversation_held", "line_manager", {}),
            ("checklist_received", "workforce_programme", {}),
            ("alignment_decided", "senior_policy_manager", {"outcome": "CONVERSION", "rationale": "Two years."}),
            ("outcome_notified", "workforce_programme", {}),
            ("consent_recorded", "staff_member", {"consent": "yes"}),
        ):
            assert (await stage.send(case, event(name, by, begin, **said))).accepted, name
        last = datetime(2034, 3, 3, 12, tzinfo=UTC)
        await here.reach(last)
        assert (await here.come_to_rest(case, last)).phase == "conversion"
        assert rights(stage, "N10", last) == "conditional"
        after = last + timedelta(days=1)
        await here.reach(after)
        assert (await here.come_to_rest(case, after)).phase == "offer"
    assert rights(stage, "N10", after) == "no"
    with reading(register) as session:
        known = practitioner(session, "N10")
    assert known is not None
    assert known.alignment is not None
    assert (known.alignment.ended_on, known.alignment.result) == (date(2034, 3, 4), "neither")

"""A qualification as a workflow: told and answered like a sentence, and silent on what HR alone may read."""

from temporalio.api.enums.v1 import EventType
from temporalio.api.sdk.v1 import WorkflowMetadata

from policy.case import Case
from policy.facts import Facts
from tests.workflows.clock import now
from tests.workflows.stage import Stage, event, sentence_id
from tests.workflows.test_what_operators_see import counted, summaries
from workflows.messages import workflow_id

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
    assert "something confidential" in metadata.current_details
    assert any("for the roles that may" in notice for notice in notices)
    assert [(hidden, text) for hidden in HIDDEN for text in shown if hidden in text] == []

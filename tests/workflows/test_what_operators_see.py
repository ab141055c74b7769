"""What operators see in the Temporal UI: labels, a diary, filters; and never whose sentence it is."""

import asyncio

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import Client, WorkflowHistory
from temporalio.converter import default as default_converter

from policy.case import Case, Duty
from policy.facts import Facts
from policy.vocabulary import LIFECYCLE
from tests.workflows.clock import now
from tests.workflows.stage import SOMEBODY, Stage, custody, event, order
from workflows import search_attributes, sight
from workflows.messages import DiaryEntry, TimelineEntry


async def counted(client: Client, query: str) -> int:
    """Return how many workflows a query finds, once it finds any: visibility lags a little behind."""
    async with asyncio.timeout(20):
        while True:
            found = (await client.count_workflows(query)).count
            if found:
                return found


def summaries(history: WorkflowHistory, kind: EventType.ValueType) -> list[str]:
    """Return the labels of a history's events of one kind."""
    convert = default_converter().payload_converter.from_payload
    return [
        str(convert(event.user_metadata.summary))
        for event in history.events
        if event.event_type == kind and event.HasField("user_metadata")
    ]


async def test_sentences_are_found_by_what_they_are_and_not_by_whose(stage: Stage) -> None:
    case = order(region="Wales", prison="LEI", tier="C2")
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        await stage.send(
            case, event("allocated", "senior_probation_officer", now(), practitioner="N03A019", rationale="fits")
        )
        asked = (
            f"WorkflowId = 'community-order/{case.sentence_id}' AND SentenceType = 'community_order' "
            "AND Phase = 'induction' AND Region = 'Wales' AND Establishment = 'LEI' AND Practitioner = 'N03A019' "
            "AND Tier = 'C2' AND RiskOfSeriousHarm = 'medium' AND OverdueCount = 0 "
            "AND NextDueDate > '2020-01-01T00:00:00Z'"
        )
        found = await counted(stage.client, asked)
        description = await stage.handle(case).describe()

    assert found == 1
    written = str(description.typed_search_attributes) + description.id
    for identifier in (SOMEBODY.prison_number, SOMEBODY.crn):
        assert identifier is not None
        assert identifier not in written


async def test_the_timer_and_the_activities_say_what_they_are_for(stage: Stage) -> None:
    case = order()
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        history = await stage.handle(case).fetch_history()
        stands = await stage.case(case)

    assert summaries(history, EventType.EVENT_TYPE_TIMER_STARTED) == [f"until {stands.next_says}"]
    assert summaries(history, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED) == ["1 · order_made"]


async def test_summary_details_and_diary_are_there_to_read(stage: Stage) -> None:
    case = order()
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        described = await stage.client.workflow_service.describe_workflow_execution(
            DescribeWorkflowExecutionRequest(
                namespace=stage.client.namespace, execution=WorkflowExecution(workflow_id=stage.handle(case).id)
            )
        )
        metadata = await stage.handle(case).query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
        diary = await stage.handle(case).query("diary", result_type=tuple[DiaryEntry, ...])
        timeline = await stage.handle(case).query("timeline", result_type=tuple[TimelineEntry, ...])

    convert = default_converter().payload_converter.from_payload
    told = described.execution_config.user_metadata
    assert convert(told.summary) == "Community order"
    assert case.sentence_id in str(convert(told.details))
    assert "**Community order** · awaiting_allocation" in metadata.current_details
    assert f"**{diary[0].day:%d %b %Y}** {diary[0].title}" in metadata.current_details
    signals = {signal.name: signal.description for signal in metadata.definition.signal_definitions}
    updates = {update.name: update.description for update in metadata.definition.update_definitions}
    assert set(LIFECYCLE) <= set(signals)
    assert updates["allocated"] == "a named practitioner is given the case"
    assert [(entry.number, entry.event, entry.outcome) for entry in timeline] == [(1, "order_made", "decided")]
    assert [entry.day for entry in diary if entry.day] == sorted(entry.day for entry in diary if entry.day)


def test_only_what_changed_is_upserted() -> None:
    case = custody(tier="B2")
    held = search_attributes.attributes(case)
    lower = case.model_copy(update={"facts": case.facts.model_copy(update={"tier": None})})

    assert search_attributes.changes(case, held) == []
    assert [change.key for change in search_attributes.changes(lower, held)] == [search_attributes.TIER]


def test_a_long_diary_is_cut_and_says_so() -> None:
    opened_on = now().date()
    duties = tuple(
        Duty(id=f"d/{n}", rule="SMC-1", title="Something owed", opened_on=opened_on, due_on=opened_on)
        for n in range(sight.SHOWN + 3)
    )
    case = Case(sentence_id="S-1", kind="community_order", duties=duties, facts=Facts())

    assert sight.current_details(case).count("Something owed") == sight.SHOWN
    assert "- and 3 more" in sight.current_details(case)
    assert "- nothing is owed" in sight.current_details(order())

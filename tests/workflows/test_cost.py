"""What a message and a wake may cost, counted in stored histories: a dear change is seen before it is deployed."""

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

from tests.workflows.costs import CEILINGS, costs, stored, table

STORED = list(stored())


@pytest.mark.parametrize("history", STORED, ids=lambda history: history.workflow_id)
def test_nothing_costs_more_than_its_ceiling(history: WorkflowHistory) -> None:
    dear = [cost for cost in costs(history) if cost.events > CEILINGS[cost.what, cost.outcome]]

    assert dear == []


@pytest.mark.parametrize("history", STORED, ids=lambda history: history.workflow_id)
def test_one_timer_is_pending_whatever_the_number_of_duties(history: WorkflowHistory) -> None:
    pending = most = 0
    for event in history.events:
        if event.event_type == EventType.EVENT_TYPE_TIMER_STARTED:
            pending += 1
        elif event.event_type in {EventType.EVENT_TYPE_TIMER_FIRED, EventType.EVENT_TYPE_TIMER_CANCELED}:
            pending -= 1
        most = max(most, pending)

    assert most <= 1


def test_the_table_has_every_kind_of_event_that_has_a_ceiling() -> None:
    counted = {(cost.what, cost.outcome) for history in STORED for cost in costs(history)}

    assert {what for what, _ in counted} == {what for what, _ in CEILINGS}
    assert {outcome for _, outcome in counted} == {outcome for _, outcome in CEILINGS}
    assert "| wake of the clock | only records |" in table(STORED)

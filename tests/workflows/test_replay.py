"""Every stored history replays with today's workflows: finished ones, and ones that still wait."""

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from tests.workflows.costs import stored
from workflows.connection import WORKFLOWS, plugin

STORED = list(stored())


@pytest.mark.parametrize("history", STORED, ids=lambda history: history.workflow_id)
async def test_a_stored_history_replays(history: WorkflowHistory) -> None:
    replayed = await Replayer(workflows=WORKFLOWS, plugins=[plugin()]).replay_workflow(history)

    assert replayed.replay_failure is None


def test_each_workflow_has_a_history_that_waits_and_one_that_is_finished() -> None:
    names = {history.workflow_id for history in STORED}

    for kind in ("custodial_sentence", "community_order", "suspended_sentence_order", "qualification"):
        for state in ("waiting", "finished"):
            assert any(name.startswith(kind) and state in name for name in names), f"{kind}: none {state}"

import socket

import pytest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from local.machine import program
from local.polls import polls
from workflows.connection import WORKFLOWS, plugin
from workflows.messages import TASK_QUEUE


async def test_a_worker_is_healthy_while_it_asks_for_work(monkeypatch: pytest.MonkeyPatch) -> None:
    binary = str(program("temporal"))
    async with await WorkflowEnvironment.start_local(dev_server_existing_path=binary, plugins=[plugin()]) as world:
        monkeypatch.setenv("TEMPORAL_ADDRESS", world.client.service_client.config.target_host)
        monkeypatch.setenv("TEMPORAL_NAMESPACE", world.client.namespace)
        host = socket.gethostname()
        assert not await polls(host)
        async with Worker(world.client, task_queue=TASK_QUEUE, workflows=WORKFLOWS):
            while not await polls(host):
                pass
            assert not await polls("another-machine")

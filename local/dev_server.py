"""The Temporal dev server from its wheel: on a file, with our search attributes and the settings that decide."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest, DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.service import RPCError

from local.settings import LocalSettings

NAMESPACE = "default"
# Twice the speed of the defaults and nothing acknowledged is lost; a stuck sentence shows in the UI within seconds.
SQLITE = ("journal_mode=WAL", "synchronous=NORMAL")
DYNAMIC = (
    "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=2",
    "frontend.WorkflowPauseEnabled=true",
)
PAUSE_SECONDS = 0.2


def command(binary: Path, settings: LocalSettings, search_attributes: Iterable[str]) -> list[str]:
    """Return the command line of the server. A search attribute is `Name=Type`; a restart with new ones adds them."""
    line = [str(binary), "server", "start-dev", "--ip", "127.0.0.1", "--namespace", NAMESPACE, "--log-level", "warn"]
    line += ["--port", str(settings.temporal_port), "--ui-port", str(settings.ui_port)]
    line += ["--db-filename", str(settings.folder.resolve() / "temporal.db")]
    for option, values in (
        ("--sqlite-pragma", SQLITE),
        ("--dynamic-config-value", DYNAMIC),
        ("--search-attribute", tuple(search_attributes)),
    ):
        for value in values:
            line += [option, value]
    return line


def write_profile(settings: LocalSettings) -> None:
    """Write the Temporal profile of the local server: `TEMPORAL_CONFIG_FILE` for our processes, and for people too."""
    settings.temporal_profile.write_text(
        f'[profile.default]\naddress = "{settings.temporal_address}"\nnamespace = "{NAMESPACE}"\n', encoding="utf-8"
    )


async def answers(settings: LocalSettings, check: Callable[[], None]) -> Client:
    """Return a client once the server knows its namespace. `check` raises when waiting has no point any more."""
    while True:
        check()
        try:
            client = await Client.connect(settings.temporal_address, namespace=NAMESPACE)
            await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace=NAMESPACE))
        except (RPCError, RuntimeError):
            await asyncio.sleep(PAUSE_SECONDS)
        else:
            return client


async def has_worker(settings: LocalSettings, task_queue: str, check: Callable[[], None]) -> None:
    """Return once a worker asks for the work of the task queue. `check` raises when waiting has no point any more."""
    client = await answers(settings, check)
    question = DescribeTaskQueueRequest(
        namespace=NAMESPACE,
        task_queue=TaskQueue(name=task_queue),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    while not (await client.workflow_service.describe_task_queue(question)).pollers:
        check()
        await asyncio.sleep(PAUSE_SECONDS)

"""Whether the worker of this machine asks for work: the health check of a worker, which has no port of its own."""

import asyncio
import os
import socket
import sys

from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError

from workflows.messages import TASK_QUEUE


async def polls(host: str) -> bool:
    """Return whether a worker that runs on the host asked for workflow tasks in the last minutes."""
    client = await Client.connect(**ClientConfig.load_client_connect_config())
    question = DescribeTaskQueueRequest(
        namespace=client.namespace,
        task_queue=TaskQueue(name=TASK_QUEUE),
        task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    )
    answer = await client.workflow_service.describe_task_queue(question)
    return any(poller.identity.endswith(f"@{host}") for poller in answer.pollers)


def main() -> None:
    """Exit 0 when it does, 1 when not or when nobody answers."""
    try:
        says = "" if asyncio.run(polls(socket.gethostname())) else "no worker of this machine asks for work"
    except (RPCError, RuntimeError) as fault:
        says = f"Temporal does not answer: {fault}"
    if says:
        sys.stderr.write(f"polls: {says}\n")
        sys.stderr.flush()
    # The client's threads may outlive the interpreter and abort it, which would look like a sick worker.
    os._exit(1 if says else 0)


if __name__ == "__main__":
    main()

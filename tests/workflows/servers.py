"""Temporal servers from the wheels, as processes of ours."""

import asyncio
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from workflows.connection import plugin
from workflows.search_attributes import DECLARED

TEMPORAL = Path(sys.executable).parent / "temporal"
TEST_SERVER = Path(sys.executable).parent / "temporal-test-server"
PROMPT = 0.05


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


class DevServer:
    """The dev server, in memory or on a file. Killed and started again it listens on the same port."""

    def __init__(self, file: Path | None = None, *, declared: Sequence[str] = DECLARED) -> None:
        self._file, self._declared = file, declared
        self._port = free_port()
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"127.0.0.1:{self._port}"

    def start(self) -> Self:
        """Start it, and do not wait until it answers."""
        line = [str(TEMPORAL), "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", str(self._port)]
        line += ["--log-level", "error"]
        line += [part for declared in self._declared for part in ("--search-attribute", declared)]
        if self._file is not None:
            line += ["--db-filename", str(self._file)]
            line += ["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"]
        self._running = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return self

    def kill(self) -> None:
        """End it at once, without a chance to put anything away."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()
            self._running = None

    async def client(self) -> Client:
        """Return a client once the server knows its namespace."""
        async with asyncio.timeout(30):
            while True:
                try:
                    client = await Client.connect(self.address, plugins=[plugin()])
                    await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))
                except (RPCError, RuntimeError):
                    await asyncio.sleep(PROMPT)
                else:
                    return client

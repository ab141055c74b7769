"""A dev server for the session, and for each test a stage of its own on it."""

from collections.abc import Iterator

import pytest
import pytest_asyncio
from sqlalchemy import Engine
from temporalio.client import Client

from tests.workflows.registers import migrated, register, register_url
from tests.workflows.servers import DevServer
from tests.workflows.stage import Stage

__all__ = ["client", "dev_server", "migrated", "register", "register_url", "stage"]


@pytest.fixture(scope="session")
def dev_server() -> Iterator[DevServer]:
    """Give a dev server in memory."""
    server = DevServer().start()
    yield server
    server.kill()


@pytest_asyncio.fixture
async def client(dev_server: DevServer) -> Client:
    """Give a client of the dev server."""
    return await dev_server.client()


@pytest.fixture
def stage(client: Client, register: Engine) -> Stage:
    """Give a stage on the dev server, without a worker yet."""
    return Stage(client, register)

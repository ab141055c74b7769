"""An api over a real register and sentences that answer at once, on the afternoon of 9 March 2026."""

import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from api.app import create_app
from api.parts import Parts, parts_of
from api.settings import Settings
from register.connection import connect
from register.migrate import upgrade
from tests.api.callers import AFTERNOON, Caller
from tests.api.fakes import FakeSentences


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated register's file to copy."""
    file = tmp_path_factory.mktemp("api") / "migrated.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def register(migrated: Path, tmp_path: Path) -> Iterator[Engine]:
    """Give a register in which nobody is."""
    file = shutil.copyfile(migrated, tmp_path / "register.db")
    engine = connect(f"sqlite:///{file}")
    yield engine
    engine.dispose()


@pytest.fixture
def sentences(register: Engine) -> FakeSentences:
    """Give sentences that answer at once."""
    return FakeSentences(register, lambda: AFTERNOON)


@pytest.fixture(scope="session")
def built(migrated: Path) -> Iterator[FastAPI]:
    """Give an api over a register of its own: built once, because eighty endpoints take a while to build."""
    register = connect(f"sqlite:///{migrated}")
    yield create_app(Settings(), FakeSentences(register, lambda: AFTERNOON), register, clock=lambda: AFTERNOON)
    register.dispose()


@pytest.fixture
def app(built: FastAPI, register: Engine, sentences: FakeSentences) -> Iterator[FastAPI]:
    """Give the api over this test's register and sentences."""
    settings = Settings(probe_seconds=20)
    parts = Parts(settings=settings, sentences=sentences, register=register, clock=lambda: AFTERNOON)
    built.dependency_overrides[parts_of] = lambda: parts
    yield built
    built.dependency_overrides.clear()


@pytest.fixture
async def caller(app: FastAPI) -> AsyncIterator[Caller]:
    """Give somebody who calls the api."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
        yield Caller(client)

"""A register in which nobody is, for every test that asks for one."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from register.connection import connect
from register.migrate import upgrade


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("migrated") / "register.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def register_url(migrated: Path, tmp_path: Path) -> str:
    """Give the URL of a register in which nobody is."""
    return f"sqlite:///{shutil.copyfile(migrated, tmp_path / 'register.db')}"


@pytest.fixture
def register(register_url: str) -> Iterator[Engine]:
    """Give a register in which nobody is."""
    engine = connect(register_url)
    yield engine
    engine.dispose()

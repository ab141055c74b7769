"""A register for every test: the same tests on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import Engine
from sqlalchemy.engine import make_url

from register.connection import connect
from register.migrate import upgrade
from tests.register.databases import NoPostgresql, Postgresql, postgresql


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Postgresql]:
    """Give one PostgreSQL for all tests, or skip them and say why."""
    with ExitStack() as running:
        try:
            server = running.enter_context(postgresql())
        except NoPostgresql as fault:
            pytest.skip(str(fault))
        yield server


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: Postgresql) -> str:
    """Give the name of a migrated database to copy."""
    url = postgresql_server.database()
    upgrade(url)
    return cast("str", make_url(url).database)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a migrated SQLite file to copy."""
    file = tmp_path_factory.mktemp("register") / "migrated.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_file(migrated_sqlite: Path, tmp_path: Path) -> Path:
    """Give a migrated SQLite file in which nobody is."""
    return Path(shutil.copyfile(migrated_sqlite, tmp_path / "register.db"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_register_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the URL of a database in which nothing is."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'register.db'}"
        return
    server: Postgresql = request.getfixturevalue("postgresql_server")
    url = server.database()
    yield url
    server.remove(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def register_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Give the URL of a migrated register in which nobody is."""
    if request.param == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('sqlite_file')}"
        return
    server: Postgresql = request.getfixturevalue("postgresql_server")
    url = server.database(request.getfixturevalue("migrated_postgresql"))
    yield url
    server.remove(url)


@pytest.fixture
def register(register_url: str) -> Iterator[Engine]:
    """Give an engine on a migrated register in which nobody is."""
    engine = connect(register_url)
    yield engine
    engine.dispose()

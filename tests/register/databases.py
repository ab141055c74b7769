"""Databases to test on: SQLite files, and PostgreSQL in a container where an engine can be had."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy.engine import make_url
from testcontainers.community.postgres import PostgresContainer
from testcontainers.core.docker_client import DockerClient

from tests.register.loud import NO_POSTGRESQL

IMAGE = "postgres:17-alpine"


class NoPostgresql(Exception):
    """No container engine answers, or it cannot start PostgreSQL; the message says which."""


@dataclass
class Postgresql:
    """A running PostgreSQL that gives out databases."""

    admin_url: str
    _numbers: Iterator[int]

    def database(self, template: str = "template1") -> str:
        """Return the URL of a new database, made like the template."""
        name = f"register_{next(self._numbers)}"
        self._do(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        return make_url(self.admin_url).set(database=name).render_as_string(hide_password=False)

    def remove(self, url: str) -> None:
        """Remove a database that was given out, whoever is still connected."""
        name = make_url(url).database or ""
        self._do(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))

    def _do(self, statement: psycopg.sql.Composed) -> None:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    """Give a PostgreSQL in a container for as long as the block runs. Raises NoPostgresql."""
    try:
        DockerClient().client.ping()
        container = PostgresContainer(IMAGE, driver=None)
    except Exception as fault:
        raise _why(fault) from fault
    with ExitStack() as running:
        running.callback(container.stop)
        try:
            container.start()
        except Exception as fault:
            raise _why(fault) from fault
        yield Postgresql(container.get_connection_url(), count(1))


def _why(fault: Exception) -> NoPostgresql:
    said = str(fault).strip().partition("\n")[0][:200]
    return NoPostgresql(f"{NO_POSTGRESQL} ({type(fault).__name__}: {said})")

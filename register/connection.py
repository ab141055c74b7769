"""How the register is reached: one engine for a process, one session for a read or a write.

SQLite is opened with a write-ahead log, foreign keys and patience for other writers; a write takes its lock at the
start, so that two processes wait for each other and never find out half way. PostgreSQL is spoken to by psycopg 3.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from sqlite3 import Connection as SqliteConnection
from typing import cast

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel import Session

from register.faults import RegisterUnavailable, UnusableDatabase

DEFAULT_URL = "sqlite:///.local/register.db"
WAIT_SECONDS = 15
_WRITES = "throughcare_writes"
_READS = {"throughcare_reads": True, "postgresql_readonly": True}


def database_url(url: str) -> URL:
    """Return the URL with the driver we use. Raises UnusableDatabase for anything but a SQLite file or PostgreSQL."""
    try:
        asked = make_url(url)
    except ArgumentError:
        raise UnusableDatabase("the database URL is not one: expected sqlite:///FILE or postgresql://…") from None
    dialect = asked.drivername.partition("+")[0]
    if dialect in {"postgres", "postgresql"}:
        return asked.set(drivername="postgresql+psycopg")
    if dialect != "sqlite":
        raise UnusableDatabase(f"the register runs on sqlite and postgresql, not on {dialect}")
    if asked.database in {None, "", ":memory:"} or asked.query.get("mode") == "memory":
        raise UnusableDatabase("the register needs a file that several threads and processes can open, not memory")
    return asked


def sqlite_file(url: URL) -> Path | None:
    """Return the file of a SQLite register, and nothing for PostgreSQL."""
    if url.get_backend_name() != "sqlite":
        return None
    return Path(str(url.database).removeprefix("file:").partition("?")[0])


def connect(url: str = DEFAULT_URL, *, pool_size: int = 10) -> Engine:
    """Return an engine for the register at this URL; nothing is opened before it is used.

    A SQLite file's folder is made. `pool_size` is how many connections stay open; as many again are opened in a rush.
    Raises UnusableDatabase.
    """
    where = database_url(url)
    if file := sqlite_file(where):
        file.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(where, pool_size=pool_size, max_overflow=pool_size)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        where,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_pre_ping=True,
        connect_args={"connect_timeout": WAIT_SECONDS, "application_name": "throughcare"},
    )
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """Give a session to read with; the database refuses a write in it. Raises RegisterUnavailable."""
    with _named_faults(), Session(engine, expire_on_commit=False) as session:
        session.connection(execution_options=_READS)
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """Give a session to write with: one transaction, committed when the block ends and undone when it fails.

    Raises RegisterUnavailable when the database does not answer or other writers keep it busy for too long.
    """
    with _named_faults(), Session(engine, expire_on_commit=False) as session:
        session.connection(execution_options={_WRITES: True})
        yield session
        session.commit()


def as_writer(engine: Engine) -> Engine:
    """Return the engine as one whose transactions all write: a migration's, say. It shares the connections."""
    return engine.execution_options(**{_WRITES: True})


@contextmanager
def _named_faults() -> Iterator[None]:
    try:
        yield
    except PoolExhausted as fault:
        raise RegisterUnavailable("every connection to the register is in use") from fault
    except DBAPIError as fault:
        if not (fault.connection_invalidated or isinstance(fault, OperationalError | InterfaceError)):
            raise
        why = str(fault.orig).strip().partition("\n")[0]
        raise RegisterUnavailable(f"the register does not answer: {why}") from fault


def _prepare_sqlite(raw: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection = cast("SqliteConnection", raw)
    connection.isolation_level = None  # transactions begin where SQLAlchemy says, by `_begin_sqlite`
    connection.execute(f"PRAGMA busy_timeout = {WAIT_SECONDS * 1000}")  # first, since the next line may have to wait
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # what was remembered is on disk, whatever stops the machine
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")  # REPLACE meets the journal's triggers


def _begin_sqlite(connection: Connection) -> None:
    asked = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if 'throughcare_reads' in asked else 'OFF'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _WRITES in asked else "BEGIN")


def _prepare_postgresql(raw: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = raw.cursor()
    cursor.execute(f"SET lock_timeout = '{WAIT_SECONDS}s'")
    cursor.execute(f"SET idle_in_transaction_session_timeout = '{4 * WAIT_SECONDS}s'")  # a hung worker lets go
    cursor.close()
    raw.commit()

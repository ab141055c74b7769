"""What Alembic runs a migration in: one transaction, and one process at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from sqlalchemy import Connection, Engine, text

from register.connection import as_writer
from register.practitioner_tables import PractitionerRow

_LOCK = 0x7468726F  # "thro": the advisory lock of this register's migrations


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    context.configure(
        connection=connection,
        target_metadata=PractitionerRow.metadata,
        compare_type=True,
        transactional_ddl=True,
        render_as_batch=connection.dialect.name == "sqlite",
    )
    context.run_migrations()


@contextmanager
def _tables_may_be_made_anew(connection: Connection) -> Iterator[None]:
    """Let SQLite make a table anew although others refer to it, as its own manual says: references are checked after.

    The switch has no effect inside a transaction, so it is set on the connection itself.
    """
    raw = connection.connection.driver_connection
    if connection.dialect.name != "sqlite" or raw is None:
        yield
        return
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        yield
        if broken := raw.execute("PRAGMA foreign_key_check").fetchone():
            raise RuntimeError(f"the migration left a row without what it refers to: {broken[0]}")
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


_engine: Engine = context.config.attributes["engine"]
with as_writer(_engine).connect() as _connection, _tables_may_be_made_anew(_connection), _connection.begin():
    _migrate(_connection)

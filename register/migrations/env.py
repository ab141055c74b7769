"""What Alembic runs a migration in: one transaction, and one process at a time."""

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


_engine: Engine = context.config.attributes["engine"]
with as_writer(_engine).begin() as _connection:
    _migrate(_connection)

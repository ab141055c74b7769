"""The column types that both databases must agree on: instants in UTC, documents, and the database's own clock."""

from datetime import UTC, datetime

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Integer
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeDecorator, TypeEngine


class Instant(TypeDecorator[datetime]):
    """A moment with its zone: written and read as UTC, to the microsecond, on both databases.

    SQLite has no zones, so it keeps UTC as text that sorts by time. Raises ValueError for a moment without zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC, without zone where the database knows none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone: the register keeps instants only")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment with zone UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class Document(TypeDecorator[object]):
    """A JSON value, kept as it was written: no database rewrites it, and nothing said is SQL NULL, not JSON null."""

    impl = JSON(none_as_null=True)
    cache_ok = True


class Running(TypeDecorator[int]):
    """A number that the database counts up, wide enough for decades; SQLite counts in its INTEGER only."""

    impl = BigInteger
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[int]:
        """Return the type that this database counts in."""
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else BigInteger())


class RecordedNow(FunctionElement[datetime]):
    """The moment by the database's clock: one clock for all workers, and none in our code."""

    type = Instant()
    inherit_cache = True


@compiles(RecordedNow, "sqlite")
def _sqlite_now(_element: RecordedNow, _compiler: SQLCompiler, **_: object) -> str:
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


@compiles(RecordedNow, "postgresql")
def _postgresql_now(_element: RecordedNow, _compiler: SQLCompiler, **_: object) -> str:
    return "clock_timestamp()"

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, text
from sqlmodel import select

from policy.case import Decision, Event
from register.connection import connect, database_url, reading, writing
from register.faults import JournalGap, RegisterUnavailable, UnusableDatabase
from register.remember import remember
from register.tables import DutyRow, JournalRow, NoticeRow
from tests.register.lives import Life, duty

SUMMER = timezone(timedelta(hours=1))


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_spoken_to_by_psycopg_however_the_url_begins(scheme: str) -> None:
    assert database_url(f"{scheme}://a:b@db:5432/register").drivername == "postgresql+psycopg"


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://db/register", "nonsense"])
def test_a_database_the_register_cannot_run_on_is_refused_by_name(url: str) -> None:
    with pytest.raises(UnusableDatabase):
        connect(url)


def test_sqlite_is_opened_with_a_write_ahead_log_foreign_keys_and_patience(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    file = tmp_path_factory.mktemp("new") / "folder" / "register.db"
    with connect(f"sqlite:///{file}").connect() as connection:
        found = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert found == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 15_000, "synchronous": 2}


def test_a_register_that_does_not_answer_is_said_by_name_and_without_its_password() -> None:
    engine = connect("postgresql://somebody:not-to-be-shown@127.0.0.1:1/register")
    with pytest.raises(RegisterUnavailable) as fault, reading(engine):
        pass
    assert "not-to-be-shown" not in str(fault.value)


def test_a_write_that_fails_half_way_leaves_nothing(register: Engine) -> None:
    life = Life()
    first, _, third = life.begins(opened=(duty(),)), life.opens(), life.opens()
    with pytest.raises(JournalGap), writing(register) as session:
        _ = [told.into(session) for told in (first, third)]
    with reading(register) as session:
        assert [session.exec(select(table)).all() for table in (JournalRow, DutyRow, NoticeRow)] == [[], [], []]


def test_instants_come_back_as_the_same_moment_in_utc(register: Engine) -> None:
    at = datetime(2026, 7, 1, 0, 30, 0, 123_456, tzinfo=SUMMER)
    entry = Life().begins(opened=(duty(due_at=at),))
    event = Event(id="e-1", name="order_made", at=at, on=date(2026, 7, 1))
    with writing(register) as session:
        remember(session, **(vars(entry) | {"event": event}))
    with reading(register) as session:
        journal = session.exec(select(JournalRow)).one()
        kept = session.exec(select(DutyRow)).one()
    assert journal.happened_at == at
    assert (journal.happened_at.tzinfo, journal.happened_at.hour) == (UTC, 23)
    assert (kept.due_at, kept.limit_on) == (at, date(2026, 7, 1))
    assert journal.recorded_at is not None
    assert journal.recorded_at.tzinfo is UTC


def test_a_moment_without_zone_is_refused(register: Engine) -> None:
    naive = datetime(2026, 7, 1, 9, 30)  # noqa: DTZ001 - what is refused
    entry = Life().decided("order_made", Decision(phase="induction", opened=(duty(due_at=naive),)))
    with pytest.raises(Exception, match="time zone"):
        entry.remembered(register)


def test_what_only_reads_cannot_write_and_the_same_connection_can_later(register: Engine) -> None:
    with pytest.raises(Exception, match=r"read-only|readonly"), reading(register) as session:
        Life().begins().into(session)
    assert not Life().begins().remembered(register).duplicate

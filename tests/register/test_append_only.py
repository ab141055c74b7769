import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from register.connection import connect, reading, writing
from register.read.journal import WhichEntries, journal
from tests.register.lives import Life

CHANGES = [
    "UPDATE journal SET payload = '{}'",
    "UPDATE journal SET number = 7 WHERE number = 1",
    "DELETE FROM journal",
    "DELETE FROM sentence",
]


@pytest.mark.parametrize("change", CHANGES)
def test_no_entry_of_the_journal_can_be_changed_or_removed(register: Engine, change: str) -> None:
    Life().begins().remembered(register)
    with pytest.raises(IntegrityError), writing(register) as session:
        session.connection().execute(text(change))
    with reading(register) as session:
        (entry,) = journal(session, WhichEntries(sentence_id="CO-1")).items
    assert (entry.number, entry.payload) == (1, {"rationale": "as agreed", "days": 3})


def test_the_journal_cannot_be_emptied_or_its_entries_replaced(register: Engine) -> None:
    Life().begins().remembered(register)
    way_round = (
        "TRUNCATE journal CASCADE"
        if register.dialect.name == "postgresql"
        else "INSERT OR REPLACE INTO journal SELECT sentence_id, number, event_id, 'other', happened_on, happened_at, "
        "actor_role, actor_id, recorded_at, payload, decision, refusal, opened_with, rules, phase, stage FROM journal"
    )
    with pytest.raises(IntegrityError, match="append-only"), writing(register) as session:
        session.connection().execute(text(way_round))


def test_sqlite_keeps_the_journal_from_those_who_open_the_file_without_us(sqlite_file: Path) -> None:
    Life().begins().remembered(connect(f"sqlite:///{sqlite_file}"))
    with (
        closing(sqlite3.connect(sqlite_file)) as stranger,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        stranger.execute("INSERT OR REPLACE INTO journal SELECT * FROM journal")

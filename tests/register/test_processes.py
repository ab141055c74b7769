"""Real processes at the same register: at once, and killed half way."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen

from sqlalchemy import Engine
from sqlmodel import select

from register.connection import reading
from register.read.journal import folded
from register.tables import DutyRow, JournalRow, NoticeRow, PersonRow, SentenceRow
from tests.register.lives import Entry, Life, duty
from tests.register.rememberer import written

ROOT = Path(__file__).parents[2]


@contextmanager
def process(url: str, entry: Entry, *options: str) -> Iterator[Popen[str]]:
    """Give a process that is ready to remember the entry, and see that it is gone afterwards."""
    command = [sys.executable, "-m", "tests.register.rememberer", url, *options]
    with Popen(command, cwd=ROOT, stdin=PIPE, stdout=PIPE, text=True) as running:
        try:
            say(running, written(entry))
            assert hear(running) == "ready"
            yield running
        finally:
            running.kill()


def say(running: Popen[str], line: str = "") -> None:
    assert running.stdin is not None
    running.stdin.write(f"{line}\n")
    running.stdin.flush()


def hear(running: Popen[str]) -> str:
    assert running.stdout is not None
    return running.stdout.readline().strip()


def counted(register: Engine) -> list[int]:
    with reading(register) as session:
        tables = (PersonRow, SentenceRow, JournalRow, DutyRow, NoticeRow)
        return [len(session.exec(select(table)).all()) for table in tables]


def entries(life: Life) -> tuple[Entry, Entry]:
    first = life.begins(opened=(duty(),))
    return first, life.tells("probation_practitioner", "police")


def test_two_processes_that_begin_the_same_sentence_at_once_begin_it_once(register: Engine, register_url: str) -> None:
    first, _ = entries(Life())
    with process(register_url, first) as one, process(register_url, first) as other:
        say(one)
        say(other)
        assert sorted((hear(one), hear(other))) == ["duplicate", "first"]
    assert counted(register) == [1, 1, 1, 1, 0]


def test_two_processes_that_remember_the_same_entry_at_once_have_one_effect(
    register: Engine, register_url: str
) -> None:
    life = Life()
    first, second = entries(life)
    first.remembered(register)
    with process(register_url, second) as one, process(register_url, second) as other:
        say(one)
        say(other)
        assert sorted((hear(one), hear(other))) == ["duplicate", "first"]
    assert counted(register) == [1, 1, 2, 1, 2]
    with reading(register) as session:
        assert folded(session, "CO-1") == life.case


def test_two_processes_that_begin_two_sentences_of_one_person_know_it_is_one(
    register: Engine, register_url: str
) -> None:
    with (
        process(register_url, Life("CO-1", prison_number="A1234BC").begins()) as one,
        process(register_url, Life("CO-2").begins()) as other,
    ):
        say(one)
        say(other)
        assert (hear(one), hear(other)) == ("first", "first")
    assert counted(register) == [1, 2, 2, 0, 0]


def test_a_process_killed_before_it_committed_leaves_nothing_and_nobody_waits_for_it(
    register: Engine, register_url: str
) -> None:
    first, second = entries(Life())
    for entry, before, after in ((first, [0] * 5, [1, 1, 1, 1, 0]), (second, [1, 1, 1, 1, 0], [1, 1, 2, 1, 2])):
        with process(register_url, entry, "--and-hang") as killed:
            say(killed)
            assert hear(killed) == "written"
            killed.kill()
            killed.wait()
        assert counted(register) == before
        assert not entry.remembered(register).duplicate
        assert counted(register) == after


def test_what_one_process_is_writing_keeps_readers_from_nothing(register: Engine, register_url: str) -> None:
    first, second = entries(Life())
    first.remembered(register)
    with process(register_url, second, "--and-hang") as writer:
        say(writer)
        assert hear(writer) == "written"
        assert counted(register) == [1, 1, 1, 1, 0]
        say(writer)
        assert hear(writer) == "first"
    assert counted(register) == [1, 1, 2, 1, 2]

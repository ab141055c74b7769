"""Many threads that tell several sentences at once, in any order and more than once."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from random import Random
from threading import Barrier

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import col, select

from policy.case import Decision
from policy.facts import Facts
from register.connection import reading
from register.faults import JournalGap
from register.read.duties import open_duties
from register.read.journal import folded
from register.read.sentences import sentence
from register.tables import DutyRow, JournalRow, NoticeRow
from tests.register.lives import REFUSAL, Entry, Life, duty

THREADS = 6
STEPS = ("opens", "settles", "tells", "is refused", "moves")
sentence_numbers = count(1)
lives = st.lists(st.lists(st.sampled_from(STEPS), max_size=7), min_size=1, max_size=4)


def told(steps: Iterable[str]) -> tuple[Life, list[Entry]]:
    """Return a life of these steps and its entries."""
    life = Life(f"CO-{next(sentence_numbers)}", crn="X123456")
    entries = [life.begins(opened=(duty("SMC-5.6-b/1"),))]
    for step in steps:
        number = life.case.number + 1
        if step == "opens":
            entries.append(life.opens(duty(f"SMC-7.1-a/{number}"), duty(f"SMC-7.1-b/{number}")))
        elif step == "settles" and life.case.duties:
            entries.append(life.settles(life.case.duties[0].id))
        elif step == "tells":
            entries.append(life.tells("probation_practitioner", "police"))
        elif step == "is refused":
            entries.append(life.refused("termination", REFUSAL))
        else:
            moved = Decision(phase=f"phase_{number}", facts=Facts(practitioner=f"N03A{number:03}"))
            entries.append(life.decided("transfer", moved))
    return life, entries


def remember_all(register: Engine, entries: list[Entry], start: Barrier, seed: int) -> int:
    """Remember every entry, whoever else does so too, and return how many were ours."""
    start.wait()
    waiting = entries.copy()
    Random(seed).shuffle(waiting)  # noqa: S311 - an order of telling, not a secret
    ours = 0
    while waiting:
        entry = waiting.pop(0)
        try:
            ours += not entry.remembered(register).duplicate
        except JournalGap:
            waiting.append(entry)
    return ours


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=lives, seed=st.integers(min_value=0, max_value=10_000))
def test_entries_told_by_many_threads_in_any_order_have_one_effect_each(
    register: Engine, steps: list[list[str]], seed: int
) -> None:
    lived = [told(life) for life in steps]
    entries = [entry for _, of_one in lived for entry in of_one]
    start = Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as threads:
        ours = threads.map(lambda thread: remember_all(register, entries, start, seed + thread), range(THREADS))
        assert sum(ours) == len(entries)
    for life, of_one in lived:
        agrees(register, life, of_one)


def agrees(register: Engine, life: Life, entries: list[Entry]) -> None:
    """Assert that everything remembered of a sentence is what its entries add up to."""
    id_ = life.case.sentence_id
    with reading(register) as session:
        assert sentence(session, id_).case == folded(session, id_) == life.case
        numbers = session.exec(select(JournalRow.number).where(col(JournalRow.sentence_id) == id_)).all()
        duties = session.exec(select(DutyRow).where(col(DutyRow.sentence_id) == id_)).all()
        notices = session.exec(select(NoticeRow.key).where(col(NoticeRow.sentence_id) == id_)).all()
        still_open = {line.id for line in open_duties(session, id_)}
    decisions = [entry.decision for entry in entries if entry.decision]
    assert sorted(numbers) == list(range(1, len(entries) + 1))
    assert still_open == {open_.id for open_ in life.case.duties}
    assert {row.id for row in duties} == {opened.id for decision in decisions for opened in decision.opened}
    assert {row.practitioner for row in duties if row.settled_how is None} <= {life.case.facts.practitioner}
    assert {row.phase for row in duties if row.settled_how is None} <= {life.case.phase}
    assert sorted(notices) == sorted(notice.key for decision in decisions for notice in decision.notices)

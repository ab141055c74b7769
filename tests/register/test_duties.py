import logging
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from policy.case import Decision, Settled
from policy.facts import Facts
from register.connection import reading
from register.read.duties import open_duties
from register.read.sentences import sentence
from register.tables import NO_LIMIT, DutyRow
from tests.register.lives import MONDAY, Life, duty


def rows(register: Engine) -> dict[str, DutyRow]:
    with reading(register) as session:
        return {row.id: row for row in session.exec(select(DutyRow))}


def test_a_duty_is_one_row_from_opening_to_end(register: Engine) -> None:
    life = Life()
    life.begins(opened=(duty(due_on=date(2026, 4, 20)),)).remembered(register)
    assert rows(register)["SMC-5.6-b/1"].settled_how is None
    life.settles("SMC-5.6-b/1", "missed", late=True).remembered(register)
    ended = rows(register)["SMC-5.6-b/1"]
    assert (ended.number, ended.settled_by) == (1, 2)
    assert (ended.settled_how, ended.settled_on, ended.late) == ("missed", MONDAY, True)
    assert (ended.rule, ended.owner, ended.due_on) == ("SMC-5.6-b", "probation_practitioner", date(2026, 4, 20))


def test_a_duty_opened_and_settled_by_one_entry_is_remembered_with_its_end(register: Engine) -> None:
    reached = Settled(duty="SMC-5.6-b/1", rule="SMC-5.6-b", how="reached", on=MONDAY, why="the day it was opened")
    Life().decided("order_made", Decision(opened=(duty(),), settled=(reached,))).remembered(register)
    assert (rows(register)["SMC-5.6-b/1"].settled_how, rows(register)["SMC-5.6-b/1"].why) == (
        "reached",
        "the day it was opened",
    )


def test_a_duty_whose_limit_moved_is_listed_by_the_new_one(register: Engine) -> None:
    life = Life()
    opened = duty(due_on=date(2026, 4, 20))
    life.begins(opened=(opened,)).remembered(register)
    moved = opened.model_copy(update={"due_on": date(2026, 5, 1), "overdue": True})
    life.decided("time", Decision(changed=(moved,), missed=(opened.id,))).remembered(register)
    row = rows(register)[opened.id]
    assert (row.due_on, row.limit_on, row.overdue) == (date(2026, 5, 1), date(2026, 5, 1), True)
    with reading(register) as session:
        assert sentence(session, "CO-1").line.overdue == 1


@pytest.mark.parametrize(
    ("due_on", "due_at", "limit_on"),
    [
        (None, None, NO_LIMIT),
        (date(2026, 4, 20), None, date(2026, 4, 20)),
        (None, datetime(2026, 4, 20, 23, 30, tzinfo=UTC), date(2026, 4, 21)),
        (None, datetime(2026, 1, 20, 23, 30, tzinfo=UTC), date(2026, 1, 20)),
    ],
)
def test_a_limit_falls_on_a_day_in_london(
    register: Engine, due_on: date | None, due_at: datetime | None, limit_on: date
) -> None:
    Life().begins(opened=(duty(due_on=due_on, due_at=due_at),)).remembered(register)
    assert rows(register)["SMC-5.6-b/1"].limit_on == limit_on


def test_open_duties_follow_the_sentence_to_another_practitioner_and_settled_ones_do_not(register: Engine) -> None:
    life = Life(facts=Facts(practitioner="N03A019", team="N03F01"))
    life.begins(opened=(duty("SMC-5.6-b/1"), duty("SMC-7.1-a/1"))).remembered(register)
    life.settles("SMC-5.6-b/1").remembered(register)
    moved = Decision(phase="planning", facts=Facts(practitioner="N07B001", team="N07F02", region="London"))
    life.decided("transfer", moved).remembered(register)
    found = rows(register)
    ended, still_open = found["SMC-5.6-b/1"], found["SMC-7.1-a/1"]
    assert (still_open.practitioner, still_open.team, still_open.region) == ("N07B001", "N07F02", "London")
    assert (ended.practitioner, ended.team, ended.phase) == ("N03A019", "N03F01", "induction")
    assert still_open.phase == "planning"


def test_open_duties_are_read_earliest_first_and_those_without_limit_last(register: Engine) -> None:
    opened = (duty("A-1/1"), duty("B-1/1", due_on=date(2026, 5, 1)), duty("C-1/1", due_on=date(2026, 4, 20)))
    Life().begins(opened=opened).remembered(register)
    with reading(register) as session:
        assert [found.id for found in open_duties(session, "CO-1")] == ["C-1/1", "B-1/1", "A-1/1"]


def test_what_is_said_of_a_duty_that_is_not_open_changes_nothing_and_is_logged(
    register: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    life = Life()
    life.begins(opened=(duty(),)).remembered(register)
    life.settles("SMC-5.6-b/1").remembered(register)
    with caplog.at_level(logging.WARNING):
        life.settles("SMC-5.6-b/1", "missed").remembered(register)
    assert rows(register)["SMC-5.6-b/1"].settled_how == "met"
    assert "CO-1: entry 3 is about a duty that is not open" in caplog.text

"""Reassessments as they are written down and read: nothing twice, nothing changed, and how far one is."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from policy.case import Actor, Decision
from policy.facts import Facts
from policy.reassess import Change
from register.connection import reading, writing
from register.faults import BadCursor, UnknownReassessment
from register.read.reassessments import (
    Outcome,
    ReassessmentRecord,
    WhichLines,
    WhichLive,
    lines,
    live_count,
    live_page,
    reassessment,
    reassessments,
)
from register.reassessments import Asked, Found, add_line, begin, turn
from tests.register.lives import Life

ADVISER = Actor(role="policy_adviser", id="N00P001")
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOVED = Change(
    duty="SMC-26.5/1",
    rule="SMC-26.5",
    title="Home visit",
    what="moved",
    due_on_before=date(2026, 3, 23),
    due_on_after=date(2026, 3, 24),
    told=("probation_practitioner",),
)


def asked(id_: str = "R-1", **which: object) -> Asked:
    return Asked(id=id_, reason="declared", which=WhichLive.model_validate(which), dry_run=False, by=ADVISER, at=AT)


def live(register: Engine, *ids: str, region: str | None = None) -> None:
    for sentence_id in ids:
        life = Life(sentence_id, facts=Facts(region=region) if region else None)
        life.begins(facts=Facts(region=region) if region else None).remembered(register)


def begun(register: Engine, batch: Asked) -> int:
    with writing(register) as session:
        return begin(session, batch)


def line(register: Engine, sentence_id: str, outcome: Outcome = "changed", id_: str = "R-1") -> bool:
    found = Found(
        sentence_id=sentence_id,
        outcome=outcome,
        number=2 if outcome == "changed" else None,
        changes=(MOVED,) if outcome == "changed" else (),
        told=("probation_practitioner",) if outcome == "changed" else (),
        reason="NoAnswerYet" if outcome == "failed" else None,
    )
    with writing(register) as session:
        return add_line(session, id_, found)


def record(register: Engine, id_: str = "R-1") -> ReassessmentRecord:
    with reading(register) as session:
        return reassessment(session, id_)


def test_beginning_counts_once_and_says_how_far_it_is(register: Engine) -> None:
    live(register, "CO-1", "CO-2", "CO-3")
    assert [begun(register, asked()), begun(register, asked())] == [3, 3]
    live(register, "CO-4")
    assert begun(register, asked()) == 3
    assert [line(register, "CO-1"), line(register, "CO-1", "failed"), line(register, "CO-2", "failed")] == [
        True,
        False,
        True,
    ]
    shown = record(register)
    assert (shown.state, shown.total, shown.done, shown.changed, shown.unchanged, shown.failed) == (
        "running",
        3,
        2,
        1,
        0,
        1,
    )
    assert (shown.by, shown.asked_at, shown.reason) == (ADVISER, AT, "declared")


def test_turns_are_written_once_and_the_last_says_how_it_stands(register: Engine) -> None:
    begun(register, asked())
    for _ in range(2):
        with writing(register) as session:
            turn(session, "R-1", 2, "paused", by=ADVISER, reason="to look")
    assert [(each.state, each.reason) for each in record(register).turns] == [("running", None), ("paused", "to look")]
    assert record(register).state == "paused"
    with pytest.raises(UnknownReassessment), writing(register) as session:
        turn(session, "R-9", 1, "paused")


def test_the_next_sentences_are_live_were_there_and_have_no_line_yet(register: Engine) -> None:
    live(register, "CO-1", "CO-3", "CO-5", region="Wales")
    live(register, "CO-2", region="London")
    ended = Life("CO-4")
    ended.begins().remembered(register)
    ended.decided("termination", Decision(phase="terminated", final=True)).remembered(register)
    begun(register, asked())
    line(register, "CO-3")
    with reading(register) as session:
        everyone = WhichLive()
        assert live_count(session, everyone) == 4
        first = live_page(session, "R-1", everyone, after=None, limit=2)
        assert [each.sentence_id for each in first] == ["CO-1", "CO-2"]
        rest = live_page(session, "R-1", everyone, after="CO-2", limit=2)
        assert [each.sentence_id for each in rest] == ["CO-5"]
        for which, ids in (
            (WhichLive(region="Wales"), ["CO-1", "CO-5"]),
            (WhichLive(kind="custodial_sentence"), []),
            (WhichLive(sentence_ids=("CO-2", "CO-4")), ["CO-2"]),
            (WhichLive(edition_before=2), ["CO-1", "CO-2", "CO-5"]),
            (WhichLive(edition_before=1), []),
        ):
            found = live_page(session, "R-1", which, after=None, limit=9)
            assert [each.sentence_id for each in found] == ids
        with pytest.raises(UnknownReassessment):
            live_page(session, "R-9", everyone, after=None, limit=2)


def test_lines_and_reassessments_are_read_a_page_at_a_time(register: Engine) -> None:
    live(register, "CO-1", "CO-2", "CO-3")
    for number in range(3):
        begun(register, asked(f"R-{number}"))
    for sentence_id, outcome in (("CO-1", "changed"), ("CO-2", "failed"), ("CO-3", "changed")):
        line(register, sentence_id, outcome, "R-0")  # type: ignore[arg-type]
    with reading(register) as session:
        first = lines(session, WhichLines(reassessment_id="R-0"), limit=2)
        last = lines(session, WhichLines(reassessment_id="R-0"), cursor=first.next, limit=2)
        assert [each.sentence_id for each in (*first.items, *last.items)] == ["CO-1", "CO-2", "CO-3"]
        assert (first.items[0].changes, first.items[0].told) == ((MOVED,), ("probation_practitioner",))
        failed = lines(session, WhichLines(reassessment_id="R-0", outcome="failed"))
        assert [each.reason for each in failed.items] == ["NoAnswerYet"]
        with pytest.raises(UnknownReassessment):
            lines(session, WhichLines(reassessment_id="R-9"))
        with pytest.raises(BadCursor):
            lines(session, WhichLines(reassessment_id="R-1"), cursor=first.next)
        newest = reassessments(session, limit=2)
        assert [each.id for each in newest.items] == ["R-2", "R-1"]
        assert [each.id for each in reassessments(session, cursor=newest.next, limit=2).items] == ["R-0"]


@pytest.mark.parametrize("table", ["reassessment", "reassessment_state", "reassessment_line"])
def test_no_record_of_a_reassessment_can_be_changed_or_removed(register: Engine, table: str) -> None:
    live(register, "CO-1")
    begun(register, asked())
    line(register, "CO-1")
    key = "id" if table == "reassessment" else "reassessment_id"
    for change in (f"UPDATE {table} SET {key} = 'R-2'", f"DELETE FROM {table}"):  # noqa: S608 - our own names
        with pytest.raises(IntegrityError), writing(register) as session:
            session.connection().execute(text(change))
    way_round = (
        f"TRUNCATE {table} CASCADE"
        if register.dialect.name == "postgresql"
        else f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"  # noqa: S608 - our own names
    )
    with pytest.raises(IntegrityError, match="append-only"), writing(register) as session:
        session.connection().execute(text(way_round))
    assert record(register).done == 1

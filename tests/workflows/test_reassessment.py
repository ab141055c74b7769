"""Many sentences reassessed: every one once, with a line for each, whoever pauses, fails or dies on the way."""

import asyncio
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from temporalio.client import WorkflowFailureError, WorkflowHandle, WorkflowHistory
from temporalio.worker import Replayer

from policy.calendar import Calendar, local_day
from policy.case import Actor, Case, Decision, Event, Refusal
from policy.engine import decide
from register.connection import reading
from register.read.reassessments import (
    ReassessmentLine,
    ReassessmentRecord,
    WhichLines,
    lines,
    reassessment,
)
from tests.policy.test_editions import today, tomorrow
from tests.workflows.clock import now
from tests.workflows.processes import WorkerProcess
from tests.workflows.servers import DevServer
from tests.workflows.short_batches import ShortBatches
from tests.workflows.stage import AT_ONCE, Stage, event, order
from tests.workflows.store_histories import HISTORIES
from workflows import batch_client
from workflows.batch import Progress, Reassess, Told, Which, reassessment_workflow_id
from workflows.connection import WORKFLOWS, plugin
from workflows.messages import Person

ADVISER = Actor(role="policy_adviser", id="N00P001")
STORED = {file: file.read_text(encoding="utf-8") for file in sorted(HISTORIES.glob("*/reassessments/*.json"))}
RULE = "SMC-5.6-b"
"""The first appointment: five working days after the order is made."""


HOLIDAY = Calendar().working_days_after(local_day(now()), 3)


def under_a_new_calendar(case: Case, told: Event, on: datetime, **_: object) -> Decision | Refusal:
    """Decide as if a bank holiday had been declared."""
    return decide(case, told, on, known=Calendar(added=frozenset({HOLIDAY})))


def before_the_release(case: Case, told: Event, on: datetime, **_: object) -> Decision | Refusal:
    """Decide by the rules as they are."""
    return decide(case, told, on, rules=today())


def after_the_release(case: Case, told: Event, on: datetime, **_: object) -> Decision | Refusal:
    """Decide by the rules with a second edition: a first appointment in eight days, and a new duty."""
    return decide(case, told, on, rules=tomorrow())


def asked(*, dry_run: bool = False, **which: object) -> Reassess:
    return Reassess(
        id=f"R-{uuid4().hex[:12]}",
        reason="a bank holiday was declared",
        which=Which.model_validate(which),
        dry_run=dry_run,
        by=ADVISER,
        at=now(),
    )


async def orders(stage: Stage, number: int, **facts: object) -> list[Case]:
    """Start so many orders, each of somebody else."""
    cases = [order("community_order", **facts) for _ in range(number)]
    began = event("order_made", "court", now())
    await asyncio.gather(
        *(stage.start(case, began, person=Person(crn=f"X{place:06}")) for place, case in enumerate(cases))
    )
    return cases


async def begin(stage: Stage, batch: Reassess) -> WorkflowHandle[object, Progress]:
    await batch_client.begin(stage.client, batch, task_queue=stage.task_queue, patience=AT_ONCE)
    return stage.client.get_workflow_handle(reassessment_workflow_id(batch.id), result_type=Progress)


def record(stage: Stage, batch: Reassess) -> ReassessmentRecord:
    with reading(stage.register) as session:
        return reassessment(session, batch.id)


def found(stage: Stage, batch: Reassess) -> list[ReassessmentLine]:
    with reading(stage.register) as session:
        return list(lines(session, WhichLines(reassessment_id=batch.id), limit=500).items)


def first_appointment(stage: Stage, case: Case) -> date | None:
    return stage.record(case).case.open_duties(RULE)[0].due_on


async def test_a_release_reaches_running_sentences_by_a_reassessment_and_by_nothing_else(stage: Stage) -> None:
    async with stage.worker(engine=before_the_release):
        running, other = await orders(stage, 2)
    told = first_appointment(stage, running)
    batch = asked(edition_before=2)
    async with stage.worker(engine=after_the_release):
        await stage.send(running, event("tier_set", "system", now(), tier="B2"))
        as_it_was = stage.record(running).case
        assert (as_it_was.edition, first_appointment(stage, running)) == (1, told)
        assert not as_it_was.open_duties("X-1")
        await (await begin(stage, batch)).result()

    assert (record(stage, batch).total, record(stage, batch).changed) == (2, 2)
    for case in (running, other):
        now_is = stage.record(case).case
        began = stage.record(case).line.started_on
        assert now_is.edition == 2
        assert first_appointment(stage, case) == Calendar().working_days_after(began, 8)
        assert now_is.open_duties("X-1")


async def test_every_live_sentence_is_reassessed_and_its_line_says_before_after_and_who_is_told(stage: Stage) -> None:
    batch = asked()
    async with stage.worker():
        cases = await orders(stage, 4)
        await stage.send(cases[3], event("died", "coroner", now()))
    before = first_appointment(stage, cases[0])
    assert before is not None
    async with stage.worker(engine=under_a_new_calendar):
        result = await (await begin(stage, batch)).result()

    began = stage.record(cases[0]).line.started_on
    after = Calendar(added=frozenset({HOLIDAY})).working_days_after(began, 5)
    assert after > before
    shown = record(stage, batch)
    assert (shown.state, shown.total, shown.done, shown.changed, shown.failed) == ("done", 3, 3, 3, 0)
    assert (result.done, result.changed) == (3, 3)
    assert [line.sentence_id for line in found(stage, batch)] == sorted(case.sentence_id for case in cases[:3])
    for line in found(stage, batch):
        [change] = [each for each in line.changes if each.rule == RULE]
        assert (change.what, change.due_on_before, change.due_on_after) == ("moved", before, after)
        assert change.told
        assert set(change.told) <= set(line.told)
        [case] = [case for case in cases if case.sentence_id == line.sentence_id]
        [entry] = [entry for entry in stage.journal(case) if entry.event == "reassess"]
        assert (entry.number, entry.event_id) == (line.number, f"reassess/{batch.id}/{line.sentence_id}")
        assert entry.by == ADVISER
    assert all(first_appointment(stage, case) == after for case in cases[:3])


async def test_a_dry_run_says_the_same_and_changes_nothing(stage: Stage) -> None:
    looked, done = asked(dry_run=True), asked()
    async with stage.worker():
        cases = await orders(stage, 2)
    stands = [stage.record(case).case for case in cases]
    told = [len(stage.told(case)) for case in cases]
    async with stage.worker(engine=under_a_new_calendar):
        await (await begin(stage, looked)).result()
        assert [stage.record(case).case for case in cases] == stands
        assert [len(stage.told(case)) for case in cases] == told
        await (await begin(stage, done)).result()

    foretold = [(line.sentence_id, line.changes, line.told) for line in found(stage, looked)]
    assert foretold == [(line.sentence_id, line.changes, line.told) for line in found(stage, done)]
    assert {line.number for line in found(stage, looked)} == {None}


async def test_some_are_reassessed_by_region_kind_practitioner_or_name(stage: Stage) -> None:
    async with stage.worker():
        wales, london = await orders(stage, 1), await orders(stage, 2, region="London", practitioner="N09")
        named = {
            "region": asked(region="Wales"),
            "practitioner": asked(practitioner="N09"),
            "kind": asked(kind="custodial_sentence"),
            "sentence_ids": asked(sentence_ids=(london[0].sentence_id,)),
        }
        for batch in named.values():
            await (await begin(stage, batch)).result()

    ids = {name: [line.sentence_id for line in found(stage, batch)] for name, batch in named.items()}
    assert ids == {
        "region": [wales[0].sentence_id],
        "practitioner": sorted(case.sentence_id for case in london),
        "kind": [],
        "sentence_ids": [london[0].sentence_id],
    }
    assert {record(stage, batch).state for batch in named.values()} == {"done"}


async def test_the_same_reassessment_again_begins_nothing(stage: Stage) -> None:
    batch = asked()
    async with stage.worker():
        [case] = await orders(stage, 1)
        handle = await begin(stage, batch)
        await begin(stage, batch)
        await handle.result()
        with pytest.raises(batch_client.ReassessmentOver):
            await begin(stage, batch)

    assert [line.event for line in stage.journal(case)].count("reassess") == 1


async def test_a_sentence_that_fails_is_a_line_and_stops_nothing(stage: Stage) -> None:
    def fails_one(case: Case, told: Event, on: datetime, **_: object) -> Decision | Refusal:
        if told.name == "reassess" and case.sentence_id == cases[0].sentence_id:
            raise ZeroDivisionError
        return decide(case, told, on)

    batch, looked = asked(), asked(dry_run=True)
    async with stage.worker():
        cases = await orders(stage, 3)
        await stage.handle(cases[1]).terminate()  # the register still believes that it runs
    async with stage.worker(engine=fails_one):
        await (await begin(stage, looked)).result()
        await (await begin(stage, batch)).result()

    reasons = {line.sentence_id: line.reason for line in found(stage, batch) if line.outcome == "failed"}
    assert reasons == {cases[0].sentence_id: "EngineFault", cases[1].sentence_id: "UnknownSentence"}
    assert record(stage, batch).failed == 2
    assert [line.outcome for line in found(stage, looked)].count("failed") == 1


async def test_it_is_paused_resumed_and_asked_over_many_short_runs(stage: Stage) -> None:
    batch = asked()
    async with stage.worker(workflows=[*WORKFLOWS[:2], ShortBatches]):
        await orders(stage, 9)
        handle = await begin(stage, batch)
        paused = await batch_client.tell(stage.client, batch.id, "pause", Told(by=ADVISER, reason="to look"))
        shown = record(stage, batch)
        assert (paused.state, shown.state, shown.turns[-1].reason) == ("paused", "paused", "to look")
        again = await batch_client.tell(stage.client, batch.id, "pause", Told(by=ADVISER))
        assert again.state == "paused"
        assert (await handle.query("progress", result_type=Progress)).done < 9
        await batch_client.tell(stage.client, batch.id, "resume", Told(by=ADVISER))
        result = await handle.result()

    assert (result.state, result.done) == ("done", 9)
    assert [turn.state for turn in record(stage, batch).turns] == ["running", "paused", "running", "done"]
    assert Counter(line.outcome for line in found(stage, batch)) == {"unchanged": 9}
    with pytest.raises(batch_client.ReassessmentOver):
        await batch_client.tell(stage.client, batch.id, "pause", Told(by=ADVISER))


async def test_one_that_operators_cancel_says_that_it_was_stopped(stage: Stage) -> None:
    batch = asked()
    async with stage.worker(workflows=[*WORKFLOWS[:2], ShortBatches]):
        await orders(stage, 3)
        handle = await begin(stage, batch)
        await batch_client.tell(stage.client, batch.id, "pause", Told(by=ADVISER))
        await handle.cancel()
        with pytest.raises(WorkflowFailureError):
            await handle.result()

    assert record(stage, batch).state == "stopped"


async def test_a_worker_killed_half_way_leaves_every_sentence_reassessed_once(
    stage: Stage, dev_server: DevServer, register_url: str
) -> None:
    batch = asked()
    with WorkerProcess(dev_server.address, register_url, stage.task_queue) as doomed:
        cases = await orders(stage, 24)
        await begin(stage, batch)
        while record(stage, batch).done < 4:
            await stage.client.service_client.check_health()
        doomed.kill()
        left = 24 - record(stage, batch).done
    with WorkerProcess(dev_server.address, register_url, stage.task_queue):
        result = await stage.client.get_workflow_handle(
            reassessment_workflow_id(batch.id), result_type=Progress
        ).result()

    assert left > 0
    assert (result.done, result.failed) == (24, 0)
    assert [line.sentence_id for line in found(stage, batch)] == sorted(case.sentence_id for case in cases)
    for case in cases:
        assert [line.event for line in stage.journal(case)].count("reassess") == 1


@pytest.mark.parametrize("file", STORED, ids=lambda file: file.stem)
async def test_a_stored_reassessment_replays(file: Path) -> None:
    history = WorkflowHistory.from_json(file.stem, STORED[file])
    replayed = await Replayer(workflows=WORKFLOWS, plugins=[plugin()]).replay_workflow(history)

    assert replayed.replay_failure is None


def test_there_is_a_stored_reassessment_that_waits_and_one_that_is_done() -> None:
    assert {file.stem.rpartition("-")[2] for file in STORED} == {"waiting", "finished"}

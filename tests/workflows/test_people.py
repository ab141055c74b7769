"""What concerns the person reaches every live sentence of the person, once, by whichever road it came in."""

import asyncio

from temporalio import activity
from temporalio.api.enums.v1 import EventType
from temporalio.worker import Replayer

from activities.sentence_hands import SentenceHands
from policy.case import Case, Event
from policy.engine import decide
from tests.workflows.clock import now
from tests.workflows.processes import WorkerProcess
from tests.workflows.servers import DevServer
from tests.workflows.short_runs import ShortRuns
from tests.workflows.stage import SOMEBODY, Stage, custody, event, order
from workflows.connection import WORKFLOWS, plugin
from workflows.messages import Message, Passing, Person

BY = "probation_practitioner"


def risk(level: str = "very_high") -> Event:
    return event("risk_changed", BY, now(), rosh=level, rationale="as assessed")


async def two(stage: Stage) -> tuple[Case, Case]:
    """Start an order and a custodial sentence of one person."""
    one, other = order(), custody()
    await stage.start(one, event("order_made", "court", now()))
    await stage.start(other, event("sentence_imposed", "court", now()), person=Person(crn=SOMEBODY.crn))
    return one, other


async def test_a_change_of_risk_reaches_every_sentence_of_the_person_and_nobody_elses(stage: Stage) -> None:
    stranger, told = order(), risk()
    async with stage.worker():
        one, other = await two(stage)
        await stage.start(stranger, event("order_made", "court", now()), person=Person(crn="X999999"))
        answer = await stage.send(one, told)
        line = await stage.remembered(other, told.id)
        again = await stage.send(other, told)

    assert answer.passed_on_to == (other.sentence_id,)
    assert line.decision is not None
    assert [stage.record(each).case.facts.rosh for each in (one, other)] == ["very_high", "very_high"]
    assert again.duplicate
    assert stage.record(stranger).case.facts.rosh == "medium"
    for case in (one, other):  # not passed on again
        assert [entry.event_id for entry in stage.journal(case)].count(told.id) == 1


async def test_a_change_that_came_as_a_signal_reaches_the_others_too(stage: Stage) -> None:
    told = risk()
    async with stage.worker():
        one, other = await two(stage)
        await stage.signal(other, told)
        await stage.remembered(one, told.id)

    assert stage.record(one).case.facts.rosh == "very_high"


async def test_what_was_refused_reaches_nobody_else(stage: Stage) -> None:
    told = event("risk_changed", "court", now(), rosh="very_high")
    async with stage.worker():
        one, other = await two(stage)
        answer = await stage.send(one, told)
        await stage.send(other, risk("medium"))

    assert answer.refusal is not None
    assert told.id not in [line.event_id for line in stage.journal(other)]


async def test_an_appointment_is_of_one_sentence_unless_it_is_said_to_be_of_all(stage: Stage) -> None:
    single, for_all = (event("appointment_outcome", BY, now(), attended=True, mode="face_to_face") for _ in range(2))
    async with stage.worker():
        one, other = await two(stage)
        alone = await stage.send(one, single)
        shared = await stage.send(one, for_all, reach="person")
        await stage.remembered(other, for_all.id)

    assert (alone.passed_on_to, shared.passed_on_to) == ((), (other.sentence_id,))
    assert single.id not in [line.event_id for line in stage.journal(other)]


async def test_what_makes_no_sense_in_the_other_sentence_is_journalled_and_bothers_nobody(stage: Stage) -> None:
    began = now()
    told = event("significant_change", BY, began, change="moved to a new address")
    async with stage.worker():
        one, other = await two(stage)
        before, stands = len(stage.told(other)), await stage.case(other)
        early = told.model_copy(update={"on": told.on.replace(year=told.on.year - 1)})
        await stage.handle(other).signal(told.name, Message(event=early, passed_by=one.sentence_id))
        line = await stage.remembered(other, told.id)

    assert line.refusal is None
    assert line.decision is not None
    assert line.decision.ignored is not None
    assert one.sentence_id in line.decision.ignored
    assert len(stage.told(other)) == before
    assert stage.record(other).case == stands.model_copy(update={"number": stands.number + 1})


async def test_a_death_ends_every_sentence_of_the_person(stage: Stage) -> None:
    one, other = order(), order()
    async with stage.worker():
        for case in (one, other):
            await stage.start(case, event("order_made", "court", now()))
        await stage.send(one, event("died", "coroner", now()))
        await asyncio.gather(stage.handle(one).result(), stage.handle(other).result())

    assert stage.record(one).case.final
    assert stage.record(other).case.final


async def test_a_sentence_that_closes_as_it_is_told_keeps_nobody_waiting(stage: Stage) -> None:
    async with stage.worker():
        one, other = await two(stage)
        third = order()
        await stage.start(third, event("order_made", "court", now()))
        await stage.handle(other).terminate()  # the register still believes that it runs
        told = risk()
        answer = await stage.send(one, told)
        await stage.remembered(third, told.id)
        after = await stage.send(one, risk("low"))

    assert set(answer.passed_on_to) == {other.sentence_id, third.sentence_id}
    assert after.accepted


async def test_nothing_is_lost_or_doubled_over_new_runs_of_both(stage: Stage) -> None:
    one, other = order(), order()
    told = [risk(level) for level in ("low", "high") * 8]
    async with stage.worker(workflows=[ShortRuns]):
        for case in (one, other):
            await stage.start(case, event("order_made", "court", now()))
        for number, each in enumerate(told):
            await stage.send((one, other)[number % 2], each)
        for case in (one, other):
            for each in told:
                await stage.remembered(case, each.id)

    for case in (one, other):
        assert sorted(line.event_id for line in stage.journal(case) if line.event == "risk_changed") == sorted(
            each.id for each in told
        )


class ForgetfulHands(SentenceHands):
    """Hands that pass each thing on and fail the first time before they can say so."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(decide, stage.register, stage.notices)
        self.failed = False

    @activity.defn
    async def pass_on(self, passing: Passing) -> None:
        await super().pass_on(passing)
        if not self.failed:
            self.failed = True
            raise RuntimeError("the answer was lost")


async def test_what_was_passed_on_twice_has_one_effect(stage: Stage) -> None:
    told, hands = risk(), ForgetfulHands(stage)
    async with stage.worker(hands=hands):
        one, other = await two(stage)
        await stage.send(one, told)
        after = await stage.send(one, risk("low"))  # taken in once the first was passed on
        await stage.remembered(other, told.id)

    assert hands.failed
    assert after.accepted
    assert [line.event_id for line in stage.journal(other)].count(told.id) == 1


async def test_a_worker_killed_as_it_answers_leaves_no_sentence_untold(
    stage: Stage, dev_server: DevServer, register_url: str
) -> None:
    told = risk()
    with WorkerProcess(dev_server.address, register_url, stage.task_queue) as doomed:
        one, other = await two(stage)
        answer = await stage.send(one, told)
        doomed.kill()
    assert answer.passed_on_to == (other.sentence_id,)
    with WorkerProcess(dev_server.address, register_url, stage.task_queue):
        await stage.remembered(other, told.id)

    assert stage.record(other).case.facts.rosh == "very_high"


async def test_passing_on_costs_little_and_replays(stage: Stage) -> None:
    told = risk()
    async with stage.worker():
        one, other = await two(stage)
        before = len((await stage.handle(other).fetch_history()).events)
        await stage.send(other, told)
        await stage.remembered(one, told.id)
        history = await stage.handle(other).fetch_history()
        added = len(history.events) - before

    replayed = await Replayer(workflows=WORKFLOWS, plugins=[plugin()]).replay_workflow(history)
    assert replayed.replay_failure is None
    assert added <= 26
    scheduled = [e for e in history.events if e.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED]
    assert scheduled[-1].activity_task_scheduled_event_attributes.activity_type.name in {"pass_on", "tell"}

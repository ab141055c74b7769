"""A fault in the rules stops no sentence: it becomes a refusal by name, and operators are told."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from temporalio import activity
from temporalio.client import WorkflowExecutionStatus

from activities.sentence_hands import SentenceHands
from policy.case import Case, Decision, Event, Mark, Refusal
from policy.engine import decide
from policy.vocabulary import TIME
from register.faults import RegisterUnavailable
from tests.activities.fake_notices import FakeNotices
from tests.workflows.clock import now
from tests.workflows.stage import Stage, event, order
from tests.workflows.world import world
from workflows.client import NoAnswerYet
from workflows.messages import Entry, Remembered

MORNING = datetime(2024, 3, 4, 10, 0, tzinfo=ZoneInfo("Europe/London"))
A_DAY = timedelta(days=1)


class Rules:
    """The engine, with a fault for some events for as long as nobody mends it."""

    def __init__(self, faulty: str) -> None:
        self.faulty: str | None = faulty
        self.asked: list[datetime] = []

    def __call__(self, case: Case, event: Event, on: datetime, **_: object) -> Decision | Refusal:
        if event.name == self.faulty:
            self.asked.append(on)
            raise ZeroDivisionError("a rule divides by nothing")
        return decide(case, event, on)


class StandingStill(Rules):
    """The engine, with a clock that asks for the moment it has just reached."""

    def __call__(self, case: Case, event: Event, on: datetime, **_: object) -> Decision | Refusal:
        if event.name == self.faulty:
            self.asked.append(on)
            return Decision(next_at=on, next_says="now, again")
        return decide(case, event, on)


async def test_a_message_the_rules_fail_on_is_refused_by_name_and_operators_are_told(register: Engine) -> None:
    case, rules = order(), Rules("information_received")
    async with world(register, engine=rules) as here:
        await here.begin(MORNING)
        await here.stage.start(case, event("order_made", "court", MORNING))
        answer = await here.stage.send(case, event("information_received", "police", MORNING, summary="a call"))
        lived_on = await here.stage.send(case, event("reception", "prison", MORNING, prison="LEI"))

    assert answer.refusal is not None
    assert answer.refusal.reason == "EngineFault"
    assert [notice.to for notice in here.stage.told(case, to="operator")] == ["operator"]
    assert lived_on.accepted


async def test_a_wake_the_rules_fail_on_is_tried_again_each_hour_until_they_are_mended(register: Engine) -> None:
    case, rules = order(), Rules(TIME)
    async with world(register, engine=rules) as here:
        await here.begin(MORNING)
        await here.stage.start(case, event("order_made", "court", MORNING))
        due = (await here.stage.case(case)).next_at
        assert due is not None
        await here.reach(due + timedelta(hours=5, minutes=1))
        tried = len(rules.asked)
        history = await here.stage.handle(case).fetch_history()
        message = await here.stage.send(case, event("reception", "prison", MORNING + A_DAY, prison="LEI"))
        rules.faulty = None
        await here.reach(due + timedelta(hours=7))
        mended = await here.come_to_rest(case, due)

    assert tried in {5, 6}
    assert set(rules.asked) == {due}
    assert [notice.template for notice in here.stage.told(case, to="operator")] == ["refused"]
    assert message.accepted
    assert mended.next_at is None or mended.next_at > due
    assert history.events


async def test_a_clock_that_stands_still_is_a_fault_and_no_endless_loop(register: Engine) -> None:
    case, rules = order(), StandingStill(TIME)
    async with world(register, engine=rules) as here:
        await here.begin(MORNING)
        await here.stage.start(case, event("order_made", "court", MORNING))
        due = (await here.stage.case(case)).next_at
        assert due is not None
        await here.reach(due + timedelta(minutes=30))
        refusals = [line.refusal for line in here.stage.journal(case) if line.refusal]

    assert len(rules.asked) == 1
    assert [refusal.reason for refusal in refusals] == ["EngineFault"]


class Busy(SentenceHands):
    """Hands whose register is too busy to write anything in passing."""

    tried = 0

    @activity.defn
    def remember(self, entry: Entry) -> Remembered:
        if activity.info().is_local:
            self.tried += 1
            raise RegisterUnavailable("busy")
        return super().remember(entry)


def tells_nobody(case: Case, event: Event, on: datetime, **_: object) -> Decision | Refusal:
    """Decide, and let time only leave a mark and come again the day after."""
    if event.name != TIME:
        return decide(case, event, on)
    mark = Mark(on=event.on, at=event.at, n=case.number + 1)
    return Decision(marks={"assessed": mark}, next_at=on + timedelta(days=1))


async def test_a_register_too_busy_for_what_is_written_in_passing_ends_no_sentence(register: Engine) -> None:
    case = order()
    hands = Busy(tells_nobody, register, FakeNotices())
    async with world(register, hands=hands) as here:
        await here.begin(MORNING)
        await here.stage.start(case, event("order_made", "court", MORNING))
        await here.pass_time(timedelta(days=60))
        answer = await here.stage.send(case, event("information_received", "police", MORNING, summary="a call"))

    assert hands.tried
    assert answer.accepted


class OfANewerRelease(Decision):
    """A decision with something in it that this release has never heard of."""

    discovered_later: str = "nobody here can read it"


class Newer(Rules):
    """The engine of a newer release, until this worker is replaced by one of that release."""

    def __call__(self, case: Case, event: Event, on: datetime, **_: object) -> Decision | Refusal:
        decision = decide(case, event, on)
        if event.name != self.faulty or isinstance(decision, Refusal):
            return decision
        self.asked.append(on)
        return OfANewerRelease.model_validate(decision.model_dump() | {"discovered_later": "it was decided"})


async def test_what_an_older_worker_cannot_read_waits_for_a_newer_one_and_nothing_is_lost(stage: Stage) -> None:
    case, rules = order("community_order"), Newer("tier_set")
    sent = event("tier_set", "system", now(), id_="tier", tier="B2")
    async with stage.worker(engine=rules):
        await stage.start(case, event("order_made", "court", now()))
        with pytest.raises(NoAnswerYet):
            await stage.send(case, sent, patience=timedelta(seconds=5))
        described = await stage.handle(case).describe()
        rules.faulty = None
        answer = await stage.send(case, sent)

    assert rules.asked
    assert described.status is WorkflowExecutionStatus.RUNNING
    assert answer.accepted
    assert stage.record(case).case.facts.tier == "B2"

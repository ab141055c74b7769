"""Time reaching a date is an event like any other: each date at its own moment, in order, and one timer."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from temporalio.api.enums.v1 import EventType

from policy.case import Decision
from policy.cases.living import wake_until
from policy.engine import decide
from tests.workflows.clock import now
from tests.workflows.stage import Stage, event, order
from tests.workflows.world import world

MORNING = datetime(2024, 3, 4, 10, 0, tzinfo=ZoneInfo("Europe/London"))
A_MINUTE = timedelta(minutes=1)


async def test_a_date_is_decided_at_its_own_moment_and_told(register: Engine) -> None:
    case = order()
    async with world(register) as here:
        await here.begin(MORNING)
        await here.stage.start(case, event("order_made", "court", MORNING))
        due = (await here.stage.case(case)).next_at
        assert due is not None
        await here.reach(due - A_MINUTE)
        before = len(here.stage.journal(case))
        await here.reach(due)
        await here.come_to_rest(case, due)

    line = here.stage.journal(case)[before]
    assert before == 1
    assert (line.event, line.at, line.by) == ("time", due, None)
    assert line.event_id == f"time/{due.isoformat()}"


async def test_dates_that_passed_before_a_message_are_decided_before_it(stage: Stage) -> None:
    """A sentence that is entered late lives what it missed in order, as if it had been there."""
    case = order()
    later = MORNING + timedelta(days=60)
    made, told = event("order_made", "court", MORNING), event("reception", "prison", later, prison="LEI")
    async with stage.worker():
        await stage.start(case, made)
        answer = await stage.send(case, told)
        stands = await stage.case(case)

    lines = stage.journal(case)
    moments = [line.at for line in lines]
    place = [line.event_id for line in lines].index(told.id)
    wakes: list[Decision] = []
    decision = decide(case, made, MORNING.astimezone(UTC))
    assert isinstance(decision, Decision)
    alone = wake_until(case.after(decision), later, wakes)
    assert answer.accepted
    assert moments[:place] == sorted(moments[:place])
    assert all(moment <= later for moment in moments[:place])
    assert place == 1 + sum(wake.changes_anything() for wake in wakes)
    assert alone.overdue()
    assert stands.next_at is None or stands.next_at > later


async def test_the_timer_is_left_alone_by_messages_that_do_not_move_the_next_date(stage: Stage) -> None:
    case = order()
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        before = (await stage.case(case)).next_at
        for number in range(3):
            await stage.send(case, event("information_received", "police", now(), summary=f"call {number}"))
        after = (await stage.case(case)).next_at
        history = await stage.handle(case).fetch_history()

    kinds = [event.event_type for event in history.events]
    assert before == after
    assert kinds.count(EventType.EVENT_TYPE_TIMER_STARTED) == 1
    assert kinds.count(EventType.EVENT_TYPE_TIMER_CANCELED) == 0


async def test_a_sentence_starts_a_new_run_after_a_year_and_loses_nothing(register: Engine) -> None:
    case = order(requirements=("curfew",), rosh="low", order_end="2026-03-03")
    async with world(register) as here:
        await here.begin(MORNING)
        await here.stage.start(case, event("order_made", "court", MORNING))
        first = await here.stage.handle(case).fetch_history()
        await here.reach(MORNING + timedelta(days=366))
        second = await here.stage.handle(case).fetch_history()
        await here.reach(datetime(2026, 3, 5, 12, 0, tzinfo=UTC))
        ended = await here.stage.handle(case).result()

    started = second.events[0].workflow_execution_started_event_attributes
    assert started.continued_execution_run_id == first.run_id
    assert ended.final
    assert here.stage.record(case).case == ended

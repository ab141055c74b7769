"""The daily digest: on a schedule that Temporal keeps, and tried again for as long as the provider is away."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from temporalio.client import Client, ScheduleActionExecutionStartWorkflow, ScheduleActionStartWorkflow

from register.connection import reading
from register.read.digests import WhichDigests, digests
from tests.workflows.clock import now
from tests.workflows.stage import Stage, event, order
from tests.workflows.world import world
from workflows.digest import DIGEST_ID, DailyDigestWorkflow, DigestRun, DigestTally
from workflows.schedules import keep_daily_digest

MORNING = datetime(2024, 3, 4, 10, 0, tzinfo=ZoneInfo("Europe/London"))


async def test_a_provider_away_at_the_hour_of_the_digest_delays_it(register: Engine) -> None:
    case = order()
    async with world(register) as here:
        await here.begin(MORNING)
        await here.stage.start(case, event("order_made", "court", MORNING))
        here.stage.notices.away = True
        handle = await here.stage.client.start_workflow(
            DailyDigestWorkflow.run, DigestRun(day=date(2024, 3, 4)), id=DIGEST_ID, task_queue=here.stage.task_queue
        )
        await here.pass_time(timedelta(hours=2))
        away = await handle.query(DailyDigestWorkflow.tally)
        here.stage.notices.away = False
        tally = await handle.result()

    assert away is not None
    assert away.sent == 0
    assert away.kept_back == away.made > 0
    assert tally == DigestTally(day=date(2024, 3, 4), made=away.made, sent=away.made)
    assert len(here.stage.notices.digests) == away.made


async def test_temporal_starts_the_digest_on_its_schedule(client: Client, stage: Stage) -> None:
    await keep_daily_digest(client, at=time(7, 30), task_queue="elsewhere")
    await keep_daily_digest(client, at=time(6, 45), task_queue=stage.task_queue)
    schedule = client.get_schedule_handle(DIGEST_ID)
    described = (await schedule.describe()).schedule
    [calendar] = described.spec.calendars
    assert (calendar.hour[0].start, calendar.minute[0].start, described.spec.time_zone_name) == (6, 45, "Europe/London")
    assert isinstance(described.action, ScheduleActionStartWorkflow)
    assert described.action.task_queue == stage.task_queue

    case = order()
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        await schedule.trigger()
        while not (began := (await schedule.describe()).info.recent_actions):
            pass
        started = began[0].action
        assert isinstance(started, ScheduleActionExecutionStartWorkflow)
        handle = client.get_workflow_handle(started.workflow_id, result_type=DigestTally)
        tally = await handle.result()
    await schedule.delete()

    assert tally.made == tally.sent == len(stage.notices.digests)
    with reading(stage.register) as session:
        made = digests(session, WhichDigests(day=tally.day)).items
    assert {person.sentences for digest in made for person in digest.people} == {(case.sentence_id,)}

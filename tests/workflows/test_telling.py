"""Notices go out on their own: a provider that is down delays notices, never a decision."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from policy.case import Case
from tests.workflows.clock import now
from tests.workflows.short_runs import ShortRuns
from tests.workflows.stage import Stage, event, order
from tests.workflows.world import World, world

MORNING = datetime(2024, 3, 4, 10, 0, tzinfo=ZoneInfo("Europe/London"))


async def allocate(stage: Stage, case: Case, at: datetime) -> bool:
    """Allocate the order, which tells people; return whether that was accepted."""
    told = event("allocated", "senior_probation_officer", at, practitioner="N03A019", rationale="fits")
    return (await stage.send(case, told)).accepted


async def until_told(here: World, case: Case) -> None:
    """Let hours pass until nothing is waiting to be told."""
    for _ in range(48):
        if all(line.status == "sent" for line in here.stage.told(case, urgency="now")):
            return
        await here.pass_time(timedelta(hours=1))


async def test_notices_go_out_once_each(stage: Stage) -> None:
    case = order()
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        await allocate(stage, case, now())
        notices = stage.told(case, urgency="now")

    assert notices
    assert {notice.status for notice in notices} == {"sent"}
    assert stage.notices.keys == [notice.key for notice in notices]


async def test_while_the_provider_is_away_the_sentence_goes_on_and_afterwards_everybody_is_told(
    register: Engine,
) -> None:
    case = order()
    async with world(register) as here:
        here.stage.notices.away = True
        await here.begin(MORNING)
        await here.stage.start(case, event("order_made", "court", MORNING))
        accepted = await allocate(here.stage, case, MORNING + timedelta(seconds=1))
        waiting = here.stage.told(case, urgency="now")
        await here.pass_time(timedelta(days=4, hours=1))
        await here.come_to_rest(case, MORNING + timedelta(days=4))
        here.stage.notices.away = False
        await until_told(here, case)

    assert accepted
    assert {notice.status for notice in waiting} <= {"kept", "to_send"}
    assert [line.event for line in here.stage.journal(case)].count("time") > 0
    told = here.stage.told(case, urgency="now")
    assert {notice.status for notice in told} == {"sent"}
    assert sorted(here.stage.notices.keys) == sorted(notice.key for notice in told)


async def test_what_was_sent_before_the_answer_was_lost_is_not_sent_again(register: Engine) -> None:
    case = order()
    async with world(register) as here:
        here.stage.notices.dies_after_posting = 2
        await here.begin(MORNING)
        await here.stage.start(case, event("order_made", "court", MORNING))
        await until_told(here, case)

    told = here.stage.told(case, urgency="now")
    assert {notice.status for notice in told} == {"sent"}
    assert sorted(here.stage.notices.keys) == sorted(notice.key for notice in told)


async def test_a_notice_nobody_can_take_is_written_down_and_operators_are_told(stage: Stage) -> None:
    case = order()
    stage.notices.refuses = {"senior_probation_officer"}
    async with stage.worker():
        answer = await stage.start(case, event("order_made", "court", now()))
        lived_on = await allocate(stage, case, now())

    assert answer.accepted
    assert lived_on
    failed = [notice for notice in stage.told(case, urgency="now") if notice.status == "failed"]
    assert {notice.to for notice in failed} == {"senior_probation_officer"}
    assert all(notice.error for notice in failed)
    assert [notice.title for notice in stage.told(case, to="operator")] == [
        f"A notice to senior_probation_officer could not be sent: {notice.error}" for notice in failed
    ]


async def test_where_no_provider_carries_a_notice_it_stays_in_the_register(stage: Stage) -> None:
    case = order()
    stage.notices.unknown = {"senior_probation_officer", "probation_practitioner", "person_on_probation"}
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        history = await stage.handle(case).fetch_history()

    assert stage.notices.keys == []
    assert {notice.status for notice in stage.told(case, urgency="now")} == {"kept"}
    assert "try_to_tell" not in history.to_json()


async def test_what_is_not_delivered_goes_over_to_the_next_run(stage: Stage, tmp_path: Path) -> None:
    case = order()
    stage.notices.away = True
    async with stage.worker(workflows=[ShortRuns]):
        await stage.start(case, event("order_made", "court", now()))
        for number in range(8):
            await stage.send(case, event("information_received", "police", now(), summary=f"call {number}"))
        description = await stage.handle(case).describe()
        stage.notices.away = False
        ended = await stage.send(case, event("sentence_quashed", "court", now()))
        await stage.handle(case).result()

    assert description.raw_description.workflow_execution_info.first_run_id != description.run_id
    assert ended.accepted
    told = stage.told(case, urgency="now")
    assert {notice.status for notice in told} == {"sent"}
    assert sorted(stage.notices.keys) == sorted(notice.key for notice in told)

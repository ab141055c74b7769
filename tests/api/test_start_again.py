"""A sentence whose workflow is gone is started again from the register, where it stopped, and never twice."""

import asyncio
import subprocess
import sys
from datetime import timedelta

from policy.case import Case
from tests.workflows.clock import now
from tests.workflows.conftest import client, dev_server, stage
from tests.workflows.registers import migrated, register, register_url
from tests.workflows.servers import DevServer, free_port
from tests.workflows.stage import Stage, event, order
from workflows.again import life
from workflows.messages import DiaryEntry, TimelineEntry

__all__ = ["client", "dev_server", "migrated", "register", "register_url", "stage"]
COMMAND = [sys.executable, "-m", "api.start_again"]


async def lived(stage: Stage, case: Case) -> tuple[str, int]:
    """Begin a sentence and let something happen to it, one thing of it refused; return an event's id and number."""
    await stage.start(case, event("order_made", "court", now() - timedelta(days=20)))
    given = event("allocated", "senior_probation_officer", now(), practitioner="N03A019", rationale="fits")
    answer = await stage.send(case, given)
    assert answer.accepted
    assert (await stage.send(case, event("release", "governor", now(), id_="no-prison"))).refusal is not None
    return given.id, answer.number


async def shown(stage: Stage, case: Case) -> tuple[Case, list[DiaryEntry], list[TimelineEntry]]:
    """Return what the workflow itself says of the sentence."""
    handle = stage.handle(case)
    diary: list[DiaryEntry] = await handle.query("diary", result_type=list[DiaryEntry])
    timeline: list[TimelineEntry] = await handle.query("timeline", result_type=list[TimelineEntry])
    return await stage.case(case), diary, timeline


def command(stage: Stage, server: DevServer, url: str, *arguments: str) -> tuple[int, str]:
    """Run the command as operators do and return how it ended and what it said."""
    said = {"DATABASE_URL": url, "TASK_QUEUE": stage.task_queue}
    said |= {"TEMPORAL_ADDRESS": server.address, "TEMPORAL_NAMESPACE": "default"}
    ended = subprocess.run([*COMMAND, *arguments], env=said, capture_output=True, text=True, timeout=90, check=False)
    return ended.returncode, ended.stdout + ended.stderr


async def test_a_terminated_sentence_comes_back_with_the_same_duties_and_goes_on(
    stage: Stage, dev_server: DevServer, register_url: str
) -> None:
    case, other = order(), order()
    async with stage.worker():
        known, number = await lived(stage, case)
        await lived(stage, other)
        before = await shown(stage, case)
        await stage.handle(case).terminate("by mistake")
        first, second = await asyncio.gather(
            asyncio.to_thread(command, stage, dev_server, register_url, "--all"),
            asyncio.to_thread(command, stage, dev_server, register_url, case.sentence_id, other.sentence_id),
        )
        after = await shown(stage, case)
        again = await stage.send(case, event("allocated", "court", now(), id_=known))
        met = await stage.send(case, event("home_visit", "probation_practitioner", now(), made=True))

    assert (first[0], second[0]) == (0, 0), (first, second)
    both = first[1] + second[1]
    assert both.count(f"{case.sentence_id} started again") == 1
    assert f"{other.sentence_id} runs: nothing to do" in both
    assert after == before
    assert (again.duplicate, again.number) == (True, number)
    assert met.accepted
    assert met.number == before[0].number + 1
    assert [line.number for line in stage.journal(case)] == list(range(1, met.number + 1))


async def test_what_nobody_was_told_yet_is_told_once_by_the_workflow_that_came_back(
    stage: Stage, dev_server: DevServer, register_url: str
) -> None:
    case = order()
    stage.notices.away = True
    async with stage.worker():
        await lived(stage, case)
        await stage.handle(case).terminate("by mistake")
        untold = {line.key for line in stage.told(case, urgency="now")}
        stage.notices.away = False
        ended = await asyncio.to_thread(command, stage, dev_server, register_url, case.sentence_id)
        await stage.everybody_told(case)

    assert ended[0] == 0, ended
    assert sorted(stage.notices.keys) == sorted(untold) != []


async def test_a_dry_run_says_who_does_not_run_and_starts_nothing(
    stage: Stage, dev_server: DevServer, register_url: str
) -> None:
    case = order()
    async with stage.worker():
        await lived(stage, case)
        await stage.handle(case).terminate("by mistake")
        status, says = await asyncio.to_thread(command, stage, dev_server, register_url, "--all", "--dry-run")

    assert status == 0
    assert f"{case.sentence_id} does not run" in says
    assert (await life(stage.client, case.kind, case.sentence_id)).is_ == "stopped"


def test_what_cannot_be_tried_is_said_in_one_line(register_url: str, stage: Stage, dev_server: DevServer) -> None:
    neither = command(stage, dev_server, register_url)
    nobody = command(stage, dev_server, register_url, "S-404")
    away = subprocess.run(
        [*COMMAND, "--all"],
        env={"DATABASE_URL": register_url, "TEMPORAL_ADDRESS": f"127.0.0.1:{free_port()}"},
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )

    assert neither == (2, "start_again: name sentences, or say --all\n")
    assert nobody == (2, "start_again: no sentence is remembered by the id S-404\n")
    assert away.returncode == 2
    assert away.stderr.startswith("start_again: Failed client connect")
    assert "Traceback" not in away.stderr

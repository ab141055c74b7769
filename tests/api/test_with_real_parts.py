"""The api with nothing made up: the dev server, a worker, and a register in a file."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import cast

import httpx
import pytest
from sqlalchemy import Engine
from temporalio.client import Client

from api.app import create_app
from api.sending import Sentences
from api.settings import Settings
from api.temporal import TemporalSentences
from tests.api.callers import ALLOCATION, ORDER, Body, Caller, refused
from tests.workflows.clock import now
from tests.workflows.servers import DevServer, free_port
from tests.workflows.staff import registered
from tests.workflows.stage import Stage, sentence_id
from workflows.connection import plugin

NO_TIME = 1.0
"""Seconds a caller waits where nobody will answer."""


@pytest.fixture(scope="module")
def dev_server() -> Iterator[DevServer]:
    """Give a dev server in memory."""
    server = DevServer().start()
    yield server
    server.kill()


@pytest.fixture
async def stage(dev_server: DevServer, register: Engine) -> Stage:
    """Give a stage on the dev server, without a worker yet."""
    return Stage(await dev_server.client(), register)


@asynccontextmanager
async def calling(sentences: Sentences, settings: Settings, register: Engine) -> AsyncIterator[Caller]:
    """Give somebody who calls an api over these parts."""
    transport = httpx.ASGITransport(app=create_app(settings, sentences, register), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://api", timeout=60) as client:
        yield Caller(client, prefix=sentence_id())


@asynccontextmanager
async def on(stage: Stage, *, answer_seconds: float = 20) -> AsyncIterator[Caller]:
    """Give somebody who calls the api over a stage."""
    settings = Settings(task_queue=stage.task_queue, answer_seconds=answer_seconds, probe_seconds=10)
    async with calling(TemporalSentences(stage.client, settings), settings, stage.register) as caller:
        yield caller


def an_order() -> Body:
    """Return the start of an order under an id of its own."""
    return ORDER | {"sentence_id": sentence_id()}


async def test_an_order_lives_through_the_api(stage: Stage) -> None:
    async with stage.worker(), on(stage) as caller:
        path = await caller.start(an_order())
        allocated = await caller.post(
            f"{path}/allocated", ALLOCATION, role="senior_probation_officer", key="allocation"
        )
        assert allocated.json()["phase"] == "induction"
        assert {settled["how"] for settled in allocated.json()["settled"]} >= {"met"}
        again = await caller.post(f"{path}/allocated", ALLOCATION, role="senior_probation_officer", key="allocation")
        assert again.json() == allocated.json() | {"duplicate": True}
        shown = (await caller.get(path)).json()
        assert (shown["phase"], shown["facts"]["practitioner"]) == ("induction", "N03A019")
        assert (await caller.get(f"{path}/diary")).json()["items"]
        sent = [line["event"] for line in (await caller.get(f"{path}/timeline")).json()["items"]]
        assert [name for name in sent if name != "time"] == ["order_made", "allocated"]
        died = await caller.post(f"{path}/died", {}, role="coroner", key="last")
        assert died.json()["phase"] == "terminated"
        refused(await caller.post(f"{path}/home_visit", {"made": True}), 409, "SentenceEnded")
        assert (await caller.post(f"{path}/died", {}, role="coroner", key="last")).json()["duplicate"] is True
        assert (await caller.get("/health")).json()["status"] == "UP"


async def test_the_timeline_shows_who_was_allowed_to_do_what_when_it_was_decided(stage: Stage) -> None:
    registered(stage.register, "N03A019", now(), role="probation_services_officer")
    async with stage.worker(), on(stage) as caller:
        path = await caller.start(an_order(), facts=ORDER["facts"] | {"rosh": "high"})
        allocated = await caller.post(f"{path}/allocated", ALLOCATION, role="senior_probation_officer")
        refused(allocated, 422, "MayNotManageThisRisk")
        lines = (await caller.get(f"{path}/timeline", newest_first=True)).json()["items"]
    [found] = next(line for line in lines if line["event"] == "allocated")["standings"]
    assert (found["staff_id"], found["right"], found["may"]) == ("N03A019", "hold", True)
    assert found["standing"]["may_manage"] == ["low", "medium"]
    assert (found["facts"]["role"], found["facts"]["authorisation"]) == ("probation_services_officer", "active")
    assert found["facts"].get("months_employed") in {None, 0}


async def test_bad_input_is_refused_by_the_sentence_itself(stage: Stage) -> None:
    async with stage.worker(), on(stage) as caller:
        path = await caller.start(an_order())
        senior = "senior_probation_officer"
        for event, role, said, status, reason in (
            ("allocated", senior, {"practitioner": "N03A019"}, 422, "RationaleMissing"),
            ("allocated", senior, ALLOCATION | {"on": "2026-03-01"}, 422, "BeforeTheSentence"),
            ("allocated", senior, ALLOCATION | {"on": "2099-03-01"}, 422, "EventInTheFuture"),
            ("hours_completed", "unpaid_work_team", {"worked_on": "2026-03-05"}, 409, "WrongPhase"),
            ("tier_set", "police", {"tier": "C2"}, 403, "WrongSender"),
            ("recall", "ppcs", {}, 409, "EventNotForThisSentence"),
        ):
            refused(await caller.post(f"{path}/{event}", said, role=role), status, reason)
        assert (await caller.get(path)).json()["phase"] == "awaiting_allocation"


async def test_a_refused_start_leaves_nothing_and_may_be_put_right(stage: Stage) -> None:
    async with stage.worker(), on(stage) as caller:
        said = an_order()
        refused(await caller.post("/v1/sentences", said, role="police"), 403, "WrongSender")
        not_yet = said | {"event": {"name": "order_made", "on": "2099-01-01"}}
        refused(await caller.post("/v1/sentences", not_yet, role="court"), 422, "EventInTheFuture")
        refused(await caller.get(f"/v1/sentences/{said['sentence_id']}"), 404, "UnknownSentence")
        assert await caller.start(said)
        refused(await caller.post("/v1/sentences", said, role="court"), 409, "SentenceExists")


async def test_the_same_message_many_times_at_once_has_one_effect(stage: Stage) -> None:
    async with stage.worker(), on(stage) as caller:
        said = an_order()
        starts = await asyncio.gather(*(caller.post("/v1/sentences", said, role="court", key="one") for _ in range(6)))
        assert sorted(answer.status_code for answer in starts) == [200] * 5 + [201]
        path = starts[0].headers["Location"]
        sent = [
            caller.post(f"{path}/allocated", ALLOCATION, role="senior_probation_officer", key="two") for _ in range(6)
        ]
        answers = await asyncio.gather(*sent)
        assert sorted(answer.json()["duplicate"] for answer in answers) == [False] + [True] * 5
        assert len({answer.json()["number"] for answer in answers}) == 1


async def test_a_message_that_nobody_answered_has_one_effect_when_it_is_sent_again(stage: Stage) -> None:
    said = an_order()
    async with on(stage, answer_seconds=NO_TIME) as caller:
        answer = await caller.post("/v1/sentences", said, role="court", key="one")
        refused(answer, 503, "NoAnswerYet")
        assert answer.headers["Retry-After"] == "5"
    async with stage.worker(), on(stage) as caller:
        again = await caller.post("/v1/sentences", said, role="court", key="one")
        assert again.status_code in {200, 201}
        path = f"/v1/sentences/{said['sentence_id']}"
        lines = (await caller.get(f"{path}/timeline")).json()["items"]
        assert [line["event"] for line in lines if line["event"] != "time"] == ["order_made"]


async def test_a_sentence_that_the_register_knows_and_temporal_does_not_is_said_not_to_run(stage: Stage) -> None:
    async with stage.worker(), on(stage) as caller:
        path = await caller.start(an_order())
    lost = Stage(stage.client, stage.register)
    await stage.client.get_workflow_handle(f"community-order/{path.rpartition('/')[2]}").terminate()
    async with on(lost) as caller:
        answer = await caller.post(f"{path}/home_visit", {"made": True})
        refused(answer, 503, "SentenceNotRunning")


async def shown_once(caller: Caller, path: str, is_so: Callable[[Body], bool]) -> Body:
    """Return what is shown at the path once it is so."""
    while True:
        shown = cast("Body", (await caller.get(path)).json())
        if is_so(shown):
            return shown


async def test_a_visit_is_recorded_once_for_both_sentences_of_a_person(stage: Stage) -> None:
    async with stage.worker(), on(stage) as caller:
        one, other = [await caller.start(an_order()) for _ in range(2)]
        said = {"made": True, "on": "2026-03-05"}
        answer = (await caller.post("/v1/people/X123456/home_visit", said, key="visit")).json()
        taker = f"/v1/sentences/{answer['sentence_id']}"
        [told] = {one, other} - {taker}
        assert answer["passed_on_to"] == [told.rpartition("/")[2]]
        entries = await shown_once(
            caller, f"{told}/timeline", lambda shown: any(line["event_id"] == "visit" for line in shown["items"])
        )
        [entry] = [line for line in entries["items"] if line["event_id"] == "visit"]
        assert (entry["outcome"], entry["by_id"]) == ("decided", "N03A019")
        again = await caller.post("/v1/people/X123456/home_visit", said, key="visit")
        assert (again.json()["sentence_id"], again.json()["duplicate"]) == (answer["sentence_id"], True)
        person = (await caller.get("/v1/people/X123456")).json()
        assert {f"/v1/sentences/{line['sentence_id']}" for line in person["sentences"]} == {one, other}


async def test_sentences_are_reassessed_through_the_api(stage: Stage) -> None:
    async with stage.worker(), on(stage) as caller:
        path = await caller.start(an_order())
        said = {"reason": "A bank holiday was declared.", "region": "Wales"}
        asked = await caller.post("/v1/reassessments", said, role="policy_adviser", key="holiday")
        assert (asked.status_code, asked.json()["total"]) == (202, 1)
        where = asked.headers["Location"]
        done = await shown_once(caller, where, lambda shown: shown["state"] == "done")
        assert (done["done"], done["failed"]) == (1, 0)
        [line] = (await caller.get(f"{where}/lines")).json()["items"]
        assert line["sentence_id"] == path.rpartition("/")[2]
        again = await caller.post("/v1/reassessments", said, role="policy_adviser", key="holiday")
        assert (again.status_code, again.json()["id"]) == (200, done["id"])
        refused(await caller.post(f"{where}/pause", {}, role="operator"), 409, "ReassessmentOver")


async def test_while_temporal_is_away_nothing_is_taken_and_everything_is_read(register: Engine) -> None:
    nobody = await Client.connect(f"127.0.0.1:{free_port()}", plugins=[plugin()], lazy=True)
    settings = Settings(answer_seconds=NO_TIME)
    async with calling(TemporalSentences(nobody, settings), settings, register) as caller:
        answer = await caller.post("/v1/sentences", an_order(), role="court")
        assert answer.json()["reason"] in {"TemporalUnavailable", "NoAnswerYet"}
        refused(answer, 503, answer.json()["reason"])
        assert (await caller.get("/v1/sentences")).json()["items"] == []
        health = await caller.get("/health")
        assert (health.status_code, health.json()["components"]["temporal"]["status"]) == (503, "DOWN")
        assert (await caller.get("/health/liveness")).status_code == 200

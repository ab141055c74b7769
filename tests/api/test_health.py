"""Whether it is up, in the shape that the services around us read. Nobody has to say who they are."""

import pytest

from tests.api.callers import ORDER, Caller, refused
from tests.api.fakes import FakeSentences


@pytest.mark.parametrize("path", ["/health", "/health/readiness"])
async def test_everything_is_up(caller: Caller, path: str) -> None:
    answer = await caller.client.get(path)
    assert answer.status_code == 200
    assert answer.json() == {"status": "UP", "components": {"temporal": {"status": "UP"}, "register": {"status": "UP"}}}


@pytest.mark.parametrize("path", ["/health", "/health/readiness"])
async def test_a_part_that_is_down_is_named(caller: Caller, sentences: FakeSentences, path: str) -> None:
    sentences.silent = "TemporalUnavailable"
    answer = await caller.client.get(path)
    assert answer.status_code == 503
    assert answer.json()["status"] == "DOWN"
    assert answer.json()["components"] == {"temporal": {"status": "DOWN"}, "register": {"status": "UP"}}


async def test_a_server_whose_parts_are_down_is_alive(caller: Caller, sentences: FakeSentences) -> None:
    sentences.silent = "TemporalUnavailable"
    assert (await caller.client.get("/health/liveness")).json() == {"status": "UP", "components": {}}
    assert (await caller.client.get("/ping")).text == "pong"


async def test_what_it_is_made_of_can_be_asked(caller: Caller) -> None:
    about = (await caller.client.get("/info")).json()
    assert about["build"]["name"] == "throughcare"
    assert set(about["git"]) == {"branch", "commit"}


@pytest.mark.parametrize("reason", ["TemporalUnavailable", "NoAnswerYet"])
async def test_a_message_while_temporal_is_away_may_be_sent_again(
    caller: Caller, sentences: FakeSentences, reason: str
) -> None:
    sentences.silent = reason
    answer = await caller.post("/v1/sentences", ORDER, role="court", key="order-1")
    problem = refused(answer, 503, reason)
    assert answer.headers["Retry-After"] == "5"
    assert "same Idempotency-Key" in str(problem["developerMessage"])
    sentences.silent = None
    assert (await caller.post("/v1/sentences", ORDER, role="court", key="order-1")).status_code == 201

"""What is to come: asked of policy, stored nowhere."""

import pytest

from tests.api.callers import CUSTODY, ORDER, Caller, refused
from tests.api.fakes import FakeSentences

SUPPOSED = {name: ORDER[name] for name in ("kind", "facts", "event")}


async def test_a_sentence_is_foreseen_to_its_end(caller: Caller) -> None:
    path = await caller.allocated()
    foreseen = (await caller.get(f"{path}/forecast", until="2027-06-01")).json()
    ends = [item for item in foreseen["items"] if item["what"] == "phase"]
    assert [(item["title"], item["due_on"]) for item in ends] == [("terminated", "2027-03-02")]
    assert "SMC-5.6-b" in {item["rule"] for item in foreseen["items"]}


async def test_a_forecast_looks_a_year_ahead_unless_told_otherwise(caller: Caller) -> None:
    path = await caller.allocated()
    assert (await caller.get(f"{path}/forecast")).json()["until"] == "2027-03-09"


async def test_facts_that_were_never_entered_are_foreseen_and_not_stored(
    caller: Caller, sentences: FakeSentences
) -> None:
    answer = await caller.post("/v1/forecast", SUPPOSED)
    assert answer.status_code == 200
    first = next(item for item in answer.json()["items"] if item["rule"] == "SMC-5.6-b")
    assert first["due_on"] == "2026-03-09"
    assert sentences.told == []
    assert (await caller.get("/v1/sentences")).json()["items"] == []


async def test_a_sentence_that_may_come_is_foreseen(caller: Caller) -> None:
    to_come = {"name": "order_made", "on": "2026-09-01"}
    answer = await caller.post("/v1/forecast", SUPPOSED | {"event": to_come}, role="court")
    first = next(item for item in answer.json()["items"] if item["rule"] == "SMC-5.6-b")
    assert first["due_on"] == "2026-09-08"


async def test_a_forecast_of_what_policy_refuses_is_refused(caller: Caller) -> None:
    wrong = {name: CUSTODY[name] for name in ("kind", "facts")} | {"event": {"name": "order_made"}}
    refused(await caller.post("/v1/forecast", wrong), 409, "EventNotForThisSentence")


@pytest.mark.parametrize("until", ["2026-03-08", "2056-03-20", "2101-01-01"])
async def test_a_forecast_goes_thirty_years_ahead_and_never_back(caller: Caller, until: str) -> None:
    path = await caller.start()
    refused(await caller.get(f"{path}/forecast", until=until), 422, "UntilOutOfRange")


async def test_a_year_without_a_calendar_is_said_to_be_one(caller: Caller) -> None:
    beyond = {
        "kind": "community_order",
        "facts": {"requirements": ["rar"]},
        "event": {"name": "order_made", "on": "2100-12-29"},
    }
    refused(await caller.post("/v1/forecast", beyond), 422, "NoCalendar")

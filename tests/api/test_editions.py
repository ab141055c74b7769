"""The editions of the rules: what each changed, and who lives under it."""

from policy.catalogue import catalogue
from tests.api.callers import Caller


async def test_the_editions_are_listed_with_who_lives_under_each(caller: Caller) -> None:
    path = await caller.start()
    latest, *_ = (await caller.get("/v1/editions")).json()["items"]
    assert latest["number"] == catalogue().latest
    assert (latest["sentences"], latest["qualifications"]) == (1, 0)
    assert latest["means"]
    assert (await caller.get(path)).json()["edition"] == latest["number"]
    under = (await caller.get("/v1/sentences", edition=latest["number"])).json()["items"]
    assert [line["edition"] for line in under] == [latest["number"]]
    assert (await caller.get("/v1/sentences", edition=latest["number"] + 1)).json()["items"] == []

"""Pass on: every other sentence is told; one that is over is left out, one out of reach is tried again."""

from datetime import UTC, datetime
from typing import cast

import pytest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import ActivityEnvironment

from activities.passing_on import NotPassedOn, pass_on
from policy.case import Actor, Event
from workflows.messages import Message, Other, Passing

AT = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
CHANGED = Event(id="e-1", name="risk_changed", at=AT, on=AT.date(), by=Actor(role="police"), payload={"rosh": "high"})


class Handle:
    """A workflow that takes signals, or says why not."""

    def __init__(self, client: "FakeClient", id_: str) -> None:
        self._client, self._id = client, id_

    async def signal(self, name: str, message: Message) -> None:
        if self._id in self._client.away:
            raise RPCError("no", self._client.away[self._id], b"")
        self._client.told.append((self._id, name, message))


class FakeClient:
    """A client that keeps a list of what was signalled."""

    def __init__(self, **away: RPCStatusCode) -> None:
        self.told: list[tuple[str, str, Message]] = []
        self.away = {f"community-order/{name}": status for name, status in away.items()}

    def get_workflow_handle(self, id_: str) -> Handle:
        return Handle(self, id_)


async def passed(client: FakeClient, *to: str) -> None:
    others = tuple(Other(kind="community_order", sentence_id=sentence_id) for sentence_id in to)
    passing = Passing(sentence_id="S0", event=CHANGED, to=others)
    await ActivityEnvironment().run(pass_on, cast("Client", client), passing)


async def test_each_other_sentence_gets_the_same_event_and_knows_who_passed_it_on() -> None:
    client = FakeClient()
    await passed(client, "S1", "S2")

    assert [id_ for id_, _, _ in client.told] == ["community-order/S1", "community-order/S2"]
    assert {(name, message.event.id, message.passed_by) for _, name, message in client.told} == {
        ("risk_changed", "e-1", "S0")
    }


async def test_one_that_is_over_is_left_out() -> None:
    client = FakeClient(S1=RPCStatusCode.NOT_FOUND)
    await passed(client, "S1", "S2")

    assert [id_ for id_, _, _ in client.told] == ["community-order/S2"]


async def test_one_that_cannot_be_reached_holds_up_no_other_and_is_tried_again() -> None:
    client = FakeClient(S1=RPCStatusCode.UNAVAILABLE)
    with pytest.raises(NotPassedOn, match="S1"):
        await passed(client, "S1", "S2")

    assert [id_ for id_, _, _ in client.told] == ["community-order/S2"]

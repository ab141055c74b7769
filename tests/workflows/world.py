"""A world in which sentences live for real, and years pass in seconds: the time-skipping server, its clock set."""

from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from datetime import datetime, timedelta

from sqlalchemy import Engine
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.service import RPCError
from temporalio.testing import WorkflowEnvironment

from activities.deciding import Engine as RulesEngine
from activities.sentence_hands import SentenceHands
from policy.case import Case
from policy.engine import decide
from tests.workflows.life_clock import LifeClock
from tests.workflows.servers import TEST_SERVER
from tests.workflows.stage import Stage
from workflows.connection import plugin
from workflows.search_attributes import ALL

WAKES_BETWEEN_STEPS = 20_000
A_QUERY = timedelta(seconds=2)


class World:
    """The server that skips time, with its clock set to the life's own days."""

    def __init__(self, server: WorkflowEnvironment, clock: LifeClock, stage: Stage) -> None:
        self._server, self._clock, self.stage = server, clock, stage

    async def begin(self, moment: datetime) -> None:
        """Let the present be this moment of the life. To be said before any sentence is started."""
        self._clock.shift = moment - await self._server.get_current_time()

    async def reach(self, moment: datetime) -> None:
        """Let time pass until this moment, unless it is there; every timer on the way fires."""
        ahead = moment - self._clock.shift - await self._server.get_current_time()
        if ahead > timedelta():
            await self._server.sleep(ahead)

    async def pass_time(self, span: timedelta) -> None:
        """Let so much time pass; every timer on the way fires."""
        await self._server.sleep(span)

    def without_skipping(self) -> AbstractContextManager[None]:
        """Keep the clock at its own pace for a while: what the server starts by itself has time to answer."""
        return self._server.auto_time_skipping_disabled()

    async def come_to_rest(self, case: Case, moment: datetime) -> Case:
        """Wait until every date up to the moment is decided and remembered, and return the case."""
        for _ in range(WAKES_BETWEEN_STEPS):
            remembered = self.stage.kept(case)
            if remembered.final:
                return remembered
            # A query that reaches a workflow as it ends is never answered here.
            with suppress(RPCError):
                now: Case = await self.stage.handle(case).query("case", result_type=Case, rpc_timeout=A_QUERY)
                if now.next_at is None or now.next_at > moment:
                    return now
        raise AssertionError(f"{case.sentence_id} does not come to rest before {moment}")


@asynccontextmanager
async def world(
    register: Engine, *, engine: RulesEngine = decide, hands: SentenceHands | None = None
) -> AsyncIterator[World]:
    """Give a world with a worker in it, which decides by `engine`."""
    clock = LifeClock()
    parts = plugin(clock)
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(TEST_SERVER), plugins=[parts]
    ) as server:
        declared = {key.name: IndexedValueType.ValueType(key.indexed_value_type) for key in ALL}
        await server.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(namespace=server.client.namespace, search_attributes=declared)
        )
        stage = Stage(server.client, register)
        async with stage.worker(engine=engine, hands=hands):
            yield World(server, clock, stage)

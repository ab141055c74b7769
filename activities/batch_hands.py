"""The activities of a reassessment, each a line: what they do stands in `reassessing`."""

from sqlalchemy import Engine as Register
from temporalio import activity

from activities import reassessing
from activities.deciding import Engine
from register import reassessments
from register.connection import writing
from workflows.batch import BatchHands, PageAsked, PageDone, Reassess, Turn


class ReassessingHands(BatchHands):
    """Reassess with an engine, and write down what came of it in a register."""

    def __init__(self, engine: Engine, register: Register) -> None:
        self._engine, self._register = engine, register

    @activity.defn
    def begin_reassessment(self, asked: Reassess) -> int:
        """Write down what was asked."""
        return reassessing.begin(self._register, asked)

    @activity.defn
    def write_turn(self, turn: Turn) -> None:
        """Write down a turn."""
        with writing(self._register) as session:
            reassessments.turn(session, turn.id, turn.number, turn.state, by=turn.by, reason=turn.reason)

    @activity.defn
    async def reassess_page(self, page: PageAsked) -> PageDone:
        """Reassess the next sentences."""
        return await reassessing.reassess_page(self._register, self._engine, activity.client(), page)

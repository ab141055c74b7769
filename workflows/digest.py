"""Once a day everybody's digest is made, and then sent. Started by a schedule; started again, it repeats nothing."""

from abc import ABC, abstractmethod
from datetime import date, timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from policy.frozen import Frozen
    from workflows.shape import local_day

DIGEST_WORKFLOW, DIGEST_ID = "DailyDigestWorkflow", "daily-digest"
A_PAGE = timedelta(minutes=2)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=1)
TRIED_FOR = timedelta(hours=20)
"""How long a digest that the provider does not take is tried again; the next day's run goes on with it."""
_PATIENCE = RetryPolicy(initial_interval=timedelta(seconds=5), maximum_interval=timedelta(minutes=5))


class Making(Frozen):
    """Make the digests of a day, of the recipients that come after this one."""

    day: date
    after: str | None = None


class Made(Frozen):
    """How many digests a page made, and the last recipient of it: nothing when nobody was left."""

    digests: int = 0
    last: str | None = None


class Sending(Frozen):
    """Send what is to be sent, after the digest of this number."""

    after: int = 0


class Sent(Frozen):
    """How many went out, how many a temporary fault kept back, and the last number: nothing when none was left."""

    digests: int = 0
    kept_back: int = 0
    last: int | None = None


class DigestRun(Frozen):
    """What a run begins with. `day` is the day it is for; left out, the day in Europe/London on which it starts."""

    day: date | None = None


class DigestTally(Frozen):
    """What a run did. What was kept back goes out with the next day's run."""

    day: date
    made: int = 0
    sent: int = 0
    kept_back: int = 0


class DigestHands(ABC):
    """What making and sending digests asks of the outside world."""

    @activity.defn
    @abstractmethod
    def make_digests(self, making: Making) -> Made:
        """Make a page of digests. The same page again makes none twice."""

    @activity.defn
    @abstractmethod
    def send_digests(self, sending: Sending) -> Sent:
        """Send a page of digests, each to one effect."""


@workflow.defn(name=DIGEST_WORKFLOW)
class DailyDigestWorkflow:
    """One day's digests."""

    def __init__(self) -> None:
        """Begin with nothing done."""
        self._tally: DigestTally | None = None

    @workflow.run
    async def run(self, run: DigestRun) -> DigestTally:
        """Make every digest of the day, then send what is to be sent until it is, or until it is given up for today."""
        tally = DigestTally(day=run.day or local_day(workflow.now()))
        until, pause = workflow.now() + TRIED_FOR, FIRST_PAUSE
        self._tally = tally = await self._make(tally)
        while True:
            self._tally = tally = await self._send(tally)
            if not tally.kept_back or workflow.now() + pause > until:
                return tally
            await workflow.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    @workflow.query
    def tally(self) -> DigestTally | None:
        """Return what is done so far."""
        return self._tally

    async def _make(self, tally: DigestTally) -> DigestTally:
        after: str | None = None
        while True:
            made = await workflow.execute_activity_method(
                DigestHands.make_digests,
                Making(day=tally.day, after=after),
                start_to_close_timeout=A_PAGE,
                retry_policy=_PATIENCE,
                summary=f"digests of {tally.day}" + (f" after {after}" if after else ""),
            )
            self._tally = tally = tally.model_copy(update={"made": tally.made + made.digests})
            if made.last is None:
                return tally
            after = made.last

    async def _send(self, tally: DigestTally) -> DigestTally:
        after, kept_back = 0, 0
        while True:
            sent = await workflow.execute_activity_method(
                DigestHands.send_digests,
                Sending(after=after),
                start_to_close_timeout=A_PAGE,
                retry_policy=_PATIENCE,
                summary="send what is to be sent",
            )
            kept_back += sent.kept_back
            tally = tally.model_copy(update={"sent": tally.sent + sent.digests, "kept_back": kept_back})
            if sent.last is None:
                return tally
            after = sent.last

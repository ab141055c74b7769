"""A provider that takes its time delays mail, and never the answer to whoever caused it."""

from collections.abc import Iterator
from statistics import median
from time import monotonic

import pytest

from activities.govuk_notify import GovUkNotify
from policy.case import Case
from tests.activities.notify_server import API_KEY, NotifyServer, notify_server
from tests.workflows.clock import now
from tests.workflows.processes import MAILBOXES
from tests.workflows.stage import Stage, event, order

A_MAIL = 0.9
LETTERS = {"default": "template"}


class Impatient(GovUkNotify):
    """Notify as if it had always been quick: every notice is tried before the answer."""

    def seconds_each(self) -> float:
        return 0


@pytest.fixture
def server() -> Iterator[NotifyServer]:
    with notify_server() as listening:
        yield listening


async def answered_in(stage: Stage, cases: list[Case]) -> list[float]:
    """Allocate each, which tells people at once, and return how many seconds each answer took."""
    took = []
    for case in cases:
        given = event("allocated", "senior_probation_officer", now(), practitioner="N03A019", rationale="fits")
        began = monotonic()
        answer = await stage.send(case, given)
        took.append(monotonic() - began)
        assert answer.accepted
        await stage.everybody_told(case)
    return took


async def started(stage: Stage, number: int) -> list[Case]:
    cases = [order() for _ in range(number)]
    for case in cases:
        await stage.start(case, event("order_made", "court", now()))
        await stage.everybody_told(case)
    return cases


async def test_answers_do_not_wait_for_mail_and_everybody_is_told_once(
    stage: Stage, server: NotifyServer, capsys: pytest.CaptureFixture[str]
) -> None:
    impatient = Impatient(API_KEY, addresses=MAILBOXES, templates=LETTERS, url=server.url)
    ours = GovUkNotify(API_KEY, addresses=MAILBOXES, templates=LETTERS, url=server.url)
    async with stage.worker(notices=ours):
        cases = await started(stage, 6)
    server.seconds = A_MAIL
    async with stage.worker(notices=impatient):
        before = await answered_in(stage, cases[:3])
    async with stage.worker(notices=ours):
        first = await answered_in(stage, cases[3:4])
        after = await answered_in(stage, cases[4:])

    with capsys.disabled():
        says = f"answered in {median(before):.2f} s when mail comes first, {median(after):.2f} s when it does not"
        print(f"\n{says} ({first[0]:.2f} s the first)")  # noqa: T201
    assert min(before) > A_MAIL
    assert median(after) < median(before) / 2
    told = [notice.key for case in cases for notice in stage.told(case, urgency="now") if notice.status == "sent"]
    assert sorted(map(str, server.references)) == sorted(told)


async def test_a_provider_that_is_quick_again_is_tried_before_the_answer_again(
    stage: Stage, server: NotifyServer
) -> None:
    quick = GovUkNotify(API_KEY, addresses=MAILBOXES, templates=LETTERS, url=server.url)
    server.seconds = A_MAIL
    async with stage.worker(notices=quick):
        slow, *quickly = await started(stage, 3)
        await answered_in(stage, [slow])
        server.seconds = 0.0
        await answered_in(stage, quickly[:1])
        given = event("allocated", "senior_probation_officer", now(), practitioner="N03A019", rationale="fits")
        await stage.send(quickly[1], given)
        as_answered = {notice.status for notice in stage.told(quickly[1], urgency="now")}

    assert "sent" in as_answered
    assert "to_send" not in as_answered

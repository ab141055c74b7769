"""Nothing is lost and nothing happens twice, whatever is sent twice and whatever breaks."""

import asyncio
from datetime import timedelta

import pytest
from temporalio import activity

from activities.sentence_hands import SentenceHands
from policy.case import Event
from policy.engine import decide
from tests.workflows.clock import now
from tests.workflows.short_runs import ForgetfulRuns, ShortRuns
from tests.workflows.stage import Stage, event, order
from workflows.messages import Answer, Entry, Remembered


async def test_the_same_event_id_twice_has_one_effect_and_one_answer(stage: Stage) -> None:
    case = order()
    told = event("information_received", "police", now(), summary="a call at the address")
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        first = await stage.send(case, told)
        again = await stage.send(case, told)

    assert again == first.model_copy(update={"duplicate": True})
    assert not first.duplicate
    assert len(stage.journal(case)) == 2


async def test_the_same_opening_twice_starts_one_sentence(stage: Stage) -> None:
    case, opening = order(), event("order_made", "court", now())
    async with stage.worker():
        first, again = await asyncio.gather(stage.start(case, opening), stage.start(case, opening))

    assert {first.number, again.number} == {1}
    assert first.accepted
    assert again.accepted
    assert [first.duplicate, again.duplicate].count(True) == 1
    assert len(stage.journal(case)) == 1


async def test_a_fact_by_signal_and_by_update_has_one_effect(stage: Stage) -> None:
    case = order()
    told = event("reception", "prison", now(), status="sentenced", prison="LEI")
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        await stage.signal(case, told)
        await stage.signal(case, told)
        answer = await stage.send(case, told)

    assert answer.number == 2
    assert answer.duplicate
    assert len(stage.journal(case)) == 2


async def test_the_same_event_id_in_a_later_run_has_the_same_answer(stage: Stage) -> None:
    case = order()
    told = event("information_received", "police", now(), summary="a call at the address")
    async with stage.worker(workflows=[ShortRuns]):
        await stage.start(case, event("order_made", "court", now()))
        first = await stage.send(case, told)
        for number in range(12):
            await stage.send(case, event("information_received", "police", now(), summary=f"call {number}"))
        again = await stage.send(case, told)
        description = await stage.handle(case).describe()

    assert description.raw_description.workflow_execution_info.first_run_id != description.run_id
    assert again == first.model_copy(update={"duplicate": True, "sending": again.sending})
    assert [line.event_id for line in stage.journal(case)].count(told.id) == 1


async def test_an_event_that_only_the_register_remembers_is_answered_as_it_was(stage: Stage) -> None:
    case = order()
    told = event("information_received", "police", now(), summary="a call at the address")
    async with stage.worker(workflows=[ForgetfulRuns]):
        await stage.start(case, event("order_made", "court", now()))
        first = await stage.send(case, told)
        for number in range(8):
            await stage.send(case, event("information_received", "police", now(), summary=f"call {number}"))
        again = await stage.send(case, told)
        after = await stage.send(case, event("information_received", "police", now(), summary="one more"))

    assert again.number == first.number
    assert again.duplicate
    assert after.number == 11
    assert [line.number for line in stage.journal(case)] == list(range(1, 12))


class ForgetfulHands(SentenceHands):
    """Hands that write each entry and fail the first time before they can say so."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(decide, stage.register, stage.notices)
        self.failed: set[int] = set()

    @activity.defn
    def remember(self, entry: Entry) -> Remembered:
        remembered = super().remember(entry)
        if entry.number not in self.failed:
            self.failed.add(entry.number)
            raise RuntimeError("the answer was lost")
        return remembered


async def test_an_activity_that_fails_after_it_wrote_has_one_effect(stage: Stage) -> None:
    case, hands = order(), ForgetfulHands(stage)
    async with stage.worker(hands=hands):
        await stage.start(case, event("order_made", "court", now()))
        answer = await stage.send(
            case, event("allocated", "senior_probation_officer", now(), practitioner="N03A019", rationale="fits")
        )

    assert hands.failed == {1, 2}
    assert answer.accepted
    assert [line.number for line in stage.journal(case)] == [1, 2]
    assert len(stage.notices.keys) == len(set(stage.notices.keys)) == len(stage.told(case, urgency="now"))


SENDERS, EACH = 8, 15


async def test_a_flood_of_messages_over_many_short_runs_is_taken_in_once_each(stage: Stage) -> None:
    case = order()
    told = [event("information_received", "police", now(), summary=f"call {n}") for n in range(SENDERS * EACH)]
    facts = [event("reception", "prison", now(), status="sentenced", prison="LEI") for _ in range(40)]
    async with stage.worker(workflows=[ShortRuns]):
        await stage.start(case, event("order_made", "court", now()))

        async def staff(mine: list[Event]) -> list[Answer]:
            return [await stage.send(case, each, patience=timedelta(seconds=60)) for each in mine]

        async def prison() -> None:
            for fact in facts:
                await stage.signal(case, fact)
                await stage.signal(case, fact)

        answers, _ = await asyncio.gather(
            asyncio.gather(*(staff(told[sender::SENDERS]) for sender in range(SENDERS))), prison()
        )
        for fact in facts:
            await stage.remembered(case, fact.id)
        stands = await stage.case(case)

    lines = stage.journal(case)
    assert [line.number for line in lines] == list(range(1, len(lines) + 1))
    assert sorted(line.event_id for line in lines[1:]) == sorted(each.id for each in (*told, *facts))
    assert {answer.number for each in answers for answer in each} <= {line.number for line in lines}
    assert stage.record(case).case == stands
    assert len(stage.notices.keys) == len(set(stage.notices.keys))


@pytest.mark.storm
@pytest.mark.timeout(900)
async def test_a_storm_of_messages_over_many_short_runs_is_taken_in_once_each(stage: Stage) -> None:
    case = order()
    told = [event("information_received", "police", now(), summary=f"call {n}") for n in range(1_200)]
    async with stage.worker(workflows=[ShortRuns]):
        await stage.start(case, event("order_made", "court", now()))

        async def twice(mine: list[Event]) -> None:
            for each in mine:
                await stage.send(case, each, patience=timedelta(seconds=110))
                await stage.send(case, each, patience=timedelta(seconds=110))

        await asyncio.gather(*(twice(told[sender::12]) for sender in range(12)))

    lines = stage.journal(case)
    assert sorted(line.event_id for line in lines[1:]) == sorted(each.id for each in told)
    assert len(stage.notices.keys) == len(set(stage.notices.keys))

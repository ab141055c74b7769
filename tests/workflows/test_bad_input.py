"""Bad input gets a named error and changes nothing: no event in history for staff, a journalled refusal for systems."""

from datetime import timedelta
from uuid import uuid4

import pytest
from temporalio.client import Client

from policy.case import Actor, Event
from tests.workflows.clock import now
from tests.workflows.stage import SOMEBODY, Stage, custody, event, order
from workflows.client import Malformed, SentenceEnded, SentenceExists, UnknownSentence, start
from workflows.messages import Message, Run

BAD: dict[str, dict[str, object]] = {
    "UnknownEvent": {"name": "promoted"},
    "MissingActor": {"by": None},
    "UnknownRole": {"by": Actor(role="astronaut")},
    "EventInTheFuture": {"at": now() + timedelta(hours=2)},
    "BeforeTheSentence": {"on": (now() - timedelta(days=90)).date()},
    "MalformedPayload": {"payload": {"attended": True, "mode": "face_to_face", "requirement": "gardening"}},
}


@pytest.mark.parametrize("reason", BAD)
async def test_a_malformed_message_of_staff_leaves_no_trace(stage: Stage, reason: str) -> None:
    case = order()
    good = event("appointment_outcome", "probation_practitioner", now(), attended=True, mode="face_to_face")
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        before = await stage.handle(case).fetch_history()

        with pytest.raises(Malformed) as refused:
            await stage.send(case, good.model_copy(update=BAD[reason]))

        after = await stage.handle(case).fetch_history()
    assert len(after.events) == len(before.events)
    assert len(stage.journal(case)) == 1
    if reason != "UnknownEvent":  # Temporal itself knows no update of that name
        assert refused.value.reason == reason


async def test_what_policy_forbids_is_refused_with_its_rules_and_journalled(stage: Stage) -> None:
    case = order()
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        before = await stage.case(case)
        answer = await stage.send(case, event("hours_completed", "unpaid_work_team", now(), worked_on="2026-01-01"))
        after = await stage.case(case)

    assert not answer.accepted
    assert answer.refusal is not None
    assert answer.refusal.reason
    assert after == before.refused()
    assert [line.refusal for line in stage.journal(case)][1] == answer.refusal
    assert stage.record(case).case == after


async def test_a_reported_fact_that_is_refused_is_journalled_and_told_to_the_senders_role(stage: Stage) -> None:
    case = custody()
    refused = event("recall", "ppcs", now(), type="standard")
    async with stage.worker():
        await stage.start(case, event("sentence_imposed", "court", now()))
        await stage.signal(case, refused)
        line = await stage.remembered(case, refused.id)

    assert line.refusal is not None
    notices = stage.told(case, to="ppcs")
    assert [notice.template for notice in notices] == ["refused"]
    assert line.refusal.says in notices[0].title


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("release", ["not a message"]),
        ("release", [{"event": {"id": "x"}}]),
        ("release", []),
        ("release", [{}, {}]),
        ("release", [{"event": {"id": "x", "name": "recall", "at": "2026-01-05T09:00:00Z", "on": "2026-01-05"}}]),
        ("release", [b"\x00\x01"]),
        ("parole", [{"whatever": 1}]),
    ],
)
async def test_a_signal_that_cannot_be_read_is_refused_by_name_and_told_to_operators(
    stage: Stage, name: str, sent: list[object]
) -> None:
    case = custody()
    late = event("reception", "prison", now(), status="sentenced", prison="LEI")
    async with stage.worker():
        await stage.start(case, event("sentence_imposed", "court", now()))
        await stage.handle(case).signal(name, args=sent)
        await stage.signal(case, late)
        await stage.remembered(case, late.id)
        description = await stage.handle(case).describe()

    refused, lived_on = stage.journal(case)[1:]
    assert refused.refusal is not None
    assert refused.refusal.reason in {"MalformedMessage", "MissingActor"}
    assert [notice.to for notice in stage.told(case, to="operator")] == ["operator"]
    assert lived_on.decision is not None
    assert description.status is not None
    assert description.status.name == "RUNNING"


async def test_a_lifecycle_fact_that_an_order_does_not_know_is_refused_there(stage: Stage) -> None:
    case = order()
    told = event("recall", "ppcs", now())
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        await stage.signal(case, told)
        line = await stage.remembered(case, told.id)

    assert line.refusal is not None
    assert line.refusal.reason == "EventNotForThisSentence"


async def test_an_unknown_sentence_has_a_name(stage: Stage) -> None:
    with pytest.raises(UnknownSentence):
        await stage.send(order(), event("allocated", "senior_probation_officer", now()))


async def test_an_opening_that_is_refused_leaves_nothing_open_and_may_be_tried_again(stage: Stage) -> None:
    case = order()
    async with stage.worker():
        refused = await stage.start(case, event("order_made", "police", now()))
        description = await stage.handle(case).describe()
        accepted = await stage.start(case, event("order_made", "court", now()))

    assert not refused.accepted
    assert description.status is not None
    assert description.status.name == "FAILED"
    assert accepted.accepted
    assert [line.number for line in stage.journal(case)] == [1]


async def test_an_opening_whose_shape_is_wrong_is_refused_by_name(stage: Stage) -> None:
    case = order()
    async with stage.worker():
        answer = await stage.start(case, event("order_made", "court", now() + timedelta(days=3)))

    assert answer.refusal is not None
    assert answer.refusal.reason == "EventInTheFuture"


async def test_a_sentence_id_is_given_once(stage: Stage) -> None:
    case = order()
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        with pytest.raises(SentenceExists):
            await stage.start(case, event("order_made", "court", now()))

    assert len(stage.journal(case)) == 1


async def test_a_sentence_id_that_only_the_register_remembers_is_not_given_again(stage: Stage) -> None:
    case = order()
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        await stage.handle(case).terminate()
        other = case.model_copy(update={"kind": "custodial_sentence"})
        answer = await stage.start(other, event("sentence_imposed", "court", now()))

    assert answer.refusal is not None
    assert answer.refusal.reason == "SentenceExists"
    assert stage.record(case).case.kind == "community_order"


async def test_a_sentence_that_is_over_says_so(stage: Stage) -> None:
    case = order()
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        ended = await stage.send(case, event("sentence_quashed", "court", now()))
        await stage.handle(case).result()
        with pytest.raises(SentenceEnded):
            await stage.send(case, event("contact_recorded", "probation_practitioner", now()))

    assert ended.accepted


async def test_a_sentence_starts_with_an_event(client: Client) -> None:
    with pytest.raises(ValueError, match="starts with an event"):
        await start(client, Run(case=order(), person=SOMEBODY))


async def test_an_update_carries_the_event_it_is_named_for(stage: Stage) -> None:
    case = order()
    other = Event(id=uuid4().hex, name="died", at=now(), on=now().date(), by=Actor(role="coroner"))
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        with pytest.raises(Exception, match="Workflow update failed") as failed:
            await stage.handle(case).execute_update("deported", Message(event=other))

    assert "carries the event died" in str(failed.value.__cause__)

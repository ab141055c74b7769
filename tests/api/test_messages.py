"""What staff send: each message once, to one effect, under the name of whoever identity says."""

from api.examples import message_example
from policy.case import Actor
from policy.vocabulary import TIME, event_kinds
from tests.api.callers import AFTERNOON, ALLOCATION, CUSTODY, ORDER, Caller, refused
from tests.api.fakes import FakeSentences

APPOINTMENT = {"attended": True, "mode": "face_to_face"}


async def test_starting_an_order_answers_what_its_first_event_did(caller: Caller) -> None:
    answer = await caller.post("/v1/sentences", ORDER, role="court", key="order-1")
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/v1/sentences/CO-1"
    said = answer.json()
    assert (said["sentence_id"], said["event_id"], said["number"]) == ("CO-1", "order-1", 1)
    assert said["phase"] == "awaiting_allocation"
    assert "SMC-5.4-a" in {duty["rule"] for duty in said["opened"]}
    assert said["duplicate"] is False


async def test_a_start_sent_again_starts_nothing_twice(caller: Caller, sentences: FakeSentences) -> None:
    first = await caller.post("/v1/sentences", ORDER, role="court", key="order-1")
    again = await caller.post("/v1/sentences", ORDER, role="court", key="order-1")
    assert again.status_code == 200
    assert again.json() == first.json() | {"duplicate": True}
    assert len(sentences.told) == 1


async def test_a_sentence_without_an_id_is_given_the_same_one_for_the_same_key(caller: Caller) -> None:
    nameless = {name: value for name, value in ORDER.items() if name != "sentence_id"}
    first = await caller.post("/v1/sentences", nameless, role="court", key="order-1")
    again = await caller.post("/v1/sentences", nameless, role="court", key="order-1")
    other = await caller.post("/v1/sentences", nameless, role="court", key="order-2")
    assert first.json()["sentence_id"] == again.json()["sentence_id"] != other.json()["sentence_id"]
    assert (first.status_code, again.status_code, other.status_code) == (201, 200, 201)


async def test_a_start_under_a_taken_id_is_refused(caller: Caller) -> None:
    await caller.start()
    refused(await caller.post("/v1/sentences", ORDER, role="court", key="another"), 409, "SentenceExists")


async def test_a_key_that_started_another_persons_sentence_is_refused(caller: Caller) -> None:
    await caller.post("/v1/sentences", ORDER, role="court", key="order-1")
    somebody_else = ORDER | {"person": {"crn": "X999999"}}
    answer = await caller.post("/v1/sentences", somebody_else, role="court", key="order-1")
    refused(answer, 422, "IdempotencyKeyReused")


async def test_a_refused_first_event_leaves_no_sentence(caller: Caller) -> None:
    answer = await caller.post("/v1/sentences", ORDER, role="police")
    refused(answer, 403, "WrongSender")
    refused(await caller.get("/v1/sentences/CO-1"), 404, "UnknownSentence")


async def test_an_order_does_not_begin_with_a_prison_sentence(caller: Caller) -> None:
    answer = await caller.post("/v1/sentences", ORDER | {"event": {"name": "sentence_imposed"}}, role="court")
    refused(answer, 409, "EventNotForThisSentence")


async def test_a_custodial_sentence_begins_with_reception(caller: Caller) -> None:
    path = await caller.start(CUSTODY, role="prison")
    assert (await caller.get(path)).json()["phase"] == "reception"


async def test_a_message_meets_duties_and_opens_others(caller: Caller) -> None:
    path = await caller.allocated()
    answer = await caller.post(f"{path}/appointment_outcome", APPOINTMENT | {"on": "2026-03-05"})
    assert answer.status_code == 200
    met = {settled["rule"]: settled["how"] for settled in answer.json()["settled"]}
    assert met["SMC-5.6-b"] == "met"


async def test_a_message_sent_again_has_one_effect_and_the_same_answer(
    caller: Caller, sentences: FakeSentences
) -> None:
    path = await caller.allocated()
    first = await caller.post(f"{path}/appointment_outcome", APPOINTMENT, key="visit")
    again = await caller.post(f"{path}/appointment_outcome", APPOINTMENT, key="visit")
    assert again.json() == first.json() | {"duplicate": True}
    assert [event.id for event in sentences.told].count("visit") == 1


async def test_a_refusal_sent_again_is_the_same_refusal(caller: Caller, sentences: FakeSentences) -> None:
    path = await caller.start()
    unfounded = {"practitioner": "N03A019"}
    for _ in range(2):
        answer = await caller.post(f"{path}/allocated", unfounded, role="senior_probation_officer", key="allocation")
        assert refused(answer, 422, "RationaleMissing")["rules"] == ["SMC-5.4-c"]
    assert [event.id for event in sentences.told].count("allocation") == 1


async def test_a_key_used_for_another_message_is_refused(caller: Caller) -> None:
    path = await caller.allocated()
    await caller.post(f"{path}/appointment_outcome", APPOINTMENT, key="visit")
    other_message = await caller.post(f"{path}/home_visit", {"made": True}, key="visit")
    refused(other_message, 422, "IdempotencyKeyReused")
    other_payload = await caller.post(f"{path}/appointment_outcome", APPOINTMENT | {"mode": "remote"}, key="visit")
    refused(other_payload, 422, "IdempotencyKeyReused")


async def test_the_actor_is_who_identity_says(caller: Caller, sentences: FakeSentences) -> None:
    path = await caller.start()
    answer = await caller.post(
        f"{path}/allocated", ALLOCATION | {"by": {"role": "court"}}, role="senior_probation_officer"
    )
    refused(answer, 422, "UnknownField")
    await caller.post(f"{path}/allocated", ALLOCATION, role="senior_probation_officer")
    assert sentences.told[-1].by == Actor(role="senior_probation_officer", id="N03A019")


async def test_a_message_without_a_day_happens_now(caller: Caller, sentences: FakeSentences) -> None:
    path = await caller.start()
    await caller.post(f"{path}/allocated", ALLOCATION, role="senior_probation_officer")
    assert sentences.told[-1].at == AFTERNOON
    assert sentences.told[-1].on == AFTERNOON.date()


async def test_a_message_of_a_day_gone_by_happened_at_noon(caller: Caller, sentences: FakeSentences) -> None:
    path = await caller.start()
    await caller.post(f"{path}/allocated", ALLOCATION | {"on": "2026-03-04"}, role="senior_probation_officer")
    assert sentences.told[-1].at.isoformat() == "2026-03-04T12:00:00+00:00"


async def test_the_day_of_an_instant_is_the_day_in_london(caller: Caller, sentences: FakeSentences) -> None:
    path = await caller.start(event={"name": "order_made", "at": "2025-06-30T23:30:00Z"})
    assert sentences.told[-1].on.isoformat() == "2025-07-01"
    assert (await caller.get(f"{path}/timeline")).json()["items"][0]["on"] == "2025-07-01"


async def test_the_day_of_a_death_is_the_day_it_counts_from_and_its_payload(
    caller: Caller, sentences: FakeSentences
) -> None:
    path = await caller.allocated()
    await caller.post(f"{path}/died", {"on": "2026-03-06"}, role="coroner")
    assert sentences.told[-1].on.isoformat() == "2026-03-06"
    assert sentences.told[-1].payload == {"on": "2026-03-06"}


async def test_a_message_after_the_end_is_refused_and_the_last_one_still_has_its_answer(caller: Caller) -> None:
    path = await caller.allocated()
    last = await caller.post(f"{path}/died", {"on": "2026-03-06"}, role="coroner", key="last")
    assert last.json()["phase"] == "terminated"
    refused(await caller.post(f"{path}/home_visit", {"made": True}), 409, "SentenceEnded")
    again = await caller.post(f"{path}/died", {"on": "2026-03-06"}, role="coroner", key="last")
    assert again.json() == last.json() | {"duplicate": True}


async def test_every_event_of_the_vocabulary_has_an_endpoint_by_its_name(caller: Caller) -> None:
    path = await caller.start()
    for event in event_kinds().values():
        answer = await caller.post(f"{path}/{event.name}", message_example(event) | {"no_such_field": 1})
        if event.name == TIME or not event.is_of_sentences:
            refused(answer, 404, "NotFound")
        else:
            assert refused(answer, 422, "UnknownField")["errors"] == [
                {"field": "no_such_field", "says": "Extra inputs are not permitted"}
            ]

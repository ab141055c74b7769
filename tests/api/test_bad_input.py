"""Bad input: a named problem, and nothing changed."""

import json
from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from tests.api.callers import ALLOCATION, CUSTODY, ORDER, Caller, refused
from tests.api.fakes import FakeSentences

LARGEST = 65_536


def order(**changed: object) -> dict[str, object]:
    """Return the start of an order with something wrong in it."""
    return {**ORDER, **changed}


def facts(**changed: object) -> dict[str, object]:
    """Return the start of an order with something wrong in its facts."""
    return order(facts={**ORDER["facts"], **changed})


@pytest.mark.parametrize(
    ("said", "status", "reason"),
    [
        (order(person={"crn": "123456X"}), 422, "MalformedCrn"),
        (order(person={"prison_number": "1234ABC"}), 422, "MalformedPrisonNumber"),
        (order(person={"prison_number": "A1234BC\n"}), 422, "MalformedPrisonNumber"),
        (order(person={}), 422, "MalformedBody"),
        ({"kind": "community_order"}, 422, "MissingField"),
        (order(person={"name": "Somebody"}), 422, "UnknownField"),
        (order(sentence_id="2041"), 422, "MalformedSentenceId"),
        (order(sentence_id="S-" + "1" * 41), 422, "MalformedSentenceId"),
        (order(kind="fine"), 422, "MalformedBody"),
        (order(actor={"role": "court"}), 422, "UnknownField"),
        (order(event={"name": "party"}), 422, "MalformedBody"),
        (order(event={}), 422, "MalformedBody"),
        (order(event={"name": "order_made", "on": "2026-03-10"}), 422, "EventInTheFuture"),
        (order(event={"name": "order_made", "at": "2026-03-09T15:30:00Z"}), 422, "EventInTheFuture"),
        (order(event={"name": "order_made", "at": "2026-03-02T12:00:00"}), 422, "MalformedBody"),
        (order(event={"name": "order_made", "at": "2026-03-02T12:00:00Z", "on": "2026-03-03"}), 422, "DatesDisagree"),
        (order(event={"name": "order_made", "on": "2026-02-30"}), 422, "MalformedBody"),
        (order(event={"name": "order_made", "on": "0001-01-01"}), 422, "Implausible"),
        (facts(requirements=["gardening"]), 422, "UnknownRequirement"),
        (facts(requirement_ends={"gardening": "2026-09-01"}), 422, "UnknownRequirement"),
        (facts(order_end="9999-12-31"), 422, "Implausible"),
        (facts(team="N03F01\x00"), 422, "Implausible"),
        (facts(unpaid_work_hours=10**400), 422, "Implausible"),
        (facts(shoe_size=9), 422, "UnknownField"),
        ([], 422, "MalformedBody"),
        ("order", 422, "MalformedBody"),
    ],
)
async def test_a_start_that_is_wrong_is_refused_by_name(
    caller: Caller, sentences: FakeSentences, said: object, status: int, reason: str
) -> None:
    refused(await caller.post("/v1/sentences", said, role="court"), status, reason)
    refused(await caller.get("/v1/sentences/CO-1"), 404, "UnknownSentence")


@pytest.mark.parametrize(
    ("event", "role", "said", "status", "reason"),
    [
        ("allocated", "senior_probation_officer", {"practitioner": "N03A019"}, 422, "RationaleMissing"),
        ("allocated", "senior_probation_officer", {"rationale": "Knows the area."}, 422, "MissingField"),
        ("allocated", "senior_probation_officer", ALLOCATION | {"reason": "x"}, 422, "UnknownField"),
        ("allocated", "senior_probation_officer", ALLOCATION | {"on": "2026-03-01"}, 422, "BeforeTheSentence"),
        ("allocated", "senior_probation_officer", ALLOCATION | {"on": "2026-03-10"}, 422, "EventInTheFuture"),
        ("allocated", "senior_probation_officer", ALLOCATION | {"rationale": "x" * 4001}, 422, "MalformedBody"),
        ("allocated", "senior_probation_officer", ALLOCATION | {"practitioner": "\u0000"}, 422, "Implausible"),
        ("tier_set", "police", {"tier": "C2"}, 403, "WrongSender"),
        ("tier_set", "probation_practitioner", {"tier": "Z9"}, 422, "MalformedBody"),
        ("hours_completed", "unpaid_work_team", {"worked_on": "2026-03-05"}, 409, "WrongPhase"),
        ("recall", "probation_practitioner", {}, 409, "EventNotForThisSentence"),
        ("treatment_started", "probation_practitioner", {"requirement": "gardening"}, 422, "UnknownRequirement"),
        ("requirements_varied", "court", {"requirements": ["gardening"]}, 422, "UnknownRequirement"),
        ("rar_days_used", "probation_practitioner", {"days": -1}, 422, "MalformedBody"),
        ("rar_days_used", "probation_practitioner", {"days": 10**12}, 422, "Implausible"),
        ("unpaid_work_session", "unpaid_work_team", {"attended": True, "hours": "many"}, 422, "MalformedBody"),
    ],
)
async def test_a_message_that_is_wrong_is_refused_by_name_and_changes_nothing(
    caller: Caller, event: str, role: str, said: object, status: int, reason: str
) -> None:
    path = await caller.start()
    before = (await caller.get(path)).json()
    refused(await caller.post(f"{path}/{event}", said, role=role), status, reason)
    after = (await caller.get(path)).json()
    assert after | {"number": 0} == before | {"number": 0}


@pytest.mark.parametrize("path", ["/v1/sentences/S-404", "/v1/sentences/not-an-id", "/v1/sentences/S-%00"])
async def test_an_unknown_sentence_is_not_found(caller: Caller, path: str) -> None:
    for read in ("", "/diary", "/evidence", "/timeline", "/forecast"):
        refused(await caller.get(f"{path}{read}"), 404, "UnknownSentence")
    answer = await caller.post(f"{path}/allocated", ALLOCATION, role="senior_probation_officer")
    refused(answer, 404, "UnknownSentence")


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"{", 400, "InvalidJson"),
        (b"\xff\xfe", 400, "InvalidJson"),
        (b"[" * 30_000, 400, "InvalidJson"),
        (b'{"kind": ' + b"9" * 5000 + b"}", 400, "InvalidJson"),
        (b"", 422, "MissingField"),
        (b"null", 422, "MalformedBody"),
        (b'{"kind": "\\ud800"}', 422, "MalformedBody"),
        (b"{" + b" " * LARGEST + b"}", 413, "BodyTooLarge"),
    ],
)
async def test_bytes_that_are_no_order_are_refused_by_name(
    caller: Caller, body: bytes, status: int, reason: str
) -> None:
    refused(await caller.raw("/v1/sentences", body), status, reason)


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e400"])
async def test_a_number_that_is_none_is_refused(caller: Caller, number: bytes) -> None:
    path = await caller.start()
    answer = await caller.raw(f"{path}/unpaid_work_session", b'{"attended": true, "hours": ' + number + b"}")
    refused(answer, 422, "MalformedBody")


async def test_a_body_that_is_not_said_to_be_json_is_refused(caller: Caller) -> None:
    body = json.dumps(ORDER).encode()
    refused(await caller.raw("/v1/sentences", body, content_type="text/plain"), 415, "NotJson")
    answer = await caller.raw("/v1/sentences", body, content_type="application/json; charset=utf-8")
    assert answer.status_code == 201


async def test_a_stream_is_counted_whatever_its_length_is_said_to_be(caller: Caller) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(1000):
            yield b" " * 1000

    headers = {"Content-Type": "application/json", "X-Actor-Role": "court", "X-Actor-Id": "c", "Idempotency-Key": "k"}
    refused(await caller.client.post("/v1/sentences", content=endless(), headers=headers), 413, "BodyTooLarge")


async def test_a_body_of_the_largest_size_is_read(caller: Caller) -> None:
    body = json.dumps(ORDER).encode()
    answer = await caller.raw("/v1/sentences", body + b" " * (LARGEST - len(body)))
    assert answer.status_code == 201


@pytest.mark.parametrize("key", [None, "", "with space", "k" * 201, "time/2026-03-09T00:00:00+00:00", "café"])
async def test_a_message_needs_a_key_of_its_own(caller: Caller, key: str | None) -> None:
    identity = {"X-Actor-Role": "court", "X-Actor-Id": "common-platform"}
    headers = httpx.Headers(identity | ({} if key is None else {"Idempotency-Key": key}), encoding="utf-8")
    answer = await caller.client.post("/v1/sentences", json=ORDER, headers=headers)
    refused(answer, 400, "IdempotencyKeyMissing" if key is None else "MalformedIdempotencyKey")


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "MissingActor"),
        ({"X-Actor-Role": "court"}, "MissingActor"),
        ({"X-Actor-Id": "N03A019"}, "MissingActor"),
        ({"X-Actor-Role": "wizard", "X-Actor-Id": "N03A019"}, "UnknownRole"),
        ({"X-Actor-Role": "court", "X-Actor-Id": "a name with spaces"}, "MalformedActor"),
    ],
)
@pytest.mark.parametrize(
    "path", ["/v1/sentences", "/v1/duties", "/v1/sentences/CO-1", "/v1/practitioners/N03A019/notices"]
)
async def test_nobody_is_answered_who_does_not_say_who_they_are(
    caller: Caller, path: str, headers: dict[str, str], reason: str
) -> None:
    answer = await caller.client.get(path, headers=headers)
    refused(answer, 401, reason)
    assert answer.headers["WWW-Authenticate"] == "DevelopmentIdentity"


async def test_what_was_sent_is_never_repeated(caller: Caller) -> None:
    answer = await caller.post("/v1/sentences", order(person={"crn": "Fictional Name"}), role="court")
    assert "Fictional" not in answer.text
    assert answer.json()["errors"][0]["field"] == "person.crn"


async def test_an_address_that_is_none_is_a_problem_too(caller: Caller) -> None:
    refused(await caller.get("/v1/prisoners"), 404, "NotFound")
    answer = await caller.client.delete("/v1/duties", headers={"X-Actor-Role": "court", "X-Actor-Id": "c"})
    refused(answer, 405, "MethodNotAllowed")
    assert answer.headers["Allow"] == "GET"


async def test_a_fault_nobody_expected_tells_only_an_id(
    caller: Caller, app: FastAPI, sentences: FakeSentences, caplog: pytest.LogCaptureFixture
) -> None:
    sentences.failing = RuntimeError("A1234BC is not what was expected")
    answer = await caller.post("/v1/sentences", CUSTODY, role="prison")
    problem = refused(answer, 500, "Unexpected")
    assert "A1234BC" not in answer.text + caplog.text
    assert "Traceback" not in answer.text
    assert str(problem["detail"]).rsplit(maxsplit=1)[-1].rstrip(".") in caplog.text

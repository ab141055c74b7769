"""What can be read: a sentence, its diary and its journal, lists across sentences, and what somebody was told."""

import asyncio
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from fastapi import FastAPI

from api.parts import Parts, parts_of
from api.settings import Settings
from register.connection import connect
from tests.api.callers import AFTERNOON, CUSTODY, ORDER, Caller, refused
from tests.api.fakes import FakeSentences


async def test_a_sentence_is_shown_as_it_stands(caller: Caller) -> None:
    path = await caller.allocated()
    shown = (await caller.get(path)).json()
    assert shown["kind"] == "community_order"
    assert shown["person"] == {"prison_number": None, "crn": "X123456"}
    assert shown["phase"] == "induction"
    assert shown["facts"]["practitioner"] == "N03A019"
    assert shown["values"]["tier"] == "C2"
    assert (shown["number"], shown["final"], shown["next_due"]) == (2, False, "2026-03-09")
    assert "first face-to-face appointment" in shown["next_says"]


async def test_a_diary_has_the_earliest_limit_first_and_tasks_without_a_date_last(caller: Caller) -> None:
    path = await caller.allocated()
    diary = (await caller.get(f"{path}/diary")).json()
    days = [duty["due_on"] for duty in diary["items"]]
    dated = [day for day in days if day]
    assert days == [*sorted(dated), *[None] * (len(days) - len(dated))]
    assert diary["items"][0]["rule"] == "SMC-5.6-b"
    assert None in days


async def test_a_timeline_tells_who_said_what_and_what_followed(caller: Caller) -> None:
    path = await caller.allocated()
    await caller.post(f"{path}/allocated", {"practitioner": "N03A020"}, role="senior_probation_officer")
    made, allocated, refusal = (await caller.get(f"{path}/timeline")).json()["items"]
    assert (made["number"], made["event"], made["by"], made["outcome"]) == (1, "order_made", "court", "decided")
    assert "SMC-5.6-b" in {duty["rule"] for duty in [*made["opened"], *allocated["opened"]]}
    assert allocated["payload"]["rationale"]
    assert {settled["rule"]: settled["how"] for settled in allocated["settled"]}["SMC-5.4-a"] == "met"
    assert allocated["told"]
    assert (refusal["outcome"], refusal["reason"], refusal["phase"]) == ("refused", "RationaleMissing", "induction")
    assert refusal["rules"] == ["SMC-5.4-c"]


async def test_what_a_report_rests_on_is_there_to_read_and_a_kept_appointment_is_not(caller: Caller) -> None:
    path = await caller.allocated()
    instruction = {"how": "letter", "what": "Attend on Monday at ten."}
    await caller.post(f"{path}/instruction_given", instruction, role="probation_practitioner")
    for attended in (True, False):
        outcome = {"attended": attended, "mode": "face_to_face"}
        await caller.post(f"{path}/appointment_outcome", outcome, role="probation_practitioner")
    told, missed = (await caller.get(f"{path}/evidence")).json()["items"]
    assert (told["shows"], told["by"], told["payload"]["how"]) == ("instruction", "probation_practitioner", "letter")
    assert (missed["shows"], missed["payload"]["attended"]) == ("absence", False)


async def test_a_timeline_goes_on_page_by_page_either_way(caller: Caller) -> None:
    path = await caller.allocated()
    first = (await caller.get(f"{path}/timeline", limit=1)).json()
    second = (await caller.get(f"{path}/timeline", limit=1, cursor=first["next"])).json()
    assert [first["items"][0]["number"], second["items"][0]["number"], second["next"]] == [1, 2, None]
    latest = (await caller.get(f"{path}/timeline", limit=1, newest_first=True)).json()
    assert latest["items"][0]["number"] == 2


async def test_sentences_are_listed_by_who_holds_them_where_and_how(caller: Caller) -> None:
    await caller.allocated()
    await caller.start(CUSTODY, role="prison")
    for filters, found in (
        ({}, ["CO-1", "CS-1"]),
        ({"practitioner": "N03A019"}, ["CO-1"]),
        ({"team": "N03F01", "region": "Wales"}, ["CO-1"]),
        ({"prison": "LEI"}, ["CS-1"]),
        ({"phase": "reception"}, ["CS-1"]),
        ({"kind": "custodial_sentence"}, ["CS-1"]),
        ({"rosh": "medium", "tier": "C2"}, ["CO-1"]),
        ({"overdue": True}, []),
        ({"overdue": False}, ["CO-1", "CS-1"]),
    ):
        page = (await caller.get("/v1/sentences", **filters)).json()
        assert [line["sentence_id"] for line in page["items"]] == found, filters


async def test_a_list_goes_on_where_its_page_ended(caller: Caller) -> None:
    for number in range(5):
        await caller.start(ORDER | {"sentence_id": f"CO-{number}"})
    seen: list[str] = []
    cursor: str | None = None
    while cursor or not seen:
        asked: dict[str, object] = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await caller.get("/v1/sentences", **asked)).json()
        seen += [line["sentence_id"] for line in page["items"]]
        cursor = page["next"]
    assert seen == [f"CO-{number}" for number in range(5)]


async def test_duties_are_listed_by_who_owes_them_and_until_when(caller: Caller) -> None:
    await caller.allocated()
    for filters, expected in (
        ({"practitioner": "N03A019", "due_before": "2026-03-10"}, {"SMC-5.6-b"}),
        ({"rule": "SMC-5.6-b", "owner": "probation_practitioner"}, {"SMC-5.6-b"}),
        ({"rule": "SMC-5.6-b", "phase": "induction", "team": "N03F01"}, {"SMC-5.6-b"}),
        ({"rule": "SMC-5.6-b", "overdue": True}, set()),
        ({"rule": "SMC-5.4-a"}, set()),
        ({"rule": "SMC-5.4-a", "state": "settled"}, {"SMC-5.4-a"}),
    ):
        page = (await caller.get("/v1/duties", **filters)).json()
        assert {line["rule"] for line in page["items"]} == expected, filters


async def test_a_practitioner_reads_what_they_were_told(caller: Caller) -> None:
    await caller.allocated()
    told = (await caller.get("/v1/practitioners/N03A019/notices")).json()["items"]
    assert {notice["sentence_id"] for notice in told} == {"CO-1"}
    assert all(notice["rules"] for notice in told)
    assert (await caller.get("/v1/practitioners/N03A999/notices")).json()["items"] == []


@pytest.mark.parametrize(
    ("path", "asked", "reason"),
    [
        ("/v1/sentences", {"cursor": "nonsense"}, "MalformedCursor"),
        ("/v1/sentences", {"cursor": "x" * 1001}, "MalformedCursor"),
        ("/v1/sentences", {"limit": 0}, "MalformedQuery"),
        ("/v1/sentences", {"limit": 501}, "MalformedQuery"),
        ("/v1/sentences", {"colour": "blue"}, "MalformedQuery"),
        ("/v1/sentences", {"kind": "fine"}, "MalformedQuery"),
        ("/v1/sentences", {"practitioner": "N03A019\x00"}, "MalformedQuery"),
        ("/v1/duties", {"due_before": "soon"}, "MalformedQuery"),
        ("/v1/duties", {"due_before": ""}, "MalformedQuery"),
        ("/v1/practitioners/N03A019/notices", {"limit": "many"}, "MalformedQuery"),
        ("/v1/practitioners/%00/notices", {}, "MalformedQuery"),
    ],
)
async def test_a_question_that_is_wrong_is_refused_by_name(
    caller: Caller, path: str, asked: dict[str, object], reason: str
) -> None:
    refused(await caller.get(path, **asked), 422, reason)


async def test_a_cursor_of_another_list_is_refused(caller: Caller) -> None:
    await caller.start()
    await caller.start(CUSTODY, role="prison")
    cursor = (await caller.get("/v1/sentences", limit=1)).json()["next"]
    refused(await caller.get("/v1/sentences", limit=1, cursor=cursor, phase="reception"), 422, "MalformedCursor")
    refused(await caller.get("/v1/duties", limit=1, cursor=cursor), 422, "MalformedCursor")


@pytest.mark.parametrize("place", [10**30, -1, True, None, "CO-1", [1], "\ud800"])
async def test_a_cursor_that_somebody_made_up_is_refused(caller: Caller, place: object) -> None:
    path = await caller.allocated()
    cursor = (await caller.get(f"{path}/timeline", limit=1)).json()["next"]
    list_, _ = json.loads(urlsafe_b64decode(cursor + "=="))
    made_up = urlsafe_b64encode(json.dumps([list_, place]).encode()).decode()
    refused(await caller.get(f"{path}/timeline", limit=1, cursor=made_up), 422, "MalformedCursor")


async def test_many_readers_at_once_are_all_answered(caller: Caller) -> None:
    path = await caller.allocated()
    answers = await asyncio.gather(*(caller.get(path) for _ in range(60)))
    assert {answer.status_code for answer in answers} == {200}


async def test_nobody_reads_or_sends_while_the_register_is_away(
    caller: Caller, app: FastAPI, sentences: FakeSentences
) -> None:
    away = connect("postgresql://nobody@127.0.0.1:1/nothing")
    parts = Parts(settings=Settings(), sentences=sentences, register=away, clock=lambda: AFTERNOON)
    app.dependency_overrides[parts_of] = lambda: parts
    for answer in (
        await caller.get("/v1/sentences"),
        await caller.get("/v1/sentences/CO-1"),
        await caller.post("/v1/sentences", ORDER, role="court"),
        await caller.post("/v1/sentences/CO-1/home_visit", {"made": True}),
    ):
        refused(answer, 503, "RegisterUnavailable")
        assert answer.headers["Retry-After"] == "5"
    health = await caller.client.get("/health")
    assert (health.status_code, health.json()["components"]["register"]) == (503, {"status": "DOWN"})
    away.dispose()


async def test_digests_are_empty_before_the_first_day(caller: Caller) -> None:
    await caller.allocated()
    assert (await caller.get("/v1/digests", practitioner="N03A019")).json() == {"items": [], "next": None}

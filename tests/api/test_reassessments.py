"""Reassessments through the api: asked for, paused, resumed, looked at; and one sentence tried."""

from typing import Any

from fastapi import FastAPI
from sqlalchemy import Engine

from api import examples_of_reassessments as examples
from api.reassessments import ToReassess, Why
from policy.reassess import Change
from register import reassessments
from register.connection import writing
from register.reassessments import Found
from tests.api.callers import Caller, refused
from tests.api.fakes import FakeSentences

ADVISER = "policy_adviser"
DECLARED = {"reason": "A bank holiday was declared.", "region": "Wales"}


async def begun(caller: Caller, said: dict[str, Any] | None = None, key: str = "one") -> str:
    answer = await caller.post("/v1/reassessments", said or DECLARED, role=ADVISER, key=key)
    assert answer.status_code == 202, answer.text
    return answer.headers["Location"]


async def test_it_is_begun_once_and_shows_how_far_it_is(caller: Caller) -> None:
    await caller.start()
    path = await begun(caller)
    again = await caller.post("/v1/reassessments", DECLARED, role=ADVISER, key="one")
    assert (again.status_code, again.headers["Location"]) == (200, path)
    shown = (await caller.get(path)).json()
    assert shown == again.json()
    assert (shown["state"], shown["total"], shown["done"], shown["which"]) == ("running", 1, 0, {"region": "Wales"})
    assert shown["by"] == {"role": ADVISER, "id": "N03A019"}
    assert [each["id"] for each in (await caller.get("/v1/reassessments")).json()["items"]] == [shown["id"]]
    other = await caller.post("/v1/reassessments", DECLARED | {"dry_run": True}, role=ADVISER, key="one")
    refused(other, 422, "IdempotencyKeyReused")


async def test_it_is_paused_and_resumed_by_those_who_may(caller: Caller) -> None:
    path = await begun(caller)
    refused(await caller.post(f"{path}/pause", {}), 403, "WrongSender")
    paused = await caller.post(f"{path}/pause", {"reason": "to look"}, role="operator")
    assert (paused.status_code, paused.json()["state"]) == (200, "paused")
    assert paused.json()["turns"][-1]["by"]["role"] == "operator"
    resumed = await caller.post(f"{path}/resume", {}, role=ADVISER)
    assert [turn["state"] for turn in resumed.json()["turns"]] == ["running", "paused", "running"]


async def test_one_that_is_over_or_not_known_is_refused_by_name(caller: Caller, register: Engine) -> None:
    path = await begun(caller)
    with writing(register) as session:
        reassessments.turn(session, path.rpartition("/")[2], 2, "done")
    refused(await caller.post(f"{path}/pause", {}, role=ADVISER), 409, "ReassessmentOver")
    for unknown in ("R-9", "nothing"):
        refused(await caller.get(f"/v1/reassessments/{unknown}"), 404, "UnknownReassessment")
        refused(await caller.get(f"/v1/reassessments/{unknown}/lines"), 404, "UnknownReassessment")
    refused(await caller.post("/v1/reassessments/R-9/resume", {}, role=ADVISER), 404, "UnknownReassessment")


async def test_what_it_found_is_listed_with_dates_before_and_after(caller: Caller, register: Engine) -> None:
    path = await begun(caller)
    id_ = path.rpartition("/")[2]
    for number in (1, 2):
        await caller.start(sentence_id=f"CO-{number}")
    change = Change.model_validate(examples.LINES.items[0].changes[0].model_dump())
    with writing(register) as session:
        found = Found(sentence_id="CO-1", outcome="changed", number=2, changes=(change,), told=("victim",))
        reassessments.add_line(session, id_, found)
        failed = Found(sentence_id="CO-2", outcome="failed", reason="NoAnswerYet", says="none came")
        reassessments.add_line(session, id_, failed)
    page = (await caller.get(f"{path}/lines", limit=1)).json()
    assert page["items"][0]["changes"][0]["due_on_after"] == "2026-03-24"
    rest = (await caller.get(f"{path}/lines", limit=1, cursor=page["next"])).json()
    assert (rest["items"][0]["sentence_id"], rest["next"]) == ("CO-2", None)
    only = (await caller.get(f"{path}/lines", outcome="failed")).json()["items"]
    assert [line["reason"] for line in only] == ["NoAnswerYet"]
    shown = (await caller.get(path)).json()
    assert (shown["done"], shown["changed"], shown["failed"]) == (2, 1, 1)


async def test_what_is_asked_for_badly_is_refused_by_name(caller: Caller, sentences: FakeSentences) -> None:
    refused(await caller.post("/v1/reassessments", DECLARED), 403, "WrongSender")
    for said, reason in (
        ({}, "MissingField"),
        ({"reason": "  "}, "MalformedBody"),
        (DECLARED | {"who": "all"}, "UnknownField"),
        (DECLARED | {"sentence_ids": []}, "MalformedBody"),
        (DECLARED | {"kind": "caution"}, "MalformedBody"),
        ({"reason": "a \x00"}, "Implausible"),
    ):
        refused(await caller.post("/v1/reassessments", said, role=ADVISER), 422, reason)
    sentences.silent = "TemporalUnavailable"
    refused(await caller.post("/v1/reassessments", DECLARED, role=ADVISER), 503, "TemporalUnavailable")


async def test_one_sentence_is_tried_and_nothing_is_changed(caller: Caller) -> None:
    path = await caller.start()  # on whose first appointment the practitioner is to be reminded by now
    before = (await caller.get(path)).json()
    tried = (await caller.get(f"{path}/reassessment")).json()
    assert (tried["sentence_id"], tried["changes"], tried["told"]) == ("CO-1", [], ["probation_practitioner"])
    assert tried["phase"] == before["phase"]
    assert (await caller.get(path)).json() == before
    refused(await caller.get("/v1/sentences/CO-9/reassessment"), 404, "UnknownSentence")
    await caller.post(f"{path}/died", {}, role="coroner")
    refused(await caller.get(f"{path}/reassessment"), 409, "SentenceEnded")


def test_the_examples_are_accepted_by_their_forms(built: FastAPI) -> None:
    paths = built.openapi()["paths"]
    for path, form in (
        ("/v1/reassessments", ToReassess),
        ("/v1/reassessments/{reassessment_id}/pause", Why),
        ("/v1/reassessments/{reassessment_id}/resume", Why),
    ):
        form.model_validate(paths[path]["post"]["requestBody"]["content"]["application/json"]["example"])

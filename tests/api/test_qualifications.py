"""Qualifications: started and told like sentences, read by the roles that need them, and never among sentences."""

import httpx

from tests.api.callers import Body, Caller, refused

STAFF = "N03A044"
START: Body = {
    "qualification_id": "Q-1",
    "facts": {"staff_id": STAFF, "current_role": "Probation Officer", "team": "N03F01", "region": "Wales"},
    "event": {"name": "qualification_gap_found", "on": "2026-02-02"},
}
PATH = "/v1/workforce/qualifications"
SECRET = "an allegation that is looked into"


async def started(caller: Caller) -> str:
    answer = await caller.post(PATH, START, role="business_manager", key="begin")
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


async def on_hold(caller: Caller) -> str:
    """Start a qualification that waits for a matter, and return its path."""
    path = await started(caller)
    matter = {"conduct_proceedings": True, "detail": SECRET, "on": "2026-02-03"}
    answer = await caller.post(f"{path}/employment_matter_recorded", matter, role="hr_business_partner")
    assert answer.status_code == 200, answer.text
    assert answer.json()["opened"][0]["rule"] == "QAP-D-04"
    return path


async def read(caller: Caller, path: str, role: str, staff: str = "N03A100") -> httpx.Response:
    return await caller.client.get(path, headers={"X-Actor-Role": role, "X-Actor-Id": staff})


async def test_a_qualification_is_started_once_and_told_what_happens(caller: Caller) -> None:
    path = await started(caller)
    again = await caller.post(PATH, START, role="business_manager", key="begin")
    assert again.status_code == 200
    assert again.json()["duplicate"]
    told = await caller.post(f"{path}/gap_notified", {"on": "2026-02-03"}, role="business_manager", key="gap")
    assert told.json()["qualification_id"] == "Q-1"
    assert {duty["rule"] for duty in told.json()["opened"]} == {"QAP-D1-b", "QAP-P-03", "QG-12-c", "QG-T1-11"}
    assert [duty["rule"] for duty in told.json()["settled"]] == ["QAP-D1-b"]
    refused(await caller.post(f"{path}/gap_notified", {}, role="court"), 403, "WrongSender")
    diary = (await read(caller, f"{path}/diary", "line_manager")).json()
    assert diary["items"][0]["due_on"] == "2029-02-03"
    entries = (await read(caller, f"{path}/timeline", "line_manager")).json()["items"]
    assert [entry["event"] for entry in entries] == ["qualification_gap_found", "gap_notified", "gap_notified"]


async def test_a_qualification_is_listed_by_itself_and_never_among_sentences(caller: Caller) -> None:
    path = await started(caller)
    listed = (await read(caller, f"{PATH}?team=N03F01", "business_manager")).json()
    assert [(line["qualification_id"], line["staff_id"]) for line in listed["items"]] == [("Q-1", STAFF)]
    for place in ("/v1/sentences", "/v1/duties"):
        assert (await caller.get(place)).json()["items"] == []
    for place in ("", "/diary", "/timeline", "/forecast"):
        refused(await caller.get(f"/v1/sentences/Q-1{place}"), 404, "UnknownSentence")
    refused(await caller.post("/v1/sentences/Q-1/reassess", {"reason": "x"}, role="system"), 404, "UnknownSentence")
    refused(await read(caller, f"{PATH}/Q-9", "line_manager"), 404, "UnknownQualification")
    sentence = await caller.start()
    refused(await read(caller, f"{PATH}/{sentence.rpartition('/')[2]}", "line_manager"), 404, "UnknownQualification")
    assert (await read(caller, path, "line_manager")).status_code == 200


async def test_what_hr_alone_may_read_is_withheld_from_everybody_else(caller: Caller) -> None:
    path = await on_hold(caller)
    for role in ("line_manager", "hr_business_partner", "senior_policy_manager"):
        assert (await read(caller, path, role)).json()["facts"]["conduct_proceedings"] is True
        assert SECRET in (await read(caller, f"{path}/timeline", role)).text
        assert "QAP-D-04" in (await read(caller, f"{path}/diary", role)).text
        assert "QAP-D-04" in (await read(caller, f"{path}/forecast", role)).text
    for role in ("practice_tutor_assessor", "business_manager", "progression_board"):
        for place in ("", "/diary", "/timeline", "/forecast"):
            seen = (await read(caller, f"{path}{place}", role)).text
            for hidden in (SECRET, "proceedings", "QAP-D-04", "Urgent"):
                assert hidden not in seen, (role, place, hidden)
    assert (await read(caller, path, "business_manager")).json()["withheld"]


async def test_a_member_of_staff_reads_the_own_qualification_and_no_other(caller: Caller) -> None:
    path = await on_hold(caller)
    assert (await read(caller, path, "staff_member", STAFF)).json()["facts"]["conduct_proceedings"] is True
    refused(await read(caller, path, "staff_member", "N03A045"), 403, "NotForThisRole")
    refused(await read(caller, path, "probation_practitioner"), 403, "NotForThisRole")
    refused(await read(caller, PATH, "probation_practitioner"), 403, "NotForThisRole")


async def test_a_refusal_while_a_matter_is_open_says_nothing_of_it(caller: Caller) -> None:
    path = await on_hold(caller)
    for event, role in (
        ("gap_notified", "business_manager"),
        ("diagnostic_conversation_held", "line_manager"),
        ("checklist_received", "workforce_programme"),
    ):
        answer = await caller.post(f"{path}/{event}", {"on": "2026-02-05"}, role=role)
        assert answer.status_code == 200, answer.text
    decided = {"outcome": "SIGN_OFF", "rationale": "R8", "on": "2026-02-06"}
    answer = await caller.post(f"{path}/alignment_decided", decided, role="senior_policy_manager")
    problem = refused(answer, 422, "NotYetToBeDecided")
    assert "proceedings" not in str(problem)


async def test_a_sentence_takes_no_fact_of_staff(caller: Caller) -> None:
    body = {
        "kind": "community_order",
        "person": {"crn": "X123456"},
        "facts": {"conduct_proceedings": True},
        "event": {"name": "order_made", "on": "2026-03-02"},
    }
    refused(await caller.post("/v1/sentences", body, role="court"), 422, "Implausible")


async def test_why_a_rule_binds_a_qualification_is_explained_as_far_as_a_role_may_read(caller: Caller) -> None:
    path = await on_hold(caller)
    waits = (await caller.client.get(f"{path}/explain?rule=QAP-P-03", headers=role("business_manager"))).json()
    assert [(row["state"], row["reasons"][0]["holds"]) for row in waits["rows"]] == [("waits", False)]
    assert not waits["withheld"]
    for rule in ("QAP-D-04", "QAP-D-03", "QAP-D-01", "QAP-D-02"):
        seen = (await caller.client.get(f"{path}/explain?rule={rule}", headers=role("line_manager"))).json()
        assert seen["rows"], rule
        assert not seen["withheld"]
        hidden = (await caller.client.get(f"{path}/explain?rule={rule}", headers=role("business_manager"))).json()
        assert {row["state"] for row in hidden["rows"]} <= {"other_kind_of_sentence"}, rule
        assert (hidden["open"], hidden["ended"], hidden["withheld"]) == ([], [], True), rule
    urgent = (await caller.client.get(f"{path}/explain?rule=QAP-D-04", headers=role("line_manager"))).json()
    assert urgent["rows"][0]["state"] == "open"
    for who, rule, status, name in (
        ("business_manager", "QAP-XX", 404, "UnknownRule"),
        ("probation_practitioner", "QAP-P-03", 403, "NotForThisRole"),
    ):
        refused(await caller.client.get(f"{path}/explain?rule={rule}", headers=role(who)), status, name)


def role(name: str) -> dict[str, str]:
    return {"X-Actor-Role": name, "X-Actor-Id": "N03A100"}


async def test_a_member_of_staff_speaks_for_the_own_qualification_alone(caller: Caller) -> None:
    path = await started(caller)
    said = {"qualification_id": "Q-2", "facts": {"staff_id": STAFF}, "event": {"name": "pqip_applied"}}
    for where, body in ((f"{path}/international_qualification_declared", {}), (PATH, said)):
        headers = role("staff_member") | {"Idempotency-Key": where}
        refused(await caller.client.post(where, json=body, headers=headers), 403, "NotForThisRole")
        own = await caller.client.post(where, json=body, headers=headers | {"X-Actor-Id": STAFF})
        assert own.status_code in {200, 201}, own.text
    entries = (await read(caller, f"{path}/timeline", "line_manager")).json()["items"]
    assert [entry["by_id"] for entry in entries] == ["N03A019", STAFF]

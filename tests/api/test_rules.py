"""The rules, asked for: what runs under an id, and why it binds a sentence or does not."""

from tests.api.callers import Caller, refused


async def test_rules_are_listed_page_by_page_in_the_order_of_the_documents(caller: Caller) -> None:
    first = (await caller.get("/v1/rules", document="SMC", kind="timer", limit=2)).json()
    second = (await caller.get("/v1/rules", document="SMC", kind="timer", limit=2, cursor=first["next"])).json()
    ids = [rule["id"] for rule in [*first["items"], *second["items"]]]
    assert len(set(ids)) == 4
    assert ids[0] == "SMC-5.6-a"
    assert all(rule["kind"] == "timer" for rule in first["items"])
    refused(await caller.get("/v1/rules", document="MCS", cursor=first["next"]), 422, "MalformedCursor")


async def test_rules_are_found_by_words_of_their_title(caller: Caller) -> None:
    found = (await caller.get("/v1/rules", words="FIRST FACE-TO-FACE")).json()["items"]
    assert {"SMC-5.6-a", "SMC-5.6-b"} <= {rule["id"] for rule in found}


async def test_a_rule_shows_its_rows_its_code_and_what_exercises_it(caller: Caller) -> None:
    rule = (await caller.get("/v1/rules/SMC-5.6-b")).json()
    assert (rule["document"].split(",")[0], rule["para"]) == (
        "Sentence Management in the Community Policy Framework",
        "5.6; 9 (bold)",
    )
    assert rule["rows"][0]["rule"]["due"] == "5 working days after start_of_supervision"
    assert rule["rows"][0]["rule"]["from"]
    assert rule["exercised_by_cases"]
    refused(await caller.get("/v1/rules/SMC-99.9"), 404, "UnknownRule")


async def test_duties_and_refusals_link_to_their_rules(caller: Caller) -> None:
    path = await caller.allocated()
    duty = (await caller.get(f"{path}/diary")).json()["items"][0]
    assert (await caller.get(duty["rule_link"])).json()["id"] == duty["rule"]
    listed = (await caller.get("/v1/duties")).json()["items"][0]
    assert listed["rule_link"] == f"/v1/rules/{listed['rule']}"
    answer = await caller.post(f"{path}/allocated", {"practitioner": "N03A020"}, role="senior_probation_officer")
    assert answer.json()["ruleLinks"] == ["/v1/rules/SMC-5.4-c"]


async def test_why_a_rule_binds_a_sentence_or_not_is_explained(caller: Caller) -> None:
    path = await caller.allocated()
    told = (await caller.get(f"{path}/explain", rule="SMC-5.6-b")).json()
    assert told["open"][0]["due_on"] == "2026-03-09"
    assert {row["state"] for row in told["rows"]} == {"open"}
    against = (await caller.get(f"{path}/explain", rule="SMC-29.5-c")).json()
    [row] = [row for row in against["rows"] if row["state"] == "not_owed"]
    assert {"words": "pcoso", "holds": False, "found": "pcoso: not known"}.items() <= row["reasons"][1].items()
    refused(await caller.get(f"{path}/explain", rule="SMC-99.9"), 404, "UnknownRule")
    refused(await caller.get("/v1/sentences/CO-404/explain", rule="SMC-5.6-b"), 404, "UnknownSentence")


async def test_a_duty_that_ended_is_part_of_the_explanation(caller: Caller) -> None:
    path = await caller.allocated()
    told = (await caller.get(f"{path}/explain", rule="SMC-5.4-a")).json()
    assert [(duty["settled_how"], duty["rule"]) for duty in told["ended"]] == [("met", "SMC-5.4-a")]


async def test_compliance_counts_what_is_open_where_it_is_held(caller: Caller) -> None:
    await caller.allocated()
    told = (await caller.get("/v1/compliance", since="2026-03-01", until="2026-03-31", by="region")).json()
    [group] = told["groups"]
    assert group["group"] == "Wales"
    assert group["met_in_time"] >= 1
    assert group["open"] >= 1


async def test_a_sample_leads_to_whole_histories(caller: Caller) -> None:
    path = await caller.allocated()
    told = (await caller.get("/v1/sample", words="quarter 1")).json()
    assert told["timelines"] == [f"{path}/timeline"]
    assert (await caller.get(told["timelines"][0])).status_code == 200

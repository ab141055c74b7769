"""Practitioners over the api: entered, changed, authorised, read by those who may, and rosters."""

from api.examples_of_practitioners import ENTERING, KEEPING, ROSTER
from tests.api.callers import Body, Caller, refused
from tests.api.fakes import FakeSentences

ONE = "/v1/workforce/practitioners/N03A019"
HR, HEAD = "hr_business_partner", "head_of_pdu"
PERSON: Body = {**ENTERING["practitioner"]}  # type: ignore[dict-item]


async def enter(caller: Caller, **said: object) -> None:
    answer = await caller.post("/v1/workforce/practitioners", {"practitioner": {**PERSON, **said}}, role=HR)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == f"/v1/workforce/practitioners/{said.get('staff_id', 'N03A019')}"


async def decide(caller: Caller, asked: str, key: str | None = None, **said: object) -> Body:
    answer = await caller.post(f"{ONE}/authorisation/{asked}", said, role=HEAD, key=key)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_somebody_is_entered_once_and_read_with_what_they_may_do(caller: Caller) -> None:
    said = {"practitioner": PERSON}
    for status in (201, 200):
        answer = await caller.post("/v1/workforce/practitioners", said, role=HR, key="one")
        assert answer.status_code == status
    refused(await caller.post("/v1/workforce/practitioners", said, role=HR), 409, "PractitionerExists")
    other = {"practitioner": {**PERSON, "fte": 0.5}}
    answer = await caller.post("/v1/workforce/practitioners", other, role=HR, key="one")
    refused(answer, 422, "IdempotencyKeyReused")
    refused(await caller.post("/v1/workforce/practitioners", said, role="court"), 403, "WrongSender")
    shown = (await caller.get(ONE)).json()
    assert (shown["post"]["role"], shown["place"]["team"]) == ("probation_officer", "N03F01")
    assert (shown["standing"]["may_hold"], shown["standing"]["flags"]) == ("no", ["authorisation"])
    await decide(caller, "grant")
    assert (await caller.get(ONE)).json()["standing"]["may_manage"] == ["low", "medium", "high", "very_high"]
    before = (await caller.get(ONE, as_of="2026-03-09T14:59:00Z")).json()
    assert before["standing"]["may_hold"] == "no"


async def test_a_change_counts_from_its_day_and_stands_in_the_timeline(caller: Caller) -> None:
    await enter(caller)
    place = {"what": "place", "place": {"region": "London", "team": "N07F02", "since": "2026-04-01"}}
    answer = await caller.post(f"{ONE}/changes", {"change": place}, role="line_manager", key="move")
    assert (answer.status_code, answer.json()["number"]) == (200, 2)
    regions = [
        (await caller.get(ONE, as_of=f"{day}T12:00:00Z")).json()["place"]["region"]
        for day in ("2026-03-31", "2026-04-01")
    ]
    assert regions == ["Wales", "London"]
    timeline = (await caller.get(f"{ONE}/timeline", newest_first=True)).json()["items"]
    assert [(entry["what"], entry["effective_on"]) for entry in timeline] == [
        ("place", "2026-04-01"),
        ("registered", "2022-09-05"),
    ]
    never = {"what": "ended", "which": "delegations", "until": "2026-04-01"}
    refused(await caller.post(f"{ONE}/changes", {"change": never}, role=HR), 409, "StaffChangeContradicts")
    by_hand = {
        "what": "authorisation",
        "asked": "grant",
        "authorisation": {"status": "active", "since": "2026-03-09T15:00:00Z"},
    }
    refused(await caller.post(f"{ONE}/changes", {"change": by_hand}, role=HR), 422, "MalformedBody")


async def test_fraction_provider_and_line_manager_are_those_of_the_day_asked_about(caller: Caller) -> None:
    await enter(caller, fte=0.5)
    said = {"what": "employment", "on": "2026-04-01", "fte": 0.8, "line_manager": "N03S002"}
    answer = await caller.post(f"{ONE}/changes", {"change": said}, role=HR)
    assert answer.json()["practitioner"]["line_manager"] == "N03S001"  # on 9 March
    found = [(await caller.get(ONE, as_of=f"{day}T12:00:00Z")).json() for day in ("2026-03-31", "2026-04-01")]
    assert [(each["fte"], each["line_manager"]) for each in found] == [(0.5, "N03S001"), (0.8, "N03S002")]
    assert [span.get("until") for span in found[0]["practitioner"]["line_manager"]] == ["2026-04-01", None]
    listed = [
        (await caller.get("/v1/workforce/practitioners", line_manager="N03S002", as_of=f"{day}T12:00:00Z")).json()
        for day in ("2026-03-31", "2026-04-01")
    ]
    assert [[line["line_manager"] for line in each["items"]] for each in listed] == [[], ["N03S002"]]
    lost = await decide(caller, "grant")
    assert lost["practitioner"]["line_manager"] == "N03S001"
    told = await decide(caller, "suspend", ground="capability")
    assert "line_manager" in told["told"]
    refused(await caller.post(f"{ONE}/changes", {"change": {**said, "fte": {"a": 1}}}, role=HR), 422, "MalformedBody")


async def test_sentences_are_told_of_a_change_and_its_record_does_not_wait_for_them(
    caller: Caller, sentences: FakeSentences
) -> None:
    await enter(caller)
    assert sentences.standings == ["N03A019"]
    sentences.silent = "TemporalUnavailable"
    await decide(caller, "grant")
    assert (await caller.get(ONE)).json()["standing"]["may_hold"] == "yes"


async def test_a_lost_authorisation_is_told_and_its_ground_only_shown_to_those_who_need_it(caller: Caller) -> None:
    await enter(caller)
    await decide(caller, "grant")
    lost = await decide(caller, "withdraw", "lost", ground="misconduct", agencies=["police"])
    assert lost["told"] == ["hr_business_partner", "shared_services_centre", "staff_member", "line_manager", "police"]
    again = await decide(caller, "withdraw", "lost", ground="misconduct", agencies=["police"])
    assert (again["duplicate"], again["number"]) == (True, 3)
    identities = (
        ("probation_practitioner", "N03A055", False),
        ("line_manager", "N03S002", False),
        ("line_manager", "N03S001", True),
        ("staff_member", "N03A019", True),
        ("staff_member", "N03A055", False),
        (HEAD, "N03P001", True),
    )
    for role, id_, sees in identities:
        headers = {"X-Actor-Role": role, "X-Actor-Id": id_}
        for path in (ONE, f"{ONE}/timeline"):
            text = (await caller.client.get(path, headers=headers)).text
            assert ("misconduct" in text or "QG-22-d" in text) is sees, (role, id_, path)
    notices = (await caller.get("/v1/practitioners/N03A019/notices")).json()["items"]
    assert [(line["to"], line["title"], line["sentence_id"]) for line in notices] == [
        ("staff_member", "Authorisation withdrawn", None)
    ]


async def test_what_was_lost_is_found_before_anybody_hires_or_restores(caller: Caller) -> None:
    await enter(caller)
    await decide(caller, "grant")
    await decide(caller, "withdraw", ground="capability")
    refused(await caller.post(f"{ONE}/authorisation/restore", {}, role=HEAD), 409, "LossOfAuthorisationKnown")
    moved = {"practitioner": {**PERSON, "staff_id": "N07A100"}, "former_staff_ids": ["N03A019"]}
    answer = await caller.post("/v1/workforce/practitioners", moved, role=HR)
    assert refused(answer, 409, "LossOfAuthorisationKnown")["rules"] == ["QG-23-d"]
    headers = {"X-Actor-Role": HR, "X-Actor-Id": "N07H001"}
    path = "/v1/workforce/losses-of-authorisation"
    found = (await caller.client.get(path, params={"staff_id": "N03A019"}, headers=headers)).json()
    assert [entry["ground"] for entry in found["entries"]] == ["capability"]
    refused(await caller.get(path, staff_id="N03A019"), 403, "WrongSender")
    await decide(caller, "restore", register_decision="HR-2026-114")


async def test_a_loss_under_an_earlier_code_is_decided_on_by_those_who_authorise(caller: Caller) -> None:
    await enter(caller)
    await decide(caller, "grant")
    moved = {"practitioner": {**PERSON, "staff_id": "N07A100"}, "former_staff_ids": ["N03A019"]}
    assert (await caller.post("/v1/workforce/practitioners", moved, role=HR)).status_code == 201
    path, said = "/v1/workforce/practitioners/N07A100/register-decision", {"register_decision": "HR-2026-114"}
    refused(await caller.post(path, said, role=HEAD), 409, "StaffChangeContradicts")
    await decide(caller, "withdraw", ground="capability")
    refused(await caller.post(path, said, role="line_manager"), 403, "WrongSender")
    for number in (2, 2):
        answer = await caller.post(path, said, role=HEAD, key="decided")
        assert (answer.status_code, answer.json()["number"]) == (200, number), answer.text
    by_hand = {"change": {"what": "register_decision", "on": "2026-03-09", **said}}
    answer = await caller.post("/v1/workforce/practitioners/N07A100/changes", by_hand, role=HR)
    refused(answer, 422, "MalformedBody")
    headers = {"X-Actor-Role": "probation_practitioner", "X-Actor-Id": "N03A055"}
    shown = await caller.client.get("/v1/workforce/practitioners/N07A100/timeline", headers=headers)
    assert "HR-2026-114" not in shown.text


async def test_what_is_confidential_is_for_hr_the_line_manager_and_the_person(caller: Caller) -> None:
    await enter(caller)
    path = f"{ONE}/confidential"
    assert (await caller.post(path, KEEPING, role=HR)).json() == {"number": 1}
    refused(await caller.post(path, KEEPING, role="senior_probation_officer"), 403, "WrongSender")
    for role, id_, status in (
        (HR, "N03H002", 200),
        ("line_manager", "N03S001", 200),
        ("line_manager", "N03S002", 403),
        ("staff_member", "N03A019", 200),
        ("staff_member", "N03A020", 403),
        ("probation_practitioner", "N03A019", 403),
    ):
        answer = await caller.client.get(path, headers={"X-Actor-Role": role, "X-Actor-Id": id_})
        assert answer.status_code == status, (role, id_)
    everywhere = [(await caller.get(place)).text for place in (ONE, f"{ONE}/timeline", "/v1/workforce/practitioners")]
    assert not any("Reduced" in text for text in everywhere)


async def test_staff_are_listed_watched_and_counted(caller: Caller) -> None:
    await enter(caller)
    await enter(caller, staff_id="N07A100", places=[{"region": "London", "team": "N07F02", "since": "2024-01-08"}])
    listed = (await caller.get("/v1/workforce/practitioners", region="Wales")).json()["items"]
    assert [line["staff_id"] for line in listed] == ["N03A019"]
    attention = (await caller.get("/v1/workforce/attention", team="N07F02")).json()["items"]
    assert [(each["staff_id"], each["what"]) for each in attention] == [("N07A100", "authorisation")]
    covered = (await caller.get("/v1/workforce/coverage", by="region")).json()["groups"]
    assert [(group["group"], group["practitioners"], group["may_hold_none"]) for group in covered] == [
        ("London", 1, 1),
        ("Wales", 1, 1),
    ]
    refused(await caller.get("/v1/workforce/practitioners", role="wizard"), 422, "MalformedQuery")
    refused(await caller.get("/v1/workforce/practitioners", cursor="x"), 422, "MalformedCursor")
    refused(await caller.get("/v1/workforce/practitioners/N99A999"), 404, "UnknownPractitioner")
    refused(await caller.get("/v1/workforce/practitioners/N99 A999"), 404, "UnknownPractitioner")


async def test_a_roster_is_entered_whole_or_not_at_all(caller: Caller) -> None:
    report = (await caller.post("/v1/workforce/roster", ROSTER, role=HR)).json()
    assert (report["lines"], report["entered"]) == (2, 0)
    assert [(each["line"], each["column"]) for each in report["rejected"]] == [(3, "role")]
    refused(await caller.get(ONE), 404, "UnknownPractitioner")
    right = {"csv": str(ROSTER["csv"]).replace("oficer", "officer")}
    for entered, known in ((2, 0), (0, 2)):
        report = (await caller.post("/v1/workforce/roster", right, role=HR, key="roster")).json()
        assert (report["entered"], report["known"]) == (entered, known)
    assert (await caller.get(ONE)).json()["standing"]["may_hold"] == "no"  # no award on the roster


async def test_a_qualification_that_people_have_to_start_comes_with_the_call_that_starts_it(caller: Caller) -> None:
    abroad = {"award": "international", "qualified_on": "2019-06-03"}
    await enter(caller, qualifications=[abroad])
    listed = (await caller.get("/v1/workforce/attention")).json()["items"]
    [item] = [each for each in listed if each["what"] == "qualification_to_start"]
    assert item["reason"]["rule"] == "QG-14-a"
    call = item["call"]
    assert (call["method"], call["path"]) == ("POST", "/v1/workforce/qualifications")
    started = await caller.post(call["path"], call["body"], role=call["roles"][0])
    assert started.status_code == 201, started.text
    listed = (await caller.get("/v1/workforce/attention")).json()["items"]
    assert "qualification_to_start" not in {each["what"] for each in listed}


async def test_an_award_that_the_record_says_otherwise_of_waits_for_somebody_to_decide(caller: Caller) -> None:
    begun = {"started_on": "2021-06-01"}
    await enter(caller, qualifications=[], alignment=begun)
    start = {"facts": {"staff_id": "N03A019"}, "event": {"name": "qualification_gap_found", "on": "2026-03-02"}}
    path = (await caller.post("/v1/workforce/qualifications", start, role="business_manager")).headers["Location"]
    told = await caller.post(f"{path}/gap_notified", {"on": "2026-03-03"}, role="business_manager")
    assert told.status_code == 200, told.text
    waiting = await caller.client.get("/v1/workforce/unrecorded", headers=by(HR))
    [fact] = waiting.json()["items"]
    assert (fact["why"], fact["says"]) == ("contradicts", "The record has an alignment that began on 1 June 2021.")
    entries = (await caller.client.get(f"{path}/timeline", headers=by(HR))).json()["items"]
    assert [entry["record"] for entry in entries][1][0]["became"] == "contradicts"
    [item] = [each for each in (await caller.get("/v1/workforce/attention")).json()["items"] if each["call"]]
    assert (item["what"], item["call"]["body"]["fact"]) == ("not_in_the_record", fact["event_id"])
    refused(await caller.client.get("/v1/workforce/unrecorded", headers=by("court")), 403, "WrongSender")
    for duplicate in (False, True):
        settled = await caller.post(item["call"]["path"], item["call"]["body"], role="line_manager")
        assert settled.json() == {"fact": fact["event_id"], "duplicate": duplicate}
    other = await caller.post(item["call"]["path"], {"fact": "Q-1/1", "because": "x"}, role="line_manager")
    refused(other, 404, "UnknownFact")
    assert (await caller.client.get("/v1/workforce/unrecorded", headers=by(HR))).json()["items"] == []
    settled = (await caller.client.get("/v1/workforce/unrecorded?settled=true", headers=by(HR))).json()["items"]
    assert [line["settled_role"] for line in settled] == ["line_manager"]


def by(role: str) -> dict[str, str]:
    return {"X-Actor-Role": role, "X-Actor-Id": "N03H001"}

"""A person's sentences together, and messages to the person."""

from sqlalchemy import Engine

from policy.vocabulary import event_kinds
from tests.api.callers import CUSTODY, ORDER, Caller, refused
from tests.api.fakes import FakeSentences
from tests.register.lives import Life

CRN, PRISON_NUMBER = "X123456", "A1234BC"
BOTH = {"crn": CRN, "prison_number": PRISON_NUMBER}
MET = {"attended": True, "mode": "face_to_face"}


async def two(caller: Caller) -> None:
    """Start an order and a custodial sentence of one person."""
    await caller.start(person=BOTH)
    await caller.start(CUSTODY, role="prison", person=BOTH)


async def test_a_person_is_shown_with_every_sentence_and_the_strictest_date_first(caller: Caller) -> None:
    await two(caller)
    for number in (CRN, PRISON_NUMBER):
        shown = (await caller.get(f"/v1/people/{number}")).json()
        assert (shown["crn"], shown["prison_number"]) == (CRN, PRISON_NUMBER)
        assert [line["sentence_id"] for line in shown["sentences"]] == ["CO-1", "CS-1"]
        limits = [duty["due_on"] or "9999" for duty in shown["duties"]]
        assert limits == sorted(limits)
        assert {duty["sentence_id"] for duty in shown["duties"]} == {"CO-1", "CS-1"}
        assert not any(duty["settled_how"] for duty in shown["duties"])


async def test_who_is_not_known_or_not_one_person_is_refused_by_name(caller: Caller, register: Engine) -> None:
    refused(await caller.get("/v1/people/X999999"), 404, "UnknownPerson")
    refused(await caller.get("/v1/people/somebody"), 404, "UnknownPerson")
    refused(await caller.post("/v1/people/X999999/home_visit", {"made": True}), 404, "UnknownPerson")
    for sentence_id, number in (("CO-8", "A1111AA"), ("CO-9", "A2222AA")):
        Life(sentence_id, prison_number=number, crn="X777777").begins().remembered(register)
    refused(await caller.get("/v1/people/X777777"), 409, "SeveralPeople")
    assert (await caller.get("/v1/people/A1111AA")).json()["sentences"][0]["sentence_id"] == "CO-8"


async def test_an_appointment_is_recorded_once_for_every_sentence(caller: Caller, sentences: FakeSentences) -> None:
    await two(caller)
    answer = await caller.post(f"/v1/people/{CRN}/appointment_outcome", MET, key="met")
    assert (answer.status_code, answer.json()["sentence_id"]) == (200, "CO-1")
    assert answer.json()["passed_on_to"] == ["CS-1"]
    assert sentences.reached == ["person"]
    again = await caller.post(f"/v1/people/{PRISON_NUMBER}/appointment_outcome", MET, key="met")
    assert (again.json()["sentence_id"], again.json()["duplicate"]) == ("CO-1", True)
    refused(await caller.post(f"/v1/people/{CRN}/home_visit", {"made": True}, key="met"), 422, "IdempotencyKeyReused")
    assert len(sentences.told) == 4


async def test_a_message_goes_to_a_sentence_that_takes_it(caller: Caller, sentences: FakeSentences) -> None:
    await two(caller)
    await caller.start(ORDER, sentence_id="CO-2", person=BOTH)
    changed = await caller.post(
        f"/v1/people/{CRN}/risk_changed", {"rosh": "high", "rationale": "as assessed"}, role="prison_offender_manager"
    )
    assert changed.json()["passed_on_to"]
    for sentence_id in ("CO-1", "CO-2", "CS-1"):
        assert (await caller.get(f"/v1/sentences/{sentence_id}")).json()["facts"]["rosh"] == "high"


async def test_what_no_sentence_takes_is_refused_as_the_sentence_refuses_it(caller: Caller) -> None:
    await two(caller)
    answer = await caller.post(f"/v1/people/{CRN}/risk_changed", {"rosh": "high"}, role="court")
    refused(answer, 403, "WrongSender")


async def test_a_person_whose_sentences_are_over_takes_nothing_more(caller: Caller) -> None:
    await caller.start()
    died = await caller.post(f"/v1/people/{CRN}/died", {}, role="coroner", key="last")
    assert died.json()["phase"] == "terminated"
    refused(await caller.post(f"/v1/people/{CRN}/home_visit", {"made": True}), 409, "SentenceEnded")
    assert (await caller.post(f"/v1/people/{CRN}/died", {}, role="coroner", key="last")).json()["duplicate"] is True


def test_every_change_of_risk_or_cohort_reaches_the_person() -> None:
    reaching = {event.name for event in event_kinds().values() if event.reaches == "person"}
    assert reaching >= {"risk_changed", "mappa_level_set", "iom_placed", "iom_removed", "nsd_accepted", "died"}
    of_the_person = {"rosh", "care_leaver", "foreign_national", "pcoso", "notification", "domestic_abuse", "mappa"}
    for event in event_kinds().values():
        if of_the_person & {key.rstrip("?") for key in event.payload} and not event.lifecycle:
            assert event.reaches == "person", event.name


def test_what_belongs_to_one_sentence_reaches_no_other() -> None:
    for name in ("release", "recall", "allocated", "breach_proposed", "requirement_completed", "tier_set", "reassess"):
        assert event_kinds()[name].reaches == "sentence"

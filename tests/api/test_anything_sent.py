"""Whatever is sent, the answer is a yes or a problem by name: never a fault that nobody expected."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.examples import message_example
from policy.facts import Facts
from policy.qualification_facts import QualificationFacts
from policy.vocabulary import TIME, EventKind, event_kinds
from tests.api.callers import CUSTODY, ORDER, Caller

ANSWERS = {200, 201, 400, 403, 404, 409, 413, 422}
TRIES = settings(
    max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
STAFF: dict[str, object] = {
    "facts": {"staff_id": "N03A044", "employment_start": "2021-09-01"},
    "event": {"name": "qualification_gap_found", "on": "2026-03-02"},
}
QUALIFICATIONS = "/v1/workforce/qualifications"
OF_QUALIFICATIONS = [event for event in event_kinds().values() if event.name != TIME and "qualification" in event.of]
EVENTS = [event for event in event_kinds().values() if event.name != TIME and event.is_of_sentences]
WORDS = ("high", "medium", "rar", "unpaid_work", "2026-03-02", "2100-12-31", "1900-01-01", "C2", "LEI", "life")
PLAUSIBLE = st.sampled_from(WORDS) | st.integers(-1, 40) | st.booleans()
ANYTHING = PLAUSIBLE | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def changed(example: dict[str, object], change: dict[str, object]) -> dict[str, object]:
    """Return the example with some of it said differently."""
    return {**example, **change}


def changes_of(names: list[str]) -> st.SearchStrategy[dict[str, object]]:
    """Return some of these fields with anything in them."""
    return st.dictionaries(st.sampled_from(names), ANYTHING, max_size=3)


@st.composite
def messages(draw: st.DrawFn, events: tuple[EventKind, ...] = tuple(EVENTS)) -> tuple[EventKind, dict[str, object]]:
    """Draw an event and a body for it, some of it wrong."""
    event = draw(st.sampled_from(events))
    example: dict[str, object] = {**message_example(event), "on": "2026-03-05"}
    return event, changed(example, draw(changes_of([*example, "at", "rationale", "unheard_of"])))


@st.composite
def starts(draw: st.DrawFn) -> dict[str, object]:
    """Draw the start of a sentence, some of it wrong."""
    example = draw(st.sampled_from([ORDER, CUSTODY]))
    facts = changed(example["facts"], draw(changes_of(sorted(Facts.model_fields))))
    return changed({**example, "facts": facts}, draw(st.just({}) | changes_of(["kind", "person", "event"])))


@TRIES
@given(sent=messages())
async def test_any_message_has_an_answer_by_name(caller: Caller, sent: tuple[EventKind, dict[str, object]]) -> None:
    event, said = sent
    for start, role in ((ORDER, "court"), (CUSTODY, "prison")):
        path = await caller.start({name: value for name, value in start.items() if name != "sentence_id"}, role=role)
        sender = event.by[0] if event.by[0] != "any" else "probation_practitioner"
        answer = await caller.post(f"{path}/{event.name}", said, role=sender)
        assert answer.status_code in ANSWERS, answer.text
        assert answer.status_code == 200 or answer.json()["reason"], answer.text


@TRIES
@given(sent=st.lists(messages(tuple(OF_QUALIFICATIONS)), min_size=1, max_size=8))
async def test_any_message_to_a_qualification_has_an_answer_by_name(
    caller: Caller, sent: list[tuple[EventKind, dict[str, object]]]
) -> None:
    for first in ("qualification_gap_found", "officer_started", "pqip_applied"):
        begun = await caller.post(QUALIFICATIONS, STAFF | {"event": {"name": first, "on": "2026-03-02"}}, role="system")
        for event, said in sent:
            sender = event.by[0] if event.by[0] != "any" else "line_manager"
            answer = await caller.post(f"{begun.headers['Location']}/{event.name}", said, role=sender)
            assert answer.status_code in ANSWERS, answer.text
            assert answer.status_code == 200 or answer.json()["reason"], answer.text


@TRIES
@given(
    facts=changes_of(sorted(QualificationFacts.model_fields)), rest=changes_of(["facts", "event", "qualification_id"])
)
async def test_any_start_of_a_qualification_has_an_answer_by_name(
    caller: Caller, facts: dict[str, object], rest: dict[str, object]
) -> None:
    for first in ("qualification_gap_found", "officer_started"):
        known = changed({"staff_id": "N03A044", "employment_start": "2021-09-01"}, facts)
        said = {"facts": known, "event": {"name": first, "on": "2026-03-02"}}
        answer = await caller.post(QUALIFICATIONS, changed(said, rest), role="system")
        assert answer.status_code in ANSWERS, answer.text
        assert answer.status_code < 300 or answer.json()["reason"], answer.text


@TRIES
@given(said=starts())
async def test_any_start_and_any_forecast_has_an_answer_by_name(caller: Caller, said: dict[str, object]) -> None:
    nameless = {name: value for name, value in said.items() if name != "sentence_id"}
    for answer in (
        await caller.post("/v1/sentences", nameless, role="prison"),
        await caller.post("/v1/forecast", {name: nameless[name] for name in ("kind", "facts", "event")}),
    ):
        assert answer.status_code in ANSWERS, answer.text
        assert answer.status_code < 300 or answer.json()["reason"], answer.text


@TRIES
@given(said=ANYTHING)
async def test_any_json_at_all_has_an_answer_by_name(caller: Caller, said: object) -> None:
    for path in ("/v1/sentences", "/v1/forecast", QUALIFICATIONS):
        answer = await caller.post(path, said, role="court")
        assert answer.status_code in ANSWERS, answer.text
        assert answer.json()["reason"]

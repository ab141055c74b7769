"""A sentence lives under the edition of the rules it began with: what a later one changes waits for a reassessment."""

from datetime import date
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings

from policy.calendar import at_noon
from policy.case import Actor, Case, Decision, Event, Refusal, facts_from
from policy.catalogue import EDITIONS, BadCatalogue, Catalogue, catalogue, product_texts, read_catalogue
from policy.editions import faults, rows_of
from policy.engine import decide, wake
from policy.explain import explain
from policy.forecast import forecast
from policy.reassess import changes
from policy.vocabulary import ENDED, REASSESS
from tests.policy.sentences import Story, stories
from tests.policy.test_catalogue import ROW

MADE = date(2026, 3, 2)
FIRST = 'id = "SMC-5.6-b"\n'
NEW = """
[document]
title = "A document"
from = 2020-01-01
[[rule]]
id = "SMC-5.6-b"
edition = 2
of = "order"
kind = "timer"
title = "First face-to-face appointment"
para = "5.6"
opens = ["start_of_supervision"]
stays = ["supervised"]
due = "8 working days after start_of_supervision"
owner = "probation_practitioner"
met_by = ["appointment_outcome: in_person"]
[[rule]]
id = "X-1"
edition = 2
kind = "duty"
title = "Something that nobody asked for before"
para = "1.1"
due = "5 working days after order_made"
owner = "probation_practitioner"
[[rule]]
id = "X-2"
edition = 2
kind = "gate"
title = "How soon harm may come is recorded"
para = "1.2"
on = ["risk_changed"]
require = ["given(imminence)"]
reason = "ImminenceMissing"
says = "Say how soon."
[[rule]]
id = "X-3"
edition = 2
kind = "notify"
title = "The police are told"
para = "1.3"
on = ["order_made", "risk_changed", "appointment_outcome", "release"]
tells = ["police"]
"""


def edition(number: int, released: str = "") -> str:
    return f'[[edition]]\nnumber = {number}\nmeans = "m"\n{f"released = {released}" if released else ""}\n'


@cache
def today() -> Catalogue:
    """Return the product's rules as they are, in edition 1."""
    return read_catalogue(product_texts() | {EDITIONS: edition(1)})


@cache
def tomorrow() -> Catalogue:
    """Return the rules with a second edition, that mends a row and brings a duty, a gate and a notice."""
    texts = product_texts()
    [file] = [name for name, text in texts.items() if text.count(FIRST) == 1]
    texts[file] = texts[file].replace(FIRST, FIRST + "last_edition = 1\n")
    return read_catalogue(texts | {EDITIONS: edition(1) + edition(2), "new.toml": NEW})


def told(case: Case, name: str, on: date, by: str, book: Catalogue, **payload: object) -> Decision | Refusal:
    """Return what an event decides under a catalogue."""
    event = Event.model_validate(
        {"id": name, "name": name, "at": at_noon(on), "on": on, "by": Actor(role=by), "payload": payload}
    )
    return decide(case, event, at_noon(on), rules=book)


def after(case: Case, name: str, on: date, by: str, book: Catalogue, **payload: object) -> Case:
    answer = told(case, name, on, by, book, **payload)
    assert isinstance(answer, Decision), answer
    return case.after(answer)


def running(book: Catalogue) -> Case:
    """Return an order allocated on the day it was made."""
    facts = facts_from({"requirements": ("rar",), "order_end": "2027-03-01", "rosh": "medium", "tier": "C2"})
    case = Case(sentence_id="CO-1", kind="community_order", facts=facts)
    made = after(case, "order_made", MADE, "court", book)
    return after(made, "allocated", MADE, "senior_probation_officer", book, practitioner="N03A019", rationale="fits")


def first_appointment(case: Case) -> date | None:
    [duty] = case.open_duties("SMC-5.6-b")
    return duty.due_on


def reassessed(case: Case, on: date = MADE) -> Decision:
    answer = told(case, "reassess", on, "policy_adviser", tomorrow(), reason="edition 2")
    assert isinstance(answer, Decision)
    return answer


def test_what_begins_lives_under_the_latest_edition() -> None:
    assert running(today()).edition == 1
    case = running(tomorrow())
    assert case.edition == 2
    assert first_appointment(case) == date(2026, 3, 12)
    assert case.open_duties("X-1")


def test_what_runs_is_decided_by_its_own_edition_until_it_is_reassessed() -> None:
    case = running(today())
    later = after(case, "risk_changed", MADE, "probation_practitioner", tomorrow(), rosh="high", rationale="r")
    assert (later.edition, later.facts.rosh) == (1, "high")
    assert first_appointment(later) == date(2026, 3, 9)
    assert not later.open_duties("X-1")

    decision = reassessed(later)
    moved = {change.rule: (change.due_on_before, change.due_on_after) for change in changes(decision)}
    assert moved["SMC-5.6-b"] == (date(2026, 3, 9), date(2026, 3, 12))
    assert moved["X-1"] == (None, date(2026, 3, 9))
    new = later.after(decision)
    assert new.edition == 2
    refused = told(new, "risk_changed", MADE, "probation_practitioner", tomorrow(), rosh="medium", rationale="r")
    assert isinstance(refused, Refusal)
    assert refused.reason == "ImminenceMissing"


def test_a_case_of_before_there_were_editions_lives_under_the_first() -> None:
    case = running(today())
    document = case.model_dump(mode="json")
    del document["edition"]
    assert Case.model_validate(document) == case


def test_a_reassessment_that_changes_no_duty_still_changes_the_edition() -> None:
    facts = facts_from({"sentence_type": "standard_determinate"})
    case = Case(sentence_id="S-1", kind="custodial_sentence", facts=facts)
    begun = after(case, "reception", MADE, "prison", today(), status="sentenced", prison="LEI")
    decision = reassessed(begun)
    assert (decision.edition, changes(decision)) == (2, ())
    assert begun.after(decision).edition == 2


def test_an_edition_that_is_yet_to_come_is_read_as_the_latest() -> None:
    """A worker of the release before goes on with sentences that one of the next began."""
    case = running(tomorrow())
    decided = told(case, "risk_changed", MADE, "probation_practitioner", today(), rosh="high", rationale="r")
    assert isinstance(decided, Decision)
    assert decided.edition is None
    assert case.after(decided).open_duties("X-1")


def test_forecast_and_explanation_are_of_the_edition_the_sentence_lives_under() -> None:
    case = running(today())
    [row] = [row for row in explain(case, "X-1", on=at_noon(MADE), rules=tomorrow()) if row.rule.id == "X-1"]
    assert row.state == "other_edition"
    old, new = explain(case, "SMC-5.6-b", on=at_noon(MADE), rules=tomorrow())
    assert {old.state, new.state} == {"open", "other_edition"}
    assert "X-1" not in {coming.rule for coming in forecast(case, on=at_noon(MADE), until=date(2026, 4, 1))}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories(most=10))
def test_a_new_edition_changes_nothing_of_what_runs(story: Story) -> None:
    """The sentence begins before the release; everything after is decided by workers that know the new edition."""
    first, *rest = story.events
    case = case_of_then = _after(story.case, first, today())
    if case.phase in ENDED | {"start"}:
        return
    for event in (event for event in rest if event.name != REASSESS):
        case, case_of_then = _woken(case, event, tomorrow()), _woken(case_of_then, event, today())
        assert case == case_of_then
        assert decide(case, event, event.at, rules=tomorrow()) == decide(case, event, event.at, rules=today())
        case, case_of_then = _after(case, event, tomorrow()), _after(case_of_then, event, today())


def _after(case: Case, event: Event, book: Catalogue) -> Case:
    answer = decide(case, event, event.at, rules=book)
    return case.after(answer) if isinstance(answer, Decision) else case.refused()


def _woken(case: Case, event: Event, book: Catalogue) -> Case:
    while case.next_at is not None and case.next_at <= event.at:
        decision = wake(case, case.next_at, rules=book)
        case = case.after(decision) if decision.changes_anything() else case.rearmed(decision)
    return case


# ---- how a catalogue says it


def test_two_versions_of_a_row_may_begin_on_the_same_day_in_different_editions() -> None:
    row = ROW.split("from = 2020-01-01")[1]
    first = ROW.replace('id = "X-1"', 'id = "X-1"\nlast_edition = 1')
    second = row.replace('id = "X-1"', 'id = "X-1"\nedition = 2')
    two = edition(1) + edition(2)
    assert len(read_catalogue({"rules.toml": first + second, EDITIONS: two}).under(2).rows) == 1
    with pytest.raises(BadCatalogue, match="X-1: two rows"):
        read_catalogue({"rules.toml": ROW + second, EDITIONS: two})


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('id = "X-1"', 'id = "X-1"\nedition = 3', "no edition 3"),
        ('id = "X-1"', 'id = "X-1"\nlast_edition = 4', "no edition 4"),
        ('id = "X-1"', 'id = "X-1"\nedition = 2\nlast_edition = 1', "no edition has"),
        ("number = 2", "number = 3", "count 1, 2, 3"),
    ],
)
def test_a_faulty_edition_is_named(old: str, new: str, fault: str) -> None:
    texts = {"rules.toml": ROW, EDITIONS: edition(1) + edition(2)}
    with pytest.raises(BadCatalogue, match=fault):
        read_catalogue({name: text.replace(old, new) for name, text in texts.items()})


# ---- what is released stays


def released(*texts: str) -> Catalogue:
    return read_catalogue({"rules.toml": "".join(texts), EDITIONS: edition(1, "2026-12-01") + edition(2)})


def test_a_released_edition_is_held_row_by_row() -> None:
    written = {1: rows_of(released(ROW), 1)}
    assert faults(released(ROW), written) == []
    for mended in (ROW.replace("5 working", "6 working"), ROW.replace('id = "X-1"', 'id = "X-2"')):
        assert "edition 1, which is released" in faults(released(mended), written)[0]
    again = ROW.split("from = 2020-01-01")[1].replace("X-1", "X-2")
    assert "X-2 of any from 2020-01-01: new in edition 1" in faults(released(ROW, again), written)[0]


def test_words_may_be_put_better_and_the_next_edition_may_be_mended() -> None:
    written = {1: rows_of(released(ROW), 1)}
    assert faults(released(ROW.replace("Something", "Some thing")), written) == []
    ended = ROW.replace('id = "X-1"', 'id = "X-1"\nlast_edition = 1')
    better = ROW.split("from = 2020-01-01")[1].replace('id = "X-1"', 'id = "X-1"\nedition = 2')
    for limit in ("6 working", "7 working"):
        assert faults(released(ended, better.replace("5 working", limit)), written) == []


def test_an_edition_is_written_down_when_it_is_released_and_not_before() -> None:
    assert "not written down" in faults(released(ROW), {})[0]
    assert "not released" in faults(released(ROW), {1: rows_of(released(ROW), 1), 2: {}})[0]


def test_each_row_and_arrow_of_the_product_has_a_name_of_its_own() -> None:
    book = catalogue()
    for edition_ in book.editions:
        narrowed = book.under(edition_.number)
        assert len(rows_of(book, edition_.number)) == len(narrowed.rows) + len(narrowed.arrows)

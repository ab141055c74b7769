"""A statute waits until its day is set: inert before, in force from then on, and told to whom it takes a limit from."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings

from policy.calendar import at_noon, local_day
from policy.case import Actor, Case, Decision, Event, facts_from
from policy.catalogue import BadCatalogue, Catalogue, catalogue, read_catalogue
from policy.decisions import DECISIONS
from policy.engine import decide, wake
from policy.reassess import changes
from tests.policy.sentences import Story, stories
from tests.policy.test_catalogue import ROW

DAY = date(2026, 6, 1)
LATER = """
[[rule]]
id = "X-1"
kind = "timer"
title = "Something else"
para = "2.2"
commences = "an_act"
due = "3 working days after order_made"
owner = "probation_practitioner"
"""
REPEAL = """
[[rule]]
id = "X-1"
kind = "timer"
title = "No longer"
para = "3.3"
commences = "a_repeal"
repealed = true
"""
ACTS = """
[[commencement]]
name = "an_act"
means = "m"
source = "s"
[[commencement]]
name = "a_repeal"
means = "m"
source = "s"
"""


def book(*rows: str, **days: date) -> Catalogue:
    """Return a catalogue of the rows, with the commencements named set to their days."""
    return read_catalogue({"rules.toml": ROW + "".join(rows), "local.toml": ACTS}).with_commencements(days)


def limits(rules: Catalogue, on: date) -> list[str | None]:
    return [ready.rule.due for ready in rules.in_force(on=on, kind="community_order").duties]


FIVE, THREE = "5 working days after order_made", "3 working days after order_made"


def test_the_product_sets_no_commencement_and_no_row_that_waits_is_in_force() -> None:
    rules = catalogue()
    assert {"unpaid_work_limit_removed", "ipp_ends_automatically"} <= {c.name for c in rules.commencements}
    assert [c.name for c in rules.commencements if c.on is not None] == []
    waiting = {ready.rule.title for ready in rules.rows if ready.rule.commences}
    for kind in ("custodial_sentence", "community_order"):
        now = rules.in_force(on=date(2099, 1, 1), kind=kind)
        assert not waiting & {ready.rule.title for ready in now.by_key.values()}
        assert not any(ready.rule.commences for ready in now.repealed.values())
        assert now.until is None


@pytest.mark.parametrize(("after", "due"), [(-1, FIVE), (0, THREE), (1, THREE)])
def test_a_row_that_waits_replaces_the_earlier_from_the_day_that_is_set(after: int, due: str) -> None:
    assert limits(book(LATER), DAY + timedelta(days=after)) == [FIVE]
    assert limits(book(LATER, an_act=DAY), DAY + timedelta(days=after)) == [due]


@pytest.mark.parametrize(("after", "due"), [(-1, [FIVE]), (0, []), (1, [])])
def test_a_repeal_takes_the_row_away_from_its_day(after: int, due: list[str]) -> None:
    assert limits(book(REPEAL), DAY + timedelta(days=after)) == [FIVE]
    assert limits(book(REPEAL, a_repeal=DAY), DAY + timedelta(days=after)) == due


@pytest.mark.parametrize(
    ("act", "repeal", "due"),
    [
        (DAY, DAY + timedelta(days=10), []),
        (DAY + timedelta(days=10), DAY, [THREE]),
        (DAY, DAY + timedelta(days=21), [THREE]),
    ],
)
def test_of_two_rows_that_wait_the_one_begun_last_holds(act: date, repeal: date, due: list[str]) -> None:
    rules = book(LATER, REPEAL, an_act=act, a_repeal=repeal)
    assert limits(rules, DAY + timedelta(days=20)) == due


def test_a_row_is_never_in_force_before_its_own_day() -> None:
    rules = book(LATER.replace('title = "Something else"', 'title = "Something else"\nfrom = 2027-01-01'), an_act=DAY)
    assert limits(rules, date(2026, 12, 31)) == [FIVE]
    assert limits(rules, date(2027, 1, 1)) == [THREE]


def test_two_versions_may_not_wait_for_the_same_day_but_one_may_wait_beside_one_that_does_not() -> None:
    assert len(book(LATER).rows) == len((ROW, LATER))
    with pytest.raises(BadCatalogue, match="X-1: two rows"):
        book(LATER, LATER)


def test_a_commencement_nobody_wrote_down_is_named() -> None:
    with pytest.raises(BadCatalogue, match=r"X-1.*a_dream"):
        book(LATER.replace("an_act", "a_dream"))
    with pytest.raises(BadCatalogue, match=r"rules\.toml.*a_dream"):
        book(LATER.replace("due =", 'when = ["commenced(a_dream)"]\ndue ='))
    with pytest.raises(KeyError, match="a_dream"):
        catalogue().with_commencements({"a_dream": DAY})
    with pytest.raises(KeyError, match="a_dream"):
        catalogue().commenced("a_dream", on=DAY)


def told(case: Case, event: str, on: date, by: str, rules: Catalogue | None = None, **payload: object) -> Decision:
    """Return what an event decides; the clock has been let go until then."""
    at = at_noon(on)
    sent = Event.model_validate(
        {"id": event, "name": event, "at": at, "on": on, "by": Actor(role=by), "payload": payload}
    )
    answer = decide(case, sent, at, rules=rules)
    assert isinstance(answer, Decision)
    return answer


def woken(case: Case, until: datetime, rules: Catalogue | None = None) -> Case:
    """Return the case after every wake of its clock up to a moment."""
    while case.next_at is not None and case.next_at <= until:
        decision = wake(case, case.next_at, rules=rules)
        case = case.after(decision) if decision.changes_anything() else case.rearmed(decision)
    return case


def unpaid_work() -> Case:
    facts = {"requirements": ("unpaid_work",), "unpaid_work_hours": 60, "order_end": "2027-06-01", "rosh": "low"}
    case = Case(sentence_id="CO-1", kind="community_order", facts=facts_from(facts))
    return case.after(told(case, "order_made", date(2026, 3, 2), "court"))


def ipp_licence() -> Case:
    case = Case(sentence_id="IPP-1", kind="custodial_sentence", facts=facts_from({"sentence_type": "ipp"}))
    return case.after(told(case, "release", date(2025, 3, 3), "prison"))


def short_licence() -> Case:
    facts = facts_from({"term_months": 9, "crd": "2026-01-05", "licence_end": "2026-07-31"})
    case = Case(sentence_id="L-1", kind="custodial_sentence", facts=facts)
    return case.after(told(case, "release", date(2026, 1, 5), "prison"))


def test_a_running_sentence_learns_of_a_day_that_is_past_by_reassess_with_before_and_after() -> None:
    case = woken(unpaid_work(), at_noon(date(2026, 7, 1)))
    rules = catalogue().with_commencements({"unpaid_work_limit_removed": DAY})
    decision = told(case, "reassess", date(2026, 7, 1), "policy_adviser", rules, reason="s36 is in force")
    [change] = [change for change in changes(decision) if change.rule == "SMC-A3-UPW-b"]
    assert (change.what, change.how, change.due_on_before, change.due_on_after) == (
        "settled",
        "lapsed",
        date(2027, 3, 2),
        None,
    )
    assert set(change.told) == {"probation_practitioner", "person_on_probation"}
    assert decision.values["unpaid_work_limit"] is None
    [ended] = [settled for settled in decision.settled if settled.rule == "SMC-A3-UPW-b"]
    assert ended.why == "The twelve months for unpaid work are repealed"


def test_a_shorter_limit_stands_beside_the_withdrawal_of_the_longer_and_both_are_told() -> None:
    case = woken(ipp_licence(), at_noon(date(2026, 7, 1)))
    assert [duty.due_on for duty in case.open_duties("SMC-25.8-a")] == [date(2035, 3, 3)]
    rules = catalogue().with_commencements({"ipp_referral_at_three_years": DAY})
    decision = told(case, "reassess", date(2026, 7, 1), "policy_adviser", rules, reason="s66 is in force")
    found = {change.what: change for change in changes(decision) if change.rule == "SMC-25.8-a"}
    assert found["settled"].due_on_before == date(2035, 3, 3)
    assert found["opened"].due_on_after == date(2028, 3, 3)
    assert found["settled"].told == found["opened"].told == ("probation_practitioner",)


@pytest.mark.parametrize("name", sorted(c.name for c in catalogue().commencements))
def test_no_commencement_takes_a_limit_away_or_shortens_it_in_silence(name: str) -> None:
    rules = catalogue().with_commencements({name: DAY})
    for case in (unpaid_work(), ipp_licence(), short_licence()):
        before = woken(case, at_noon(date(2026, 7, 1)))
        decision = told(before, "reassess", date(2026, 7, 1), "policy_adviser", rules, reason="a day was set")
        if decision.phase is not None:
            continue
        for change in changes(decision):
            gone = change.due_on_after is None or (
                change.due_on_before is not None and change.due_on_after < change.due_on_before
            )
            assert change.told or not gone, change
        assert not told(
            before.after(decision), "reassess", date(2026, 7, 1), "policy_adviser", rules, reason="again"
        ).settled


def test_with_nothing_set_reassessing_changes_nothing() -> None:
    for case in (unpaid_work(), ipp_licence()):
        before = woken(case, at_noon(date(2026, 7, 1)))
        assert changes(told(before, "reassess", date(2026, 7, 1), "policy_adviser", reason="nothing new")) == ()


def test_the_clock_wakes_on_a_day_that_is_set_ahead_and_not_for_another_kind_of_sentence() -> None:
    rules = catalogue().with_commencements({"unpaid_work_limit_removed": date(2026, 6, 1)})
    at = at_noon(date(2026, 5, 29))
    order = woken(unpaid_work(), at)
    order = order.after(told(order, "tier_set", date(2026, 5, 29), "system", rules, tier="C0"))
    assert order.next_at is not None
    assert local_day(order.next_at) == date(2026, 6, 1)
    assert order.next_says == "statute in force from 1 Jun 2026"
    assert woken(order, at_noon(date(2026, 5, 31)), rules).open_duties("SMC-A3-UPW-b")
    assert not woken(order, at_noon(date(2026, 6, 1)), rules).open_duties("SMC-A3-UPW-b")
    licence = woken(ipp_licence(), at)
    licence = licence.after(told(licence, "tier_set", date(2026, 5, 29), "system", rules, tier="B2"))
    assert licence.next_says != "statute in force from 1 Jun 2026"


def test_decisions_in_python_follow_the_same_commencements() -> None:
    assert {"unpaid_work_limit", "pss_end"} <= set(DECISIONS)
    rules = catalogue().with_commencements({"post_sentence_supervision_repealed": DAY})
    case = short_licence()
    assert case.values["pss_end"] == "2027-01-05"
    assert woken(case, at_noon(date(2026, 5, 31)), rules).values["pss_end"] == "2027-01-05"
    assert woken(case, at_noon(DAY), rules).values["pss_end"] is None


@settings(max_examples=60, deadline=None)
@given(stories(most=15))
def test_any_sentence_lives_through_the_day_on_which_every_statute_begins(story: Story) -> None:
    rules = catalogue().with_commencements({c.name: date(2024, 2, 12) for c in catalogue().commencements})
    case = story.case
    for event in story.events:
        case = woken(case, event.at, rules)
        if case.final:
            return
        answer = decide(case, event, event.at, rules=rules)
        case = case.after(answer) if isinstance(answer, Decision) else case.refused()
        withdrawn = rules.in_force(on=local_day(event.at), kind=case.kind).repealed
        assert not [duty.id for duty in case.duties if duty.row in withdrawn]

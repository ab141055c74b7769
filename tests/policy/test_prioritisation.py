"""A regional status changes what is owed from its first day until its last, and the decision says so."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.calendar import at_noon
from policy.case import Actor, Case, Decision, Event, facts_from
from policy.catalogue import BadCatalogue, Catalogue, catalogue, read_catalogue
from policy.engine import decide, wake
from policy.explain import explain
from policy.prioritisation import Prioritisation
from policy.reassess import changes
from tests.policy.sentences import Story, stories
from tests.policy.test_catalogue import ROW

MONTHLY = "SMC-5.9-a"
ORDER = Case(
    sentence_id="S-1",
    kind="community_order",
    facts=facts_from({"requirements": ["rar"], "rosh": "medium", "tier": "C2", "region": "Wales"}),
)


def under(eases_to: str) -> Catalogue:
    """Return the catalogue with a status in Wales from 1 March 2027 until 1 May 2027."""
    row = {"name": "red", "region": "Wales", "from": "2027-03-01", "until": "2027-05-01", "rules": [MONTHLY]}
    said = {"eases_to": eases_to, "means": "a limit on activity", "source": "regional guidance"}
    return catalogue().with_prioritisations([Prioritisation.model_validate(row | said)])


def made(on: date, rules: Catalogue) -> Decision:
    """Return what follows from an order made on a day."""
    event = Event(id="made", name="order_made", at=at_noon(on), on=on, by=Actor(role="court"))
    answer = decide(ORDER, event, event.at, rules=rules)
    assert isinstance(answer, Decision)
    return answer


@pytest.mark.parametrize(
    ("on", "status", "eased_by"),
    [
        (date(2027, 2, 28), "mandatory", None),
        (date(2027, 3, 1), "advisory", "red"),
        (date(2027, 4, 30), "advisory", "red"),
        (date(2027, 5, 1), "mandatory", None),
    ],
)
def test_a_duty_opened_under_a_status_is_an_expectation(on: date, status: str, eased_by: str | None) -> None:
    decision = made(on, under("advisory"))
    [duty] = [duty for duty in decision.opened if duty.rule == MONTHLY]
    assert (duty.status, duty.eased_by) == (status, eased_by)
    assert decision.eased_by == ((eased_by,) if eased_by else ())
    assert ("SMC-HDR-b" in decision.rules) is bool(eased_by)


def test_a_duty_that_is_not_owed_is_not_opened_and_the_decision_says_by_which_status() -> None:
    decision = made(date(2027, 3, 1), under("not_owed"))
    assert MONTHLY not in {duty.rule for duty in decision.opened}
    assert decision.eased_by == ("red",)


def test_nobody_is_escalated_to_over_an_expectation() -> None:
    rules = under("advisory")
    case = ORDER.after(made(date(2027, 3, 1), rules))
    told: set[str] = set()
    while case.next_at and case.next_at.date() <= date(2027, 4, 1):
        decision = wake(case, case.next_at, rules=rules)
        told |= {notice.to for notice in decision.notices if MONTHLY in notice.rules}
        case = case.after(decision)
    assert told == {"probation_practitioner"}


def test_what_a_status_leaves_out_is_explained_by_it() -> None:
    rules = under("not_owed")
    case = ORDER.after(made(date(2027, 3, 1), rules))
    [row] = explain(case, MONTHLY, on=at_noon(date(2027, 4, 30)), rules=rules)
    assert (row.state, row.reasons[-1].words, row.reasons[-1].means) == ("eased", "red", "a limit on activity")
    [row] = explain(case, MONTHLY, on=at_noon(date(2027, 5, 1)), rules=rules)
    assert row.state != "eased"


@pytest.mark.parametrize(("on", "eased_by"), [(date(2027, 2, 28), None), (date(2027, 3, 1), "red")])
def test_reassessing_says_what_a_status_made_of_an_open_duty(on: date, eased_by: str | None) -> None:
    case = ORDER.after(made(date(2027, 2, 22), under("advisory")))
    by = Actor(role="policy_adviser")
    event = Event(id="r", name="reassess", at=at_noon(on), on=on, by=by, payload={"reason": "the status"})
    answer = decide(case, event, event.at, rules=under("advisory"))
    assert isinstance(answer, Decision)
    assert [(c.eased_by, c.told) for c in changes(answer) if c.rule == MONTHLY] == (
        [(eased_by, ("probation_practitioner",))] if eased_by else []
    )


@settings(max_examples=60, deadline=None)
@given(stories(), st.sampled_from(["advisory", "not_owed"]))
def test_a_status_never_upsets_a_life(story: Story, eases_to: str) -> None:
    eased = [ready.rule.id for ready in catalogue().rows if ready.rule.makes_duty][::2]
    row = {"name": "red", "from": "2024-03-01", "until": "2024-12-01", "rules": eased, "eases_to": eases_to}
    status = Prioritisation.model_validate(row | {"means": "m", "source": "s"})
    rules, case = catalogue().with_prioritisations([status]), story.case
    for event in story.events:
        while case.next_at and case.next_at <= event.at:
            decision = wake(case, case.next_at, rules=rules)
            case = case.after(decision) if decision.changes_anything() else case.rearmed(decision)
        answer = decide(case, event, event.at, rules=rules)
        case = case.after(answer) if isinstance(answer, Decision) else case.refused()
        assert len({duty.id for duty in case.duties}) == len(case.duties)
        if eases_to == "not_owed" and isinstance(answer, Decision) and status.holds(on=event.on, region=None):
            dated = {"milestone", "end", "cap"}
            assert not [d for d in answer.opened if (d.because or d.rule) in eased and d.status not in dated]


def test_no_status_stands_by_default() -> None:
    assert catalogue().prioritisations == ()


def test_a_status_eases_duties_only() -> None:
    local = """
    [[prioritisation]]
    name = "red"
    from = 2027-03-01
    rules = ["X-1", "X-2"]
    eases_to = "advisory"
    means = "m"
    source = "s"
    """
    with pytest.raises(BadCatalogue, match="red: X-2 opens no duty"):
        read_catalogue({"rules.toml": ROW, "local.toml": local})

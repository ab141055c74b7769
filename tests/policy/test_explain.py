"""Why a rule binds a sentence, or does not."""

from datetime import UTC, date, datetime

import pytest

from policy.case import Case
from policy.catalogue import catalogue
from policy.explain import Explained, UnknownRule, explain
from tests.policy.test_forecast import released

AT = datetime(2026, 3, 3, 12, tzinfo=UTC)


def only(case: Case, rule: str) -> Explained:
    """Return the one row that a rule has for this sentence."""
    [row] = [row for row in explain(case, rule, on=AT) if row.state != "other_kind_of_sentence" and not row.rule.part]
    return row


def test_an_open_duty_is_explained_by_what_holds() -> None:
    row = only(released(), "SMC-5.6-a")
    assert (row.state, row.due_on) == ("open", date(2026, 3, 3))
    assert row.reasons[0].found == "start_of_supervision: 2026-03-02"
    assert all(reason.holds for reason in row.reasons)
    assert row.reasons[1].means is not None


def test_a_duty_that_is_not_owed_is_explained_by_the_fact_that_speaks_against_it() -> None:
    row = only(released(pcoso=True), "SMC-29.5-c")
    assert row.state == "not_owed"
    assert [(reason.words, reason.found) for reason in row.reasons if reason.holds is False] == [
        ("rosh is medium", "rosh: high")
    ]


def test_a_duty_waits_for_what_it_counts_from() -> None:
    row = only(Case(sentence_id="CO-1", kind="community_order"), "SMC-5.6-b")
    assert row.state == "waits"
    assert row.reasons[0].found == "start_of_supervision: not yet"


def test_what_a_message_has_to_say_is_left_open() -> None:
    row = only(released(), "SMC-15.5-a")
    assert row.state == "depends_on_message"
    assert {reason.holds for reason in row.reasons} == {None}


def test_a_rule_of_another_kind_of_sentence_says_so() -> None:
    assert {row.state for row in explain(released(), "SMC-5.6-b", on=AT)} == {"other_kind_of_sentence"}


def test_a_rule_nobody_wrote_is_named() -> None:
    with pytest.raises(UnknownRule, match=r"SMC-99\.9"):
        explain(released(), "SMC-99.9", on=AT)


@pytest.mark.parametrize("kind", ["custodial_sentence", "community_order"])
def test_every_rule_can_be_explained_of_every_sentence(kind: str) -> None:
    case = released() if kind == "custodial_sentence" else Case(sentence_id="CO-1", kind="community_order")
    for rule in {ready.rule.id for ready in catalogue().rows}:
        for row in explain(case, rule, on=AT):
            assert row.says
            assert (row.state == "open") == bool(row.open_duties)
            if row.state == "owed":
                assert all(reason.holds is not False for reason in row.reasons)


def test_an_open_duty_never_has_a_condition_against_it() -> None:
    case = released(pcoso=True, rosh="very_high", mappa=2)
    for rule in {duty.because or duty.rule for duty in case.duties}:
        for row in explain(case, rule, on=AT):
            if row.open_duties:
                assert row.state == "open"


def test_a_gate_of_a_qualification_that_looks_into_the_message_depends_on_it() -> None:
    case = Case(sentence_id="Q-1", kind="qualification", phase="diploma")
    [row] = [row for row in explain(case, "QG-12-c", on=AT) if row.rule.part == "extension"]
    assert row.state == "depends_on_message"
    assert [(reason.words, reason.holds) for reason in row.reasons][-1] == ("within_three_years", None)

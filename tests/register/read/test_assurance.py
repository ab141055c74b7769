from datetime import date, timedelta

import pytest
from sqlalchemy import Engine

from policy.facts import Facts
from register.connection import reading
from register.read.compliance import Compliance, WhichCompliance, compliance
from register.read.sample import WhichSample, sample
from tests.register.lives import MONDAY, Life, duty

WALES, LONDON = Facts(region="Wales", prison="CFI"), Facts(region="London", prison="PVI")
WEEK = WhichCompliance(since=MONDAY, until=MONDAY + timedelta(days=6))


@pytest.fixture
def kept(register: Engine) -> Engine:
    """In Wales one met in time, one met late, one excused, one overdue; in London one missed and one open."""
    first, second = Life("CO-1", facts=WALES), Life("CS-2", "custodial_sentence", facts=LONDON, crn="X222222")
    late = duty("SMC-7.1-a/1", due_on=date(2026, 4, 20)).model_copy(update={"overdue": True})
    advice = duty("SMC-12.15-b/1").model_copy(update={"status": "advisory"})
    duties = (duty("SMC-5.6-a/1"), duty("SMC-5.6-b/1"), duty("SMC-5.6-c/1"), late, advice)
    for entry in (
        first.begins(opened=duties),
        first.settles("SMC-5.6-a/1"),
        first.settles("SMC-5.6-b/1", late=True),
        first.settles("SMC-5.6-c/1", "excused"),
        first.settles("SMC-12.15-b/1", "missed"),
        second.begins("custody", opened=(duty("MCS-4.33-a/1"), duty("MCS-4.45/1"), duty("MCS-4.46/1"))),
        second.settles("MCS-4.33-a/1", "missed"),
        second.settles("MCS-4.45/1", "lapsed"),
    ):
        entry.remembered(register)
    return register


def test_duties_are_counted_by_how_they_were_kept(kept: Engine) -> None:
    with reading(kept) as session:
        assert compliance(session, WEEK) == (
            Compliance(group="London", missed=1, open=1),
            Compliance(group="Wales", met_in_time=1, met_late=1, excused=1, open=1, overdue=1),
        )


def test_duties_that_ended_on_other_days_do_not_count(kept: Engine) -> None:
    later = WEEK.model_copy(update={"since": MONDAY + timedelta(days=1)})
    with reading(kept) as session:
        assert compliance(session, later) == (
            Compliance(group="London", open=1),
            Compliance(group="Wales", open=1, overdue=1),
        )


def test_duties_are_counted_by_prison_and_of_one_kind_of_sentence(kept: Engine) -> None:
    which = WEEK.model_copy(update={"by": "prison", "kind": "custodial_sentence"})
    with reading(kept) as session:
        assert compliance(session, which) == (Compliance(group="PVI", missed=1, open=1),)


def test_the_same_words_draw_the_same_sample_and_a_larger_one_begins_with_it(register: Engine) -> None:
    for number in range(12):
        Life(f"CO-{number}", facts=WALES, crn=f"X{number:06}").begins().remembered(register)
    with reading(register) as session:
        three = sample(session, WhichSample(words="quarter 1", size=3))
        assert three == sample(session, WhichSample(words="quarter 1", size=3))
        assert sample(session, WhichSample(words="quarter 1", size=5))[:3] == three
        assert len(sample(session, WhichSample(words="quarter 1", size=50))) == 12
        others = {sample(session, WhichSample(words=f"quarter {n}", size=3)) for n in range(2, 6)}
        assert len(others | {three}) > 1


def test_a_sample_is_drawn_from_the_sentences_asked_for(kept: Engine) -> None:
    with reading(kept) as session:
        drawn = sample(session, WhichSample(words="quarter 1", size=5, region="London"))
    assert [line.sentence_id for line in drawn] == ["CS-2"]

"""Tell: each notice to one effect, whatever stops half way."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from activities.remembering import remember
from activities.telling import tell
from policy.case import Actor, Case, Decision, Event, Notice
from register.connection import reading
from register.faults import UnknownNotice
from register.read.lines import NoticeLine
from register.read.notices import WhichNotices, notices
from tests.activities.fake_notices import FakeNotices
from workflows.messages import Entry, Person

AT = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
SOON = 3.0
TOLD = tuple(
    Notice(key=f"S-1/1/{place}", to=to, template="event", rules=("SMC-1",), title="An order was made")
    for place, to in enumerate(("police", "senior_probation_officer", "probation_practitioner"), start=1)
)


@pytest.fixture
def written(register: Engine) -> Engine:
    """Give a register in which three notices wait."""
    entry = Entry(
        sentence_id="S-1",
        number=1,
        event=Event(id="made", name="order_made", at=AT, on=AT.date(), by=Actor(role="court")),
        decision=Decision(phase="awaiting_allocation", notices=TOLD),
        opened_with=Case(sentence_id="S-1", kind="community_order"),
        person=Person(crn="X123456"),
    )
    remember(register, FakeNotices(), entry)
    return register


def lines(register: Engine) -> dict[str, NoticeLine]:
    with reading(register) as session:
        return {line.key: line for line in notices(session, WhichNotices(sentence_id="S-1")).items}


def test_everybody_is_told_once_however_often_it_is_tried(written: Engine) -> None:
    provider = FakeNotices()

    kept_back = [tell(written, provider, TOLD, within=SOON) for _ in range(3)]

    assert kept_back == [(), (), ()]
    assert provider.keys == [notice.key for notice in TOLD]
    assert {line.status for line in lines(written).values()} == {"sent"}


def test_what_a_temporary_fault_keeps_back_is_told_later(written: Engine) -> None:
    provider = FakeNotices()
    provider.away = True
    kept_back = tell(written, provider, TOLD, within=SOON)
    provider.away = False

    assert kept_back == tuple(notice.key for notice in TOLD)
    assert lines(written)["S-1/1/1"].error == "the provider is away"
    assert tell(written, provider, TOLD, within=SOON) == ()
    assert provider.keys == [notice.key for notice in TOLD]


def test_an_attempt_that_got_through_unseen_is_found_and_not_repeated(written: Engine) -> None:
    provider = FakeNotices()
    provider.dies_after_posting = 1

    assert tell(written, provider, TOLD, within=SOON) == ("S-1/1/1",)
    assert tell(written, provider, TOLD, within=SOON) == ()
    assert sorted(provider.keys) == [notice.key for notice in TOLD]
    assert lines(written)["S-1/1/1"].reference == "posted-1"


def test_a_notice_refused_for_good_does_not_hold_up_the_others_and_operators_are_told_once(written: Engine) -> None:
    provider = FakeNotices()
    provider.refuses = {"police"}

    assert tell(written, provider, TOLD, within=SOON) == ()
    assert tell(written, provider, TOLD, within=SOON) == ()
    found = lines(written)
    assert provider.keys == ["S-1/1/2", "S-1/1/3"]
    assert (found["S-1/1/1"].status, found["S-1/1/1"].error) == ("failed", "no such mailbox for police")
    assert (found["S-1/1/1/failed"].to, found["S-1/1/1/failed"].template) == ("operator", "refused")


def test_when_time_runs_out_the_rest_is_kept_back(written: Engine) -> None:
    provider = FakeNotices()

    assert tell(written, provider, TOLD, within=0.0) == tuple(notice.key for notice in TOLD)
    assert provider.keys == []


def test_a_notice_nobody_wrote_is_a_fault(written: Engine) -> None:
    with pytest.raises(UnknownNotice):
        tell(written, FakeNotices(), [TOLD[0].model_copy(update={"key": "S-9/1/1"})], within=SOON)

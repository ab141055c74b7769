"""Making and sending digests: each to one effect, whatever stops half way."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import Engine

from activities.digesting import DigestingHands
from activities.notices import KeptInTheRegister
from activities.remembering import remember
from policy.case import Actor, Case, Decision, Event, Notice
from policy.facts import Facts
from register.connection import reading
from register.read.digests import WhichDigests, digests
from register.read.lines import Digest
from tests.activities.fake_notices import FakeNotices
from workflows.digest import Made, Making, Sending, Sent
from workflows.messages import Entry, Person

AT = datetime(2026, 4, 13, 9, 0, tzinfo=UTC)
DAY = date(2026, 4, 14)
TOLD = tuple(
    Notice(key=f"S-1/1/{place}", to=to, template="event", rules=("SMC-1",), title="An order was made")
    for place, to in enumerate(("police", "senior_probation_officer", "probation_practitioner"), start=1)
)


@pytest.fixture
def written(register: Engine) -> Engine:
    """Give a register in which three notices wait for the day's digests."""
    facts = Facts(practitioner="N03A019", team="N03F01", region="Wales")
    entry = Entry(
        sentence_id="S-1",
        number=1,
        event=Event(id="made", name="order_made", at=AT, on=AT.date(), by=Actor(role="court")),
        decision=Decision(phase="awaiting_allocation", notices=TOLD),
        opened_with=Case(sentence_id="S-1", kind="community_order", facts=facts),
        person=Person(crn="X123456"),
    )
    remember(register, FakeNotices(), entry)
    return register


def kept(register: Engine) -> dict[str, Digest]:
    """Return the digests by recipient."""
    with reading(register) as session:
        return {digest.recipient: digest for digest in digests(session, WhichDigests()).items}


def test_everybodys_digest_is_made_and_sent_once_however_often_it_is_tried(written: Engine) -> None:
    provider = FakeNotices()
    hands = DigestingHands(written, provider)

    assert [hands.make_digests(Making(day=DAY)) for _ in range(2)] == [Made(digests=3), Made(digests=0)]
    assert [hands.send_digests(Sending()) for _ in range(2)] == [Sent(digests=3), Sent()]
    assert [digest.recipient for digest in provider.digests] == [
        "N03A019",
        "police@N03F01",
        "senior_probation_officer@N03F01",
    ]
    assert {digest.status for digest in kept(written).values()} == {"sent"}


def test_while_the_provider_is_away_digests_are_kept_back_and_sent_afterwards(written: Engine) -> None:
    provider = FakeNotices()
    hands = DigestingHands(written, provider)
    provider.away = True
    hands.make_digests(Making(day=DAY))
    assert hands.send_digests(Sending()) == Sent(kept_back=3)
    assert kept(written)["N03A019"].error == "the provider is away"
    provider.away = False
    assert hands.send_digests(Sending()) == Sent(digests=3)


def test_a_digest_that_got_through_unseen_is_found_and_not_sent_again(written: Engine) -> None:
    provider = FakeNotices()
    provider.dies_after_posting = 1
    hands = DigestingHands(written, provider)
    hands.make_digests(Making(day=DAY))
    assert hands.send_digests(Sending()) == Sent(digests=2, kept_back=1)
    assert hands.send_digests(Sending()) == Sent(digests=1)
    assert len(provider.digests) == 3
    assert kept(written)["N03A019"].reference == "digest-1"


def test_a_digest_nobody_can_take_is_written_down(written: Engine) -> None:
    provider = FakeNotices()
    provider.refuses = {"police"}
    hands = DigestingHands(written, provider)
    hands.make_digests(Making(day=DAY))
    assert hands.send_digests(Sending()) == Sent(digests=3)
    refused = kept(written)["police@N03F01"]
    assert (refused.status, refused.error) == ("failed", "no such mailbox for police")


def test_without_a_provider_digests_are_read_in_the_register(written: Engine) -> None:
    hands = DigestingHands(written, KeptInTheRegister())
    assert hands.make_digests(Making(day=DAY)) == Made(digests=3)
    assert hands.send_digests(Sending()) == Sent()
    assert {digest.status for digest in kept(written).values()} == {"kept"}

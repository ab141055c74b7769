import pytest
from sqlalchemy import Engine

from policy.facts import Facts
from register import notices
from register.connection import reading, writing
from register.faults import UnknownNotice
from register.read.lines import NoticeLine
from register.read.notices import WhichNotices
from register.read.notices import notices as listed
from tests.register.lives import Life

KEYS = ("CO-1/2/1", "CO-1/2/2")


@pytest.fixture
def told(register: Engine) -> Engine:
    life = Life(facts=Facts(practitioner="N03A019", team="N03F01"))
    life.begins().remembered(register)
    life.tells("probation_practitioner", "senior_probation_officer").remembered(register)
    return register


def notice(register: Engine, key: str) -> NoticeLine:
    with reading(register) as session:
        return {line.key: line for line in listed(session, WhichNotices()).items}[key]


def test_a_notice_is_kept_until_somebody_asks_to_send_it(told: Engine) -> None:
    assert (notice(told, KEYS[0]).status, notice(told, KEYS[0]).attempts) == ("kept", 0)


def test_only_what_goes_to_the_practitioner_bears_the_practitioner(told: Engine) -> None:
    assert [(notice(told, key).practitioner, notice(told, key).team) for key in KEYS] == [
        ("N03A019", "N03F01"),
        (None, "N03F01"),
    ]


def test_a_claim_gives_what_is_still_to_be_sent_and_counts_the_attempts(told: Engine) -> None:
    with writing(told) as session:
        assert [line.attempts for line in notices.claim(session, KEYS)] == [1, 1]
    with writing(told) as session:
        notices.sent(session, KEYS[0], reference="provider-1")
    with writing(told) as session:
        (again,) = notices.claim(session, KEYS)
    assert (again.key, again.status, again.attempts) == (KEYS[1], "to_send", 2)


def test_sent_twice_is_sent_once(told: Engine) -> None:
    with writing(told) as session:
        assert notices.sent(session, KEYS[0], reference="provider-1")
    first = notice(told, KEYS[0])
    with writing(told) as session:
        assert not notices.sent(session, KEYS[0], reference="provider-2")
        assert not notices.failed(session, KEYS[0], says="no such address")
        assert not notices.put_off(session, KEYS[0], says="busy")
    assert notice(told, KEYS[0]) == first
    assert (first.status, first.reference, first.error) == ("sent", "provider-1", None)
    assert first.sent_at is not None


def test_operators_find_what_failed_for_good_and_why(told: Engine) -> None:
    with writing(told) as session:
        assert notices.failed(session, KEYS[1], says="no such address")
        assert not notices.failed(session, KEYS[1], says="again")
        assert notices.claim(session, [KEYS[1]]) == ()
    with reading(told) as session:
        (found,) = listed(session, WhichNotices(status="failed")).items
    assert (found.key, found.error, found.to) == (KEYS[1], "no such address", "senior_probation_officer")


def test_a_provider_that_is_down_leaves_the_notice_to_be_sent(told: Engine) -> None:
    with writing(told) as session:
        notices.claim(session, KEYS)
        assert notices.put_off(session, KEYS[0], says="503")
    assert (notice(told, KEYS[0]).status, notice(told, KEYS[0]).error) == ("to_send", "503")
    with writing(told) as session:
        notices.sent(session, KEYS[0], reference="provider-1")
    assert (notice(told, KEYS[0]).status, notice(told, KEYS[0]).error) == ("sent", None)


def test_what_went_out_after_all_counts_as_sent(told: Engine) -> None:
    with writing(told) as session:
        notices.failed(session, KEYS[0], says="no answer")
        assert notices.sent(session, KEYS[0], reference="provider-1")
    assert notice(told, KEYS[0]).status == "sent"


def test_a_notice_nobody_wrote_is_unknown(told: Engine) -> None:
    with pytest.raises(UnknownNotice), writing(told) as session:
        notices.claim(session, ["CO-9/1/1"])
    with pytest.raises(UnknownNotice), writing(told) as session:
        notices.sent(session, "CO-9/1/1", reference="provider-1")

"""Tell of a lost authorisation: by the provider where it carries it, in the register where it does not."""

from collections import Counter

import pytest
from sqlalchemy import Engine

from activities.telling import tell_about_staff
from register.connection import reading
from register.read.notices import WhichNotices, notices
from tests.activities.fake_notices import FakeNotices
from tests.register.test_practitioners import NOW, change, registered, written

SOON = 3.0
FOUR = ["hr_business_partner", "shared_services_centre", "staff_member", "line_manager"]


@pytest.fixture
def suspended(register: Engine) -> Engine:
    """Give a register in which somebody has just been suspended."""
    written(register, registered(line_manager="N03S001"))
    lost = {"status": "suspended", "since": NOW, "ground": "vetting"}
    written(register, change("authorisation", asked="suspend", authorisation=lost))
    return register


def stands(register: Engine) -> dict[str, int]:
    with reading(register) as session:
        return dict(Counter(line.status for line in notices(session, WhichNotices(staff_id="N03A019")).items))


def test_everybody_is_told_once(suspended: Engine) -> None:
    provider = FakeNotices()
    assert [tell_about_staff(suspended, provider, within=SOON) for _ in range(2)] == [0, 0]
    assert [line.to for line in provider.posted] == FOUR
    assert stands(suspended) == {"sent": 4}


def test_what_nobody_carries_is_read_in_the_register(suspended: Engine) -> None:
    provider = FakeNotices()
    provider.unknown = {"shared_services_centre", "line_manager"}
    tell_about_staff(suspended, provider, within=SOON)
    assert stands(suspended) == {"sent": 2, "kept": 2}


def test_a_provider_that_is_away_is_asked_again(suspended: Engine) -> None:
    provider = FakeNotices()
    provider.away = True
    assert tell_about_staff(suspended, provider, within=SOON) == 4
    provider.away = False
    assert tell_about_staff(suspended, provider, within=SOON) == 0
    assert [line.to for line in provider.posted] == FOUR


def test_what_can_never_be_sent_is_told_to_operators_and_no_further(suspended: Engine) -> None:
    provider = FakeNotices()
    provider.refuses = {"staff_member", "operator"}
    for _ in range(3):
        tell_about_staff(suspended, provider, within=SOON)
    assert stands(suspended) == {"sent": 3, "failed": 1, "kept": 1}

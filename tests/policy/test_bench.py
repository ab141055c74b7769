"""How long a decision and a forecast take: reported, not asserted (make bench)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from policy.calendar import local_day
from policy.case import Actor, Event
from policy.catalogue import catalogue
from policy.engine import decide
from policy.forecast import forecast
from tests.policy.test_forecast import released

pytestmark = pytest.mark.bench

BUSY = {
    "tier": "A2",
    "pcoso": True,
    "notification": True,
    "domestic_abuse": "medium",
    "child_safeguarding": "high",
    "mappa23_from": "2026-03-02",
    "licence_end_date": "2040-01-01",
}
AT = datetime(2026, 3, 3, 10, tzinfo=UTC)


def test_deciding_an_appointment(benchmark: BenchmarkFixture) -> None:
    case = released(**BUSY)
    event = Event(
        id="a",
        name="appointment_outcome",
        at=AT,
        on=local_day(AT),
        by=Actor(role="probation_practitioner"),
        payload={"attended": True, "mode": "face_to_face"},
    )
    benchmark(decide, case, event, AT)


def test_forecasting_ten_years(benchmark: BenchmarkFixture) -> None:
    case = released(**BUSY)
    rows = benchmark(forecast, case, on=AT, until=date(2036, 3, 3))
    assert len(rows) > 600
    assert rows[-1].due_on is None
    assert timedelta(days=3000) < date(2036, 3, 3) - AT.date()


def test_reading_the_catalogue(benchmark: BenchmarkFixture) -> None:
    benchmark(catalogue.__wrapped__)

"""Fraction, provider and line manager from a day: said, corrected, ended, and as entries without days had them."""

from datetime import date

import pytest

from policy.case import Actor, Refusal
from policy.workforce.changes import STAFF_CHANGE, changed
from policy.workforce.practitioner import BEGINNING, EmployedBy, ManagedBy, Practitioner, WorkingFraction
from policy.workforce.withheld import reads_confidential, reads_grounds

START = date(2024, 1, 8)
ENTERED = Practitioner.model_validate({"staff_id": "N03A019", "employment_start": START})


def after(*said: dict[str, object], known: Practitioner = ENTERED) -> Practitioner:
    for each in said:
        answer = changed(known, STAFF_CHANGE.validate_python(each))
        assert not isinstance(answer, Refusal), answer
        known = answer
    return known


def employment(on: str, **said: object) -> dict[str, object]:
    return {"what": "employment", "on": on, **said}


def test_what_is_said_of_employment_holds_from_its_day_and_not_before() -> None:
    known = after(employment("2026-04-01", fte=0.6, provider="contracted", line_manager="N03S001"))
    before, then = date(2026, 3, 31), date(2026, 4, 1)
    assert (known.fraction(before), known.employer(before), known.managed_by(before)) == (1, "probation_service", None)
    assert (known.fraction(then), known.employer(then), known.managed_by(then)) == (0.6, "contracted", "N03S001")


def test_a_day_may_be_corrected_and_what_is_known_of_later_days_stands() -> None:
    known = after(
        employment("2026-04-01", fte=0.6),
        employment("2026-07-01", fte=0.8),
        employment("2026-04-01", fte=0.5),
        employment("2026-06-01", fte=1.0),
    )
    days = (date(2026, 3, 31), date(2026, 4, 1), date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 30))
    assert [known.fraction(on) for on in (*days, date(2026, 7, 1))] == [1, 0.5, 0.5, 1, 1, 0.8]


def test_a_line_manager_ends_and_nobody_follows() -> None:
    known = after(
        employment("2026-04-01", line_manager="N03S001"),
        {"what": "ended", "which": "line_manager", "until": "2026-05-01"},
    )
    assert [known.managed_by(on) for on in (date(2026, 4, 30), date(2026, 5, 1))] == ["N03S001", None]


@pytest.mark.parametrize(("start", "since"), [("2024-01-08", START), (None, BEGINNING)])
def test_what_was_said_without_a_day_is_read_as_so_from_the_start(start: str | None, since: date) -> None:
    told = {
        "staff_id": "N03A019",
        "employment_start": start,
        "fte": 0.5,
        "provider": "contracted",
        "line_manager": "S1",
    }
    known = Practitioner.model_validate(told)
    assert known.fte == (WorkingFraction(since=since, fraction=0.5),)
    assert known.provider == (EmployedBy(since=since, provider="contracted"),)
    assert known.line_manager == (ManagedBy(since=since, staff_id="S1"),)
    assert Practitioner.model_validate_json(known.model_dump_json()) == known


def test_what_an_entry_of_before_says_of_everybody_says_nothing() -> None:
    usual = {"staff_id": "N03A019", "fte": 1.0, "provider": "probation_service", "line_manager": None}
    assert Practitioner.model_validate(usual) == Practitioner(staff_id="N03A019")


def test_the_line_manager_of_today_reads_what_is_confidential_and_the_one_of_before_no_longer() -> None:
    known = after(employment("2026-04-01", line_manager="N03S001"), employment("2026-05-01", line_manager="N03S002"))
    for on, reader in ((date(2026, 4, 30), "N03S001"), (date(2026, 5, 1), "N03S002")):
        for code in ("N03S001", "N03S002"):
            actor = Actor(role="line_manager", id=code)
            assert reads_confidential(actor, known, today=on) is (code == reader)
            assert reads_grounds(actor, known, today=on) is (code == reader)

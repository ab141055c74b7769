"""Standing over dated facts: every day on which it changes by itself, the day before and the day after."""

from datetime import UTC, date, datetime, timedelta

import pytest

from policy.calendar import at_noon, starts
from policy.workforce.practitioner import Practitioner
from policy.workforce.standing import changes_at, months_begun, standing

_SINCE_2018 = {"since": "2018-01-08"}


def practitioner(role: str = "probation_officer", **told: object) -> Practitioner:
    """Return somebody made up: authorised, vetted and employed since 8 January 2018."""
    facts: dict[str, object] = {
        "staff_id": "N03A019",
        "employment_start": "2018-01-08",
        "posts": [{**_SINCE_2018, "role": role}],
        "vetting": [_SINCE_2018],
        "authorisations": [{"status": "active", "since": "2018-01-08T09:00:00Z"}],
    }
    return Practitioner.model_validate(facts | told)


def pqip(**told: object) -> dict[str, object]:
    """Return a PQiP with both certificates."""
    return {
        "award": "pqip",
        "qualified_on": "2018-01-05",
        "evidence": ["academic_certificate", "vocational_certificate"],
        **told,
    }


def test_a_qualified_authorised_and_vetted_officer_manages_every_level() -> None:
    now = standing(practitioner(qualifications=[pqip()]), at_noon(date(2023, 2, 1)))
    assert (now.may_hold, now.may_manage) == ("yes", ("low", "medium", "high", "very_high"))
    assert [reason.rule for reason in now.reasons] == ["QG-10", "QG-T1-02"]


def test_nobody_holds_a_core_role_without_an_authorisation() -> None:
    now = standing(practitioner(qualifications=[pqip()], authorisations=[]), at_noon(date(2023, 2, 1)))
    assert (now.may_hold, now.flags, now.may_manage) == ("no", ("authorisation",), ())


@pytest.mark.parametrize(
    ("on", "holds"), [(date(2023, 3, 30), "yes"), (date(2023, 3, 31), "yes"), (date(2023, 4, 1), "no")]
)
def test_a_qualification_lapses_after_its_last_day(on: date, holds: str) -> None:
    somebody = practitioner(qualifications=[pqip(last_day="2023-03-31")])
    assert standing(somebody, at_noon(on)).may_hold == holds
    assert changes_at(somebody, at_noon(date(2023, 2, 1))) == starts(date(2023, 4, 1))


def test_a_suspension_counts_from_its_instant() -> None:
    at = datetime(2023, 2, 1, 10, tzinfo=UTC)
    somebody = practitioner(
        qualifications=[pqip()],
        authorisations=[
            {"status": "active", "since": "2018-01-08T09:00:00Z"},
            {"status": "suspended", "since": at, "ground": "misconduct_investigation"},
        ],
    )
    assert standing(somebody, at - timedelta(seconds=1)).may_hold == "yes"
    assert standing(somebody, at).flags == ("authorisation",)
    assert changes_at(somebody, at - timedelta(hours=1)) == at


def test_premises_staff_authorise_recall_while_on_the_rota() -> None:
    turn = {"since": "2023-02-03T17:00:00Z", "until": "2023-02-06T09:00:00Z"}
    somebody = practitioner("approved_premises_manager", qualifications=[pqip()], rota=[turn])
    begins, ends = datetime(2023, 2, 3, 17, tzinfo=UTC), datetime(2023, 2, 6, 9, tzinfo=UTC)
    moments = (begins - timedelta(seconds=1), begins, ends - timedelta(seconds=1), ends)
    assert [standing(somebody, at).may_authorise_recall for at in moments] == [False, True, True, False]
    assert changes_at(somebody, begins) == ends
    assert changes_at(somebody, ends) is None


@pytest.mark.parametrize(
    ("on", "holds", "flags"),
    [
        (date(2022, 9, 1), "conditional", ()),
        (date(2022, 9, 2), "conditional", ("extension_needed",)),
        (date(2024, 9, 1), "conditional", ("extension_needed",)),
        (date(2024, 9, 2), "no", ("diploma_gap",)),
    ],
)
def test_the_diploma_has_twelve_months_and_at_most_three_years(on: date, holds: str, flags: tuple[str, ...]) -> None:
    since = {"since": "2021-09-01"}
    somebody = practitioner(
        "probation_services_officer",
        employment_start="2021-09-01",
        posts=[{**since, "role": "probation_services_officer"}],
        level3_diploma={"enrolled_on": "2021-10-01"},
    )
    now = standing(somebody, at_noon(on))
    assert (now.may_hold, now.flags) == (holds, flags)


@pytest.mark.parametrize(
    ("on", "holds", "flags"),
    [
        (date(2022, 3, 31), "conditional", ()),
        (date(2022, 4, 1), "conditional", ("extension_needed",)),
        (date(2024, 5, 3), "conditional", ("extension_needed",)),
        (date(2024, 5, 4), "no", ("must_complete_pqip",)),
    ],
)
def test_alignment_is_to_end_in_2021_22_and_ends_after_three_years(
    on: date, holds: str, flags: tuple[str, ...]
) -> None:
    now = standing(practitioner(alignment={"started_on": "2021-05-03"}), at_noon(on))
    assert (now.may_hold, now.flags) == (holds, flags)


def test_without_a_post_or_employment_there_is_no_standing() -> None:
    on = at_noon(date(2023, 2, 1))
    assert standing(practitioner(qualifications=[pqip()], posts=[]), on).flags == ("no_post",)
    left = practitioner(qualifications=[pqip()], employment_last_day="2023-01-31")
    assert standing(left, on).flags == ("left_service",)
    assert standing(left, at_noon(date(2023, 1, 31))).may_hold == "yes"


def test_a_month_begins_on_the_day_after_its_anniversary() -> None:
    start = date(2021, 8, 31)
    days = (start, date(2021, 9, 1), date(2021, 9, 30), date(2021, 10, 1), date(2022, 8, 31), date(2022, 9, 1))
    assert [months_begun(start, on) for on in days] == [0, 1, 1, 2, 12, 13]


def test_a_sign_off_counts_in_writing_only() -> None:
    on = at_noon(date(2023, 2, 1))
    signed = {"award": "cpo_sign_off", "qualified_on": "2021-06-01"}
    assert standing(practitioner(qualifications=[signed]), on).may_hold == "no"
    assert standing(practitioner(qualifications=[{**signed, "evidence": ["letter"]}]), on).may_hold == "yes"

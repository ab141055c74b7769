"""Whatever is on record of somebody, standing answers, gives its reasons, and changes only when it said it would."""

from datetime import UTC, date, datetime, timedelta
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from policy.workforce.eras import Award
from policy.workforce.practitioner import Ground, Practitioner
from policy.workforce.roles import Role
from policy.workforce.standing import changes_at, standing

TRIES = settings(max_examples=150, derandomize=True, deadline=None)
DAYS = st.dates(date(2012, 1, 1), date(2026, 12, 31))
MOMENTS = st.datetimes(datetime(2014, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@st.composite
def spans(draw: st.DrawFn, /, **more: st.SearchStrategy[object]) -> dict[str, object]:
    """Draw a span, open or ended, and what belongs to it."""
    since = draw(DAYS)
    length = draw(st.none() | st.integers(1, 2000))
    until = since + timedelta(days=length) if length else None
    return {"since": since, "until": until} | {name: draw(value) for name, value in more.items()}


@st.composite
def turns(draw: st.DrawFn) -> dict[str, object]:
    """Draw a turn on the rota."""
    since = draw(MOMENTS)
    return {"since": since, "until": since + timedelta(hours=draw(st.integers(1, 200)))}


EVIDENCE = st.lists(st.sampled_from(["academic_certificate", "vocational_certificate", "letter"]), max_size=3)
PEOPLE = st.fixed_dictionaries(
    {
        "staff_id": st.just("N03A019"),
        "provider": st.sampled_from(["probation_service", "probation_service", "contracted"]),
        "employment_start": st.none() | DAYS,
        "employment_last_day": st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31)),
        "fte": st.sampled_from([0.5, 0.6, 0.8, 1.0]),
        "pro_rata": st.booleans(),
        "posts": st.lists(
            spans(role=st.sampled_from(get_args(Role)), case_assigned=st.booleans()), min_size=1, max_size=3
        ),
        "employed_for_pqip": st.none() | spans(),
        "qualifications": st.lists(
            st.fixed_dictionaries(
                {
                    "award": st.sampled_from(get_args(Award)),
                    "qualified_on": DAYS,
                    "evidence": EVIDENCE,
                    "nos_mapped": st.booleans(),
                    "last_day": st.none() | DAYS,
                }
            ),
            max_size=2,
        ),
        "level3_diploma": st.none()
        | st.fixed_dictionaries(
            {"enrolled_on": st.none() | DAYS, "held_on": st.none() | DAYS, "extension_last_day": st.none() | DAYS}
        ),
        "alignment": st.none()
        | st.fixed_dictionaries(
            {
                "started_on": DAYS,
                "extension_last_day": st.none() | DAYS,
                "ended_on": st.none() | DAYS,
                "result": st.sampled_from([None, "sign_off", "neither"]),
            }
        ),
        "apa_accredited": st.none() | spans(),
        "enic": st.none()
        | st.fixed_dictionaries({"applied_on": DAYS, "stated_on": st.none() | DAYS, "equivalent": st.booleans()}),
        "vetting": st.lists(spans(), max_size=2),
        "authorisations": st.lists(
            st.fixed_dictionaries(
                {
                    "status": st.sampled_from(["active", "active", "suspended", "withdrawn"]),
                    "since": MOMENTS,
                    "ground": st.sampled_from([None, *get_args(Ground)]),
                }
            ),
            max_size=4,
        ),
        "rota": st.lists(turns(), max_size=2),
        "delegations": st.lists(spans(by=st.just("N03A001")), max_size=2),
    }
).map(Practitioner.model_validate)


@TRIES
@given(somebody=PEOPLE, at=MOMENTS)
def test_an_answer_has_its_reasons_and_no_is_no_to_all(somebody: Practitioner, at: datetime) -> None:
    now = standing(somebody, at)
    assert now.reasons
    if now.may_hold == "no":
        assert (now.may_manage, now.may_sign_off, now.may_authorise_recall) == ((), False, False)
        assert now.flags
    else:
        given_at = somebody.authorisation(at)
        assert given_at is None or given_at.status == "active"


@TRIES
@given(somebody=PEOPLE, at=MOMENTS, parts=st.lists(st.floats(0, 0.99), min_size=5, max_size=5))
def test_nothing_changes_before_the_moment_that_was_said(
    somebody: Practitioner, at: datetime, parts: list[float]
) -> None:
    now, moment = standing(somebody, at).answer, changes_at(somebody, at)
    ahead = (moment or at + timedelta(days=9000)) - at
    assert all(standing(somebody, at + ahead * part).answer == now for part in parts)
    if moment:
        assert moment > at
        assert standing(somebody, moment).answer != now
        assert standing(somebody, moment - timedelta(microseconds=1)).answer == now


@TRIES
@given(somebody=PEOPLE, at=MOMENTS)
def test_a_practitioner_reads_the_same_after_it_was_written(somebody: Practitioner, at: datetime) -> None:
    again = Practitioner.model_validate_json(somebody.model_dump_json())
    assert again == somebody
    assert standing(again, at) == standing(somebody, at)

"""Whatever is on record of somebody, standing answers, gives its reasons, and changes only when it said it would."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from policy.calendar import local_day
from policy.workforce.attention import attention, learning_due, to_start
from policy.workforce.entitled import Loss, Named, OnRecord, found
from policy.workforce.eras import Award
from policy.workforce.periods import periods, soon
from policy.workforce.practitioner import Ground, Practitioner
from policy.workforce.roles import Role
from policy.workforce.standing import changes_at, standing

HOLDER = Named(staff_id="N03A019", right="hold")
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
FRACTIONS = st.sampled_from([0.5, 0.6, 0.8, 1.0])
PEOPLE = st.fixed_dictionaries(
    {
        "staff_id": st.just("N03A019"),
        "provider": st.sampled_from(["probation_service", "contracted"])
        | st.lists(spans(provider=st.sampled_from(["probation_service", "contracted"])), max_size=2),
        "employment_start": st.none() | DAYS,
        "employment_last_day": st.none() | st.dates(date(2020, 1, 1), date(2026, 12, 31)),
        "fte": FRACTIONS | st.lists(spans(fraction=FRACTIONS), max_size=2),
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


LOSSES = st.lists(
    st.fixed_dictionaries({"staff_id": st.just("N03A001"), "since": MOMENTS, "decided_on": st.none() | DAYS}).map(
        Loss.model_validate
    ),
    max_size=2,
).map(tuple)


@TRIES
@given(somebody=PEOPLE, at=MOMENTS, losses=LOSSES)
def test_periods_leave_no_moment_out_and_say_what_standing_says(
    somebody: Practitioner, at: datetime, losses: tuple[Loss, ...]
) -> None:
    there = periods(somebody, losses)
    assert all(one.until == following.since for one, following in pairwise(there))
    [here] = [one for one in there if one.since <= at < one.until]
    now = found(HOLDER, OnRecord(practitioner=somebody, losses=losses), at)
    assert now.standing is not None
    assert (here.may_hold, here.is_employed) == (now.standing.may_hold, somebody.is_employed(at))
    assert here.may_manage == now.manages


@TRIES
@given(somebody=PEOPLE, at=MOMENTS, within=st.integers(0, 1098), losses=LOSSES)
def test_whoever_needs_attention_is_found_by_a_period_that_stands_out_or_by_learning_due(
    somebody: Practitioner, at: datetime, within: int, losses: tuple[Loss, ...]
) -> None:
    on, before = local_day(at), soon(at, within_days=within)
    by_period = any(one.stands_out and one.since < before and one.until > at for one in periods(somebody, losses))
    due = learning_due(somebody, on)
    by_learning = due is not None and due <= on + timedelta(days=within)
    needed = attention(somebody, at, within_days=within, losses=losses)
    assert by_period or by_learning or not (needed or to_start(somebody, at))
    assert by_learning is any(each.what == "required_learning" for each in needed)

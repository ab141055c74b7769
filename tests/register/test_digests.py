"""Digests: what is not urgent, once a day, each person once, the strictest date first."""

from datetime import date, timedelta

from sqlalchemy import Engine

from policy.case import Case, Decision, Notice, Urgency
from policy.facts import Facts
from register import digests
from register.connection import reading, writing
from register.notices import recipient
from register.read.digests import WhichDigests
from register.read.digests import digests as listed
from register.read.lines import Digest
from tests.register.lives import MONDAY, Life, duty

HELD = Facts(practitioner="N03A019", team="N03F01", region="Wales", prison="CFI")
TUESDAY = MONDAY + timedelta(days=1)


def about(
    key: str, title: str, due_on: date | None, *, duty_id: str | None = None, urgency: Urgency = "digest"
) -> Notice:
    """Return a notice to the practitioner about something due."""
    return Notice(
        key=key,
        to="probation_practitioner",
        template="opened",
        rules=("SMC-5.6-b",),
        title=title,
        due_on=due_on,
        duty=duty_id,
        urgency=urgency,
    )


def tell(register: Engine, life: Life, *notices: Notice) -> None:
    """Have a sentence's first or next entry tell these."""
    if life.case.number == 0:
        life.begins().remembered(register)
    life.decided("significant_change", Decision(notices=notices)).remembered(register)


def made(register: Engine, day: date = TUESDAY, to: str = "N03A019") -> Digest | None:
    """Make a digest."""
    with writing(register) as session:
        return digests.compose(session, to, day)


def test_each_person_is_told_of_once_and_who_has_the_strictest_date_first(register: Engine) -> None:
    tell(register, Life("CO-1", facts=HELD), about("CO-1/2/1", "Plan", date(2026, 5, 1)))
    tell(register, Life("CO-2", facts=HELD, crn="X222222"), about("CO-2/2/1", "Visit", date(2026, 4, 20)))
    tell(register, Life("CO-3", facts=HELD), about("CO-3/2/1", "First appointment", date(2026, 4, 16)))

    digest = made(register)

    assert digest is not None
    assert [(person.sentences, person.first_due) for person in digest.people] == [
        (("CO-1", "CO-3"), date(2026, 4, 16)),
        (("CO-2",), date(2026, 4, 20)),
    ]
    assert [item.title for item in digest.people[0].items] == ["First appointment", "Plan"]


def test_what_is_urgent_was_told_at_once_and_is_left_out(register: Engine) -> None:
    tell(
        register,
        Life("CO-1", facts=HELD),
        about("CO-1/2/1", "Missed", MONDAY, urgency="now"),
        about("CO-1/2/2", "Plan", None),
    )
    digest = made(register)
    assert digest is not None
    assert [item.title for person in digest.people for item in person.items] == ["Plan"]


def test_a_digest_is_made_once_a_day_and_what_comes_later_waits_for_the_next(register: Engine) -> None:
    life = Life("CO-1", facts=HELD)
    tell(register, life, about("CO-1/2/1", "Plan", None))
    first = made(register)
    tell(register, life, about("CO-1/3/1", "Visit", None))

    assert made(register) == first
    later = made(register, TUESDAY + timedelta(days=1))
    assert later is not None
    assert [item.title for person in later.people for item in person.items] == ["Visit"]
    assert made(register, TUESDAY + timedelta(days=2)) is None


def test_a_duty_that_has_ended_since_is_not_spoken_of(register: Engine) -> None:
    life = Life("CO-1", facts=HELD)
    life.begins(opened=(duty("SMC-5.6-b/1", due_on=TUESDAY),)).remembered(register)
    told = about("CO-1/2/1", "First appointment", TUESDAY, duty_id="SMC-5.6-b/1")
    life.decided("significant_change", Decision(notices=(told,))).remembered(register)
    life.settles("SMC-5.6-b/1").remembered(register)

    digest = made(register)

    assert digest is not None
    assert (digest.status, digest.people) == ("empty", ())
    with reading(register) as session:
        assert listed(session, WhichDigests()).items == ()
        assert digests.waiting(session, limit=10) == ()


def test_whom_something_waits_for_is_listed_page_by_page(register: Engine) -> None:
    life = Life("CO-1", facts=HELD)
    life.begins().remembered(register)
    life.tells("probation_practitioner", "senior_probation_officer", "governor", "court").remembered(register)
    with reading(register) as session:
        first = digests.waiting(session, limit=3)
        rest = digests.waiting(session, after=first[-1], limit=3)
    assert [*first, *rest] == ["N03A019", "court@N03F01", "governor@CFI", "senior_probation_officer@N03F01"]


def test_a_role_is_told_where_it_works() -> None:
    case = Case(sentence_id="S-1", kind="custodial_sentence", facts=HELD)
    assert recipient("prison_offender_manager", case) == "prison_offender_manager@CFI"
    assert recipient("senior_probation_officer", case) == "senior_probation_officer@N03F01"
    nowhere = case.model_copy(update={"facts": Facts()})
    assert recipient("police", nowhere) == "police"
    assert recipient("police", nowhere.model_copy(update={"facts": Facts(region="Wales")})) == "police@Wales"

"""What the register says of whoever is to hold a case: losses under every staff code, codes of before, who is told."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Engine

from activities.standing import ask, holder_differs_at
from policy.case import Decision, Refusal
from policy.facts import Facts
from policy.workforce.entitled import Found, FoundLoss, Named
from register.connection import reading, writing
from register.on_record import codes_of
from register.practitioners import looked_at, record, to_look_at
from register.read.coverage import coverage
from register.read.held import held_by
from register.read.practitioners import WhichPractitioners, needing_attention, practitioner_record
from tests.register.lives import Life
from tests.register.test_practitioners import HR, NOW, change, registered, written

OLD, NEW = "N03A019", "N07A100"
HOUR = timedelta(hours=1)


def hired_elsewhere(register: Engine, **said: object) -> None:
    """Register somebody who had another code before, and works under it no longer."""
    written(register, registered(OLD, employment_last_day="2026-03-01"), staff_id=OLD)
    written(register, registered(NEW, former_staff_ids=[OLD], **said), staff_id=NEW)
    told(register)


def lost(register: Engine, staff_id: str = OLD, since: datetime = NOW) -> None:
    given = {"status": "withdrawn", "since": since, "ground": "misconduct"}
    written(register, change("authorisation", asked="withdraw", authorisation=given), staff_id=staff_id)


def told(register: Engine, at: datetime = NOW) -> set[str]:
    """Return whose sentences wait to be told, and have them told."""
    with writing(register) as session:
        waiting = to_look_at(session, at, limit=10)
        for staff_id, number in waiting:
            looked_at(session, staff_id, number, at)
    return {staff_id for staff_id, _ in waiting}


def found(register: Engine, staff_id: str = NEW, at: datetime = NOW + HOUR) -> Found:
    [answer] = ask(register, (Named(staff_id=staff_id, right="hold"),), at)
    return answer


def test_a_loss_under_an_earlier_code_after_hiring_bars_every_case_until_it_is_decided_on(register: Engine) -> None:
    hired_elsewhere(register)
    assert found(register).losses == ()
    lost(register)
    barred = found(register)
    assert (barred.losses, barred.manages) == ((FoundLoss(staff_id=OLD, decided=False),), ())
    assert [reason.rule for reason in barred.against("low")] == ["QG-23-d"]
    assert found(register, at=NOW - HOUR).losses == ()
    decided = change("register_decision", on="2026-03-09", register_decision="HR-2026-114")
    written(register, decided, staff_id=NEW)
    stands = found(register)
    assert (stands.losses, stands.against("low")) == ((FoundLoss(staff_id=OLD, decided=True),), ())
    assert stands.manages == ("low", "medium", "high", "very_high")
    assert stands.remarks == (
        f"The Loss of Authorisation Register has an entry under {OLD}; a decision on it is recorded (QG 23).",
    )
    assert "HR-2026-114" not in stands.model_dump_json()
    assert "misconduct" not in stands.model_dump_json()


def test_whoever_was_hired_by_a_decision_on_the_loss_is_given_cases_and_the_answer_says_so(register: Engine) -> None:
    written(register, registered(OLD), staff_id=OLD)
    lost(register, since=NOW - HOUR)
    hired = registered(NEW, former_staff_ids=[OLD], register_decision="HR-2026-115")
    written(register, hired, staff_id=NEW)
    assert found(register).losses == (FoundLoss(staff_id=OLD, decided=True),)
    assert found(register, OLD).against("low")[0].rule == "QG-22-a"  # under the code itself: withdrawn


def test_whoever_is_barred_by_a_loss_is_counted_so_and_needs_attention_until_it_is_decided_on(register: Engine) -> None:
    hired_elsewhere(register)
    lost(register)

    def seen() -> tuple[list[str], tuple[str, ...], list[int]]:
        with reading(register) as session:
            which = WhichPractitioners(on=NOW.date(), starts_with="N07")
            needed = needing_attention(session, which, NOW + HOUR, within_days=0).items
            shown = practitioner_record(session, NEW, NOW + HOUR).open_losses
            counted = coverage(session, NOW + HOUR, by="team")
        return (
            [each.what for each in needed if each.what != "required_learning"],
            shown,
            [group.may_hold_none for group in counted],
        )

    assert seen() == (["register_decision"], (OLD,), [1])
    written(register, change("register_decision", on="2026-03-09", register_decision="HR-2026-114"), staff_id=NEW)
    assert seen() == ([], (), [0])


def test_only_a_case_looks_up_the_losses(register: Engine) -> None:
    hired_elsewhere(register)
    lost(register)
    [signs] = ask(register, (Named(staff_id=NEW, right="sign_off"),), NOW + HOUR)
    assert signs.losses == ()


def test_holders_are_told_when_an_earlier_code_of_theirs_gets_a_loss_and_when_it_is_decided_on(
    register: Engine,
) -> None:
    hired_elsewhere(register)
    lost(register)
    assert told(register, NOW + HOUR) == {NEW}  # the earlier code works no more: nothing changes for it
    decided = change("register_decision", on="2026-03-09", register_decision="HR-2026-114")
    written(register, decided, staff_id=NEW)
    assert told(register, NOW + HOUR) == {NEW}


def test_a_loss_that_begins_later_is_told_of_when_it_begins(register: Engine) -> None:
    hired_elsewhere(register)
    begins = NOW + timedelta(days=3)
    lost(register, since=begins)
    told(register)
    assert NEW not in told(register, begins - HOUR)
    assert NEW in told(register, begins)
    assert found(register, at=begins - HOUR).against("low") == ()
    then = Decision(standings=(found(register, at=begins - HOUR),))
    assert holder_differs_at(register, then, begins - HOUR) == begins


def test_a_code_of_before_is_judged_as_the_person_it_belonged_to(register: Engine) -> None:
    written(register, registered(NEW, former_staff_ids=[OLD]), staff_id=NEW)
    answer = found(register, OLD)
    assert (answer.staff_id, answer.known_as, answer.manages) == (OLD, NEW, ("low", "medium", "high", "very_high"))
    assert answer.remarks == (f"{OLD} is a staff code of before: it is {NEW} now.",)
    third = registered("N56A001", former_staff_ids=[NEW])
    written(register, third, staff_id="N56A001")
    assert found(register, OLD).known_as == "N56A001"
    assert found(register, NEW).known_as is None  # registered itself
    assert found(register, "N09").standing is None


def test_cases_under_a_code_of_before_are_told_too(register: Engine) -> None:
    for number, holder in enumerate((OLD, NEW, "N09"), start=1):
        facts = Facts(practitioner=holder)
        Life(f"CO-{number}", facts=facts).begins(facts=facts).remembered(register)
    written(register, registered(NEW, former_staff_ids=[OLD]), staff_id=NEW)
    with reading(register) as session:
        assert codes_of(session, NEW) == (NEW, OLD)
        held = held_by(session, codes_of(session, NEW), after=None, limit=10)
    assert [each.sentence_id for each in held] == ["CO-1", "CO-2"]
    written(register, registered(OLD), staff_id=OLD)  # registered itself: its cases are its own
    with reading(register) as session:
        assert codes_of(session, NEW) == (NEW,)


def test_nobody_decides_on_an_entry_that_is_not_there(register: Engine) -> None:
    hired_elsewhere(register)
    said = change("register_decision", on="2026-03-09", register_decision="HR-2026-114")
    with writing(register) as session:
        answer = record(session, NEW, said, event_id="none", by=HR, at=NOW)
    assert isinstance(answer, Refusal)
    assert answer.reason == "StaffChangeContradicts"


def test_a_decision_counts_from_its_day(register: Engine) -> None:
    hired_elsewhere(register)
    lost(register)
    later = NOW + timedelta(days=7)
    said = change("register_decision", on=later.date(), register_decision="HR-2026-114")
    written(register, said, staff_id=NEW)
    told(register, NOW + HOUR)
    begins = datetime(2026, 3, 16, tzinfo=UTC)
    assert [found(register, at=at).has_open_loss for at in (begins - HOUR, begins)] == [True, False]
    assert told(register, begins - HOUR) == set()
    assert told(register, begins) == {NEW}
    assert date(2026, 3, 16) == later.date()

from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import func, select

from policy.case import Case, Decision, Notice
from policy.facts import Facts
from register.connection import reading, writing
from register.faults import EntryDiffers, JournalGap, MalformedEntry, SentenceTaken
from register.read.journal import WhichEntries, entry, entry_of, folded, journal
from register.read.sentences import sentence
from register.remember import Remembered, remember
from register.tables import DutyRow, JournalRow, NoticeRow
from tests.register.lives import MONDAY, PRACTITIONER, REFUSAL, Life, duty, notice


def everything(register: Engine) -> tuple[int, ...]:
    with reading(register) as session:
        return tuple(
            session.exec(select(func.count()).select_from(table)).one() for table in (JournalRow, DutyRow, NoticeRow)
        )


def test_a_sentence_is_remembered_as_its_first_entry_leaves_it(register: Engine) -> None:
    facts = Facts(practitioner="N03A019", team="N03F01", region="Wales", prison="MDI", tier="C2", rosh="high")
    life = Life(facts=Facts(sentenced_on=MONDAY), prison_number="A1234BC")
    life.begins(facts=facts, opened=(duty(due_on=date(2026, 4, 20)),)).remembered(register)
    with reading(register) as session:
        found = sentence(session, "CO-1")
    line = found.line
    assert found.case == life.case
    assert (found.prison_number, found.crn) == ("A1234BC", "X123456")
    assert (line.kind, line.phase, line.number, line.started_on) == ("community_order", "induction", 1, MONDAY)
    assert (line.practitioner, line.team, line.region, line.prison) == ("N03A019", "N03F01", "Wales", "MDI")
    assert (line.tier, line.rosh, line.next_due, line.overdue, line.final) == (
        "C2",
        "high",
        date(2026, 4, 20),
        0,
        False,
    )


def test_the_case_is_always_what_the_journal_adds_up_to(register: Engine) -> None:
    life = Life(facts=Facts(sentenced_on=MONDAY))
    for told in (life.begins(opened=(duty(),)), life.refused("termination", REFUSAL), life.settles("SMC-5.6-b/1")):
        told.remembered(register)
    with reading(register) as session:
        assert folded(session, "CO-1") == sentence(session, "CO-1").case == life.case


def test_an_entry_says_what_happened_who_sent_it_and_what_was_answered(register: Engine) -> None:
    life = Life()
    first, second = life.begins(), life.refused("termination", REFUSAL)
    first.remembered(register)
    second.remembered(register)
    with reading(register) as session:
        decided, refused = journal(session, WhichEntries(sentence_id="CO-1")).items
    assert (decided.number, decided.event, decided.on, decided.at) == (1, "order_made", MONDAY, first.event.at)
    assert (decided.by, decided.payload) == (PRACTITIONER, {"rationale": "as agreed", "days": 3})
    assert (decided.decision, decided.refusal, decided.rules) == (first.decision, None, ("SMC-5.2-a",))
    assert (refused.decision, refused.refusal, refused.rules) == (None, REFUSAL, ("SMC-16.1-a",))
    assert (refused.number, refused.phase) == (2, "induction")


def test_time_is_remembered_as_sent_by_nobody(register: Engine) -> None:
    told = Life().begins()
    by_time = told.event.model_copy(update={"by": None})
    with writing(register) as session:
        remember(session, **(vars(told) | {"event": by_time}))
    with reading(register) as session:
        assert entry(session, "CO-1", 1).by is None


def test_the_same_entry_again_changes_nothing(register: Engine) -> None:
    life = Life()
    entries = [life.begins(opened=(duty(),)), life.tells("probation_practitioner"), life.refused("died", REFUSAL)]
    assert [told.remembered(register).duplicate for told in entries] == [False, False, False]
    before = everything(register)
    assert [told.remembered(register) for told in entries] == [
        Remembered(number=number, duplicate=True, last=3) for number in (1, 2, 3)
    ]
    assert everything(register) == before == (3, 1, 1)


def test_an_event_known_under_another_number_is_answered_with_that_number(register: Engine) -> None:
    life = Life()
    for told in (life.begins(), life.decided("tier_set", Decision(values={"tier": "C2"}), id_="key-1"), life.opens()):
        told.remembered(register)
    late = life.decided("tier_set", Decision(ignored="the same tier"), id_="key-1")
    assert late.remembered(register) == Remembered(number=2, duplicate=True, last=3)
    assert everything(register)[0] == 3


def test_an_event_is_found_again_by_its_id(register: Engine) -> None:
    Life().begins().remembered(register)
    with reading(register) as session:
        found = entry_of(session, "CO-1", "order_made-1")
        assert found == entry(session, "CO-1", 1)
        assert entry_of(session, "CO-1", "never-sent") is None


def test_an_entry_out_of_turn_is_refused(register: Engine) -> None:
    life = Life()
    first, second, third = life.begins(), life.opens(), life.tells("police")
    with pytest.raises(JournalGap, match="no entry is remembered"):
        second.remembered(register)
    first.remembered(register)
    with pytest.raises(JournalGap, match="last one remembered is 1"):
        third.remembered(register)
    assert everything(register) == (1, 0, 0)


def test_another_entry_under_a_number_that_is_taken_is_refused(register: Engine) -> None:
    life = Life()
    life.begins().remembered(register)
    other = Life()
    other.begins()
    life.opens(duty()).remembered(register)
    with pytest.raises(EntryDiffers):
        other.tells("police").remembered(register)
    assert everything(register) == (2, 1, 0)


def test_another_sentence_cannot_begin_under_an_id_that_is_taken(register: Engine) -> None:
    Life().begins().remembered(register)
    with pytest.raises(SentenceTaken):
        Life(kind="custodial_sentence", crn="X999999").begins().remembered(register)
    assert everything(register)[0] == 1


def test_an_entry_that_contradicts_itself_is_refused(register: Engine) -> None:
    told = vars(Life().begins())
    wrong: list[dict[str, object]] = [
        {"decision": None},
        {"refusal": REFUSAL},
        {"opened_with": None},
        {"opened_with": Case(sentence_id="CO-2", kind="community_order")},
        {"opened_with": Case(sentence_id="CO-1", kind="community_order", number=4)},
        {"crn": None},
    ]
    for change in wrong:
        with pytest.raises(MalformedEntry), writing(register) as session:
            remember(session, **(told | change))
    assert everything(register) == (0, 0, 0)


def test_whoever_is_told_of_a_refusal_is_remembered_with_it(register: Engine) -> None:
    life = Life()
    life.begins().remembered(register)
    told = Notice(key="CO-1/2/1", to="police", template="refused", rules=("SMC-16.1-a",), title="Not accepted")
    life.refused("information_received", REFUSAL, notices=(told,)).remembered(register)
    with reading(register) as session:
        assert session.exec(select(NoticeRow.to_role, NoticeRow.template)).all() == [("police", "refused")]


def test_an_ignored_event_is_an_entry_like_any_other(register: Engine) -> None:
    life = Life()
    life.begins().remembered(register)
    ignored = Decision(ignored="the person is in custody already", rules=("MCS-4.2-a",))
    life.decided("reception", ignored).remembered(register)
    with reading(register) as session:
        assert entry(session, "CO-1", 2).decision == ignored


def test_odd_text_never_keeps_a_sentence_from_being_remembered(register: Engine) -> None:
    region = "Wa\x00les" + "é" * 4_000
    life = Life(facts=Facts(region=region, practitioner="N\x00"))
    told = life.begins(opened=(duty(),))
    event = told.event.model_copy(update={"payload": {"rationale": "nul \x00 and \U0001f600"}})
    with writing(register) as session:
        remember(session, **(vars(told) | {"event": event}))
    with reading(register) as session:
        assert entry(session, "CO-1", 1).payload == {"rationale": "nul \x00 and \U0001f600"}
        assert sentence(session, "CO-1").case.facts.region == region


def test_two_notices_of_one_key_are_one_mistake_that_leaves_nothing(register: Engine) -> None:
    life = Life()
    life.begins().remembered(register)
    twice = Decision(notices=(notice("CO-1/2/1"), notice("CO-1/2/1", "police")))
    with pytest.raises(Exception, match="key"):
        life.decided("concern_identified", twice).remembered(register)
    assert everything(register) == (1, 0, 0)

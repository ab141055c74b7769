from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from policy.case import Decision
from register.connection import reading
from register.faults import SeveralPeople, UnknownPerson
from register.read.people import other_live_sentences, person
from register.read.sentences import WhichSentences, sentence, sentences
from register.tables import PersonRow, SentenceRow
from tests.register.lives import Life, duty


def people(register: Engine) -> set[tuple[str | None, str | None]]:
    with reading(register) as session:
        return {(row.prison_number, row.crn) for row in session.exec(select(PersonRow))}


def begin(register: Engine, sentence_id: str, prison_number: str | None, crn: str | None) -> None:
    Life(sentence_id, prison_number=prison_number, crn=crn).begins().remembered(register)


def test_sentences_of_one_person_are_found_together(register: Engine) -> None:
    begin(register, "CO-1", "A1234BC", "X123456")
    begin(register, "S-2", "A1234BC", None)
    begin(register, "S-3", "A7777ZZ", "X777777")
    with reading(register) as session:
        by_crn = sentences(session, WhichSentences(crn="X123456"))
        by_prison_number = sentences(session, WhichSentences(prison_number="A1234BC"))
    assert [line.sentence_id for line in by_crn.items] == ["CO-1", "S-2"]
    assert by_prison_number == by_crn


def test_an_identifier_not_known_before_is_learned(register: Engine) -> None:
    begin(register, "CO-1", None, "X123456")
    begin(register, "S-2", "A1234BC", "X123456")
    assert people(register) == {("A1234BC", "X123456")}
    with reading(register) as session:
        assert sentence(session, "CO-1").prison_number == "A1234BC"


def test_a_record_that_contradicts_is_somebody_else(register: Engine) -> None:
    begin(register, "CO-1", "A1234BC", "X123456")
    begin(register, "CO-2", "A9999ZZ", "X123456")
    assert people(register) == {("A1234BC", "X123456"), ("A9999ZZ", "X123456")}


def test_of_several_records_that_agree_the_best_known_is_taken(register: Engine) -> None:
    begin(register, "CO-1", "A1234BC", None)
    begin(register, "CO-2", None, "X123456")
    begin(register, "CO-3", "A1234BC", "X123456")
    begin(register, "CO-4", None, "X123456")
    with reading(register) as session:
        person = {row.sentence_id: row.person_id for row in session.exec(select(SentenceRow))}
    assert person["CO-3"] == person["CO-4"]
    assert person["CO-3"] in {person["CO-1"], person["CO-2"]}


def test_a_persons_sentences_and_duties_are_read_together_the_strictest_first(register: Engine) -> None:
    one, two = Life("CO-1", crn="X123456"), Life("S-2", prison_number="A1234BC", crn="X123456")
    one.begins(opened=(duty("SMC-5.6-b/1", due_on=date(2026, 4, 20)), duty("SMC-9/1"))).remembered(register)
    two.begins(opened=(duty("MCS-1/1", due_on=date(2026, 4, 15)),)).remembered(register)
    Life("S-3", crn="X777777").begins(opened=(duty("X/1"),)).remembered(register)
    with reading(register) as session:
        found = person(session, "A1234BC")
        assert person(session, "X123456") == found
    assert [line.sentence_id for line in found.sentences] == ["CO-1", "S-2"]
    assert [each.rule for each in found.duties] == ["MCS-1", "SMC-5.6-b", "SMC-9"]


def test_records_that_came_in_under_one_number_each_are_read_together_once_a_record_joins_them(
    register: Engine,
) -> None:
    begin(register, "CO-1", "A1234BC", None)
    begin(register, "CO-2", None, "X123456")
    with reading(register) as session:
        assert [line.sentence_id for line in person(session, "X123456").sentences] == ["CO-2"]
        assert other_live_sentences(session, "CO-1") == ()
    begin(register, "CO-3", "A1234BC", "X123456")
    with reading(register) as session:
        for number in ("X123456", "A1234BC"):
            assert [line.sentence_id for line in person(session, number).sentences] == ["CO-1", "CO-2", "CO-3"]
        for sentence_id in ("CO-1", "CO-2", "CO-3"):
            others = {line.sentence_id for line in other_live_sentences(session, sentence_id)}
            assert others == {"CO-1", "CO-2", "CO-3"} - {sentence_id}


def test_two_records_that_contradict_are_never_mixed(register: Engine) -> None:
    begin(register, "CO-1", "A1234BC", "X123456")
    begin(register, "CO-2", "A9999ZZ", "X123456")
    with reading(register) as session:
        with pytest.raises(SeveralPeople):
            person(session, "X123456")
        assert [line.sentence_id for line in person(session, "A9999ZZ").sentences] == ["CO-2"]
        assert other_live_sentences(session, "CO-1") == ()
        with pytest.raises(UnknownPerson):
            person(session, "A0000AA")


def test_a_sentence_that_is_over_is_shown_and_not_told(register: Engine) -> None:
    begin(register, "CO-1", None, "X123456")
    ended = Life("CO-2")
    ended.begins().remembered(register)
    ended.decided("termination", Decision(phase="terminated", final=True)).remembered(register)
    with reading(register) as session:
        assert [line.sentence_id for line in person(session, "X123456").sentences] == ["CO-1", "CO-2"]
        assert other_live_sentences(session, "CO-1") == ()

from sqlalchemy import Engine
from sqlmodel import select

from register.connection import reading
from register.read.sentences import WhichSentences, sentence, sentences
from register.tables import PersonRow, SentenceRow
from tests.register.lives import Life


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

"""Qualifications in the register: of a member of staff, and of no person; migrated over without losing a row."""

from datetime import UTC, datetime

import pytest
from alembic import command
from sqlalchemy import Engine, text

from policy.calendar import local_day
from policy.case import Actor, Case, Decision, Event
from policy.engine import decide
from policy.facts import Facts
from register.connection import connect, reading, writing
from register.digests import compose
from register.faults import MalformedEntry, UnknownSentence
from register.migrate import configuration, upgrade
from register.read.counts import counts
from register.read.duties import WhichDuties, duties, open_duties
from register.read.qualifications import WhichQualifications, qualification, qualifications
from register.read.sample import WhichSample, sample
from register.read.sentences import WhichSentences, sentence, sentences
from register.remember import remember
from tests.register.lives import Life

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CASE = Case(sentence_id="Q-1", kind="qualification", facts=Facts(staff_id="N03A044", team="N03F01"))


def began(engine: Engine, case: Case = CASE, **whose: str) -> Decision:
    """Remember the first entry of a qualification."""
    event = Event(
        id="one",
        name="qualification_gap_found",
        at=NOON,
        on=local_day(NOON),
        by=Actor(role="business_manager", id="N03A002"),
    )
    decided = decide(case, event, NOON)
    assert isinstance(decided, Decision)
    with writing(engine) as session:
        remember(
            session,
            sentence_id=case.sentence_id,
            number=1,
            event=event,
            decision=decided,
            refusal=None,
            opened_with=case,
            **whose,  # type: ignore[arg-type]
        )
    return decided


def test_a_qualification_is_of_a_member_of_staff_and_never_listed_among_sentences(register: Engine) -> None:
    began(register)
    with reading(register) as session:
        assert qualification(session, "Q-1").case.phase == "checklist"
        found = qualifications(session, WhichQualifications(staff_id="N03A044", final=False)).items
        assert [(line.qualification_id, line.team) for line in found] == [("Q-1", "N03F01")]
        assert qualifications(session, WhichQualifications(staff_id="N03A045")).items == ()
        assert open_duties(session, "Q-1")
        assert sentences(session, WhichSentences()).items == ()
        assert duties(session, WhichDuties()).items == ()
        assert sample(session, WhichSample(words="all", size=5)) == ()
        assert counts(session).sentences == ()
        with pytest.raises(UnknownSentence):
            sentence(session, "Q-1")


def test_a_digest_tells_of_a_qualification(register: Engine) -> None:
    began(register)
    with writing(register) as session:
        digest = compose(session, "business_manager@N03F01", local_day(NOON))
    assert digest is not None
    assert [person.sentences for person in digest.people] == [("Q-1",)]


def test_a_qualification_is_of_nobody_else(register: Engine) -> None:
    for case, whose in ((CASE, {"crn": "X123456"}), (CASE.model_copy(update={"facts": Facts()}), {})):
        with pytest.raises(MalformedEntry):
            began(register, case, **whose)


def test_tables_made_anew_keep_every_sentence_and_what_refers_to_it(register_url: str) -> None:
    engine = connect(register_url, pool_size=1)
    Life().begins().remembered(engine)
    command.downgrade(configuration(engine), "0004")
    upgrade(register_url)
    assert Life().begins().remembered(engine).duplicate
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1
    engine.dispose()

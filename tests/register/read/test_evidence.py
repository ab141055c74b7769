import pytest
from sqlalchemy import Engine

from register.connection import reading
from register.faults import UnknownSentence
from register.read.evidence import evidence
from tests.register.lives import Life


def test_a_report_finds_what_was_said_missed_judged_and_tried_oldest_first(register: Engine) -> None:
    life = Life("CO-1")
    for entry in (
        life.begins(),
        life.hears("instruction_given", how="letter", what="attend on Monday"),
        life.hears("appointment_outcome", attended=True, mode="remote"),
        life.hears("appointment_outcome", attended=False, mode="face_to_face"),
        life.hears("acceptability_decided", acceptable=True, rationale="in hospital"),
        life.hears("acceptability_decided", acceptable=False, rationale="no reason"),
        life.hears("home_visit", made=True),
    ):
        entry.remembered(register)
    with reading(register) as session:
        found = evidence(session, "CO-1")
    assert [(one.shows, one.entry.event) for one in found] == [
        ("instruction", "instruction_given"),
        ("absence", "appointment_outcome"),
        ("accepted", "acceptability_decided"),
        ("not_accepted", "acceptability_decided"),
        ("tried", "home_visit"),
    ]


def test_nobody_writes_a_report_on_a_sentence_that_is_not_remembered(register: Engine) -> None:
    with reading(register) as session, pytest.raises(UnknownSentence):
        evidence(session, "CO-9")

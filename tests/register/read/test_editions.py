"""How many live under each edition: what is over is not counted, and a reassessment moves a sentence on."""

from sqlalchemy import Engine

from policy.case import Decision
from policy.facts import Facts
from register.connection import reading
from register.read.editions import LivesUnder, living_by_edition
from register.read.reassessments import WhichLive, live_count
from register.read.sentences import WhichSentences, sentences
from tests.register.lives import Life


def lived(register: Engine, sentence_id: str, *decisions: Decision) -> None:
    life = Life(sentence_id)
    life.begins(facts=Facts(region="Wales")).remembered(register)
    for number, decision in enumerate(decisions):
        life.decided("reassess", decision, id_=f"{sentence_id}-{number}").remembered(register)


def test_live_sentences_are_counted_by_the_edition_they_live_under(register: Engine) -> None:
    lived(register, "CO-1")
    lived(register, "CO-2", Decision(edition=2))
    lived(register, "CO-3", Decision(edition=2), Decision(values={"tier": "C2"}))
    lived(register, "CO-4", Decision(edition=2, phase="terminated", final=True))
    with reading(register) as session:
        assert living_by_edition(session) == {1: LivesUnder(sentences=1), 2: LivesUnder(sentences=2)}
        assert live_count(session, WhichLive(edition_before=2)) == 1
        listed = sentences(session, WhichSentences(edition=2, final=False)).items
        assert [(line.sentence_id, line.edition) for line in listed] == [("CO-2", 2), ("CO-3", 2)]

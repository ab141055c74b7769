"""A word that looks at what only some may read is known to give it away."""

import inspect

from policy import qualification_words
from policy.catalogue import catalogue
from policy.confidential import CONFIDENTIAL_WORDS, gives_away
from policy.qualification_facts import CONFIDENTIAL_FACTS


def test_every_word_that_looks_at_a_confidential_fact_is_known_to_give_it_away() -> None:
    words = inspect.getmembers(qualification_words, inspect.isfunction)
    looking = {name for name, word in words if CONFIDENTIAL_FACTS & set(word.__code__.co_names)}
    assert looking
    assert looking <= CONFIDENTIAL_WORDS


def test_a_row_that_rests_on_such_a_word_gives_it_away_and_others_do_not() -> None:
    given = {ready.rule.id for ready in catalogue().rows if gives_away(ready.rule)}
    assert {"QAP-D-01", "QAP-D-02", "QAP-D-03", "QAP-D-04"} <= given
    assert not {"QAP-P-03", "QAP-D1-e", "QG-12-c", "QAP-AP-b"} & given

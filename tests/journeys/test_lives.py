"""Every life of the case files, lived through the real workflow on a server that skips time."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from policy.cases.life import Life
from register.connection import reading
from register.read.journal import folded
from tests.journeys.living import live
from tests.workflows.world import world

FILES = sorted((Path(__file__).parents[1] / "policy" / "cases").glob("lives-*.toml"))


def lives() -> Iterator[Life]:
    """Return every life that is told in a case file."""
    for file in FILES:
        for told in tomllib.loads(file.read_text(encoding="utf-8"))["life"]:
            yield Life.model_validate(told)


@pytest.mark.parametrize("life", list(lives()), ids=lambda life: life.id)
async def test_a_life_is_lived_as_it_is_told(life: Life, register: Engine) -> None:
    async with world(register) as here:
        differences = await live(life, here)
        case = await here.come_to_rest(life.case(), life.step[-1].moment())
        told = here.stage.notices.keys

    assert differences == []
    with reading(register) as session:
        assert folded(session, case.sentence_id) == here.stage.record(case).case
    decided = [line.decision for line in here.stage.journal(case) if line.decision]
    assert sorted(told) == sorted(notice.key for decision in decided for notice in decision.notices)

"""Lives a life as it is told, through the real workflow, and says what does not come out as told."""

import asyncio
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from policy.case import Case
from policy.cases.life import Difference, Followed, Life, differences
from policy.cases.living import followed_from
from policy.vocabulary import TIME
from register.connection import connect, reading
from register.read.journal import folded
from register.read.lines import JournalLine
from tests.workflows.world import World, world

FILES = sorted((Path(__file__).parents[1] / "policy" / "cases").glob("lives-*.toml"))


class Lived(NamedTuple):
    """What became of a life. `told` are the urgent notices people got, `to_be_told` those decided."""

    differences: tuple[Difference, ...]
    journal_adds_up: bool
    told: list[str]
    to_be_told: list[str]


def lives() -> Iterator[Life]:
    """Return every life that is told in a case file."""
    for file in FILES:
        for told in tomllib.loads(file.read_text(encoding="utf-8"))["life"]:
            yield Life.model_validate(told)


def live_alone(life: Life, migrated: Path, file: Path) -> Lived:
    """Live a life in a world of its own, with a copy of a migrated register."""
    return asyncio.run(_live_alone(life, f"sqlite:///{shutil.copyfile(migrated, file)}"))


async def _live_alone(life: Life, register_url: str) -> Lived:
    register = connect(register_url)
    async with world(register) as here:
        found = await live(life, here)
        case = await here.come_to_rest(life.case(), life.step[-1].moment())
    with reading(register) as session:
        adds_up = folded(session, case.sentence_id) == here.stage.record(case).case
    decisions = [line.decision for line in here.stage.journal(case) if line.decision]
    told_now = (notice for decision in decisions for notice in decision.notices if notice.urgency == "now")
    to_be_told = [notice.key for notice in told_now]
    register.dispose()
    return Lived(tuple(found), adds_up, sorted(here.stage.notices.keys), sorted(to_be_told))


async def live(life: Life, here: World) -> list[Difference]:
    """Live a life through the real workflow and return everything that does not come out as told."""
    case, found = life.case(), []
    read = 0
    steps = list(life.events())
    await here.begin(steps[0][0].moment())
    for number, (step, event) in enumerate(steps, start=1):
        await here.reach(step.moment())
        before = await here.come_to_rest(case, step.moment()) if number > 1 else case
        if number == 1:
            await here.stage.start(case, event)
        elif event.name != TIME:
            await here.stage.send(case, event)
        lines = here.stage.journal(case)
        followed = _followed(lines[read:], here, before)
        read = len(lines)
        found += differences(life, number, followed)
    return found


def _followed(lines: list[JournalLine], here: World, before: Case) -> Followed:
    """Return what followed since the step before, by the register: its journal, its case."""
    case = here.stage.record(before).case
    refusals = [line.refusal for line in lines if line.refusal is not None]
    decisions = [line.decision for line in lines if line.decision is not None]
    followed = followed_from(case, decisions)
    if not refusals:
        return followed
    (refusal,) = refusals
    changed = before.model_copy(update={"number": case.number}) != case
    return followed.model_copy(update={"refused": True, "refused_by": refusal.rules, "changed_by_refusal": changed})

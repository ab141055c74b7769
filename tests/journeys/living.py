"""Lives a life as it is told, through the real workflow, and says what does not come out as told."""

from policy.case import Case
from policy.cases.life import Difference, Followed, Life, differences
from policy.cases.living import followed_from
from policy.vocabulary import TIME
from register.read.lines import JournalLine
from tests.workflows.world import World


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

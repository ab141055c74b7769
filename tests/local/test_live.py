import json
import subprocess
import sys
from pathlib import Path

import pytest

from local.living import live
from local.stories import names, read

ENDS = {
    "two-years": ("closed", 0),
    "life": ("on_licence", 1),
    "community-order": ("terminated", 2),
    "unpaid-work": ("terminated", 1),
    "suspended": ("terminated", 0),
}
LONG = {"life"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.storm if name in LONG else ()) for name in names()]
)
async def test_a_story_is_lived_to_its_end_through_the_real_workflow(name: str, tmp_path: Path) -> None:
    lived = await live(read(name), tmp_path)
    phase, refused = ENDS[name]
    assert lived.case.phase == phase
    assert lived.case.number == len(lived.timeline) == lived.timeline[-1].number
    refusals = [row.says for row in lived.timeline if row.refused]
    assert len(refusals) == refused, refusals
    sent = {(moment.on, moment.event) for moment in read(name).moments() if moment.event != "time"}
    assert sent <= {(row.on, row.event) for row in lived.timeline}


async def test_the_dates_of_a_life_come_to_pass_on_their_own_days(tmp_path: Path) -> None:
    lived = await live(read("unpaid-work"), tmp_path)
    by_clock = [row for row in lived.timeline if row.by is None]
    assert by_clock
    for row in by_clock:
        for duty in row.duties:
            if duty.change == "missed":
                assert duty.due is not None
                assert str(duty.due) < str(row.on)


def test_a_life_can_be_had_for_machines() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "local.live", "unpaid-work", "--json"], capture_output=True, text=True, check=True
    )
    life = json.loads(said.stdout)
    assert (life["story"], life["phase"], life["over"]) == ("S-2004", "terminated", True)
    assert {"on", "event", "phase", "duties", "told", "rules"} <= life["timeline"][0].keys()


def test_a_story_nobody_wrote_is_said_to_be_unknown() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "local.live", "cinderella"], capture_output=True, text=True, check=False
    )
    assert said.returncode == 2
    assert "no story is called cinderella" in " ".join(said.stderr.replace("│", " ").split())
    assert "Traceback" not in said.stderr

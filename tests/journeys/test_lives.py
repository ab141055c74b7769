"""Every life of the case files, lived through the real workflow on a server that skips time."""

from concurrent.futures import Future

import pytest

from policy.cases.life import Life
from tests.journeys.living import Lived, lives


@pytest.mark.parametrize("life", list(lives()), ids=lambda life: life.id)
def test_a_life_is_lived_as_it_is_told(life: Life, lived: dict[str, Future[Lived]]) -> None:
    came_out = lived[life.id].result(timeout=110)

    assert came_out.differences == ()
    assert came_out.journal_adds_up
    assert came_out.told == came_out.to_be_told

"""The lives that were asked for, each lived in a world of its own, a few side by side."""

from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import cpu_count, get_context
from pathlib import Path
from typing import cast

import pytest

from policy.cases.life import Life
from tests.journeys.living import Lived, live_alone
from tests.workflows.registers import migrated

__all__ = ["migrated"]

MOST_SIDE_BY_SIDE = 4


@pytest.fixture(scope="session")
def lived(
    request: pytest.FixtureRequest, migrated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Future[Lived]]]:
    """Give what becomes of each life that a test of this session asks for."""
    functions = [item for item in request.session.items if isinstance(item, pytest.Function)]
    asked = [cast("Life", item.callspec.params["life"]) for item in functions if "lived" in item.fixturenames]
    folder = tmp_path_factory.mktemp("lives")
    workers = min(cpu_count(), MOST_SIDE_BY_SIDE, len(asked))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield {life.id: pool.submit(live_alone, life, migrated, folder / f"{life.id}.db") for life in asked}
        pool.shutdown(cancel_futures=True)

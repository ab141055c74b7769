"""The worker as a program: what it says when something it needs is not there."""

import asyncio
import subprocess
import sys

import pytest

from tests.workflows.processes import PROJECT
from tests.workflows.registers import migrated, register_url
from tests.workflows.servers import DevServer, free_port
from tests.workflows.settings import environment
from workflows.search_attributes import DECLARED

__all__ = ["migrated", "register_url"]


def run(*arguments: str, **said: str) -> subprocess.CompletedProcess[str]:
    """Run the worker to its end."""
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=PROJECT,
        env=environment(**said),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("arguments", [["-m", "worker", "--help"], ["worker.py", "--help"]])
def test_it_says_how_it_is_used(arguments: list[str]) -> None:
    ended = run(*arguments)

    assert ended.returncode == 0
    assert "DATABASE_URL" in ended.stdout


def test_it_names_a_setting_that_is_wrong() -> None:
    ended = run("-m", "worker", CACHED_SENTENCES="many")

    assert ended.returncode == 2
    assert "CACHED_SENTENCES" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_it_says_when_the_register_has_no_tables(tmp_path: object) -> None:
    ended = run("-m", "worker", DATABASE_URL=f"sqlite:///{tmp_path}/register.db")

    assert ended.returncode == 1
    assert ended.stderr == "worker: the register's tables are not up to date: run `python -m register.migrate`\n"


async def test_it_says_which_search_attributes_the_server_lacks(register_url: str) -> None:
    server = DevServer(declared=[declared for declared in DECLARED if "Tier" not in declared]).start()
    try:
        await server.client()
        ended = await asyncio.to_thread(run, "-m", "worker", DATABASE_URL=register_url, TEMPORAL_ADDRESS=server.address)
    finally:
        server.kill()

    assert ended.returncode == 1
    assert "lacks the search attributes Tier:" in ended.stderr


def test_it_says_when_temporal_does_not_answer(register_url: str) -> None:
    ended = run("-m", "worker", DATABASE_URL=register_url, TEMPORAL_ADDRESS=f"127.0.0.1:{free_port()}")

    assert ended.returncode == 1
    assert ended.stderr.startswith("worker: Temporal does not answer:")
    assert "Traceback" not in ended.stderr


DISMANTLED = """
import atexit, os, runpy, sys
atexit.register(os.abort)
sys.argv = ["worker", *sys.argv[1:]]
runpy.run_module("worker", run_name="__main__")
"""


@pytest.mark.parametrize("arguments", [(), ("--help",)], ids=["at fault", "well"])
def test_it_leaves_before_the_interpreter_is_dismantled_under_threads_of_temporal(
    arguments: tuple[str, ...], register_url: str
) -> None:
    ended = run("-c", DISMANTLED, *arguments, DATABASE_URL=register_url, TEMPORAL_ADDRESS=f"127.0.0.1:{free_port()}")

    assert ended.returncode == (0 if arguments else 1), ended.stderr
    assert ended.stdout if arguments else ended.stderr.startswith("worker: Temporal does not answer:")

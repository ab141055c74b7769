"""`make up` with everything real: servers, worker, API, databases."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer

import pytest

from local.ask import Api, Asker
from local.caseload import read
from tests.local.running import gone

PROJECT = Path(__file__).parents[2]
OPERATOR = Asker("operator", "fictional")
PATIENCE = 100


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


@pytest.fixture
def ports() -> dict[str, int]:
    return {name: free_port() for name in ("TEMPORAL", "UI", "API")}


def settings(folder: Path, ports: dict[str, int]) -> dict[str, str]:
    return {
        **{f"THROUGHCARE_{name}_PORT": str(port) for name, port in ports.items()},
        "THROUGHCARE_FOLDER": str(folder),
        "TEMPORAL_ADDRESS": "a-cluster-elsewhere.invalid:7233",
        "DATABASE_URL": "postgresql://elsewhere.invalid/register",
        "PATH": os.defpath,
    }


@contextmanager
def up(folder: Path, ports: dict[str, int]) -> Iterator["subprocess.Popen[str]"]:
    """Run `make up`'s command until it says that all is up, and end it whatever happens."""
    running = subprocess.Popen(
        [sys.executable, "-m", "local.up"],
        cwd=PROJECT,
        env=settings(folder, ports),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    too_long = Timer(PATIENCE, running.kill)
    too_long.start()
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait()
        too_long.cancel()


def words_until(running: "subprocess.Popen[str]", last: str) -> str:
    assert running.stdout is not None
    heard = ""
    for line in running.stdout:
        heard += line
        if last in line:
            return heard
    raise AssertionError(f"ended without saying {last!r}:\n{heard}")


def entries(port: int) -> dict[str, int]:
    """Return how many entries each sentence of the caseload has in its journal."""
    found = {}
    for told in read():
        reply = Api(port).get(f"/v1/sentences/{told.id}/timeline?limit=500", OPERATOR)
        assert isinstance(reply.body, dict)
        items = reply.body["items"]
        assert isinstance(items, list)
        found[told.id] = len(items)
    return found


@pytest.mark.timeout(2 * PATIENCE)
def test_up_again_continues_the_same_sentences_and_leaves_nothing_running(
    tmp_path: Path, ports: dict[str, int]
) -> None:
    many = len(read())
    with up(tmp_path, ports) as first:
        heard = words_until(first, "Ctrl-C stops everything")
        assert f"{many} fictional sentences: {many} new, 0 going on from before" in heard
        assert f"http://127.0.0.1:{ports['API']}/docs" in heard
        before = entries(ports["API"])
        first.send_signal(signal.SIGINT)
        first.wait()
    assert first.returncode == 0
    assert min(before.values()) > 0
    for port in ports.values():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))

    with up(tmp_path, ports) as second:
        heard = words_until(second, "Ctrl-C stops everything")
        assert f"{many} fictional sentences: 0 new, {many} going on from before" in heard
        after = entries(ports["API"])
        assert after.keys() == before.keys()
        assert all(before[told] <= after[told] for told in before)
        (worker,) = [int(pid) for pid in pids_of("worker", second.pid)]
        os.kill(worker, signal.SIGKILL)
        heard = words_until(second, "The worker was killed by SIGKILL")
        second.wait()
    assert second.returncode == 1
    assert "Traceback" not in heard
    assert gone(worker)


def pids_of(module: str, parent: int) -> list[str]:
    listed = subprocess.run(
        ["/bin/ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout.splitlines()
    fields = [line.split(None, 2) for line in listed]
    return [pid for pid, ppid, args in fields if ppid == str(parent) and args.endswith(f"-m {module}")]


def test_a_port_in_use_is_one_clear_sentence(tmp_path: Path, ports: dict[str, int]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", ports["UI"]))
        taken.listen()
        with up(tmp_path, ports) as running:
            heard = words_until(running, f"Port {ports['UI']} for Temporal's Web UI is in use")
            running.wait()
    assert running.returncode == 1
    assert "Traceback" not in heard


def test_a_port_that_is_none_is_said_to_be_none(tmp_path: Path, ports: dict[str, int]) -> None:
    with up(tmp_path, {**ports, "API": 99999}) as running:
        heard = words_until(running, "api_port")
        running.wait()
    assert running.returncode == 2
    assert "Traceback" not in heard


def test_help_says_what_up_does() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "local.up", "--help"], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert "fictional caseload" in said.stdout

"""The api as the process it is in production: `python -m api`."""

import asyncio
import subprocess
import sys
from asyncio.subprocess import DEVNULL
from pathlib import Path

import httpx
import pytest

from tests.workflows.servers import free_port

SERVE = [sys.executable, "-m", "api"]


async def test_a_server_starts_without_temporal_and_stops_when_told(migrated: Path) -> None:
    port = free_port()
    surroundings = {
        "DATABASE_URL": f"sqlite:///{migrated}",
        "TEMPORAL_ADDRESS": f"127.0.0.1:{free_port()}",
        "PROBE_SECONDS": "0.2",
        "GIT_REF": "4f1c2d9",
    }
    serving = await asyncio.create_subprocess_exec(*SERVE, "--port", str(port), env=surroundings, stdout=DEVNULL)
    try:
        patient = httpx.AsyncHTTPTransport(retries=8)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", transport=patient) as client:
            assert (await client.get("/ping")).text == "pong"
            assert (await client.get("/info")).json()["git"]["commit"] == {"id": "4f1c2d9"}
            health = await client.get("/health")
            assert (health.status_code, health.json()["components"]["temporal"]) == (503, {"status": "DOWN"})
        serving.terminate()
        async with asyncio.timeout(30):
            assert await serving.wait() == 0
    finally:
        if serving.returncode is None:
            serving.kill()


@pytest.mark.parametrize(
    ("surroundings", "says"),
    [
        ({"API_PORT": "eight thousand"}, "api: API_PORT: Input should be a valid integer"),
        ({"DATABASE_URL": "mysql://register"}, "api: DATABASE_URL: the register runs on sqlite and postgresql"),
    ],
)
def test_a_setting_that_is_wrong_is_said_to_be_in_one_line(surroundings: dict[str, str], says: str) -> None:
    stopped = subprocess.run(SERVE, env=surroundings, capture_output=True, text=True, timeout=60, check=False)
    assert stopped.returncode == 2
    assert stopped.stderr.startswith(says)
    assert "Traceback" not in stopped.stderr


def test_help_tells_what_it_takes() -> None:
    told = subprocess.run([*SERVE, "--help"], env={}, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "DATABASE_URL" in told
    assert "--port" in told

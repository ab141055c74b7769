"""Real worker processes, to be killed."""

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self

from tests.activities.notify_server import API_KEY, NotifyServer
from tests.workflows.settings import environment

PROJECT = Path(__file__).parents[2]
MAILBOXES = {
    role: f"{role}@example.org"
    for role in ("probation_practitioner", "senior_probation_officer", "person_on_probation", "operator")
}


class WorkerProcess:
    """`python -m worker` against a server and a register, and a provider on this machine if there is one."""

    def __init__(self, address: str, register_url: str, task_queue: str, notify: NotifyServer | None = None) -> None:
        self._environment = environment(
            TEMPORAL_ADDRESS=address,
            TEMPORAL_NAMESPACE="default",
            DATABASE_URL=register_url,
            TASK_QUEUE=task_queue,
            SHUTDOWN_SECONDS="5",
        )
        if notify is not None:
            self._environment |= {
                "NOTIFY_API_KEY": API_KEY,
                "NOTIFY_URL": notify.url,
                "NOTIFY_ADDRESSES": json.dumps(MAILBOXES),
                "NOTIFY_TEMPLATES": json.dumps({"default": "template"}),
            }
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._running = subprocess.Popen(
            [sys.executable, "-m", "worker"],
            cwd=PROJECT,
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        if self._running is not None:
            self._running.kill()
            self._running.wait()

    def stop(self, told: signal.Signals = signal.SIGTERM) -> int:
        """Tell it to stop and return how it ended."""
        if self._running is None:
            raise RuntimeError("not started")
        self._running.send_signal(told)
        return self._running.wait(30)

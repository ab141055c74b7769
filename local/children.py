"""The processes of a local run: started in order, watched, and stopped in the opposite order."""

import signal
import subprocess
import sys
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from local.guard import DONE, tell
from local.machine import Trouble
from local.settings import PROJECT

PATIENCE_SECONDS = 10.0
LAST_LINES = 15


class Child(NamedTuple):
    """A running process, in a group of its own so that Ctrl-C reaches it through us, in order."""

    name: str
    program: "subprocess.Popen[bytes]"
    log: Path

    def obituary(self) -> str:
        """Return how it ended, with the last lines it wrote."""
        code = self.program.returncode
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"stopped with exit code {code}"
        with self.log.open(encoding="utf-8", errors="replace") as lines:
            last = "".join(deque(lines, maxlen=LAST_LINES)).rstrip()
        return f"The {self.name} {how}; the end of its log ({self.log}):\n{last or '(nothing)'}"


class Children:
    """Starts processes and answers for them: leaving the `with` block stops every one."""

    def __init__(self, logs: Path, environment: Mapping[str, str]) -> None:
        """Keep their output under `logs` and give them this environment."""
        self.logs = logs
        self.environment = dict(environment)
        self.running: list[Child] = []
        self._guard: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start the guard that stops them should this process be killed."""
        self.logs.mkdir(parents=True, exist_ok=True)
        self._guard = subprocess.Popen(
            [sys.executable, "-m", "local.guard"],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop them all, last started first."""
        self.stop()

    def start(self, name: str, command: Sequence[str], folder: Path) -> Child:
        """Start a process with its output in a log of its own. Raises Trouble when it cannot be started at all."""
        log = self.logs / f"{name.lower().replace(' ', '-')}.log"
        with log.open("wb") as output:
            try:
                program = subprocess.Popen(
                    command,
                    cwd=folder,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
            except OSError as fault:
                raise Trouble(f"The {name} cannot be started: {fault.strerror} ({command[0]}).") from None
        child = Child(name, program, log)
        self.running.append(child)
        self._announce(str(program.pid))
        return child

    def check(self) -> None:
        """Raise Trouble with the obituary of a child that ended on its own."""
        for child in self.running:
            if child.program.poll() is not None:
                raise Trouble(child.obituary())

    def stop(self) -> None:
        """Ask each to stop and wait for it, last started first; one that will not is killed."""
        while self.running:
            child = self.running[-1]
            tell(child.program.pid, signal.SIGTERM)
            try:
                child.program.wait(PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                tell(child.program.pid, signal.SIGKILL)
                child.program.wait()
            self.running.pop()
        if self._guard and self._guard.stdin:
            self._announce(DONE)
            self._guard.stdin.close()
            self._guard.wait()
            self._guard = None

    def _announce(self, word: str) -> None:
        if self._guard and self._guard.stdin:
            self._guard.stdin.write(f"{word}\n".encode())
            self._guard.stdin.flush()

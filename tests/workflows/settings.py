"""The environment that processes started by tests get."""

import os


def environment(**said: str) -> dict[str, str]:
    """Return ours with what is said, and with nothing that points at another machine."""
    foreign = ("TEMPORAL_", "NOTIFY_", "DATABASE_URL", "TASK_QUEUE")
    return {name: value for name, value in os.environ.items() if not name.startswith(foreign)} | said

"""What the local commands take from their environment, and the one clock they look at."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from policy.calendar import local_day

PROJECT = Path(__file__).parent.parent


class LocalSettings(BaseSettings):
    """Where `make up` puts things on this machine: `THROUGHCARE_` and the name in capitals sets one."""

    model_config = SettingsConfigDict(env_prefix="THROUGHCARE_", frozen=True)

    temporal_port: int = Field(default=7233, ge=1, le=65535, description="the Temporal dev server")
    ui_port: int = Field(default=8233, ge=1, le=65535, description="its Web UI")
    api_port: int = Field(default=8000, ge=1, le=65535, description="the API")
    folder: Path = Field(default=PROJECT / ".local", description="databases and logs")

    @property
    def register_url(self) -> str:
        """Return the address of the local register."""
        return f"sqlite:///{self.folder.resolve() / 'register.db'}"

    @property
    def temporal_address(self) -> str:
        """Return the address of the local Temporal server."""
        return f"127.0.0.1:{self.temporal_port}"

    @property
    def temporal_profile(self) -> Path:
        """Return the Temporal profile that points at the local server and at nothing else."""
        return self.folder.resolve() / "temporal.toml"


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day it is in Europe/London."""
    return local_day(now())


def environment(settings: LocalSettings) -> dict[str, str]:
    """Return the environment of the processes started here.

    Whatever the caller's environment says about a Temporal cluster, a register or a mail provider is left out: a
    local run must never reach another machine.
    """
    foreign = ("TEMPORAL_", "DATABASE_URL", "NOTIFY_", "API_", "TASK_QUEUE")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    return kept | {
        "DATABASE_URL": settings.register_url,
        "TEMPORAL_CONFIG_FILE": str(settings.temporal_profile),
        "TEMPORAL_ADDRESS": settings.temporal_address,
        "TEMPORAL_NAMESPACE": "default",
        "API_HOST": "127.0.0.1",
        "API_PORT": str(settings.api_port),
        "PYTHONUNBUFFERED": "1",
    }

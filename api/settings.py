"""What the api takes from its environment, and the one clock it looks at.

The connection to Temporal is not here: it is read by `temporalio.envconfig` from the standard `TEMPORAL_*` names.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from register.connection import DEFAULT_URL
from workflows.messages import TASK_QUEUE

Clock = Callable[[], datetime]


class Settings(BaseSettings):
    """Settings of one api server, by environment variable of the same name in capitals."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    database_url: str = Field(default=DEFAULT_URL, description="where the register is")
    task_queue: str = Field(default=TASK_QUEUE, min_length=1, description="where the workers of sentences listen")
    api_host: str = Field(default="127.0.0.1", description="address to listen on")
    api_port: int = Field(default=8000, ge=1, le=65535, description="port to listen on")
    body_limit: int = Field(default=65_536, ge=1024, description="largest request body accepted, in bytes")
    answer_seconds: float = Field(
        default=15.0, gt=0, description="how long a caller waits for a sentence's answer before being told to ask again"
    )
    probe_seconds: float = Field(default=2.0, gt=0, description="how long a part may take to say that it is up")
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    build_number: str = Field(default="local", description="number of the build that made this, for /info")
    git_ref: str = Field(default="unknown", description="commit this was built from, for /info")
    git_branch: str = Field(default="unknown", description="branch this was built from, for /info")


def now() -> datetime:
    """Return the present instant in UTC: the clock of a running api. Tests pass their own."""
    return datetime.now(UTC)

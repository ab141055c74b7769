"""`python -m api`: one api server until it is told to stop. Any number may run side by side."""

import asyncio
import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
import uvicorn
from pydantic import ValidationError
from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from api.app import create_app
from api.settings import Settings
from api.temporal import TemporalSentences
from register.connection import connect as connect_register
from register.faults import UnusableDatabase
from workflows.connection import connect as connect_temporal
from workflows.leaving import run_and_leave


class Server(uvicorn.Server):
    """An api server that ends by itself, with its connections closed, when it is told to stop."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop at SIGTERM and Ctrl-C once the requests under way are answered; a second one stops at once."""
        for told in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(told, self.handle_exit, told, None)
        yield


def main(
    host: Annotated[str | None, typer.Option(help="Address to listen on; API_HOST where left out.")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="Port; API_PORT where left out.")] = None,
) -> None:
    """Serve the api under /v1, its documentation under /docs, until SIGTERM or Ctrl-C. Any number may run side by side.

    Settings come from the environment: DATABASE_URL (the register), TASK_QUEUE, API_HOST, API_PORT, BODY_LIMIT,
    ANSWER_SECONDS, PROBE_SECONDS, LOG_LEVEL, BUILD_NUMBER, GIT_REF, GIT_BRANCH, and the standard TEMPORAL_* names and
    profiles for the connection (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS_*,
    TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE). A Temporal that is away is no reason not to start.
    """
    try:
        said = {"api_host": host, "api_port": port}
        settings = Settings.model_validate({name: value for name, value in said.items() if value is not None})
        _log(settings.log_level)
        asyncio.run(_serve(settings))
    except ValidationError as fault:
        for error in fault.errors(include_url=False, include_input=False):
            where = "_".join(str(part) for part in error["loc"]).upper()
            typer.echo(f"api: {where}: {error['msg']}", err=True)
        raise typer.Exit(2) from None
    except UnusableDatabase as fault:
        typer.echo(f"api: DATABASE_URL: {fault}", err=True)
        raise typer.Exit(2) from None


def _log(level: str) -> None:
    """Write log lines to standard output: ids and paths, never what was sent. Temporal's core speaks of errors only."""
    logging.basicConfig(level=level, stream=sys.stdout, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    telemetry = TelemetryConfig(logging=LoggingConfig(filter=TelemetryFilter(core_level="ERROR", other_level="ERROR")))
    Runtime.set_default(Runtime(telemetry=telemetry), error_if_already_set=False)


async def _serve(settings: Settings) -> None:
    register = connect_register(settings.database_url)
    try:
        client = await connect_temporal(lazy=True)
        app = create_app(settings, TemporalSentences(client, settings), register)
        how = uvicorn.Config(
            app,
            host=settings.api_host,
            port=settings.api_port,
            log_config=None,
            server_header=False,
            timeout_graceful_shutdown=int(settings.answer_seconds) + 1,
        )
        await Server(how).serve()
    finally:
        register.dispose()


if __name__ == "__main__":
    run_and_leave(lambda: typer.run(main))

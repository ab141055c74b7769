"""The worker: settings, connections, activities, run. Imported by nobody.

`python worker.py` or `python -m worker`; any number side by side, one for each core.
"""

import asyncio
import json
import logging
import signal
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta

import typer
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.client import Client
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.service import RPCError
from temporalio.worker import PollerBehaviorAutoscaling, Worker

from activities.batch_hands import ReassessingHands
from activities.digesting import DigestingHands
from activities.govuk_notify import NOTIFY, GovUkNotify
from activities.notices import KeptInTheRegister, Notices
from activities.sentence_hands import SentenceHands
from activities.standing_hands import TellingHands
from policy.catalogue import catalogue
from policy.engine import decide
from register.connection import DEFAULT_URL, reading
from register.connection import connect as connect_register
from register.faults import RegisterFault
from register.migrate import is_up_to_date
from register.read.editions import living_by_edition
from workflows.connection import WORKFLOWS, connect
from workflows.leaving import run_and_leave
from workflows.messages import TASK_QUEUE
from workflows.schedules import keep_daily_digest
from workflows.search_attributes import ALL
from workflows.standing_client import keep_watch

logger = logging.getLogger("worker")


class WorkerSettings(BaseSettings):
    """Settings of one worker, by environment variable of the same name in capitals.

    The connection to Temporal is not here: it is read by `temporalio.envconfig` from the standard `TEMPORAL_*` names.
    """

    model_config = SettingsConfigDict(frozen=True, extra="ignore", env_ignore_empty=True)

    database_url: str = Field(default=DEFAULT_URL, description="where the register is")
    task_queue: str = Field(default=TASK_QUEUE, min_length=1, description="whose work this worker does")
    cached_sentences: int = Field(default=2_000, ge=1, description="sentences kept in memory, about 110 KB each")
    workflow_tasks: int = Field(default=40, ge=2, description="workflow tasks at once: 10 to 20 for each core")
    activities: int = Field(default=20, ge=1, description="activities at once, each with a thread and a connection")
    shutdown_seconds: float = Field(default=20.0, ge=0, description="how long running activities may go on at the end")
    digest_at: time = Field(default=time(7, 30), description="when the day's digests go out, Europe/London")
    log_level: str = Field(default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    notify_api_key: SecretStr | None = Field(default=None, description="GOV.UK Notify; without it notices stay here")
    notify_url: str = Field(default=NOTIFY, description="GOV.UK Notify's address")
    notify_addresses: dict[str, str] = Field(
        default_factory=dict, description="JSON: mailboxes by staff code, role@Region or role"
    )
    notify_templates: dict[str, str] = Field(
        default_factory=dict, description="JSON: template ids by template@Region, template, or default"
    )


class Unusable(Exception):
    """Something the worker needs is not there; the message says what, in one sentence."""


def provider(settings: WorkerSettings) -> Notices:
    """Return what carries notices: GOV.UK Notify where a key is set, else the register alone."""
    if settings.notify_api_key is None:
        return KeptInTheRegister()
    return GovUkNotify(
        settings.notify_api_key.get_secret_value(),
        addresses=settings.notify_addresses,
        templates=settings.notify_templates,
        url=settings.notify_url,
    )


def sentence_worker(client: Client, register: Engine, notices: Notices, settings: WorkerSettings) -> Worker:
    """Return the worker, ready to run."""
    hands, digesting = SentenceHands(decide, register, notices), DigestingHands(register, notices)
    batches, telling = ReassessingHands(decide, register), TellingHands(register, notices)
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=WORKFLOWS,
        activities=[
            *(hands.decide, hands.remember, hands.try_to_tell, hands.tell, hands.repeat, hands.pass_on),
            *(batches.begin_reassessment, batches.reassess_page, batches.write_turn),
            *(digesting.make_digests, digesting.send_digests),
            *(telling.standing_number, telling.tell_held, telling.standing_told),
            *(telling.begin_standings, telling.watch_standings),
        ],
        activity_executor=ThreadPoolExecutor(2 * settings.activities, "activity"),
        max_cached_workflows=settings.cached_sentences,
        max_concurrent_workflow_tasks=settings.workflow_tasks,
        max_concurrent_activities=settings.activities,
        max_concurrent_local_activities=settings.activities,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        sticky_queue_schedule_to_start_timeout=timedelta(seconds=2),
        graceful_shutdown_timeout=timedelta(seconds=settings.shutdown_seconds),
    )


async def run(settings: WorkerSettings) -> None:
    """Work until told to stop by SIGTERM or SIGINT, then finish what is running. Raises Unusable."""
    register = ready_register(settings)
    try:
        log_earlier_editions(register)
        client = await ready_client()
        await keep_watch_and_digest(client, settings)
        worker = sentence_worker(client, register, provider(settings), settings)
        stopped = asyncio.Event()
        for told in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(told, stopped.set)
        working = asyncio.create_task(worker.run())
        waiting = asyncio.create_task(stopped.wait())
        logger.info("working on task queue %s in namespace %s", settings.task_queue, client.namespace)
        await asyncio.wait({working, waiting}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            logger.info("stopping")
            await worker.shutdown()
        waiting.cancel()
        await working
        logger.info("stopped")
    finally:
        register.dispose()


def ready_register(settings: WorkerSettings) -> Engine:
    """Return the register. Raises Unusable when it cannot be reached or its tables are not up to date."""
    try:
        register = connect_register(settings.database_url, pool_size=settings.activities)
        up_to_date = is_up_to_date(register)
    except (RegisterFault, DBAPIError) as fault:
        raise Unusable(f"the register cannot be used: {str(fault).splitlines()[0]}") from fault
    if not up_to_date:
        raise Unusable("the register's tables are not up to date: run `python -m register.migrate`")
    return register


def log_earlier_editions(register: Engine) -> None:
    """Say how many sentences live under an earlier edition of the rules than those that begin now."""
    latest = catalogue().latest
    with reading(register) as session:
        earlier = sum(living.sentences for edition, living in living_by_edition(session).items() if edition < latest)
    if earlier:
        logger.warning(
            "%d sentences live under an earlier edition of the rules than %d: GET /v1/editions says what it changes, "
            "POST /v1/reassessments brings them under it",
            earlier,
            latest,
        )


async def ready_client() -> Client:
    """Return a client. Raises Unusable when Temporal does not answer, or lacks our search attributes."""
    try:
        client = await connect()
    except RuntimeError as fault:
        raise Unusable(f"Temporal does not answer: {str(fault).splitlines()[0]}") from fault
    try:
        listed = await client.operator_service.list_search_attributes(
            ListSearchAttributesRequest(namespace=client.namespace)
        )
    except RPCError as fault:  # a cloud namespace has no such call, and the test server neither
        logger.warning("search attributes were not checked: %s", fault.status.name)
        return client
    missing = [key.name for key in ALL if key.name not in listed.custom_attributes]
    if missing:
        raise Unusable(
            f"namespace {client.namespace} lacks the search attributes {', '.join(missing)}: create them with "
            "`temporal operator search-attribute create`"
        )
    return client


async def keep_watch_and_digest(client: Client, settings: WorkerSettings) -> None:
    """Have the watch of standing run and the digest scheduled. A server without schedules is said so in the log."""
    try:
        await keep_watch(client, task_queue=settings.task_queue)
        await keep_daily_digest(client, at=settings.digest_at, task_queue=settings.task_queue)
    except RPCError as fault:
        logger.warning("the watch of standing or the daily digest is not kept: %s", fault.status.name)


class JsonLines(logging.Formatter):
    """One JSON object a line: when, how grave, who says so, and what. Ids only; no line of ours names a person."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        said = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "says": record.getMessage(),
        }
        if record.exc_info:
            said["fault"] = self.formatException(record.exc_info)
        return json.dumps(said)


def log_as_lines(level: str) -> None:
    """Send every log line to standard output as JSON, those of Temporal's core at WARNING and above."""
    lines = logging.StreamHandler(sys.stdout)
    lines.setFormatter(JsonLines())
    logging.basicConfig(level=level, handlers=[lines], force=True)
    core = TelemetryFilter(core_level="WARN", other_level="ERROR")
    forwarding = LogForwardingConfig(logger=logging.getLogger("temporal.core"))
    telemetry = TelemetryConfig(logging=LoggingConfig(filter=core, forwarding=forwarding))
    Runtime.set_default(Runtime(telemetry=telemetry), error_if_already_set=False)


def main() -> None:
    """Run one worker of sentences until SIGTERM or Ctrl-C. Any number may run side by side, one for each core.

    Settings come from the environment: DATABASE_URL, TASK_QUEUE, CACHED_SENTENCES, WORKFLOW_TASKS, ACTIVITIES,
    SHUTDOWN_SECONDS, DIGEST_AT, LOG_LEVEL, NOTIFY_API_KEY, NOTIFY_ADDRESSES, NOTIFY_TEMPLATES, NOTIFY_URL, and the
    standard TEMPORAL_* names and profiles for the connection (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY,
    TEMPORAL_TLS_*, TEMPORAL_CONFIG_FILE, TEMPORAL_PROFILE).
    """
    try:
        settings = WorkerSettings()
    except ValidationError as fault:
        for error in fault.errors(include_url=False, include_input=False):
            where = "_".join(str(part) for part in error["loc"]).upper()
            typer.echo(f"worker: {where}: {error['msg']}", err=True)
        raise typer.Exit(2) from None
    log_as_lines(settings.log_level)
    try:
        asyncio.run(run(settings))
    except Unusable as fault:
        typer.echo(f"worker: {fault}", err=True)
        raise typer.Exit(1) from None


if __name__ == "__main__":
    run_and_leave(lambda: typer.run(main))

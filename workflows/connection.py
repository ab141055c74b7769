"""How every process of ours speaks to Temporal: one converter and one sandbox, for worker, API, tests and replays."""

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfig
from temporalio.plugin import SimplePlugin
from temporalio.service import RetryConfig
from temporalio.worker import WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from workflows.community_order import CommunityOrderWorkflow
from workflows.custodial_sentence import CustodialSentenceWorkflow
from workflows.digest import DailyDigestWorkflow
from workflows.qualification import QualificationWorkflow
from workflows.reassessment import ReassessmentWorkflow
from workflows.standing import StandingWatchWorkflow, StandingWorkflow

WORKFLOWS = (
    CustodialSentenceWorkflow,
    CommunityOrderWorkflow,
    QualificationWorkflow,
    DailyDigestWorkflow,
    ReassessmentWorkflow,
    StandingWorkflow,
    StandingWatchWorkflow,
)
PURE = (
    "policy",
    "workflows.accepts",
    "workflows.batch",
    "workflows.entries",
    "workflows.hands",
    "workflows.inbox",
    "workflows.messages",
    "workflows.reach",
    "workflows.refused",
    "workflows.search_attributes",
    "workflows.seen",
    "workflows.shape",
    "workflows.sight",
    "workflows.standings",
)
"""Modules the workflows share with the process: no state, no clock, no input or output."""
PATIENCE = RetryConfig(initial_interval_millis=100, max_interval_millis=2_000, max_elapsed_time_millis=10_000)
"""How long a call to a Temporal server that is away is tried again before the caller hears of it."""


def sandbox() -> SandboxedWorkflowRunner:
    """Return the runner of workflow code, with what is pure passed through."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*PURE)
    return SandboxedWorkflowRunner(restrictions=restrictions)


def plugin(runner: WorkflowRunner | None = None) -> SimplePlugin:
    """Return what client, worker, test environment and Replayer have in common. Codec and interceptors go here too.

    `runner` runs workflow code where something is to be put around our sandbox.
    """
    return SimplePlugin("throughcare", data_converter=pydantic_data_converter, workflow_runner=runner or sandbox())


async def connect(*, lazy: bool = False, profile: str | None = None) -> Client:
    """Return a client by the standard `TEMPORAL_*` settings and profiles. `lazy` connects at the first call.

    Raises RuntimeError when the server does not answer.
    """
    config = ClientConfig.load_client_connect_config(profile)
    return await Client.connect(**config, plugins=[plugin()], retry_config=PATIENCE, lazy=lazy)

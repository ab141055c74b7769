"""A clock that says the time of a life. Lives lie years back, and the time-skipping server begins at the present.

The server's clock runs and skips as it likes; what workflow code is told of it is moved by a fixed span, so that the
first day of the life is now. Timers are spans, and need no moving. Nothing in the product knows of it.
"""

from datetime import timedelta

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import SerializationContext, StorageDriverStoreContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails, WorkflowRunner
from temporalio.worker._command_aware_visitor import CommandInfo
from temporalio.workflow import Info, _Definition

from workflows.connection import sandbox


class LifeClock(WorkflowRunner):
    """Runs workflows in our sandbox, with the server's time moved by `shift`."""

    def __init__(self) -> None:
        self.shift = timedelta()
        self._sandbox = sandbox()

    def prepare_workflow(self, defn: _Definition) -> None:
        self._sandbox.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        return _Moved(self._sandbox.create_instance(det), self.shift)


class _Moved(WorkflowInstance):
    def __init__(self, instance: WorkflowInstance, shift: timedelta) -> None:
        self._instance, self._shift = instance, shift

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        act.timestamp.FromDatetime(act.timestamp.ToDatetime() + self._shift)
        return self._instance.activate(act)

    def get_serialization_context(self, command_info: CommandInfo | None) -> SerializationContext | None:
        return self._instance.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: CommandInfo | None) -> StorageDriverStoreContext:
        return self._instance.get_external_store_context(command_info)

    def get_info(self) -> Info:
        return self._instance.get_info()

    def get_thread_id(self) -> int | None:
        return self._instance.get_thread_id()

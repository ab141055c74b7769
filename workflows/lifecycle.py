"""The six lifecycle facts as signals, for systems that report and cannot wait. The same names are updates as well."""

from collections.abc import Callable, Sequence
from inspect import Parameter, Signature

from temporalio import workflow
from temporalio.common import RawValue

from workflows.loop import SentenceLoop

with workflow.unsafe.imports_passed_through():
    from policy.case import Case
    from workflows import sight
    from workflows.messages import DiaryEntry, TimelineEntry

_Handler = Callable[["Reported", object], None]
_SEEN = Signature(
    [Parameter("self", Parameter.POSITIONAL_ONLY), Parameter("message", Parameter.POSITIONAL_ONLY, annotation=RawValue)]
)


def _fact(handler: _Handler) -> _Handler:
    """Let Temporal see a handler of one raw message, although it takes whatever is sent: a signal must never fail."""
    handler.__signature__ = _SEEN  # type: ignore[attr-defined]
    handler.__annotations__ = {"message": RawValue, "return": None}
    return handler


class Shown:
    """Queries of everything that lives by the loop, and what becomes of a signal nobody knows."""

    loop: SentenceLoop

    @workflow.signal(dynamic=True, description="any other signal: refused by name and journalled")
    def unknown(self, name: str, sent: Sequence[RawValue]) -> None:
        """Take in what nobody knows, so that it is not dropped in silence."""
        self.loop.report(name, *sent)

    @workflow.query(description="the case as it stands")
    def case(self) -> Case:
        """Return the case as it stands."""
        return self.loop.case

    @workflow.query(description="open duties, the earliest limit first")
    def diary(self) -> tuple[DiaryEntry, ...]:
        """Return the open duties, earliest limit first."""
        return sight.diary(self.loop.case)

    @workflow.query(description="what happened of late; the register has all of it")
    def timeline(self) -> tuple[TimelineEntry, ...]:
        """Return the latest entries, oldest first."""
        return self.loop.timeline


class Reported(Shown):
    """Signals and queries of every sentence. Each signal takes a `Message`.

    A signal never raises. One that policy refuses, or that cannot be read, is journalled as a refusal and told to the
    sender's role; that is why the handlers take the message raw.
    """

    @workflow.signal(description="the person arrived in prison")
    @_fact
    def reception(self, *sent: object) -> None:
        """Take in a fact from the prison's system."""
        self.loop.report("reception", *sent)

    @workflow.signal(description="responsibility passed from prison to community")
    @_fact
    def handover(self, *sent: object) -> None:
        """Take in a fact from the prison's or the probation service's system."""
        self.loop.report("handover", *sent)

    @workflow.signal(description="the run-up to release was started by people")
    @_fact
    def pre_release(self, *sent: object) -> None:
        """Take in a fact from the prison's system."""
        self.loop.report("pre_release", *sent)

    @workflow.signal(description="the person was released")
    @_fact
    def release(self, *sent: object) -> None:
        """Take in a fact from the prison's system."""
        self.loop.report("release", *sent)

    @workflow.signal(description="a recall was issued")
    @_fact
    def recall(self, *sent: object) -> None:
        """Take in a fact from the recall system."""
        self.loop.report("recall", *sent)

    @workflow.signal(description="supervision was closed")
    @_fact
    def termination(self, *sent: object) -> None:
        """Take in a fact from the probation service's system."""
        self.loop.report("termination", *sent)

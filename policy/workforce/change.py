"""What every change of a practitioner is, and how spans of days make room for one another."""

from abc import abstractmethod
from datetime import date
from typing import ClassVar, cast

from typing_extensions import override

from policy.frozen import Frozen
from policy.workforce.practitioner import Practitioner, Span, SpanT


class Change(Frozen):
    """Something that changes: the day it counts from, what contradicts it, and the fields it sets."""

    @property
    def effective_on(self) -> date:
        """Return the day from which it counts, in Europe/London."""
        return cast("date", getattr(self, "on"))  # noqa: B009 - those without a span have a day `on`

    def fault(self, now: Practitioner) -> str | None:  # noqa: ARG002 - most contradict nothing
        """Return why it contradicts what is known, in a sentence, or nothing."""
        return None

    @abstractmethod
    def sets(self, now: Practitioner) -> dict[str, object]:
        """Return the fields it sets, with their values."""


class Spanned(Change):
    """A change that is one span of days, which takes its place among those of its kind."""

    _of: ClassVar[str]
    _field: ClassVar[str]

    @property
    def _span(self) -> Span:
        return cast("Span", getattr(self, self._of))

    @property
    @override
    def effective_on(self) -> date:
        return self._span.since

    @override
    def fault(self, now: Practitioner) -> str | None:
        span = self._span
        return "It ends on the day it begins, or before." if span.until and span.until <= span.since else None

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        held = getattr(now, self._field)
        return {self._field: succeeded(held, self._span) if isinstance(held, tuple) else self._span}


def succeeded(spans: tuple[SpanT, ...], new: SpanT) -> tuple[SpanT, ...]:
    """Return the spans with a new one among them: the one before ends when it begins, the one after stands."""
    earlier = (
        until_day(span, new.since) if is_cut(span, new.since) else span for span in spans if span.since < new.since
    )
    later = [span for span in spans if span.since > new.since]
    following = min((span.since for span in later), default=None)
    if following is not None and (new.until is None or new.until > following):
        new = until_day(new, following)
    return tuple(sorted((*earlier, new, *later), key=lambda span: span.since))


def until_day(span: SpanT, until: date) -> SpanT:
    """Return the span ending before that day."""
    return span.model_copy(update={"until": until})


def is_cut(span: Span, until: date) -> bool:
    """Return whether the span would hold past that day."""
    return span.since < until and (span.until is None or until < span.until)

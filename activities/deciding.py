"""Decide: law and policy are asked, and whatever goes wrong becomes an answer by name."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from temporalio import activity

from policy.asks import asked_of
from policy.case import Case, Decision, Event, Refusal
from policy.workforce.entitled import Found, Named
from workflows.messages import Question
from workflows.refused import ENGINE_FAULT, engine_fault, malformed, not_applying
from workflows.shape import fault

Ask = Callable[[tuple[Named, ...], datetime], tuple[Found, ...]]
"""Who is asked what staff may do at a moment: the register."""


class Engine(Protocol):
    """Law and policy as a pure function: `policy.engine.decide`."""

    def __call__(
        self, case: Case, event: Event, on: datetime, /, *, standings: tuple[Found, ...] = ()
    ) -> Decision | Refusal:
        """Return what follows from an event, given what the staff it names may do."""


def nobody(asked: tuple[Named, ...], at: datetime) -> tuple[Found, ...]:  # noqa: ARG001 - it is said who is not asked about
    """Return nothing: whoever the event names is not asked about."""
    return ()


def decide(question: Question, engine: Engine, ask: Ask = nobody) -> Decision | Refusal:
    """Return the decision or refusal. What the engine raises is logged and becomes an EngineFault; `ask` may raise.

    A clock that would wake again at the moment it has just reached is a fault too: it would never come to rest.
    """
    if question.malformed is not None:
        return malformed(question.malformed)
    verdict = _decided(question, engine, ask)
    if question.passed_by is None or isinstance(verdict, Decision) or verdict.reason == ENGINE_FAULT:
        return verdict
    return not_applying(question.case, verdict, passed_by=question.passed_by)


def _decided(question: Question, engine: Engine, ask: Ask) -> Decision | Refusal:
    case, event = question.case, question.event
    if not question.by_clock:
        refusal = fault(event, case, began=question.began, now=question.now or question.on)
        if refusal is not None:
            return refusal
    asked = asked_of(case, event)
    standings = ask(asked, question.on) if asked else ()
    try:
        verdict = engine(case, event, question.on, standings=standings)
    except Exception:  # noqa: BLE001 - rules must never stop a sentence: the fault is logged and told
        activity.logger.exception("not decided: %s entry %d %s", case.sentence_id, case.number + 1, event.name)
        return engine_fault()
    if question.by_clock and isinstance(verdict, Decision) and verdict.next_at and verdict.next_at <= question.on:
        activity.logger.error("the clock stands still: %s %s", case.sentence_id, event.id)
        return engine_fault()
    return verdict

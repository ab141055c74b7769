"""Decide: law and policy are asked, and whatever goes wrong becomes an answer by name."""

from collections.abc import Callable
from datetime import datetime

from temporalio import activity

from policy.case import Case, Decision, Event, Refusal
from workflows.messages import Question
from workflows.refused import ENGINE_FAULT, engine_fault, malformed, not_applying
from workflows.shape import fault

Engine = Callable[[Case, Event, datetime], Decision | Refusal]
"""Law and policy as a pure function: `policy.engine.decide`."""


def decide(question: Question, engine: Engine) -> Decision | Refusal:
    """Return the decision or refusal. Never raises: what the engine raises is logged and becomes an EngineFault.

    A clock that would wake again at the moment it has just reached is a fault too: it would never come to rest.
    """
    if question.malformed is not None:
        return malformed(question.malformed)
    verdict = _decided(question, engine)
    if question.passed_by is None or isinstance(verdict, Decision) or verdict.reason == ENGINE_FAULT:
        return verdict
    return not_applying(question.case, verdict, passed_by=question.passed_by)


def _decided(question: Question, engine: Engine) -> Decision | Refusal:
    case, event = question.case, question.event
    if not question.by_clock:
        refusal = fault(event, case, began=question.began, now=question.now or question.on)
        if refusal is not None:
            return refusal
    try:
        verdict = engine(case, event, question.on)
    except Exception:  # noqa: BLE001 - rules must never stop a sentence: the fault is logged and told
        activity.logger.exception("not decided: %s entry %d %s", case.sentence_id, case.number + 1, event.name)
        return engine_fault()
    if question.by_clock and isinstance(verdict, Decision) and verdict.next_at and verdict.next_at <= question.on:
        activity.logger.error("the clock stands still: %s %s", case.sentence_id, event.id)
        return engine_fault()
    return verdict

"""Refusals that are not policy's, and who is told of a refusal that has nobody waiting for it."""

from policy.case import Case, Decision, Event, Notice, Refusal
from policy.vocabulary import roles

ENGINE_FAULT = "EngineFault"
OPERATOR = "operator"


def engine_fault() -> Refusal:
    """Return the refusal of an event that the rules could not be asked about: a fault of ours, not of the sender."""
    return Refusal(
        reason=ENGINE_FAULT, says="This could not be decided because of a fault in the system. Operators were told."
    )


def sentence_exists() -> Refusal:
    """Return the refusal of an opening event whose sentence id is taken."""
    return Refusal(reason="SentenceExists", says="There is a sentence with this id already.")


def malformed(says: str) -> Refusal:
    """Return the refusal of a signal that cannot be read."""
    return Refusal(reason="MalformedMessage", says=says)


def not_applying(case: Case, refusal: Refusal, *, passed_by: str) -> Decision:
    """Return what becomes of an event of the person that makes no sense in this sentence: journalled, nobody told."""
    ended = {"final": True} if case.final else {}
    return Decision.model_validate(
        {
            "ignored": f"Passed on from {passed_by}; it does not apply to this sentence: {refusal.says}",
            "rules": refusal.rules,
            "next_at": case.next_at,
            "next_says": case.next_says,
            **ended,
        }
    )


def notices_of(
    refusal: Refusal, event: Event, *, sentence_id: str, number: int, is_waited_for: bool
) -> tuple[Notice, ...]:
    """Return who is told: the sender's role where nobody waits for the answer, operators of a fault of ours."""
    told: list[str] = []
    if not is_waited_for and refusal.reason != ENGINE_FAULT:
        told.append(event.by.role if event.by and event.by.role in roles() else OPERATOR)
    if refusal.reason == ENGINE_FAULT:
        told.append(OPERATOR)
    return tuple(
        Notice(
            key=f"{sentence_id}/{number}/refused",
            to=role,
            template="refused",
            rules=refusal.rules,
            title=f"{event.name} was refused: {refusal.says}",
            urgency="now",
        )
        for role in told
    )

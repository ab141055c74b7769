"""Refusals that are not policy's, and who is told of a refusal that has nobody waiting for it."""

from policy.case import Event, Notice, Refusal
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

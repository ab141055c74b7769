"""What is answered to a message: what it did, what it did when it was first sent, or the problem it is refused with."""

from api.parts import Parts
from api.problems import Declined
from api.reading import ask
from api.views import AnswerView, DutyView, SettledView
from policy.case import Decision, Event
from register.read.journal import entry_of
from register.read.lines import JournalLine
from workflows.messages import Answer


async def first_answer(parts: Parts, sentence_id: str, event: Event, answer: Answer) -> Answer:
    """Return the answer; of a message that had its effect before, the answer it had then, if it is the same message.

    Raises Declined: IdempotencyKeyReused.
    """
    if not answer.duplicate:
        return answer
    earlier = await ask(parts.register, entry_of, sentence_id, event.id)
    return answer if earlier is None else repeated(earlier, event)


def repeated(entry: JournalLine, event: Event) -> Answer:
    """Return the answer that an event had, as the journal has it. Raises Declined: IdempotencyKeyReused."""
    if (entry.event, entry.payload) != (event.name, event.payload):
        raise Declined("IdempotencyKeyReused", "This Idempotency-Key was used for another message to this sentence.")
    decision = entry.decision or Decision()
    return Answer(
        number=entry.number,
        accepted=entry.refusal is None,
        ignored=decision.ignored,
        refusal=entry.refusal,
        phase=entry.phase,
        stage=entry.stage,
        opened=decision.opened,
        settled=decision.settled,
        remarks=decision.remarks,
        duplicate=True,
    )


def shown(sentence_id: str, event: Event, answer: Answer) -> AnswerView:
    """Return what a message did, as it is shown. Raises Declined under the name of a refusal."""
    if answer.refusal is not None:
        raise Declined(answer.refusal.reason, answer.refusal.says, answer.refusal.rules)
    return AnswerView(
        sentence_id=sentence_id,
        event_id=event.id,
        number=answer.number,
        phase=answer.phase,
        stage=answer.stage,
        duplicate=answer.duplicate,
        ignored=answer.ignored,
        opened=tuple(DutyView.model_validate(duty) for duty in answer.opened),
        settled=tuple(SettledView.model_validate(duty) for duty in answer.settled),
        passed_on_to=answer.passed_on_to,
        remarks=answer.remarks,
    )

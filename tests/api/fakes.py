"""Sentences that answer at once: decided by policy and written to the register, without Temporal."""

from datetime import date
from typing import Literal

from sqlalchemy import Engine

from api.problems import Declined
from api.sending import Sentences
from api.settings import Clock
from policy.case import Case, Event, Refusal
from policy.engine import decide
from policy.facts import Kind
from policy.vocabulary import event_kinds
from register import reassessments
from register.connection import writing
from register.read.reassessments import State, reassessment
from register.remember import remember
from workflows.batch import Reassess, Told
from workflows.messages import Answer, Person, Reach
from workflows.shape import fault


class FakeSentences(Sentences):
    """Keeps its cases in a dictionary, and a list of what it was told.

    `silent` has it decline everything by that reason; `failing` has it raise what nobody expects.
    """

    def __init__(self, register: Engine, clock: Clock) -> None:
        self.told: list[Event] = []
        self.reached: list[Reach] = []
        self.standings: list[str] = []
        self.silent: str | None = None
        self.failing: Exception | None = None
        self._register = register
        self._clock = clock
        self._cases: dict[str, Case] = {}
        self._people: dict[str, Person | None] = {}
        self._began: dict[str, date] = {}

    async def start(self, case: Case, person: Person | None, event: Event) -> Answer:
        """Start a sentence, unless its first event is refused."""
        self._people[case.sentence_id] = person
        answer = self._decided(case, event)
        if answer.refusal is not None:
            del self._people[case.sentence_id]
        return answer

    async def send(self, kind: Kind, sentence_id: str, event: Event, *, reach: Reach = "sentence") -> Answer:
        """Tell a sentence what happened, and the person's other sentences where it reaches them."""
        self.reached.append(reach)
        answer = self._decided(self._cases[sentence_id], event)
        if answer.refusal is not None or not (reach == "person" or event_kinds()[event.name].reaches == "person"):
            return answer
        of = self._people[sentence_id]
        others = tuple(id_ for id_, who in self._people.items() if id_ != sentence_id and who == of)
        for other in others:
            self._decided(self._cases[other], event)
        return answer.model_copy(update={"passed_on_to": others})

    async def reassess(self, asked: Reassess) -> None:
        """Write down that a reassessment has begun, and begin nothing."""
        if self.silent is not None:
            raise Declined(self.silent, "They are out.")
        with writing(self._register) as session:
            said = asked.model_dump(include={"id", "reason", "which", "by", "at"})
            reassessments.begin(session, reassessments.Asked.model_validate(said | {"dry_run": asked.dry_run}))

    async def turn(self, reassessment_id: str, to: Literal["pause", "resume"], told: Told) -> None:
        """Write down the turn."""
        if self.silent is not None:
            raise Declined(self.silent, "They are out.")
        with writing(self._register) as session:
            number = len(reassessment(session, reassessment_id).turns) + 1
            state: State = "paused" if to == "pause" else "running"
            reassessments.turn(session, reassessment_id, number, state, by=told.by, reason=told.reason)

    async def standing_changed(self, staff_id: str) -> None:
        """Remember whose sentences are to be told."""
        if self.silent is not None:
            raise Declined(self.silent, "They are out.")
        self.standings.append(staff_id)

    async def is_up(self) -> bool:
        """Return whether anybody made it silent."""
        return self.silent is None

    def _decided(self, case: Case, event: Event) -> Answer:
        if self.silent is not None:
            raise Declined(self.silent, "They are out.")
        if self.failing is not None:
            raise self.failing
        self.told.append(event)
        began = self._began.get(case.sentence_id)
        if (malformed := fault(event, case, began=began, now=self._clock())) is not None:
            raise Declined(malformed.reason, malformed.says)
        decided = decide(case, event, event.at)
        refusal = decided if isinstance(decided, Refusal) else None
        decision = None if isinstance(decided, Refusal) else decided
        after = case.after(decision) if decision else case.refused()
        if refusal is None or case.number:
            self._remember(case, after, event, decided)
        return Answer(
            number=after.number if decision or case.number else 0,
            accepted=refusal is None,
            ignored=decision.ignored if decision else None,
            refusal=refusal,
            phase=after.phase,
            stage=after.stage,
            opened=decision.opened if decision else (),
            settled=decision.settled if decision else (),
        )

    def _remember(self, case: Case, after: Case, event: Event, decided: object) -> None:
        person = self._people[case.sentence_id]
        with writing(self._register) as session:
            remember(
                session,
                sentence_id=case.sentence_id,
                number=after.number,
                event=event,
                decision=None if isinstance(decided, Refusal) else decided,  # type: ignore[arg-type]
                refusal=decided if isinstance(decided, Refusal) else None,
                opened_with=case if after.number == 1 else None,
                prison_number=person.prison_number if person else None,
                crn=person.crn if person else None,
            )
        self._cases[case.sentence_id] = after
        self._began.setdefault(case.sentence_id, event.on)

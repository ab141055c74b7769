"""The one loop that every sentence lives by: wait for a message or the next date, decide, remember, tell."""

from collections import deque
from contextlib import suppress
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError

from workflows.alarm import SUMMARY_LIMIT, Alarm
from workflows.outbox import Outbox

with workflow.unsafe.imports_passed_through():
    from policy.case import Case, Decision, Event, Notice, Refusal
    from policy.vocabulary import TIME
    from workflows import search_attributes, sight
    from workflows.entries import Happening, answer_of, entry_of, news_of_holder
    from workflows.hands import REGISTER_AWAY, Hands
    from workflows.inbox import Arrival, carried, read_signal, sent, unread
    from workflows.messages import (
        Answer,
        Entry,
        Message,
        Other,
        Passing,
        Question,
        Remembered,
        Repeat,
        Run,
        TimelineEntry,
    )
    from workflows.reach import fault as fault_of_reach
    from workflows.refused import engine_fault, malformed, sentence_exists
    from workflows.seen import Seen
    from workflows.shape import fault, local_day

EVENTS_PER_RUN = 1_500
A_YEAR = timedelta(days=365)
RETRY_A_WAKE_AFTER = timedelta(hours=1)
TIMELINE_KEPT = 50
TRY_AGAIN = "NewRunStarting"
_A_DECISION = timedelta(seconds=10)
_NO_DECISION = timedelta(minutes=1)
_A_WRITE = timedelta(seconds=10)
_A_PASSING = timedelta(seconds=30)
_IN_PASSING = timedelta(seconds=3)
_ONCE = RetryPolicy(maximum_attempts=1)
_WITHOUT_LIMIT = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))


class SentenceLoop:
    """One sentence as it lives: its case, its inbox, its one timer and its outbox."""

    def __init__(self, run: Run, *, events_per_run: int = EVENTS_PER_RUN) -> None:
        self.case = run.case
        self.timeline: tuple[TimelineEntry, ...] = run.timeline
        self._carried = run
        self._events_per_run = events_per_run
        self._until = workflow.now() + A_YEAR
        self._inbox = deque(carried(signal) for signal in run.inbox)
        if run.first is not None:
            self._inbox.appendleft(sent(run.first, "opening"))
        self._seen = Seen(run.seen)
        self._outbox = Outbox(run.case.sentence_id, run.outbox)
        self._alarm = Alarm()
        self._began, self._moment = run.began, run.moment
        self._retry_at, self._fault_told = run.retry_at, run.fault_told
        self._closing = False
        self._refused_opening: Refusal | None = None

    async def live(self) -> Case:
        """Live until the sentence is over, or a new run takes it on. Raises ApplicationError for a refused opening."""
        self._outbox.keep_trying()
        while (happening := await self._next()) is not None:
            verdict = await self._decide(happening)
            to_send = await self._remember(happening, verdict)
            await self._outbox.send(to_send)
        if not self._over():
            workflow.continue_as_new(self._next_run())
        if self._refused_opening is not None:
            raise ApplicationError(self._refused_opening.says, type=self._refused_opening.reason, non_retryable=True)
        return self.case

    # ---- the two roads in

    def check(self, name: str, message: Message) -> None:
        """Refuse an update whose shape is wrong: it leaves no trace. Raises ApplicationError by the refusal's name."""
        if self._closing:
            raise ApplicationError("A new run is about to start: send it again.", type=TRY_AGAIN)
        is_repeat = self._seen.number_of(message.event.id) is not None
        first = self._carried.first
        is_first = first is not None and first.event.id == message.event.id
        if is_repeat or is_first:
            return
        refusal = fault(message.event, self.case, began=self._began, now=workflow.now()) or fault_of_reach(message)
        if message.event.name != name:
            refusal = malformed(f"the update {name} carries the event {message.event.name[:60]}")
        if message.opening:
            refusal = sentence_exists()
        if refusal is not None:
            raise ApplicationError(refusal.says, type=refusal.reason, non_retryable=True)

    async def receive(self, message: Message) -> Answer:
        """Take in an update and return its answer, which comes after the register has it."""
        arrival = sent(message, "update")
        self._inbox.append(arrival)
        await workflow.wait_condition(lambda: arrival.answer is not None)
        return arrival.answered()

    def report(self, name: str, *raws: object) -> None:
        """Take in a signal. Never raises: one that cannot be read is refused in its turn."""
        self._inbox.append(read_signal(name, raws, workflow.payload_converter(), now=workflow.now()))

    # ---- wait

    async def _next(self) -> Happening | None:
        """Wait for a message or the next date. Nothing comes back when the sentence is over or a new run is due."""
        while True:
            await self._answer_what_is_answered()
            self._close_if_a_new_run_is_due()
            if self._over() or self._new_run_is_ready():
                return None
            if (happening := self._choose()) is not None:
                return happening
            self._show()
            wake_at = min(self._wake_at() or self._until, self._until)
            self._alarm.set(wake_at, sight.until(self.case, wake_at))
            await workflow.wait_condition(self._has_something_to_do)

    async def _answer_what_is_answered(self) -> None:
        """Take from the inbox what needs no decision: events decided before, or anything after a refused opening."""
        while self._inbox:
            arrival = self._inbox[0]
            number = self._seen.number_of(arrival.event.id)
            if number is not None:
                await self._answer_again(self._inbox.popleft(), number)
            elif self._refused_opening is not None:
                self._inbox.popleft().answer = answer_of(self.case, self._refused_opening, arrival)
            else:
                return

    def _has_something_to_do(self) -> bool:
        must_close = self._new_run_is_due() and not self._closing and not self._outbox.is_telling()
        return self._choose() is not None or self._over() or must_close or self._new_run_is_ready()

    def _choose(self) -> Happening | None:
        """Return what comes next: dates that came before the message, each at its own moment, then the message."""
        now = workflow.now()
        arrival = self._inbox[0] if self._inbox else None
        on = now if arrival is None else min(now, self._not_before(arrival.event.at))
        date, wake_at = self.case.next_at, self._wake_at()
        if date is not None and wake_at is not None and date <= on and wake_at <= now:
            return Happening(self._time_reaching(date), self._not_before(date))
        return Happening(arrival.event, on, arrival) if arrival else None

    def _not_before(self, moment: datetime) -> datetime:
        """Return the moment, or the one the sentence has reached where that is later: its own clock never goes back."""
        return max(moment, self._moment or moment)

    def _time_reaching(self, at: datetime) -> Event:
        again = f"/{self._retry_at.isoformat()}" if self._retry_at else ""
        return Event(id=f"{TIME}/{at.isoformat()}{again}", name=TIME, at=at, on=local_day(at))

    def _wake_at(self) -> datetime | None:
        if self.case.final or self.case.next_at is None:
            return None
        return max(self.case.next_at, self._retry_at) if self._retry_at else self.case.next_at

    def _over(self) -> bool:
        is_done = self.case.final or self._refused_opening is not None
        return is_done and not self._inbox and not self._outbox.undelivered() and workflow.all_handlers_finished()

    def _close_if_a_new_run_is_due(self) -> None:
        """Break off the telling, and once no notice is on its way ask who comes now to come again in the next run."""
        if self._new_run_is_due():
            self._outbox.stop()
            self._closing = self._closing or not self._outbox.is_telling()

    def _new_run_is_ready(self) -> bool:
        """Return whether the next run can take over: nobody waits for an answer."""
        return self._closing and workflow.all_handlers_finished()

    def _new_run_is_due(self) -> bool:
        here = workflow.info()
        is_long = here.get_current_history_length() >= self._events_per_run
        return is_long or here.is_continue_as_new_suggested() or workflow.now() >= self._until

    # ---- decide

    async def _decide(self, happening: Happening) -> Decision | Refusal:
        """Ask policy. The answer stands in history: no later rule changes it."""
        if happening.arrival is not None:
            self._inbox.popleft()
        question = Question(
            case=self.case,
            event=happening.event,
            on=happening.on,
            began=self._began,
            now=workflow.now(),
            malformed=happening.arrival.malformed if happening.arrival else None,
            by_clock=happening.arrival is None,
            passed_by=happening.arrival.passed_by if happening.arrival else None,
        )
        try:
            return await workflow.execute_local_activity_method(
                Hands.decide,
                question,
                start_to_close_timeout=_A_DECISION,
                schedule_to_close_timeout=_NO_DECISION,
                summary=sight.of_event(self.case.number + 1, happening.event),
            )
        except FailureError as fault:
            return await self._decide_once_the_register_answers(question) if _is_away(fault) else engine_fault()

    async def _decide_once_the_register_answers(self, question: Question) -> Decision | Refusal:
        """Ask policy again, however long the register that it has to be told of staff by is away."""
        return await workflow.execute_activity_method(
            Hands.decide,
            question,
            start_to_close_timeout=_A_DECISION,
            retry_policy=_WITHOUT_LIMIT,
            summary=sight.of_event(self.case.number + 1, question.event),
        )

    # ---- remember

    async def _remember(self, happening: Happening, verdict: Decision | Refusal) -> tuple[Notice, ...]:
        """Write it to the register; only then does it count and is it answered. Return what goes out by mail."""
        fault_is_told = self._fault_told == self.case.next_at
        entry = entry_of(
            self.case, self._carried.person, happening, verdict, fault_is_told=fault_is_told, now=workflow.now()
        )
        if entry is None:
            self._conclude(happening, verdict, None)
            return ()
        remembered = await self._written(entry)
        verdict = remembered.stands or verdict
        if remembered.known_as is not None and happening.arrival is not None:
            await self._answer_again(happening.arrival, remembered.known_as)
            return ()
        if remembered.taken:
            self._conclude(happening, sentence_exists(), None)
            return ()
        self._conclude(happening, verdict, entry, remembered.others)
        if remembered.holder_differs_at is not None and remembered.holder_differs_at <= workflow.now():
            self._inbox.append(sent(news_of_holder(self.case, now=workflow.now()), "signal"))
        await self._pass_on(happening.event, remembered.others)
        notices = verdict.notices if isinstance(verdict, Decision) else entry.notices
        return tuple(notice for notice in notices if notice.key in remembered.to_send)

    async def _written(self, entry: Entry) -> Remembered:
        """Return what became of the writing, however long it takes. A date that tells nobody is first tried in passing.

        In passing means that history does not hold the decision before the register does. Should the worker die in
        between, the register answers with the decision it holds, and that one stands.
        """
        if entry.event.by is None and entry.decision is not None and not entry.decision.notices:
            with suppress(FailureError):
                return await workflow.execute_local_activity_method(
                    Hands.remember, entry, schedule_to_close_timeout=_IN_PASSING, retry_policy=_ONCE
                )
        return await workflow.execute_activity_method(
            Hands.remember,
            entry,
            start_to_close_timeout=_A_WRITE,
            retry_policy=_WITHOUT_LIMIT,
            summary=sight.of_event(entry.number, entry.event),
        )

    async def _pass_on(self, event: Event, others: tuple[Other, ...]) -> None:
        """Tell the person's other sentences what this one took in, where it reaches them. Most people have no other."""
        if others:
            await workflow.execute_activity_method(
                Hands.pass_on,
                Passing(sentence_id=self.case.sentence_id, event=event, to=others),
                start_to_close_timeout=_A_PASSING,
                retry_policy=_WITHOUT_LIMIT,
                summary=f"{event.name} to {len(others)} more of the person"[:SUMMARY_LIMIT],
            )

    def _conclude(
        self,
        happening: Happening,
        verdict: Decision | Refusal,
        entry: Entry | None,
        others: tuple[Other, ...] = (),
    ) -> None:
        """Fold the verdict into the case, and answer who waits."""
        arrival = happening.arrival
        if isinstance(verdict, Refusal):
            if arrival is None:
                self._retry_at, self._fault_told = workflow.now() + RETRY_A_WAKE_AFTER, self.case.next_at
            elif self.case.number == 0:
                self._refused_opening = verdict
            self.case = self.case.refused() if entry is not None else self.case
        else:
            self._retry_at = None
            self.case = self.case.after(verdict) if entry is not None else self.case.rearmed(verdict)
            self._began = self._began or happening.event.on
        self._moment = self._not_before(happening.on)
        if isinstance(verdict, Refusal):
            workflow.logger.info("entry %d %s refused: %s", self.case.number, happening.event.name, verdict.reason)
        if entry is not None:
            self.timeline = (*self.timeline, sight.timeline_entry(happening.event, verdict, self.case))[-TIMELINE_KEPT:]
            self._show_attributes()
        if arrival is not None:
            arrival.answer = answer_of(self.case, verdict, arrival, others)
            self._seen.add(arrival.event.id, arrival.answer)

    async def _answer_again(self, arrival: Arrival, number: int) -> None:
        """Answer a message whose event was decided before as it was answered then."""
        workflow.logger.info("%s %s came again: entry %d", arrival.road, arrival.event.name, number)
        answer = self._seen.answer(number)
        if answer is None and arrival.road == "update":
            answer = await workflow.execute_local_activity_method(
                Hands.repeat,
                Repeat(sentence_id=self.case.sentence_id, number=number),
                start_to_close_timeout=_A_WRITE,
                retry_policy=_WITHOUT_LIMIT,
            )
        if answer is not None:
            is_another = arrival.sending is None or arrival.sending != answer.sending
            arrival.answer = answer.model_copy(update={"duplicate": is_another})

    # ---- what operators see, and what goes over to the next run

    def _show(self) -> None:
        workflow.set_current_details(sight.current_details(self.case))

    def _show_attributes(self) -> None:
        if updates := search_attributes.changes(self.case, workflow.info().typed_search_attributes):
            workflow.upsert_search_attributes(updates)

    def _next_run(self) -> Run:
        return Run(
            case=self.case,
            person=self._carried.person,
            inbox=tuple(unread(arrival) for arrival in self._inbox),
            seen=self._seen.carried(),
            outbox=self._outbox.undelivered(),
            timeline=self.timeline,
            began=self._began,
            moment=self._moment,
            retry_at=self._retry_at,
            fault_told=self._fault_told,
        )


def _is_away(fault: FailureError) -> bool:
    """Return whether the register was away: what a local activity fails of may come bare, without an ActivityError."""
    return any(isinstance(each, ApplicationError) and each.type == REGISTER_AWAY for each in (fault, fault.cause))

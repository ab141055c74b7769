"""A stage for sentences: a client, a register of their own, a provider that keeps a list, and workers."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from uuid import uuid4

from pydantic import JsonValue
from sqlalchemy import Engine as Register
from temporalio.client import Client, WorkflowHandle
from temporalio.worker import Worker

from activities.batch_hands import ReassessingHands
from activities.deciding import Engine
from activities.digesting import DigestingHands
from activities.notices import Notices
from activities.sentence_hands import SentenceHands
from activities.standing_hands import TellingHands
from policy.case import Actor, Case, Event
from policy.engine import decide
from policy.facts import Facts, Kind
from policy.vocabulary import QUALIFICATION
from register.connection import reading
from register.read.journal import WhichEntries, entry_of, journal
from register.read.lines import JournalLine, NoticeLine, SentenceRecord
from register.read.notices import WhichNotices
from register.read.notices import notices as notice_lines
from register.read.qualifications import qualification
from register.read.sentences import sentence
from tests.activities.fake_notices import FakeNotices
from workflows import client as road
from workflows.connection import WORKFLOWS
from workflows.messages import Answer, Message, Person, Reach, Run, workflow_id
from workflows.shape import local_day
from workflows.standing import A_WATCH

AT_ONCE = timedelta(seconds=20)
SOMEBODY = Person(prison_number="A1234BC", crn="X123456")
_numbers = count(1)


def event(name: str, by: str, at: datetime, *, id_: str | None = None, **payload: JsonValue) -> Event:
    """Return an event sent by a role, with an id of its own."""
    return Event(
        id=id_ or f"{name}/{uuid4().hex[:12]}",
        name=name,
        at=at,
        on=local_day(at),
        by=Actor(role=by, id="N03A019"),
        payload=payload,
    )


@dataclass
class Stage:
    """Where sentences live during a test."""

    client: Client
    register: Register
    notices: FakeNotices = field(default_factory=FakeNotices)
    task_queue: str = field(default_factory=lambda: f"sentences-{uuid4().hex[:8]}")

    def worker(
        self,
        *,
        workflows: Sequence[type] = WORKFLOWS,
        engine: Engine = decide,
        notices: Notices | None = None,
        hands: SentenceHands | None = None,
        looks: timedelta = A_WATCH,
    ) -> Worker:
        """Return a worker of this stage. `looks` is how long it watches standing before another may."""
        doing = hands or SentenceHands(engine, self.register, notices or self.notices)
        digesting = DigestingHands(self.register, notices or self.notices)
        batches = ReassessingHands(engine, self.register)
        telling = TellingHands(self.register, notices or self.notices, watch=looks)
        return Worker(
            self.client,
            task_queue=self.task_queue,
            workflows=workflows,
            activities=[
                *(doing.decide, doing.remember, doing.try_to_tell, doing.tell, doing.repeat, doing.pass_on),
                *(batches.begin_reassessment, batches.reassess_page, batches.write_turn),
                *(digesting.make_digests, digesting.send_digests),
                *(telling.standing_number, telling.tell_held, telling.standing_told),
                *(telling.begin_standings, telling.watch_standings),
            ],
            activity_executor=ThreadPoolExecutor(16),
            max_concurrent_activities=8,
            max_concurrent_local_activities=8,
            sticky_queue_schedule_to_start_timeout=timedelta(seconds=1),
        )

    async def start(self, case: Case, first: Event, *, person: Person = SOMEBODY) -> Answer:
        """Start a sentence and return the answer to its opening event."""
        of = None if case.kind == QUALIFICATION else person
        run = Run(case=case, person=of, first=Message(event=first))
        return await road.start(self.client, run, task_queue=self.task_queue, patience=AT_ONCE)

    async def send(
        self, case: Case, told: Event, *, patience: timedelta = AT_ONCE, reach: Reach = "sentence"
    ) -> Answer:
        """Tell a sentence something and return its answer."""
        message = Message(event=told, reach=reach)
        return await road.send(self.client, case.kind, case.sentence_id, message, patience=patience)

    async def signal(self, case: Case, told: Event) -> None:
        """Report a fact to a sentence."""
        await self.handle(case).signal(told.name, Message(event=told))

    def handle(self, case: Case) -> WorkflowHandle[object, Case]:
        """Return the handle of a sentence's workflow, whichever run."""
        return self.client.get_workflow_handle(workflow_id(case.kind, case.sentence_id), result_type=Case)

    async def case(self, case: Case) -> Case:
        """Return the sentence as its workflow has it."""
        stands: Case = await self.handle(case).query("case", result_type=Case)
        return stands

    async def remembered(self, case: Case, event_id: str) -> JournalLine:
        """Return the entry of an event once the register has it."""
        while True:
            with reading(self.register) as session:
                line = entry_of(session, case.sentence_id, event_id)
            if line is not None:
                return line
            await self.client.service_client.check_health()

    async def everybody_told(self, case: Case) -> None:
        """Return once no urgent notice of the sentence waits to be sent."""
        while any(notice.status != "sent" for notice in self.told(case, urgency="now")):
            await self.client.service_client.check_health()

    def record(self, case: Case) -> SentenceRecord:
        """Return the sentence as the register has it."""
        with reading(self.register) as session:
            return sentence(session, case.sentence_id)

    def kept(self, case: Case) -> Case:
        """Return the case of a sentence or a qualification as the register has it."""
        if case.kind != QUALIFICATION:
            return self.record(case).case
        with reading(self.register) as session:
            return qualification(session, case.sentence_id).case

    def journal(self, case: Case) -> list[JournalLine]:
        """Return the sentence's whole journal."""
        lines: list[JournalLine] = []
        cursor = None
        which = WhichEntries(sentence_id=case.sentence_id, of_staff=case.kind == QUALIFICATION)
        with reading(self.register) as session:
            while True:
                page = journal(session, which, cursor=cursor)
                lines += page.items
                cursor = page.next
                if cursor is None:
                    return lines

    def told(self, case: Case, **which: str) -> list[NoticeLine]:
        """Return the sentence's notices in the register, oldest first, up to a page."""
        asked = WhichNotices.model_validate({"sentence_id": case.sentence_id, **which})
        with reading(self.register) as session:
            return list(reversed(notice_lines(session, asked).items))


def sentence_id() -> str:
    """Return an id that no other sentence has."""
    return f"S-{next(_numbers)}-{uuid4().hex[:8]}"


def order(kind: Kind = "community_order", **facts: object) -> Case:
    """Return a community order with a rehabilitation activity requirement, to which nothing has happened yet."""
    known = {"requirements": ("rar",), "rosh": "medium", "region": "Wales", **facts}
    return Case(sentence_id=sentence_id(), kind=kind, facts=Facts.model_validate(known))


def custody(**facts: object) -> Case:
    """Return a two-year standard determinate sentence to which nothing has happened yet."""
    known = {"sentence_type": "standard_determinate", "term_months": 24, "rosh": "high", "region": "London", **facts}
    return Case(sentence_id=sentence_id(), kind="custodial_sentence", facts=Facts.model_validate(known))

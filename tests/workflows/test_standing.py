"""Nobody holds a case who may not: asked of the register as a sentence decides, and told whenever it changes."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from temporalio import activity
from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from activities.sentence_hands import SentenceHands
from policy.case import Case, Decision, Event, Refusal
from policy.engine import decide
from tests.workflows.clock import now
from tests.workflows.processes import WorkerProcess
from tests.workflows.servers import DevServer
from tests.workflows.short_standings import ShortStandings
from tests.workflows.staff import authorised, considered, lost, registered
from tests.workflows.stage import Stage, event, order
from tests.workflows.store_histories import HISTORIES
from tests.workflows.world import world
from workflows.connection import WORKFLOWS, plugin
from workflows.messages import Entry, Person, Question, Remembered
from workflows.standing_client import tell_sentences
from workflows.standings import WATCH_ID, WATCH_WORKFLOW, WatchRun, standing_workflow_id

STORED = {file: file.read_text(encoding="utf-8") for file in sorted(HISTORIES.glob("*/standings/*.json"))}
MANAGER = "senior_probation_officer"


def given(to: str, at: datetime | None = None) -> Event:
    return event("allocated", MANAGER, at or now(), practitioner=to, rationale="fits")


def moved(to: str) -> Event:
    return event("transfer", MANAGER, now(), to_practitioner=to, rationale="fits")


async def held(stage: Stage, number: int, by: str, **facts: object) -> list[Case]:
    """Start so many orders, each of somebody else, and give all to one practitioner."""
    cases = [order("community_order", **facts) for _ in range(number)]
    free = asyncio.Semaphore(20)

    async def one(place: int, case: Case) -> None:
        async with free:
            await stage.start(case, event("order_made", "court", now()), person=Person(crn=f"X{place:06}"))
            answer = await stage.send(case, given(by))
            assert answer.accepted, answer.refusal

    await asyncio.gather(*(one(place, case) for place, case in enumerate(cases)))
    return cases


async def told(stage: Stage, staff_id: str) -> int:
    """Tell all sentences of a practitioner and return how many were told."""
    await tell_sentences(stage.client, staff_id, task_queue=stage.task_queue)
    number: int = await stage.client.get_workflow_handle(standing_workflow_id(staff_id), result_type=int).result()
    return number


def to_be_replaced(stage: Stage, case: Case) -> list[str]:
    return [duty.rule for duty in stage.record(case).case.duties if duty.part == "reallocate"]


async def replaced(stage: Stage, cases: list[Case]) -> None:
    """Return once every sentence asks for another holder."""
    for case in cases:
        while not to_be_replaced(stage, case):
            await stage.client.service_client.check_health()


async def test_a_case_is_refused_to_somebody_who_may_not_and_the_journal_says_on_which_facts(stage: Stage) -> None:
    registered(stage.register, "S01", now(), role="probation_services_officer")
    case, asked = order("community_order", rosh="high"), given("S01")
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        answer = await stage.send(case, asked)

    assert answer.refusal is not None
    assert (answer.refusal.reason, answer.refusal.rules[0]) == ("MayNotManageThisRisk", "QG-18")
    [line] = [line for line in stage.journal(case) if line.event_id == asked.id]
    assert line.refusal is not None
    [found] = line.refusal.standings
    assert found.standing is not None
    assert (found.staff_id, found.right, found.standing.may_manage) == ("S01", "hold", ("low", "medium"))
    assert found.standing.facts is not None
    assert found.standing.facts.role == "probation_services_officer"


async def test_whoever_is_not_registered_is_let_through_and_the_decision_says_so(stage: Stage) -> None:
    case, asked = order(), given("N09")
    async with stage.worker():
        await stage.start(case, event("order_made", "court", now()))
        answer = await stage.send(case, asked)

    assert answer.accepted
    decision = (await stage.remembered(case, asked.id)).decision
    assert decision is not None
    assert [(found.staff_id, found.standing) for found in decision.standings] == [("N09", None)]


async def test_a_loss_under_an_earlier_code_reaches_the_cases_and_bars_the_next_until_it_is_decided_on(
    stage: Stage,
) -> None:
    registered(stage.register, "P01", now())
    registered(stage.register, "P11", now(), former=("P01", "P00"))
    async with stage.worker():
        [case], [other] = await held(stage, 1, "P11"), await held(stage, 1, "N09")
        lost(stage.register, "P01", now())
        number = await told(stage, "P11")
        await replaced(stage, [case])
        refused = await stage.send(other, moved("P11"))
        considered(stage.register, "P11", now())
        await told(stage, "P11")
        while to_be_replaced(stage, case):
            await stage.client.service_client.check_health()
        given_ = await stage.send(other, moved("P00"))
        to_today = moved("P11")
        again, repeated = await stage.send(other, to_today), await stage.send(other, to_today)

    assert number == 1
    assert refused.refusal is not None
    assert (refused.refusal.reason, refused.refusal.rules) == ("LossOfAuthorisationKnown", ("QG-23-d",))
    assert "an entry under P01; no decision on it is recorded" in refused.refusal.says
    decided = "The Loss of Authorisation Register has an entry under P01; a decision on it is recorded (QG 23)."
    assert given_.remarks == ("P00 is a staff code of before: it is P11 now.", decided)
    assert (again.remarks, repeated.remarks) == ((decided,), (decided,))


async def test_every_sentence_held_is_told_at_once_page_after_page_and_asks_for_another_holder(stage: Stage) -> None:
    registered(stage.register, "P01", now())
    async with stage.worker(workflows=[*WORKFLOWS[:2], ShortStandings]):
        cases = await held(stage, 9, "P01")
        [other] = await held(stage, 1, "N09")
        authorised(stage.register, "P01", "suspended", now())
        number = await told(stage, "P01")
        await replaced(stage, cases)
        again = await told(stage, "P01")
        telling = stage.client.get_workflow_handle(standing_workflow_id("P01"))
        metadata = await telling.query("__temporal_workflow_metadata", result_type=WorkflowMetadata)
        authorised(stage.register, "P01", "active", now())
        await told(stage, "P01")
        while any(to_be_replaced(stage, case) for case in cases):
            await stage.client.service_client.check_health()

    assert (number, again) == (9, 0)
    assert metadata.current_details.startswith("**9 sentences looked at**, 0 told.")
    assert to_be_replaced(stage, other) == []
    for case in cases:
        assert {(notice.to, notice.urgency) for notice in stage.told(case) if notice.rules == ("QG-22-a",)} == {
            (MANAGER, "now"),
            ("head_of_pdu", "now"),
        }
        assert [line.event for line in stage.journal(case)].count("holder_standing_changed") == 2


class Overtaken(SentenceHands):
    """Hands that take so long to write an allocation down that its holder is suspended meanwhile."""

    @activity.defn
    def remember(self, entry: Entry) -> Remembered:
        if entry.event.name == "allocated":
            authorised(self._register, "P01", "suspended", now())
        return super().remember(entry)


async def test_a_standing_that_changes_between_decision_and_register_is_noticed_by_the_sentence(stage: Stage) -> None:
    registered(stage.register, "P01", now())
    async with stage.worker(hands=Overtaken(decide, stage.register, stage.notices)):
        cases = await held(stage, 1, "P01")
        await replaced(stage, cases)
        history = await stage.handle(cases[0]).fetch_history()

    assert to_be_replaced(stage, cases[0]) == ["QG-22-a"]
    replay = await Replayer(workflows=WORKFLOWS, plugins=[plugin()]).replay_workflow(history)
    assert replay.replay_failure is None


class WithoutRegister(SentenceHands):
    """Hands whose register is away the first three times that it is asked about staff."""

    away = 3

    @activity.defn
    def decide(self, question: Question) -> Decision | Refusal:
        if question.event.name != "allocated" or not self.away:
            return super().decide(question)
        self.away -= 1
        there, self._register = self._register, create_engine("sqlite:////nowhere/register.db")
        try:
            return super().decide(question)
        finally:
            self._register = there


async def test_a_register_that_is_away_delays_the_decision_and_lets_nobody_through(stage: Stage) -> None:
    registered(stage.register, "S01", now(), role="probation_services_officer")
    case, asked = order("community_order", rosh="high"), given("S01")
    async with stage.worker(hands=WithoutRegister(decide, stage.register, stage.notices)):
        await stage.start(case, event("order_made", "court", now()))
        answer = await stage.send(case, asked)
        history = await stage.handle(case).fetch_history()

    assert answer.refusal is not None
    assert answer.refusal.reason == "MayNotManageThisRisk"
    replay = await Replayer(workflows=WORKFLOWS, plugins=[plugin()]).replay_workflow(history)
    assert replay.replay_failure is None


async def test_a_worker_killed_half_way_leaves_no_sentence_untold(
    stage: Stage, dev_server: DevServer, register_url: str
) -> None:
    registered(stage.register, "P01", now())
    with WorkerProcess(dev_server.address, register_url, stage.task_queue) as doomed:
        cases = await held(stage, 24, "P01")
        authorised(stage.register, "P01", "suspended", now())
        await tell_sentences(stage.client, "P01", task_queue=stage.task_queue)
        doomed.kill()
    with WorkerProcess(dev_server.address, register_url, stage.task_queue):
        await replaced(stage, cases)
        await stage.client.get_workflow_handle(standing_workflow_id("P01")).result()

    for case in cases:
        assert to_be_replaced(stage, case) == ["QG-22-a"]
        assert [line.event for line in stage.journal(case)].count("holder_standing_changed") == 1


async def test_a_qualification_that_lapses_by_itself_reaches_the_sentences_on_the_day_after(register: Engine) -> None:
    begin = datetime(2026, 3, 2, 9, tzinfo=UTC)
    registered(register, "P02", begin, last_day=date(2026, 3, 20))
    case = order()
    async with world(register) as here:

        async def watch() -> int:
            """Look whose standing has changed; what is begun is told before it comes back."""
            stage = here.stage
            with here._server.auto_time_skipping_disabled():
                number: int = await stage.client.execute_workflow(
                    WATCH_WORKFLOW, WatchRun(), id=WATCH_ID, task_queue=stage.task_queue, result_type=int
                )
                if number:
                    await stage.client.get_workflow_handle(standing_workflow_id("P02")).result()
            return number

        await here.begin(begin)
        await here.stage.start(case, event("order_made", "court", begin))
        await here.stage.send(case, given("P02", begin))
        first = await watch()  # newly registered
        await here.reach(datetime(2026, 3, 20, 23, 50, tzinfo=UTC))
        before = await watch()
        await here.reach(datetime(2026, 3, 21, 0, 1, tzinfo=UTC))
        after = await watch()
        await replaced(here.stage, [case])

    assert (first, before, after) == (1, 0, 1)
    [news] = [line for line in here.stage.journal(case) if line.event == "holder_standing_changed"]
    assert news.on == date(2026, 3, 21)


@pytest.mark.parametrize("file", STORED, ids=lambda file: file.stem)
async def test_a_stored_change_of_standing_replays(file: Path) -> None:
    history = WorkflowHistory.from_json(file.stem, STORED[file])
    replayed = await Replayer(workflows=WORKFLOWS, plugins=[plugin()]).replay_workflow(history)

    assert replayed.replay_failure is None


def test_there_is_a_stored_history_of_the_watch_and_of_the_telling() -> None:
    assert {file.stem for file in STORED} >= {"watch-finished", "watch-staying", "told-finished"}


@pytest.mark.bench
@pytest.mark.timeout(900)
async def test_a_thousand_sentences_of_one_practitioner(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    registered(stage.register, "P01", now())
    async with stage.worker():
        cases = await held(stage, 1_000, "P01")
        authorised(stage.register, "P01", "suspended", now())
        began = now()
        number = await told(stage, "P01")
        reached = now() - began
        await replaced(stage, list(reversed(cases)))
        done = now() - began

    assert number == 1_000
    assert done < timedelta(minutes=10)
    with capsys.disabled():
        print(f"\n1,000 sentences signalled in {reached}, decided and remembered in {done}")  # noqa: T201

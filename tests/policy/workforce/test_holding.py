"""No order of events lets somebody hold a case who may not, unless the sentence asks for another holder."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st

from policy.asks import asked_of
from policy.calendar import local_day
from policy.case import Actor, Case, Decision, Event, Refusal
from policy.engine import decide
from policy.facts import Facts, Risk
from policy.workforce.entitled import Found, Named, OnRecord, found
from policy.workforce.practitioner import Authorisation, HeldPost, Practitioner, Qualification, Span
from policy.workforce.roles import Role

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
RISKS: tuple[Risk, ...] = ("low", "medium", "high", "very_high")
REALLOCATE = {"QG-22-a", "QG-18"}
STAFF = ("S01", "P01", "P02", "N09")
"""A services officer, two probation officers of whom one's award lapses on the fifth day, and somebody unknown."""


def somebody(staff_id: str, role: Role, *, last_day: date | None = None) -> Practitioner:
    held = Qualification(
        award="pqip",
        qualified_on=date(2018, 1, 5),
        evidence=("academic_certificate", "vocational_certificate"),
        last_day=last_day,
    )
    return Practitioner(
        staff_id=staff_id,
        employment_start=date(2010, 4, 1),
        posts=(HeldPost(since=date(2018, 1, 8), role=role),),
        qualifications=(held,),
        vetting=(Span(since=date(2018, 1, 8)),),
        authorisations=(Authorisation(status="active", since=datetime(2018, 1, 8, tzinfo=UTC)),),
    )


Change = tuple[Literal["suspended", "active"], str]
changes = st.tuples(st.sampled_from(["suspended", "active"]), st.sampled_from(STAFF))
steps = st.one_of(
    st.tuples(st.just("transfer"), st.sampled_from(STAFF), st.lists(changes, max_size=2)),
    st.tuples(st.just("risk_changed"), st.sampled_from(RISKS), st.lists(changes, max_size=1)),
    st.tuples(st.just("staff"), changes),
    st.tuples(st.just("hear"), st.integers(0, 3)),
    st.tuples(st.just("lapse")),
)


@dataclass
class World:
    """A register, one sentence, and the news on its way to it."""

    case: Case
    now: datetime = BEGIN
    staff: dict[str, Practitioner] = field(
        default_factory=lambda: {
            "S01": somebody("S01", "probation_services_officer"),
            "P01": somebody("P01", "probation_officer"),
            "P02": somebody("P02", "probation_officer", last_day=date(2026, 3, 6)),
        }
    )
    news: list[str] = field(default_factory=list)

    def found(self, named: Named) -> Found:
        known = self.staff.get(named.staff_id)
        return found(named, OnRecord(practitioner=known) if known else None, self.now)

    def take_in(self, name: str, payload: dict[str, str], meanwhile: list[Change] | None = None) -> bool:
        """Decide by the register as it is, let staff change meanwhile, then write down and look once more."""
        self.now += timedelta(hours=1)
        by = Actor(role={"holder_standing_changed": "system", "order_made": "court"}.get(name, MANAGER))
        event = Event.model_validate(
            {"id": str(self.now), "name": name, "at": self.now, "on": local_day(self.now), "by": by, "payload": payload}
        )
        standings = tuple(self.found(named) for named in asked_of(self.case, event))
        verdict = decide(self.case, event, self.now, standings=standings)
        for change in meanwhile or []:
            self.change(*change)
        if isinstance(verdict, Refusal):
            self.case = self.case.refused()
            assert verdict.standings == standings
            return False
        assert isinstance(verdict, Decision)
        assert verdict.standings == standings
        self.case = self.case.after(verdict)
        holder = next((each for each in standings if each.right == "hold"), None)
        if holder and self.found(holder).manages != holder.manages:
            self.news.append(holder.staff_id)
        return True

    def change(self, status: Literal["suspended", "active"], staff_id: str) -> None:
        """Change an authorisation; whoever holds cases has them told."""
        known = self.staff.get(staff_id)
        if known is None:
            return
        self.now += timedelta(minutes=1)
        given = (*known.authorisations, Authorisation(status=status, since=self.now))
        self.staff[staff_id] = known.model_copy(update={"authorisations": given})
        self.tell(staff_id)

    def tell(self, staff_id: str) -> None:
        if self.case.facts.practitioner == staff_id:
            self.news.append(staff_id)

    def hear(self, which: int) -> None:
        """Let one of the news arrive, whatever its turn."""
        if self.news:
            self.take_in("holder_standing_changed", {"staff_id": self.news.pop(which % len(self.news))})


MANAGER = "senior_probation_officer"


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(RISKS), st.sampled_from(STAFF), st.lists(steps, max_size=12))
def test_whoever_holds_a_case_and_may_not_is_known_to_have_to_be_replaced(
    risk: Risk, first: str, told: list[tuple[object, ...]]
) -> None:
    begun = Facts(requirements=("rar",), rosh=risk, order_end=date(2027, 9, 1))
    world = World(Case(sentence_id="S-1", kind="community_order", facts=begun))
    world.take_in("order_made", {})
    world.take_in("allocated", {"practitioner": first, "rationale": "fits"})
    for step in told:
        match step:
            case ("transfer", str(to), list(meanwhile)):
                world.take_in("transfer", {"to_practitioner": to, "rationale": "fits"}, meanwhile)
            case ("risk_changed", str(level), list(meanwhile)):
                world.take_in("risk_changed", {"rosh": level, "rationale": "assessed"}, meanwhile)
            case ("staff", (status, str(staff_id))) if status in {"suspended", "active"}:
                world.change(status, staff_id)
            case ("hear", int(which)):
                world.hear(which)
            case ("lapse",):
                world.now = max(world.now, datetime(2026, 3, 7, tzinfo=UTC))
                world.tell("P02")
    if world.now.date() >= date(2026, 3, 7):
        world.tell("P02")
    while world.news:
        world.hear(0)

    facts = world.case.facts
    held = world.found(Named(staff_id=facts.practitioner, right="hold")) if facts.practitioner else None
    unfit = held is not None and not (held.may and held.may_manage(facts.rosh))
    opened = [duty for duty in world.case.duties if duty.part == "reallocate"]
    assert {duty.rule for duty in opened} <= REALLOCATE
    assert {duty.owner for duty in opened} <= {MANAGER}
    assert len(opened) == (1 if unfit else 0)

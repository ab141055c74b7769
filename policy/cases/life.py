"""A life: one sentence told step by step, and what must follow from each step (format in docs/cases.md)."""

from collections.abc import Iterator
from datetime import date, datetime

from pydantic import Field, JsonValue, model_validator

from policy.calendar import at_noon, local_day
from policy.case import Actor, Case, Event, Value, facts_from
from policy.catalogue import Catalogue, catalogue
from policy.facts import Facts, Kind
from policy.frozen import Frozen
from policy.prioritisation import Prioritisation
from policy.rule import GoLive, Parameter
from policy.vocabulary import TIME
from policy.workforce.entitled import Loss, OnRecord
from policy.workforce.practitioner import Practitioner

_SENTENCE_TYPES = {"LICENCE": "standard_determinate", "PSS": "standard_determinate", "LIFE": "life", "IPP": "ipp"}
_NOT_FACTS = frozenset({"kind", "start", "type"})


class Expected(Frozen):
    """A duty that a step opens: its rule and, where named, its limit and owner."""

    rule: str
    due: date | datetime | None = None
    owner: str | None = None


class Expect(Frozen):
    """What must follow from a step. What is not named is not checked."""

    phase: str | None = None
    refused_by: tuple[str, ...] | None = None
    opens: tuple[Expected, ...] = ()
    meets: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()
    lapses: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    not_told: tuple[str, ...] = ()
    not_open: tuple[str, ...] = ()
    values: dict[str, object] = Field(default_factory=dict)


class Step(Frozen):
    """One dated step: an event, or `time` where only the date arrives."""

    on: date | None = None
    at: datetime | None = None
    event: str
    by: str | None = None
    staff_id: str | None = Field(default=None, description="staff code of the sender, where it matters")
    payload: dict[str, object] = Field(default_factory=dict, alias="with")
    expect: Expect | None = None

    @model_validator(mode="after")
    def _has_a_day(self) -> "Step":
        if (self.on is None) == (self.at is None):
            raise ValueError("a step has either `on` or `at`")
        return self

    def moment(self) -> datetime:
        """Return the instant of the step in UTC: noon where only the day is told."""
        if self.at:
            return self.at
        return at_noon(self.on or date.max)


class Life(Frozen):
    """A whole sentence."""

    id: str
    title: str
    kind: Kind
    why: str | None = None
    shows: tuple[str, ...] = Field(default=(), alias="rules", description="decisions it shows that no step names")
    facts: dict[str, object] = Field(default_factory=dict)
    local: dict[str, int] = Field(default_factory=dict, description="local figures as this life has them set")
    figure: tuple[Parameter, ...] = Field(default=(), description="dated local figures, of a region or everywhere")
    lists: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="local lists as this life has them set")
    commenced: dict[str, date] = Field(default_factory=dict, description="commencements of statute, as it has them set")
    prioritisation: tuple[Prioritisation, ...] = Field(default=(), description="regional statuses, as it has them set")
    go_live: tuple[GoLive, ...] = Field(default=(), description="go-lives of prisons and providers, as it has them set")
    staff: tuple[Practitioner, ...] = Field(default=(), description="practitioners registered in this life")
    former: dict[str, str] = Field(default_factory=dict, description="staff code of before to the one of today")
    loss: tuple[Loss, ...] = Field(default=(), description="entries of the Loss of Authorisation Register")
    step: tuple[Step, ...]

    @property
    def begins_in_the_middle(self) -> bool:
        """Return whether the life is that of a licence from its release: its phases are then stages."""
        return self.kind == "custodial_sentence" and self.step[0].event == "release"

    def rules(self) -> Catalogue:
        """Return the catalogue the life is lived under: the product's, with what the life sets besides."""
        book = catalogue()
        sets = (self.local, self.figure, self.lists, self.commenced, self.prioritisation, self.go_live)
        if not any(sets):
            return book
        set_here = (
            book.with_parameters(self.local)
            .with_figures(self.figure)
            .with_commencements(self.commenced)
            .with_listings(self.lists)
        )
        return set_here.with_prioritisations(self.prioritisation).with_go_lives(self.go_live)

    def on_record(self, staff_id: str) -> OnRecord | None:
        """Return what this life's register has of whoever goes, or went, by a staff code."""
        code = self.former.get(staff_id, staff_id)
        known = next((each for each in self.staff if each.staff_id == code), None)
        codes = {code, *(former for former, now in self.former.items() if now == code)}
        losses = tuple(loss for loss in self.loss if loss.staff_id in codes)
        return OnRecord(practitioner=known, losses=losses) if known else None

    def case(self) -> Case:
        """Return the sentence before its first step."""
        return Case(sentence_id=self.id, kind=self.kind, facts=known_at_start(self.facts))

    def events(self) -> Iterator[tuple[Step, Event]]:
        """Return each step with the event it sends."""
        for number, step in enumerate(self.step, start=1):
            yield step, event_of(self.id, number, step)


def known_at_start(told: dict[str, object]) -> Facts:
    """Return the facts of a case file: `kind` names the sort of licence, `start` is told by the first step."""
    facts = {key: value for key, value in told.items() if key not in _NOT_FACTS}
    sort = told.get("kind", told.get("type"))
    if sort in _SENTENCE_TYPES and "sentence_type" not in facts:
        facts["sentence_type"] = _SENTENCE_TYPES[sort]
    return facts_from(facts)


def event_of(life: str, number: int, step: Step) -> Event:
    """Return the event a step sends, with an id of its own."""
    at = step.moment()
    return Event(
        id=f"{life}/{number}",
        name=step.event,
        at=at,
        on=local_day(at),
        by=_sender(step),
        payload={key: _plain(value) for key, value in step.payload.items()},
    )


def _sender(step: Step) -> Actor | None:
    if step.by is None or step.event == TIME:
        return None
    return Actor(role=step.by, id=step.staff_id) if step.staff_id else Actor(role=step.by)


def _plain(value: object) -> JsonValue:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a case file cannot hold {value!r}")


class Followed(Frozen):
    """What followed from a step, whoever found it out: the engine alone, or the workflow and the register."""

    phase: str
    stage: str | None = None
    refused: bool = False
    refused_by: tuple[str, ...] = ()
    changed_by_refusal: bool = False
    opened: tuple[Expected, ...] = Field(default=(), description="duties opened or given another date")
    met: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    lapsed: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    open_rules: tuple[str, ...] = ()
    values: dict[str, Value] = Field(default_factory=dict)


class Difference(Frozen):
    """One thing that is not as told."""

    where: str
    what: str
    expected: str
    got: str
    why: str = ""


def differences(life: Life, number: int, followed: Followed) -> list[Difference]:
    """Return everything that is not as the step says."""
    step = life.step[number - 1]
    expect = step.expect or Expect()
    where = f"{life.id} step {number} ({step.on or step.at} {step.event})"
    if expect.refused_by is None and followed.refused:
        return [_differs(where, "accepted", "accepted", f"refused by {list(followed.refused_by)}")]
    here = followed.stage if life.begins_in_the_middle else followed.phase
    found = [
        *_refusals(where, expect, followed),
        *_openings(where, expect, followed),
        *_endings(where, expect, followed),
        *_untold(where, expect, followed),
    ]
    if expect.phase is not None and expect.phase != here:
        found.append(_differs(where, "phase", expect.phase, here))
    for name, wanted in expect.values.items():
        if not _same(wanted, followed.values.get(name)):
            found.append(_differs(where, f"value {name}", wanted, followed.values.get(name)))
    return found


def _refusals(where: str, expect: Expect, followed: Followed) -> Iterator[Difference]:
    if expect.refused_by is None:
        return
    if not followed.refused or not set(expect.refused_by) <= set(followed.refused_by):
        got = list(followed.refused_by) if followed.refused else "accepted"
        yield _differs(where, "refused_by", list(expect.refused_by), got)
    if followed.changed_by_refusal:
        yield _differs(where, "refused step", "changes nothing", "something changed")


def _openings(where: str, expect: Expect, followed: Followed) -> Iterator[Difference]:
    for wanted in expect.opens:
        if not any(_fits(wanted, duty) for duty in followed.opened):
            same_rule = [f"{duty.due} {duty.owner}" for duty in followed.opened if duty.rule == wanted.rule]
            told = f"{wanted.due or 'no date named'} {wanted.owner or ''}".strip()
            yield _differs(where, f"opens {wanted.rule}", told, same_rule or "not opened")
    for rule in expect.not_open:
        if rule in followed.open_rules:
            yield _differs(where, f"not_open {rule}", "not open", "open")


def _endings(where: str, expect: Expect, followed: Followed) -> Iterator[Difference]:
    for what, told, got in (
        ("meets", expect.meets, followed.met),
        ("misses", expect.misses, followed.missed),
        ("lapses", expect.lapses, followed.lapsed),
        ("tells", expect.tells, followed.told),
    ):
        for name in told:
            if name not in got:
                yield _differs(where, f"{what} {name}", "yes", f"no: {sorted(set(got))}")


def _untold(where: str, expect: Expect, followed: Followed) -> Iterator[Difference]:
    for name in expect.not_told:
        if name in followed.told:
            yield _differs(where, f"not_told {name}", "not told", "told")


def _differs(where: str, what: str, expected: object, got: object) -> Difference:
    return Difference(where=where, what=what, expected=str(expected), got=str(got))


def _fits(wanted: Expected, duty: Expected) -> bool:
    if wanted.rule != duty.rule or (wanted.owner is not None and wanted.owner != duty.owner):
        return False
    return wanted.due is None or wanted.due == duty.due


def _same(wanted: object, got: Value) -> bool:
    if isinstance(wanted, list):
        return isinstance(got, tuple | list) and list(got) == wanted
    return bool(_plain(wanted) == got)

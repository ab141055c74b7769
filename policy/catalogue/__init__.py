"""The rules as dated rows: read once, checked whole, asked by day."""

import ast
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, cached_property, partial
from importlib.resources import files
from typing import TypeVar, cast

from pydantic import ValidationError

from policy.expression import Condition, compiled
from policy.frozen import Frozen
from policy.grammar import Due, Every, read_due, read_every
from policy.names import KNOWN, asks_the_message, check_anchors, check_counts, check_decision, sent
from policy.prioritisation import Prioritisation
from policy.rule import Commencement, Edited, Edition, GoLive, Listing, Parameter, Rule, Transition
from policy.vocabulary import QUALIFICATION, VOCABULARY, event_kinds, family, roles, vocabulary

LIFECYCLE, LOCAL, EDITIONS = "lifecycle", "local.toml", "editions.toml"
_Row = TypeVar("_Row", bound=Frozen)
_Made = TypeVar("_Made")
_SPOKEN_OF = re.compile(r"(?:commenced|order_made_before)\((\w+)\)")
_NOT_RULES = (VOCABULARY, LIFECYCLE, LOCAL, EDITIONS)


class BadCatalogue(ValueError):
    """The catalogue is not sound; the message lists every fault with its file and row."""


@dataclass(frozen=True)
class MetBy:
    """An event that meets a duty, on a condition."""

    event: str
    holds: Condition


@dataclass(frozen=True)
class Ready:
    """A rule with its words compiled: what the engine runs."""

    rule: Rule
    when: tuple[Condition, ...]
    stays: tuple[Condition, ...]
    require: tuple[Condition, ...]
    instead: Condition | None
    met_when: Condition | None
    met_by: tuple[MetBy, ...]
    due: Due | None
    every: Every | None
    of_the_message: bool
    """opens only with the message it counts from: what it asks of that is asked of no other"""


@dataclass(frozen=True)
class Arrow:
    """A transition with its words compiled."""

    transition: Transition
    when: tuple[Condition, ...]
    at: Due | None
    before: Due | None


@dataclass(frozen=True)
class Rules:
    """The rules in force on one day for one kind of sentence, sorted by what they do."""

    duties: tuple[Ready, ...]
    gates: dict[str, tuple[Ready, ...]]
    tellers: dict[str, tuple[Ready, ...]]
    arrows: tuple[Arrow, ...]
    by_key: dict[str, Ready]
    repealed: dict[str, Ready]
    until: date | None
    """first day on which a commencement already set changes them"""


@dataclass(frozen=True)
class Catalogue:
    """Every row ever in force, with the file it stands in."""

    rows: tuple[Ready, ...]
    arrows: tuple[Arrow, ...]
    parameters: tuple[Parameter, ...]
    commencements: tuple[Commencement, ...] = ()
    prioritisations: tuple[Prioritisation, ...] = ()
    listings: tuple[Listing, ...] = ()
    go_lives: tuple[GoLive, ...] = ()
    editions: tuple[Edition, ...] = ()
    files: dict[str, str] = field(default_factory=dict)
    edition: int | None = None
    """the one edition it was narrowed to; nothing: rows of every edition"""
    _on: dict[tuple[int, str], Rules] = field(default_factory=dict, init=False, compare=False, repr=False)
    _under: "dict[int, Catalogue]" = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def latest(self) -> int:
        """Return the number of the latest edition: what sentences begin under, and are reassessed to."""
        return max((edition.number for edition in self.editions), default=1)

    def under(self, edition: int) -> "Catalogue":
        """Return the catalogue as an edition has it; where that one is yet to come, as the latest has it."""
        number = min(edition, self.latest)
        if number not in self._under:
            rows = tuple(ready for ready in self.rows if ready.rule.is_in(number))
            arrows = tuple(arrow for arrow in self.arrows if arrow.transition.is_in(number))
            self._under[number] = replace(self, rows=rows, arrows=arrows, edition=number)
        return self._under[number]

    def brings(self, edition: int) -> int:
        """Return how many rows and arrows an edition is the first to have."""
        return sum(each.edition == edition for each in self._edited())

    def leaves_out(self, edition: int) -> int:
        """Return how many rows and arrows of the edition before an edition has no longer."""
        return sum(each.last_edition == edition - 1 for each in self._edited())

    def _edited(self) -> Iterator[Edited]:
        yield from (ready.rule for ready in self.rows)
        yield from (arrow.transition for arrow in self.arrows)

    def in_force(self, *, on: date, kind: str) -> Rules:
        """Return the rules that bind a kind of sentence on a day: of each row the latest version begun by then."""
        of = family(kind)
        age = sum(start <= on for start in self._starts)
        if (age, of) not in self._on:
            self._on[age, of] = self._select(on, of)
        return self._on[age, of]

    @cached_property
    def visits(self) -> frozenset[str]:
        """Return the rows that set a limit for a home visit."""
        return frozenset(ready.rule.key for ready in self.rows if ready.rule.tag)

    @cached_property
    def _starts(self) -> tuple[date, ...]:
        return tuple(sorted({start for ready in self.rows if (start := self.begins(ready.rule))}))

    def begins(self, rule: Rule) -> date | None:
        """Return the first day a row is in force; nothing while the commencement it waits for is unset."""
        if rule.commences is None:
            return rule.in_force_from
        day = self.commences_on(rule.commences)
        return max(day, rule.in_force_from) if day else None

    def commenced(self, name: str, *, on: date) -> bool:
        """Return whether a commencement is set and its day has come. Raises KeyError for one nobody wrote down."""
        day = self.commences_on(name)
        return day is not None and day <= on

    def commences_on(self, name: str) -> date | None:
        """Return the day a commencement is set to, nothing while unset. Raises KeyError for one nobody wrote down."""
        for commencement in self.commencements:
            if commencement.name == name:
                return commencement.on
        raise KeyError(name)

    def listed(self, name: str, value: str, *, on: date) -> bool | None:
        """Return whether a local list, as set on a day, has the value; nothing while the list is unset."""
        begun = (row for row in self.listings if row.name == name and row.in_force_from <= on)
        latest = max(begun, key=lambda row: row.in_force_from, default=None)
        return None if latest is None or latest.values is None else value in latest.values

    def with_figures(self, rows: Iterable[Parameter]) -> "Catalogue":
        """Return the catalogue with these dated figures besides its own."""
        return replace(self, parameters=(*self.parameters, *rows))

    def with_listings(self, lists: Mapping[str, tuple[str, ...]]) -> "Catalogue":
        """Return the catalogue with local lists set, whenever they begin. Raises KeyError for one nobody knows."""
        if unknown := set(lists) - {row.name for row in self.listings}:
            raise KeyError(", ".join(sorted(unknown)))
        known = tuple(row.model_copy(update={"values": lists.get(row.name, row.values)}) for row in self.listings)
        return replace(self, listings=known)

    def with_prioritisations(self, statuses: Iterable[Prioritisation]) -> "Catalogue":
        """Return the catalogue with these regional statuses besides its own."""
        return replace(self, prioritisations=(*self.prioritisations, *statuses))

    def live_from(self, what: str, *, prison: str | None, provider: str | None = None) -> date | None:
        """Return the day a part of the framework binds prison and provider; nothing where no day is set."""
        rows = (row for row in self.go_lives if row.what == what)
        here = (row.on for row in rows if (row.prison or row.provider) in {prison, provider})
        return max(here, default=None)

    def with_go_lives(self, rows: Iterable[GoLive]) -> "Catalogue":
        """Return the catalogue with these go-lives."""
        return replace(self, go_lives=tuple(rows))

    def with_commencements(self, days: Mapping[str, date]) -> "Catalogue":
        """Return the catalogue as it will be with these commencements set. Raises KeyError for one nobody knows."""
        if unknown := set(days) - {commencement.name for commencement in self.commencements}:
            raise KeyError(", ".join(sorted(unknown)))
        known = tuple(c.model_copy(update={"on": days.get(c.name, c.on)}) for c in self.commencements)
        return replace(self, commencements=known)

    def _select(self, on: date, of: str) -> Rules:
        latest: dict[str, Ready] = {}
        begun = [(start, ready) for ready in self.rows if (start := self.begins(ready.rule)) and start <= on]
        for _, ready in sorted(begun, key=lambda each: (each[1].rule.id, each[1].rule.part or "", each[0])):
            if binds(ready.rule, of):
                latest[ready.rule.key] = ready
        rows = tuple(ready for ready in latest.values() if not ready.rule.repealed)
        awaited = (self.begins(r.rule) for r in self.rows if r.rule.commences and binds(r.rule, of))
        return Rules(
            duties=tuple(r for r in rows if r.rule.makes_duty),
            gates=_by_event(r for r in rows if r.rule.require),
            tellers=_by_event(r for r in rows if r.rule.tells and r.rule.on),
            arrows=tuple(a for a in self.arrows if a.transition.of == of),
            by_key={ready.rule.key: ready for ready in rows},
            repealed={key: ready for key, ready in latest.items() if ready.rule.repealed},
            until=min((start for start in awaited if start and start > on), default=None),
        )

    def parameter(self, name: str, *, on: date, region: str | None, prison: str | None = None) -> int | None:
        """Return a local figure as set on a day, for prison or region where it has its own; nothing where unset."""
        named = (p for p in self.parameters if p.name == name and p.in_force_from <= on)
        fit = [p for p in named if p.region in {None, region} and p.prison in {None, prison}]
        fit.sort(key=lambda p: (p.prison is not None, p.region is not None, p.in_force_from))
        return fit[-1].value if fit else None

    def with_parameters(self, figures: Mapping[str, int]) -> "Catalogue":
        """Return the catalogue with local figures set, from the beginning and everywhere. Raises KeyError."""
        if unknown := set(figures) - {parameter.name for parameter in self.parameters}:
            raise KeyError(", ".join(sorted(unknown)))
        kept = (p for p in self.parameters if p.name not in figures)
        means = {p.name: p for p in self.parameters}
        told = (
            means[name].model_copy(update={"value": value, "region": None, "in_force_from": date.min})
            for name, value in figures.items()
        )
        return replace(self, parameters=(*kept, *told))


def binds(rule: Rule, of: str) -> bool:
    """Return whether a rule is one of these sentences, or of qualifications: of any sentence is not of those."""
    return rule.of == of or (rule.of == "any" and of != QUALIFICATION)


def _by_event(rows: Iterable[Ready]) -> dict[str, tuple[Ready, ...]]:
    sorted_rows: dict[str, tuple[Ready, ...]] = {}
    for ready in rows:
        for event in ready.rule.on:
            sorted_rows[event] = (*sorted_rows.get(event, ()), ready)
    return sorted_rows


@cache
def catalogue() -> Catalogue:
    """Return the product's catalogue. Raises BadCatalogue."""
    return read_catalogue(product_texts())


def product_texts() -> dict[str, str]:
    """Return the files that the product's catalogue is written in, by name."""
    folder = files("policy.catalogue")
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".toml") and entry.name != VOCABULARY
    }


def read_catalogue(texts: dict[str, str]) -> Catalogue:
    """Return the catalogue written in the texts, by file name. Raises BadCatalogue listing every fault."""
    faults: list[str] = []
    rows: list[Ready] = []
    arrows: list[Arrow] = []
    where: dict[str, str] = {}
    tables: dict[str, dict[str, list[dict[str, object]]]] = {
        name: tomllib.loads(text) for name, text in sorted(texts.items())
    }
    local = tables.get(LOCAL, {})
    parameters = _all(local, "parameter", Parameter, faults)
    commencements = _all(local, "commencement", Commencement, faults)
    statuses = _all(local, "prioritisation", Prioritisation, faults)
    listings = _all(local, "list", Listing, faults)
    names = {parameter.name for parameter in parameters}
    go_lives = _all(local, "go_live", GoLive, faults)
    editions = _all(tables.get(EDITIONS, {}), "edition", Edition, faults)
    awaited = {commencement.name for commencement in commencements}
    for name, table in tables.items():
        for row in table.get("transition", []) if name.startswith(LIFECYCLE) else []:
            for transition in _read(name, row, Transition, faults):
                arrows += _attempt(f"{name}: {row}", partial(_arrow, transition), faults)
    for name, table in tables.items():
        for row in _rows(table) if not name.startswith(_NOT_RULES) else []:
            for rule in _read(name, row, Rule, faults):
                where[rule.id] = name
                if rule.commences and rule.commences not in awaited:
                    faults.append(f"{name}: {rule.key}: nobody knows a commencement called {rule.commences!r}")
                rows += _attempt(f"{name}: {rule.key}", partial(_ready, rule, names), faults)
    faults += _overlaps(rows)
    faults += _of_no_edition(editions, rows, arrows)
    for name, text in sorted(texts.items()):
        spoken_of = set(_SPOKEN_OF.findall(text)) - awaited
        faults += [f"{name}: nobody knows a commencement called {unknown!r}" for unknown in sorted(spoken_of)]
    faults += _eases_nothing(statuses, rows)
    if faults:
        raise BadCatalogue("\n".join(faults))
    figures = (tuple(parameters), tuple(commencements), tuple(statuses), tuple(listings), tuple(go_lives))
    return Catalogue(tuple(rows), tuple(arrows), *figures, tuple(editions), where)


def _rows(table: Mapping[str, object]) -> list[dict[str, object]]:
    """Return a file's rows with what the file says of them all: document, day and kind of sentence."""
    document = cast("dict[str, object]", table.get("document", {}))
    shared = {"from": document.get("from"), "of": document.get("of", "any")}
    shared |= {"escalate_to": document["escalate_to"]} if "escalate_to" in document else {}
    rows = []
    for row in cast("list[dict[str, object]]", table.get("rule", [])):
        para = row.pop("para", None)
        source = {"source": f"{document.get('title')}, {para}"} if para else {}
        rows.append({**shared, **source, **row})
    return rows


def _all(table: Mapping[str, list[dict[str, object]]], rows: str, model: type[_Row], faults: list[str]) -> list[_Row]:
    return [read for row in table.get(rows, []) for read in _read(LOCAL, row, model, faults)]


def _read(name: str, row: dict[str, object], model: type[_Row], faults: list[str]) -> list[_Row]:
    try:
        return [model.model_validate(row)]
    except ValidationError as fault:
        for error in fault.errors(include_url=False):
            where = ".".join(str(part) for part in error["loc"])
            faults.append(f"{name}: {row.get('id') or row}: {where}: {error['msg']}")
        return []


def _attempt(where: str, make: Callable[[], _Made], faults: list[str]) -> list[_Made]:
    try:
        return [make()]
    except ValueError as fault:
        faults.append(f"{where}: {fault}")
        return []


def _overlaps(rows: list[Ready]) -> list[str]:
    """Return a fault for two rows of one name, kind and day that one edition would both have."""
    seen: dict[tuple[str, str, date, str, str | None], list[Rule]] = {}
    faults = []
    for ready in rows:
        alike = seen.setdefault((*ready.rule.source_rank, ready.rule.of, ready.rule.commences), [])
        later = ((max(ready.rule.edition, other.edition), other) for other in alike)
        if any(ready.rule.is_in(edition) and other.is_in(edition) for edition, other in later):
            faults.append(f"{ready.rule.key}: two rows of {ready.rule.of} begin on {ready.rule.in_force_from}")
        alike.append(ready.rule)
    return faults


def _of_no_edition(editions: list[Edition], rows: list[Ready], arrows: list[Arrow]) -> list[str]:
    """Return a fault for editions that are not 1, 2, 3 and so on, and for what begins or ends with none of them."""
    numbers = [edition.number for edition in editions] or [1]
    faults = []
    if numbers != list(range(1, len(numbers) + 1)):
        faults.append(f"{EDITIONS}: the editions are numbered {numbers}: they count 1, 2, 3 and so on")
    named: list[tuple[str, Edited]] = [(ready.rule.key, ready.rule) for ready in rows]
    named += [(f"the arrow to {arrow.transition.to}", arrow.transition) for arrow in arrows]
    for name, edited in named:
        unknown = {edited.edition, edited.last_edition or edited.edition} - set(numbers)
        faults += [f"{name}: {EDITIONS} has no edition {number}" for number in sorted(unknown)]
    return faults


def _eases_nothing(statuses: list[Prioritisation], rows: list[Ready]) -> list[str]:
    owed = {ready.rule.id for ready in rows if ready.rule.makes_duty}
    return [f"{LOCAL}: {status.name}: {rule} opens no duty" for status in statuses for rule in set(status.rules) - owed]


def _arrow(transition: Transition) -> Arrow:
    places = {place.name for place in vocabulary().phase} | {"live", "start", "before"}
    for place in (*transition.out_of, transition.to):
        if place not in places:
            raise ValueError(f"nobody knows the phase or stage {place!r}")
    _check_events(transition.on)
    return Arrow(
        transition,
        tuple(compiled(text, KNOWN, sent) for text in transition.when),
        read_due(transition.at) if transition.at else None,
        read_due(transition.before) if transition.before else None,
    )


def _ready(rule: Rule, parameters: set[str]) -> Ready:
    def conditions(texts: tuple[str, ...]) -> tuple[Condition, ...]:
        return tuple(compiled(text, KNOWN, sent) for text in texts)

    due = read_due(rule.due) if rule.due else None
    every = read_every(rule.every) if rule.every else None
    if due:
        check_anchors(due.names)
        check_counts(due.counts, parameters)
    if every:
        check_anchors({every.anchor})
        check_counts({every.count} if every.count else (), parameters)
    _check_events(rule.on)
    if rule.each:
        _check_events(rule.opens)
    else:
        check_anchors(rule.opens)
    for role in (rule.owner, *rule.escalate_to, *rule.tells):
        if role and role not in roles() and not role.startswith("@"):
            raise ValueError(f"nobody knows the role {role!r}")
    if rule.decided_by:
        check_decision(rule.decided_by)
    if rule.remind:
        check_counts(read_due(f"{rule.remind} due").counts, parameters)
    met_by = []
    for text in rule.met_by:
        event, _, condition = text.partition(":")
        _check_events((event,))
        met_by.append(MetBy(event, compiled(condition.strip() or "always", KNOWN, sent)))
    return Ready(
        rule=rule,
        when=conditions(rule.when),
        stays=conditions(rule.stays),
        require=conditions(rule.require),
        instead=compiled(rule.instead, KNOWN, sent) if rule.instead else None,
        met_when=compiled(rule.met_when, KNOWN, sent) if rule.met_when else None,
        met_by=tuple(met_by),
        due=due,
        every=every,
        of_the_message=any(asks_the_message(ast.parse(text, mode="eval")) for text in rule.when),
    )


def _check_events(names: Iterable[str]) -> None:
    for name in names:
        if name not in event_kinds() and name not in _entries():
            raise ValueError(f"nobody knows the event {name!r}")


@cache
def _entries() -> frozenset[str]:
    return frozenset(f"entered_{place.name}" for place in vocabulary().phase)

"""A life as a timeline, read off its journal: what happened, what was decided, what was owed, who was told."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from policy.calendar import LONDON, at_noon, local_day
from policy.case import Decision, Duty, Notice
from policy.frozen import Frozen
from register.read.lines import JournalLine

Change = Literal["reminded", "opened", "moved", "met", "missed", "lapsed", "superseded", "reached", "excused"]
OFTEN = 3


class DutyLine(Frozen):
    """What became of one duty. `late` where it was met after its limit."""

    change: Change
    rule: str
    title: str
    owner: str | None = None
    due: date | datetime | None = None
    late: bool = False
    advisory: bool = Field(default=False, description="good practice: nobody is in breach of it")
    quiet: bool = Field(default=False, description="an item of a checklist")


class ToldLine(Frozen):
    """One role or agency, and the rules on which it was told."""

    role: str
    rules: tuple[str, ...]
    titles: tuple[str, ...] = ()


class Row(Frozen):
    """One line of the timeline. `again` counts the like ones that came later, the last on `last_on`."""

    number: int
    at: datetime
    on: date
    event: str
    by: str | None = None
    phase: str
    stage: str | None = None
    moved: bool = False
    refused: str | None = None
    says: str | None = None
    rules: tuple[str, ...] = ()
    duties: tuple[DutyLine, ...] = ()
    told: tuple[ToldLine, ...] = ()
    again: int = 0
    last_on: date | None = None

    def clock(self) -> str | None:
        """Return the time of day in Europe/London where it is more than a way to say `that day`."""
        local = self.at.astimezone(LONDON)
        plain = self.at == at_noon(self.on) or (local.hour, local.minute) == (0, 0)
        return None if plain else f"{local:%H:%M}"


def rows(journal: Iterable[JournalLine]) -> tuple[Row, ...]:
    """Return one row for each entry of the journal."""
    titles: dict[str, Duty] = {}
    place: tuple[str, str | None] = ("start", None)
    made = []
    for line in journal:
        if line.decision:
            titles |= {duty.id: duty for duty in (*line.decision.opened, *line.decision.changed)}
        here = (line.phase, line.stage)
        made.append(_row(line, titles, moved=here != place))
        place = here
    return tuple(made)


def folded(timeline: Iterable[Row], *, often: int = OFTEN) -> tuple[Row, ...]:
    """Return the timeline with rows that say the same again and again told once, in the place of the first.

    A row that changes phase or stage, or is refused, always stands for itself.
    """
    timeline = tuple(timeline)
    alike: dict[str, list[Row]] = {}
    for row in timeline:
        alike.setdefault(_likeness(row), []).append(row)
    kept = []
    for row in timeline:
        same = alike[_likeness(row)]
        if len(same) <= often:
            kept.append(row)
        elif row is same[0]:
            kept.append(row.model_copy(update={"again": len(same) - 1, "last_on": same[-1].on}))
    return tuple(kept)


def _likeness(row: Row) -> str:
    if row.moved or row.refused:
        return str(row.number)
    duties = sorted((duty.change, duty.rule, duty.late) for duty in row.duties if not duty.quiet)
    told = sorted((told.role, told.rules) for told in row.told)
    return repr((row.event, row.by, row.phase, row.stage, duties, told))


def _row(line: JournalLine, titles: dict[str, Duty], *, moved: bool) -> Row:
    said: dict[str, object] = {
        "number": line.number,
        "at": line.at,
        "on": line.on,
        "event": line.event,
        "by": line.by.role if line.by else None,
        "phase": line.phase,
        "stage": line.stage,
        "moved": moved,
        "rules": line.rules,
    }
    if line.refusal:
        said |= {"refused": line.refusal.reason, "says": line.refusal.says, "rules": line.refusal.rules}
    if line.decision:
        said |= {
            "says": line.decision.ignored,
            "rules": line.decision.rules,
            "duties": tuple(_duties(line.decision, titles)),
            "told": told(line.decision.notices),
        }
    return Row.model_validate(said)


def _duties(decision: Decision, titles: dict[str, Duty]) -> Iterable[DutyLine]:
    for settled in decision.settled:
        known = titles.get(settled.duty)
        yield DutyLine(
            change=settled.how,
            rule=settled.rule,
            title=known.title if known else settled.rule,
            owner=known.owner if known else None,
            due=settled.due_at or settled.due_on,
            late=settled.late,
            advisory=known is not None and known.status == "advisory",
            quiet=known is not None and known.status == "checklist",
        )
    settled_now = {settled.duty for settled in decision.settled}
    for number in decision.missed:
        if number not in settled_now:
            yield _line("missed", titles[number])
    for duty in decision.changed:
        if duty.id in decision.moved:
            yield _line("moved", duty)
    for duty in decision.opened:
        yield _line("opened", duty)
    reminders = {notice.duty: notice for notice in decision.notices if notice.template == "reminder"}
    for reminded, notice in reminders.items():
        due = notice.due_at or notice.due_on
        yield DutyLine(
            change="reminded",
            rule=notice.rules[0],
            title=titles[reminded].title if reminded in titles else notice.title,
            due=due,
        )


def _line(change: Change, duty: Duty) -> DutyLine:
    return DutyLine(
        change=change,
        rule=duty.rule,
        title=duty.title,
        owner=duty.owner,
        due=duty.due(),
        advisory=duty.status == "advisory",
        quiet=duty.status == "checklist",
    )


def told(notices: Iterable[Notice]) -> tuple[ToldLine, ...]:
    """Return who was told, each role once, with the rules it was told on."""
    by_role: dict[str, list[Notice]] = {}
    for notice in notices:
        by_role.setdefault(notice.to, []).append(notice)
    return tuple(
        ToldLine(
            role=role,
            rules=tuple(dict.fromkeys(rule for notice in those for rule in notice.rules)),
            titles=tuple(dict.fromkeys(notice.title for notice in those)),
        )
        for role, those in by_role.items()
    )


def day_of(due: date | datetime) -> date:
    """Return the day in Europe/London on which a limit falls."""
    return local_day(due) if isinstance(due, datetime) else due

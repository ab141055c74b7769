"""A timeline as people read it: a table with the rules beside what rests on them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from local.stories import Story
from local.timeline import Change, DutyLine, Row, ToldLine, day_of
from policy.calendar import LONDON
from policy.case import Case

SIGNS: dict[Change, tuple[str, str, str]] = {
    "reminded": ("!", "yellow", "due soon"),
    "opened": ("+", "cyan", "owed from now on, with its limit"),
    "moved": ("~", "cyan", "has another limit now"),
    "met": ("✓", "green", "done"),
    "missed": ("✗", "bold red", "not done in time"),
    "lapsed": ("-", "dim", "no longer owed"),
    "superseded": ("-", "dim", "replaced by another"),
    "reached": ("=", "blue", "a date that arrived"),
    "excused": ("o", "yellow", "excused by a manager"),
}
LEGEND: tuple[Change, ...] = ("opened", "reminded", "met", "missed", "lapsed", "reached")


def heading(story: Story) -> Text:
    """Return the title of a life, and what it shows."""
    text = Text()
    text.append(f"\n{story.title}\n", style="bold")
    text.append(f"{story.id} · {story.kind.replace('_', ' ')}: {story.why}. The person is fictional.\n", style="dim")
    return text


def legend() -> Text:
    """Return what the signs before duties mean."""
    text = Text(style="dim")
    for change in LEGEND:
        sign, style, means = SIGNS[change]
        text.append(f"{sign} ", style=style).append(f"{means}   ")
    return text


def table(timeline: Iterable[Row]) -> Table:
    """Return the timeline as a table: day, what happened and what was decided, duties, who was told."""
    made = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False, row_styles=("", ""))
    made.add_column("day", no_wrap=True, width=11)
    made.add_column("what happened, what was decided", ratio=4, overflow="fold")
    made.add_column("duties", ratio=6, overflow="fold")
    made.add_column("who was told", ratio=3, overflow="fold")
    for row in timeline:
        made.add_row(_day(row), _happened(row), _lines(_duties(row)), _lines(map(_told, row.told)))
    return made


def closing(timeline: tuple[Row, ...], case: Case, seconds: float) -> Text:
    """Return the last line under a life: what it came to."""
    entries = len(timeline)
    duties = [duty for row in timeline for duty in row.duties if not duty.quiet]
    count = Counter(str(duty.change) for duty in duties)
    lived = (timeline[-1].at - timeline[0].at).days / 365.25 if timeline else 0
    span = f"{lived:.0f} years" if lived >= 2 else f"{lived * 12:.0f} months"
    refused = sum(row.refused is not None for row in timeline)
    told = sum(len(row.told) for row in timeline)
    if case.final:
        end = "The sentence is over."
    else:
        end = f"The sentence goes on; next: {case.next_says}." if case.next_says else "The sentence goes on."
    return Text(
        f"{end}\n{span} lived in {seconds:.1f} s: {entries} journal entries, {count['opened']} duties opened, "
        f"{count['met']} met, {count['missed']} missed, {refused} messages refused, somebody told {told} times\n",
        style="dim",
    )


def spell(name: str | None) -> str:
    """Return a name of the vocabulary as words."""
    return (name or "").replace("_", " ")


def spell_day(day: date) -> str:
    """Return a day as people write it."""
    return f"{day.day} {day:%b %Y}"


def _day(row: Row) -> Text:
    text = Text(spell_day(row.on))
    if row.by and (clock := row.clock()):
        text.append(f"\n{clock}", style="dim")
    return text


def _happened(row: Row) -> RenderableType:
    text = Text()
    if row.by:
        text.append(spell(row.event), style="bold").append(f" · {spell(row.by)}", style="dim")
    else:
        text.append("a date arrives", style="italic")
    if row.refused:
        text.append(f"\nrefused: {row.says} ", style="red")
        _rules(text, row.rules)
    elif row.says:
        text.append(f"\nignored: {row.says}", style="yellow")
    elif row.moved:
        place = " · ".join(spell(name) for name in dict.fromkeys((row.phase, row.stage)) if name)
        text.append(f"\n→ {place} ", style="magenta")
        _rules(text, row.rules)
    if row.again and row.last_on:
        text.append(f"\nand {row.again} times more, to {spell_day(row.last_on)}", style="yellow")
    return text


def _duties(row: Row) -> Iterable[Text]:
    """Return a line for each duty, and one for all the items of checklists."""
    yield from (_duty(duty) for duty in row.duties if not duty.quiet)
    quiet = Counter(SIGNS[duty.change][0] for duty in row.duties if duty.quiet)
    if quiet:
        counts = ", ".join(f"{sign} {count}" for sign, count in quiet.items())
        yield Text(f"{counts} item{'' if quiet.total() == 1 else 's'} of checklists", style="dim")


def _duty(duty: DutyLine) -> Text:
    sign, style, _ = SIGNS[duty.change]
    text = Text(f"{sign} ", style=style)
    text.append(duty.title, style="" if duty.change in {"opened", "met", "missed", "reminded"} else "dim")
    if duty.due is not None and duty.change in {"opened", "moved", "missed", "reminded"}:
        limit = spell_day(day_of(duty.due))
        if isinstance(duty.due, datetime):
            limit = f"{duty.due.astimezone(LONDON):%H:%M} on {limit}"
        text.append(f", {'was due' if duty.change == 'missed' else 'by'} {limit}")
    if duty.advisory and duty.change in {"opened", "missed"}:
        text.append(" (advisory)", style="dim")
    if duty.late:
        text.append(", late", style="red")
    if duty.owner and duty.change == "opened":
        text.append(f" · {spell(duty.owner)}", style="dim")
    text.append(" ")
    _rules(text, (duty.rule,))
    return text


def _told(told: ToldLine) -> Text:
    text = Text(f"{spell(told.role)} ")
    _rules(text, told.rules)
    return text


def _rules(text: Text, rules: tuple[str, ...]) -> None:
    text.append(" ".join(rules), style="dim cyan")


def _lines(texts: Iterable[Text]) -> Group:
    return Group(*texts)

"""How duties were kept, by prison, region, team or rule: for directors, contract staff and those who assure them.

A duty is counted where its sentence was held when it ended. Only duties that must be done count: not advice, not dates.
"""

from datetime import date
from typing import Literal

from sqlalchemy import case, func, or_
from sqlmodel import Session, col, select

from policy.facts import Kind
from policy.frozen import Frozen
from register.tables import DutyRow, SentenceRow

GroupedBy = Literal["prison", "region", "team", "rule"]
_MUST = ("mandatory", "decision")


class WhichCompliance(Frozen):
    """The duties counted: ended in these days (both inclusive), in sentences to which everything said applies."""

    since: date
    until: date
    by: GroupedBy = "region"
    region: str | None = None
    prison: str | None = None
    kind: Kind | None = None


class Compliance(Frozen):
    """How the duties of one group were kept. `group` is empty where nobody said."""

    group: str | None
    met_in_time: int = 0
    met_late: int = 0
    missed: int = 0
    excused: int = 0
    open: int = 0
    overdue: int = 0


def compliance(session: Session, which: WhichCompliance) -> tuple[Compliance, ...]:
    """Return how duties were kept, a line for each group in the order of their names.

    Met, missed and excused are those that ended in the days asked for; open and overdue are as it stands now.
    """
    group, how = col(getattr(DutyRow, which.by)), col(DutyRow.settled_how)
    is_late = case((how.is_(None), col(DutyRow.overdue)), else_=col(DutyRow.late))
    ended = col(DutyRow.settled_on).between(which.since, which.until)
    query = (
        select(group, how, is_late, func.count())
        .where(col(DutyRow.status).in_(_MUST), or_(how.is_(None), ended), col(DutyRow.staff_id).is_(None))
        .group_by(group, how, is_late)
    )
    for name in ("region", "prison"):
        if (wanted := getattr(which, name)) is not None:
            query = query.where(getattr(DutyRow, name) == wanted)
    if which.kind is not None:
        query = query.join(SentenceRow).where(col(SentenceRow.kind) == which.kind)
    lines: dict[str | None, Compliance] = {}
    for name, settled, late, number in session.exec(query):
        line = lines.get(name, Compliance(group=name))
        lines[name] = line.model_copy(update=_counted(line, settled, number, is_late=bool(late)))
    return tuple(lines[name] for name in sorted(lines, key=lambda name: (name is None, name or "")))


def _counted(line: Compliance, settled: str | None, number: int, *, is_late: bool) -> dict[str, int]:
    """Return what a count of duties adds to a line: what lapsed or was only reached adds nothing."""
    match settled:
        case None:
            return {"open": line.open + number, "overdue": line.overdue + number * is_late}
        case "met":
            name = "met_late" if is_late else "met_in_time"
        case "missed" | "excused":
            name = settled
        case _:
            return {}
    return {name: getattr(line, name) + number}

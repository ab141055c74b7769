"""Duties: those of one sentence, and lists across sentences, the earliest limit first."""

from datetime import date
from typing import Literal

from pydantic import Field
from sqlalchemy import tuple_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from policy.frozen import Frozen
from register.read.lines import DutyLine, duty_line
from register.read.page import PAGE, Page, Place
from register.tables import DutyRow


class WhichDuties(Frozen):
    """The duties asked for: those to which everything said applies. Nothing said: every open one.

    Who holds a duty is who holds its sentence now; of a settled duty, who held it when it ended.
    """

    practitioner: str | None = None
    team: str | None = None
    region: str | None = None
    prison: str | None = None
    phase: str | None = None
    owner: str | None = Field(default=None, description="role that owes the duty")
    rule: str | None = None
    due_before: date | None = Field(default=None, description="the limit falls before this day, Europe/London")
    overdue: bool | None = Field(default=None, description="found past its limit, or not")
    state: Literal["open", "settled", "any"] = "open"


def open_duties(session: Session, sentence_id: str) -> tuple[DutyLine, ...]:
    """Return the open duties of a sentence, the earliest limit first and those without one last."""
    rows = session.exec(
        select(DutyRow)
        .where(col(DutyRow.sentence_id) == sentence_id, col(DutyRow.settled_how).is_(None))
        .order_by(col(DutyRow.limit_on), col(DutyRow.id))
    )
    return tuple(duty_line(row) for row in rows)


def duties_of_rule(session: Session, sentence_id: str, rule: str) -> tuple[DutyLine, ...]:
    """Return how the duties of a rule ended in a sentence, the latest first: a page at the most."""
    rows = session.exec(
        select(DutyRow)
        .where(col(DutyRow.sentence_id) == sentence_id, col(DutyRow.rule) == rule, ~col(DutyRow.settled_how).is_(None))
        .order_by(col(DutyRow.settled_by).desc(), col(DutyRow.id))
        .limit(PAGE)
    )
    return tuple(duty_line(row) for row in rows)


def duties(session: Session, which: WhichDuties, *, cursor: str | None = None, limit: int = PAGE) -> Page[DutyLine]:
    """Return a page of duties by the day their limit falls, those without one last. Raises BadCursor."""
    place = Place("duties", which, (date, str, str), cursor, limit)
    settled = {"open": (False,), "settled": (True,), "any": (False, True)}[which.state]
    rows = [row for ended in settled for row in session.exec(_rows(which, place, ended=ended))]
    found = sorted(rows, key=_order)[: limit + 1]
    return place.page([duty_line(row) for row in found], _order(found[:limit][-1]) if found else ())


def _rows(which: WhichDuties, place: Place, *, ended: bool) -> SelectOfScalar[DutyRow]:
    """Return the question for as many rows as a page needs, open ones or settled ones: each has an index of its own."""
    is_open = col(DutyRow.settled_how).is_(None)
    query = select(DutyRow).where(~is_open if ended else is_open, col(DutyRow.staff_id).is_(None))
    for name in ("practitioner", "team", "region", "prison", "phase", "owner", "rule", "overdue"):
        wanted = getattr(which, name)
        if wanted is not None:
            query = query.where(getattr(DutyRow, name) == wanted)
    if which.due_before is not None:
        query = query.where(col(DutyRow.limit_on) < which.due_before)
    order = (col(DutyRow.limit_on), col(DutyRow.sentence_id), col(DutyRow.id))
    if place.after is not None:
        query = query.where(tuple_(*order) > place.after)
    return query.order_by(*order).limit(place.limit + 1)


def _order(row: DutyRow) -> tuple[date, str, str]:
    return row.limit_on, row.sentence_id, row.id

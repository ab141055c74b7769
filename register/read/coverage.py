"""Coverage: how many practitioners of a team may hold a case of each risk, against how many such cases are open."""

from collections import Counter
from datetime import datetime
from typing import Literal, get_args

from pydantic import Field
from sqlalchemy import Select, func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from policy.calendar import local_day
from policy.facts import Risk
from policy.frozen import Frozen
from register.practitioner_tables import PractitionerPeriodRow, PractitionerSpellRow
from register.tables import OPEN, SentenceRow

CoveredBy = Literal["team", "region"]
_LEVELS: tuple[Risk, ...] = get_args(Risk)
"""Whoever may hold cases of one level may hold those of every level before it."""


class RiskCovered(Frozen):
    """One level of risk: who may hold such cases, and how many are open."""

    risk: Risk
    practitioners: int = Field(description="who may hold such a case now")
    conditionally: int = Field(description="of these, on a condition: alignment or the diploma under way")
    open_cases: int
    unallocated: int = Field(description="of these, allocated to nobody")


class Coverage(Frozen):
    """One team or region: who works there, and every level of risk."""

    group: str | None = Field(description="none: of no team or region that is known")
    practitioners: int
    may_hold_none: int = Field(description="of these, who may hold no case of any risk")
    risks: tuple[RiskCovered, ...]
    not_assessed: int = Field(description="open cases whose risk is not recorded")


def coverage(
    session: Session, as_of: datetime, *, by: CoveredBy, team: str | None = None, region: str | None = None
) -> tuple[Coverage, ...]:
    """Return who may hold what against what is open, a line for each team or region, by its name."""
    staff, able, conditional, none = _able(session, as_of, by, team=team, region=region)
    cases = _open(session, by, team=team, region=region)
    groups = {*staff, *(group for group, _, _ in cases)}
    return tuple(
        Coverage(
            group=group,
            practitioners=staff[group],
            may_hold_none=none[group],
            risks=tuple(
                RiskCovered(
                    risk=risk,
                    practitioners=able[group, risk],
                    conditionally=conditional[group, risk],
                    open_cases=cases[group, risk, True] + cases[group, risk, False],
                    unallocated=cases[group, risk, False],
                )
                for risk in _LEVELS
            ),
            not_assessed=cases[group, None, True] + cases[group, None, False],
        )
        for group in sorted(groups, key=lambda name: (name is None, name or ""))
    )


def _able(
    session: Session, as_of: datetime, by: CoveredBy, *, team: str | None, region: str | None
) -> tuple[Counter[str | None], Counter[tuple[str | None, str]], Counter[tuple[str | None, str]], Counter[str | None]]:
    staff: Counter[str | None] = Counter()
    none: Counter[str | None] = Counter()
    able: Counter[tuple[str | None, str]] = Counter()
    conditional: Counter[tuple[str | None, str]] = Counter()
    for group, manages, on_condition, count in session.execute(_standing(as_of, by, team=team, region=region)):
        levels = _LEVELS[: _LEVELS.index(manages) + 1] if manages else ()
        staff[group] += count
        none[group] += count if not levels else 0
        able.update({(group, risk): count for risk in levels})
        conditional.update({(group, risk): count for risk in levels if on_condition})
    return staff, able, conditional, none


def _standing(
    as_of: datetime, by: CoveredBy, *, team: str | None, region: str | None
) -> Select[str | None, str | None, bool, int]:
    """Return the question how many work where, and what they may hold, at a moment."""
    spell, period, on = PractitionerSpellRow, PractitionerPeriodRow, local_day(as_of)
    group = col(spell.team if by == "team" else spell.region)
    manages, on_condition = col(period.manages), col(period.is_conditional)
    query = (
        select_rows(group, manages, on_condition, func.count())
        .join(period, col(period.staff_id) == col(spell.staff_id))
        .where(col(spell.since) <= on, col(spell.until) > on, col(spell.role).is_not(None))
        .where(col(spell.region).is_not(None), col(period.since) <= as_of, col(period.until) > as_of)
        .where(col(period.is_employed))
        .group_by(group, manages, on_condition)
    )
    for name, wanted in (("team", team), ("region", region)):
        if wanted is not None:
            query = query.where(getattr(spell, name) == wanted)
    return query


def _open(
    session: Session, by: CoveredBy, *, team: str | None, region: str | None
) -> Counter[tuple[str | None, str | None, bool]]:
    group = col(SentenceRow.team if by == "team" else SentenceRow.region)
    allocated = col(SentenceRow.practitioner).is_not(None)
    query = (
        select(group, col(SentenceRow.rosh), allocated, func.count())
        .where(OPEN)
        .group_by(group, col(SentenceRow.rosh), allocated)
    )
    for name, wanted in (("team", team), ("region", region)):
        if wanted is not None:
            query = query.where(getattr(SentenceRow, name) == wanted)
    return Counter({(of, risk, bool(held)): count for of, risk, held, count in session.exec(query)})

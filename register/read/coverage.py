"""Coverage: how many practitioners of a team may hold a case of each risk, against how many such cases are open."""

from collections import Counter
from datetime import datetime
from typing import Literal, get_args

from pydantic import Field
from sqlalchemy import func
from sqlmodel import Session, col, select

from policy.calendar import local_day
from policy.facts import Risk
from policy.frozen import Frozen
from policy.workforce.standing import standing
from register.read.practitioners import WhichPractitioners, everybody
from register.tables import SentenceRow

CoveredBy = Literal["team", "region"]
_SENTENCES = ("custodial_sentence", "community_order", "suspended_sentence_order")


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
                for risk in get_args(Risk)
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
    on = local_day(as_of)
    for known in everybody(session, WhichPractitioners(on=on, team=team, region=region)):
        place = known.place(on)
        if place is None or known.post(on) is None or not known.is_employed(as_of):
            continue
        group = place.team if by == "team" else place.region
        now = standing(known, as_of)
        manages = now.may_manage if now.may_hold != "no" else ()
        staff[group] += 1
        none[group] += not manages
        able.update((group, risk) for risk in manages)
        if now.may_hold == "conditional":
            conditional.update((group, risk) for risk in manages)
    return staff, able, conditional, none


def _open(
    session: Session, by: CoveredBy, *, team: str | None, region: str | None
) -> Counter[tuple[str | None, str | None, bool]]:
    group = col(SentenceRow.team if by == "team" else SentenceRow.region)
    allocated = col(SentenceRow.practitioner).is_not(None)
    query = (
        select(group, col(SentenceRow.rosh), allocated, func.count())
        .where(col(SentenceRow.final).is_(False), col(SentenceRow.kind).in_(_SENTENCES))
        .group_by(group, col(SentenceRow.rosh), allocated)
    )
    for name, wanted in (("team", team), ("region", region)):
        if wanted is not None:
            query = query.where(getattr(SentenceRow, name) == wanted)
    return Counter({(of, risk, bool(held)): count for of, risk, held, count in session.exec(query)})

"""The Loss of Authorisation Register: authorisations withdrawn, found under every staff code somebody had (QG 23)."""

from collections.abc import Iterable
from datetime import datetime

from pydantic import Field
from sqlmodel import Session, col, select

from policy.frozen import Frozen
from register.practitioner_tables import FormerStaffIdRow, LossOfAuthorisationRow


class Loss(Frozen):
    """One entry: whose authorisation was withdrawn, from when, on which ground and in which region."""

    id: int
    staff_id: str
    since: datetime
    ground: str = Field(description="one of the grounds of QG 22")
    region: str | None
    recorded_at: datetime


def losses(session: Session, staff_ids: Iterable[str]) -> tuple[Loss, ...]:
    """Return the entries about somebody known by any of these staff codes, now or before, the oldest first."""
    codes = all_codes(session, set(staff_ids))
    rows = session.exec(
        select(LossOfAuthorisationRow)
        .where(col(LossOfAuthorisationRow.staff_id).in_(codes))
        .order_by(col(LossOfAuthorisationRow.id))
    )
    return tuple(Loss.model_validate({name: getattr(row, name) for name in Loss.model_fields}) for row in rows)


def all_codes(session: Session, codes: set[str]) -> set[str]:
    """Return these staff codes and all that lead from them to the same person."""
    new = codes
    while new:
        now, before = col(FormerStaffIdRow.staff_id), col(FormerStaffIdRow.former)
        pairs = session.exec(
            select(FormerStaffIdRow.staff_id, FormerStaffIdRow.former).where(now.in_(new) | before.in_(new))
        ).all()
        new = {code for pair in pairs for code in pair} - codes
        codes = codes | new
    return codes

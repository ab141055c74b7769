"""How many live under each edition of the rules."""

from pydantic import Field
from sqlalchemy import func
from sqlmodel import Session, col, select

from policy.frozen import Frozen
from register.tables import SentenceRow


class LivesUnder(Frozen):
    """What lives under one edition of the rules and is not over."""

    sentences: int = 0
    qualifications: int = Field(default=0, description="of members of staff")


def living_by_edition(session: Session) -> dict[int, LivesUnder]:
    """Return how many live sentences and qualifications there are under each edition that has any."""
    is_qualification = col(SentenceRow.staff_id).is_not(None)
    counted = session.exec(
        select(SentenceRow.edition, is_qualification, func.count())
        .where(col(SentenceRow.final).is_(False))
        .group_by(col(SentenceRow.edition), is_qualification)
    ).all()
    found: dict[int, dict[str, int]] = {}
    for edition, of_staff, number in counted:
        found.setdefault(edition, {})["qualifications" if of_staff else "sentences"] = number
    return {edition: LivesUnder.model_validate(numbers) for edition, numbers in sorted(found.items())}

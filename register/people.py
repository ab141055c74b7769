"""Whose sentence it is: a person under our own key, found again by the identifiers other services use."""

from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import Session, col, select

from register.faults import MalformedEntry
from register.tables import PersonRow


def person_id(session: Session, *, prison_number: str | None, crn: str | None) -> UUID:
    """Return our key of the person with these identifiers, entering a person nobody knows yet.

    A person is known when an identifier agrees and none contradicts; one not known of them before is learned. A record
    that contradicts is somebody else until people merge the two. Raises MalformedEntry without any identifier.
    """
    given = [
        (column, identifier)
        for column, identifier in ((col(PersonRow.prison_number), prison_number), (col(PersonRow.crn), crn))
        if identifier
    ]
    if not given:
        raise MalformedEntry("a sentence needs a prison number or a CRN")
    _one_at_a_time(session, [identifier for _, identifier in given])
    alike = session.exec(
        select(PersonRow)
        .where(or_(*(column == identifier for column, identifier in given)))
        .order_by(col(PersonRow.recorded_at), col(PersonRow.id))
    ).all()
    agreeing = [row for row in alike if _agrees(row.prison_number, prison_number) and _agrees(row.crn, crn)]
    person = max(agreeing, key=_known, default=None)  # of several, the best known; of those, the first
    if person is None:
        person = PersonRow(prison_number=prison_number, crn=crn)
    person.prison_number = person.prison_number or prison_number
    person.crn = person.crn or crn
    session.add(person)
    session.flush()
    return person.id


def _agrees(known: str | None, given: str | None) -> bool:
    return known is None or given is None or known == given


def _known(row: PersonRow) -> int:
    return (row.prison_number is not None) + (row.crn is not None)


def _one_at_a_time(session: Session, identifiers: list[str]) -> None:
    """Let one transaction at a time look for, or enter, these identifiers; SQLite has one writer anyway."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for identifier in sorted(identifiers):
        session.exec(select(func.pg_advisory_xact_lock(func.hashtextextended(identifier, 0))))

"""Practitioners in a register: registered, suspended and restored."""

from datetime import UTC, date, datetime
from typing import Literal
from uuid import uuid4

from sqlalchemy import Engine as Register

from policy.case import Actor
from policy.workforce.changes import STAFF_CHANGE
from policy.workforce.practitioner import Authorisation, HeldPost, Practitioner, Qualification, Span
from policy.workforce.roles import Role
from register import practitioners
from register.connection import writing

HR = Actor(role="system", id="hr")
ASKED = {"active": "restore", "suspended": "suspend"}


def registered(
    register: Register,
    staff_id: str,
    at: datetime,
    *,
    role: Role = "probation_officer",
    last_day: date | None = None,
    former: tuple[str, ...] = (),
) -> None:
    """Register somebody authorised and qualified since 2018, by an award that may lapse, with their codes of before."""
    held = Qualification(
        award="pqip",
        qualified_on=date(2018, 1, 5),
        evidence=("academic_certificate", "vocational_certificate"),
        last_day=last_day,
    )
    known = Practitioner(
        staff_id=staff_id,
        employment_start=date(2010, 4, 1),
        posts=(HeldPost(since=date(2018, 1, 8), role=role),),
        qualifications=(held,),
        vetting=(Span(since=date(2018, 1, 8)),),
        authorisations=(Authorisation(status="active", since=datetime(2018, 1, 8, 9, tzinfo=UTC)),),
    )
    write(
        register,
        staff_id,
        {"what": "registered", "on": at.date(), "practitioner": known, "former_staff_ids": former},
        at,
    )


def authorised(register: Register, staff_id: str, status: Literal["active", "suspended"], at: datetime) -> None:
    """Suspend somebody, or restore them."""
    ground = {"ground": "capability"} if status == "suspended" else {}
    given = Authorisation.model_validate({"status": status, "since": at, **ground})
    write(register, staff_id, {"what": "authorisation", "asked": ASKED[status], "authorisation": given}, at)


def lost(register: Register, staff_id: str, at: datetime) -> None:
    """Withdraw somebody's authorisation: an entry of the Loss of Authorisation Register."""
    given = Authorisation(status="withdrawn", since=at, ground="capability")
    write(register, staff_id, {"what": "authorisation", "asked": "withdraw", "authorisation": given}, at)


def considered(register: Register, staff_id: str, at: datetime) -> None:
    """Record that somebody may go on whom the Loss of Authorisation Register names."""
    write(register, staff_id, {"what": "register_decision", "on": at.date(), "register_decision": "made up"}, at)


def write(register: Register, staff_id: str, change: dict[str, object], at: datetime) -> None:
    """Write a change of a practitioner."""
    with writing(register) as session:
        written = practitioners.record(
            session, staff_id, STAFF_CHANGE.validate_python(change), event_id=uuid4().hex, by=HR, at=at
        )
        assert isinstance(written, practitioners.Written), written

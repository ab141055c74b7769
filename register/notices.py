"""Notices: kept with the entry that caused them, then claimed, sent or failed by whoever tells.

Every step may be repeated: sending claims again what is not settled, and a notice that was sent stays sent.
"""

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select, update

from policy.case import Case, Event, Notice
from register.columns import RecordedNow
from register.faults import UnknownNotice
from register.listable import listable
from register.read.lines import NoticeLine, notice_line
from register.tables import NoticeRow

PRACTITIONER_ROLES = frozenset(
    {"probation_practitioner", "community_offender_manager", "probation_officer", "probation_services_officer"}
)
IN_PRISON = frozenset(
    {"governor", "prison", "receiving_prison", "offender_management_unit", "prison_offender_manager", "key_worker"}
)
STAFF_MEMBER, LINE_MANAGER = "staff_member", "line_manager"
ERROR_LIMIT = 2_000


def keep(session: Session, case: Case, event: Event, notices: Iterable[Notice]) -> None:
    """Write the notices of an entry. One to a role the allocated practitioner fills goes to that practitioner."""
    for notice in notices:
        to_practitioner = notice.to in PRACTITIONER_ROLES
        practitioner = listable(case.facts.practitioner) if to_practitioner else None
        session.add(
            NoticeRow(
                key=notice.key,
                sentence_id=case.sentence_id,
                number=case.number,
                to_role=notice.to,
                practitioner=practitioner,
                recipient=practitioner or recipient(notice.to, case),
                team=listable(case.facts.team),
                region=listable(case.facts.region),
                prison=case.facts.prison,
                template=notice.template,
                rules=list(notice.rules),
                title=notice.title,
                urgency=notice.urgency,
                duty=notice.duty,
                due_on=notice.due_on,
                due_at=notice.due_at,
                happened_on=event.on,
            )
        )


def keep_about_staff(
    session: Session,
    staff_id: str,
    number: int,
    on: date,
    notices: Iterable[Notice],
    *,
    region: str | None = None,
    line_manager: str | None = None,
) -> None:
    """Write the notices of an entry of the staff journal, to be sent. One to the member of staff goes to them."""
    addressed = {STAFF_MEMBER: staff_id, LINE_MANAGER: line_manager}
    for notice in notices:
        practitioner = listable(addressed.get(notice.to))
        session.add(
            NoticeRow(
                key=notice.key,
                staff_id=staff_id,
                number=number,
                to_role=notice.to,
                practitioner=practitioner,
                recipient=practitioner or (f"{notice.to}@{listable(region)}" if region else notice.to),
                region=listable(region),
                template=notice.template,
                rules=list(notice.rules),
                title=notice.title,
                urgency=notice.urgency,
                happened_on=on,
                status="kept" if notice.template == "refused" else "to_send",  # no failure fails on and on
            )
        )


def about_staff_to_send(session: Session, *, limit: int) -> tuple[NoticeLine, ...]:
    """Return the notices about members of staff that are still to be sent, the oldest first."""
    query = select(NoticeRow).where(col(NoticeRow.status) == "to_send", col(NoticeRow.staff_id).is_not(None))
    return tuple(notice_line(row) for row in session.exec(query.order_by(col(NoticeRow.id)).limit(limit)))


def to_send(session: Session, keys: Iterable[str]) -> None:
    """Write that a provider is asked to carry these, unless it was before: what is still to be done is seen from it."""
    wanted = tuple(keys)
    if wanted:
        rows = update(NoticeRow).where(col(NoticeRow.key).in_(wanted), col(NoticeRow.status) == "kept")
        session.exec(rows.values(status="to_send"))


def not_carried(session: Session, keys: Iterable[str]) -> None:
    """Write that no provider carries these: the register is where they are read."""
    rows = session.exec(
        select(NoticeRow)
        .where(col(NoticeRow.key).in_(tuple(keys)), col(NoticeRow.status) == "to_send")
        .order_by(col(NoticeRow.id))
        .with_for_update()
    )
    for row in rows:
        row.status = "kept"
    session.flush()


def recipient(role: str, case: Case) -> str:
    """Return whose digest a notice to a role belongs in: of the prison, team or region, where it is known."""
    facts = case.facts
    place = facts.prison if role in IN_PRISON else facts.team or facts.region
    return f"{role}@{listable(place)}" if place else role


def claim(session: Session, keys: Iterable[str]) -> tuple[NoticeLine, ...]:
    """Return those of the notices that are still to be sent, in the order they were written; each claim is counted.

    More than one attempt means that an earlier one may have reached the provider: ask it by the key first. Nothing
    comes back for a notice that was sent or has failed for good. Raises UnknownNotice.
    """
    wanted = tuple(dict.fromkeys(keys))
    rows = session.exec(
        select(NoticeRow).where(col(NoticeRow.key).in_(wanted)).order_by(col(NoticeRow.id)).with_for_update()
    ).all()
    unknown = set(wanted) - {row.key for row in rows}
    if unknown:
        raise UnknownNotice(f"no notice is remembered by the key {min(unknown)}")
    claimed = [row for row in rows if row.status in {"kept", "to_send"}]
    for row in claimed:
        row.status, row.attempts = "to_send", row.attempts + 1
    session.flush()
    return tuple(notice_line(row) for row in claimed)


def sent(session: Session, key: str, *, reference: str) -> bool:
    """Write that the provider took the notice, under its own reference. Return False when that was known.

    What was sent counts, even when another attempt was written down as failed. Raises UnknownNotice.
    """
    row = _locked(session, key)
    if row.status == "sent":
        return False
    row.status, row.reference, row.error = "sent", reference, None
    row.sent_at = RecordedNow()  # type: ignore[assignment]
    session.flush()
    return True


def failed(session: Session, key: str, *, says: str) -> bool:
    """Write that the provider will never take the notice, and why, for operators. Return False when it is settled.

    Raises UnknownNotice.
    """
    row = _locked(session, key)
    if row.status in {"sent", "failed"}:
        return False
    row.status, row.error = "failed", listable(says, at_most=ERROR_LIMIT)
    session.flush()
    return True


def put_off(session: Session, key: str, *, says: str) -> bool:
    """Write why the provider could not take the notice this time. Return False when it is settled.

    Raises UnknownNotice.
    """
    row = _locked(session, key)
    if row.status in {"sent", "failed"}:
        return False
    row.status, row.error = "to_send", listable(says, at_most=ERROR_LIMIT)
    session.flush()
    return True


def _locked(session: Session, key: str) -> NoticeRow:
    row = session.exec(select(NoticeRow).where(col(NoticeRow.key) == key).with_for_update()).one_or_none()
    if row is None:
        raise UnknownNotice(f"no notice is remembered by the key {key}")
    return row

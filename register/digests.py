"""Digests: what is not urgent, once a day for everybody who is to know it, each person once, the strictest date first.

A digest is made once for a recipient and a day; made again it is the same. What comes in later waits for the next day.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlmodel import Session, col, select

from policy.calendar import local_day
from register.columns import RecordedNow
from register.faults import UnknownNotice
from register.listable import listable
from register.notices import ERROR_LIMIT
from register.read.lines import Digest, DigestItem, DigestPerson, digest_line
from register.tables import DigestRow, DutyRow, NoticeRow, SentenceRow

OF_A_DUTY_AHEAD = frozenset({"opened", "reminder", "changed", "reassigned"})


def waiting(session: Session, *, after: str | None = None, limit: int) -> tuple[str, ...]:
    """Return whom something waits for, in order, after a name: a page."""
    name = col(NoticeRow.recipient)
    query = select(name).where(col(NoticeRow.urgency) == "digest", col(NoticeRow.digest).is_(None), name.is_not(None))
    if after is not None:
        query = query.where(name > after)
    return tuple(found for found in session.exec(query.distinct().order_by(name).limit(limit)) if found)


def unsent(session: Session, *, after: int = 0, limit: int) -> tuple[tuple[int, str], ...]:
    """Return number and key of the digests that are to be sent, of whatever day, the oldest first: a page."""
    rows = session.exec(
        select(DigestRow.id, DigestRow.key)
        .where(col(DigestRow.status) == "to_send", col(DigestRow.id) > after)
        .order_by(col(DigestRow.id))
        .limit(limit)
    )
    return tuple((number, key) for number, key in rows if number is not None)


def compose(session: Session, recipient: str, day: date) -> Digest | None:
    """Return the recipient's digest of the day, made now unless it was made before; nothing when nothing waits.

    Told of a duty that has ended since, it says nothing of it.
    """
    key = key_of(recipient, day)
    made = session.exec(select(DigestRow).where(col(DigestRow.key) == key).with_for_update()).one_or_none()
    if made is not None:
        return digest_line(made)
    notices = session.exec(
        select(NoticeRow)
        .where(
            col(NoticeRow.recipient) == recipient,
            col(NoticeRow.urgency) == "digest",
            col(NoticeRow.digest).is_(None),
        )
        .order_by(col(NoticeRow.id))
        .with_for_update()
    ).all()
    if not notices:
        return None
    people = _people(session, notices)
    newest = notices[-1]
    row = DigestRow(
        key=key,
        recipient=recipient,
        day=day,
        to_role=newest.to_role,
        practitioner=newest.practitioner,
        team=newest.team,
        region=newest.region,
        prison=newest.prison,
        people=[person.model_dump(mode="json") for person in people],
        status="kept" if people else "empty",
    )
    session.add(row)
    session.flush()
    for notice in notices:
        notice.digest = key
    session.flush()
    return digest_line(row)


def key_of(recipient: str, day: date) -> str:
    """Return the key under which a digest is made and sent once."""
    return f"digest/{recipient}/{day.isoformat()}"


def to_send(session: Session, key: str) -> None:
    """Write that the provider is to be asked to carry a digest."""
    _locked(session, key).status = "to_send"
    session.flush()


def claim(session: Session, key: str) -> Digest | None:
    """Count an attempt to send a digest, and return it; nothing when it is settled."""
    row = _locked(session, key)
    if row.status != "to_send":
        return None
    row.attempts += 1
    session.flush()
    return digest_line(row)


def sent(session: Session, key: str, *, reference: str) -> None:
    """Write that the provider took the digest, under its own reference."""
    row = _locked(session, key)
    row.status, row.reference, row.error = "sent", reference, None
    row.sent_at = RecordedNow()  # type: ignore[assignment]
    session.flush()


def not_sent(session: Session, key: str, *, says: str, for_good: bool) -> None:
    """Write why the provider did not take the digest, this time or ever."""
    row = _locked(session, key)
    if row.status != "sent":
        row.status, row.error = "failed" if for_good else "to_send", listable(says, at_most=ERROR_LIMIT)
    session.flush()


def _people(session: Session, notices: Iterable[NoticeRow]) -> tuple[DigestPerson, ...]:
    ended = _ended(session, notices)
    told: dict[UUID | str, list[DigestItem]] = {}
    whose = _whose(session, {notice.sentence_id for notice in notices if notice.sentence_id})
    for notice in notices:
        if notice.sentence_id is None:
            continue  # about a member of staff: told at once, on its own
        if notice.template in OF_A_DUTY_AHEAD and (notice.sentence_id, notice.duty) in ended:
            continue
        items = told.setdefault(whose[notice.sentence_id], [])
        item = DigestItem(
            sentence_id=notice.sentence_id,
            template=notice.template,
            title=notice.title,
            rules=tuple(notice.rules),
            due_on=notice.due_on or (local_day(notice.due_at) if notice.due_at else None),
            due_at=notice.due_at,
            on=notice.happened_on,
        )
        if item not in items:
            items.append(item)
    people = [_person(items) for items in told.values()]
    return tuple(sorted(people, key=lambda person: (person.first_due or date.max, person.sentences)))


def _person(items: list[DigestItem]) -> DigestPerson:
    in_order = sorted(items, key=lambda item: (item.due_on or date.max, item.sentence_id, item.title))
    return DigestPerson(
        sentences=tuple(sorted({item.sentence_id for item in items})),
        first_due=in_order[0].due_on,
        items=tuple(in_order),
    )


def _whose(session: Session, sentences: set[str]) -> dict[str, UUID | str]:
    """Return the person of each sentence; a qualification stands for itself."""
    rows = session.exec(
        select(SentenceRow.sentence_id, SentenceRow.person_id).where(col(SentenceRow.sentence_id).in_(sentences))
    )
    return {sentence_id: person_id or sentence_id for sentence_id, person_id in rows}


def _ended(session: Session, notices: Iterable[NoticeRow]) -> set[tuple[str, str | None]]:
    rows = session.exec(
        select(DutyRow.sentence_id, DutyRow.id).where(
            col(DutyRow.sentence_id).in_({notice.sentence_id for notice in notices}),
            col(DutyRow.id).in_({notice.duty for notice in notices if notice.duty}),
            col(DutyRow.settled_how).is_not(None),
        )
    )
    return {(sentence_id, id_) for sentence_id, id_ in rows}


def _locked(session: Session, key: str) -> DigestRow:
    row = session.exec(select(DigestRow).where(col(DigestRow.key) == key).with_for_update()).one_or_none()
    if row is None:
        raise UnknownNotice(f"no digest is remembered by the key {key}")
    return row

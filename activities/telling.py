"""Tell: notices go out by the provider, each to one effect, whatever stops half way.

Before each sending the register counts the attempt. An attempt that is not the first asks the provider for the key
before it sends: the one before may have got through and died before it was written down.
"""

from collections.abc import Iterable
from time import monotonic

from sqlalchemy import Engine
from temporalio import activity

from activities.notices import Notices, RefusedForGood, TryLater
from policy.case import Event, Notice
from register import notices as register_notices
from register.connection import reading, writing
from register.read.lines import NoticeLine
from register.read.sentences import sentence

OPERATOR = "operator"
MOST_ABOUT_STAFF = 100


def tell(register: Engine, provider: Notices, notices: Iterable[Notice], *, within: float) -> tuple[str, ...]:
    """Send what is not settled yet and return the keys kept back: by a temporary fault, or because time ran out.

    `within` is how many seconds all of it may take: a third to begin in, and a third for each request to the provider.
    """
    return tell_keys(register, provider, [notice.key for notice in notices], within=within)


def tell_about_staff(register: Engine, provider: Notices, *, within: float) -> int:
    """Send what members of staff and others are told of an authorisation, and return how many are still to be sent.

    What the provider does not carry stays in the register, which is where it is read.
    """
    with reading(register) as session:
        waiting = register_notices.about_staff_to_send(session, limit=MOST_ABOUT_STAFF)
    carried = [line.key for line in waiting if provider.carries(line)]
    if others := {line.key for line in waiting} - set(carried):
        with writing(register) as session:
            register_notices.not_carried(session, others)
    return len(tell_keys(register, provider, carried, within=within)) if carried else 0


def tell_keys(register: Engine, provider: Notices, keys: Iterable[str], *, within: float) -> tuple[str, ...]:
    """Send the notices of these keys, as `tell` does."""
    began = monotonic()
    with writing(register) as session:
        claimed = register_notices.claim(session, keys)
    kept_back: list[str] = []
    for line in claimed:
        is_late = monotonic() - began > within / 3
        if is_late or not _tell_one(register, provider, line, within=within / 3):
            kept_back.append(line.key)
    return tuple(kept_back)


def _tell_one(register: Engine, provider: Notices, line: NoticeLine, *, within: float) -> bool:
    """Send one notice and write down what came of it. Return whether it is settled."""
    try:
        known = provider.find(line.key, within=within) if line.attempts > 1 else None
        reference = known or provider.send(line, within=within)
    except TryLater as fault:
        activity.logger.warning("notice %s put off: %s", line.key, fault)
        with writing(register) as session:
            register_notices.put_off(session, line.key, says=str(fault))
        return False
    except RefusedForGood as fault:
        activity.logger.error("notice %s cannot be sent: %s", line.key, fault)
        _fail(register, line, str(fault))
        return True
    with writing(register) as session:
        register_notices.sent(session, line.key, reference=reference)
    return True


def _fail(register: Engine, line: NoticeLine, says: str) -> None:
    """Write that the notice will never go out, and tell operators, once."""
    notice = Notice(
        key=f"{line.key}/failed",
        to=OPERATOR,
        template="refused",
        rules=line.rules,
        title=f"A notice to {line.to} could not be sent: {says}",
        urgency="now",
    )
    event = Event(id=notice.key, name="notice_failed", at=line.recorded_at, on=line.on)
    with writing(register) as session:
        if register_notices.failed(session, line.key, says=says):
            if line.sentence_id is not None:
                register_notices.keep(session, sentence(session, line.sentence_id).case, event, [notice])
            elif line.staff_id is not None:
                register_notices.keep_about_staff(session, line.staff_id, line.number, line.on, [notice])

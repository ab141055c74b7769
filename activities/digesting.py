"""Digests: made in the register, each in a transaction of its own, and sent under their key to one effect."""

from time import monotonic

from sqlalchemy import Engine
from temporalio import activity

from activities.notices import Notices, RefusedForGood, TryLater
from register import digests
from register.connection import reading, writing
from workflows.digest import A_PAGE, DigestHands, Made, Making, Sending, Sent

PAGE = 100
ONE_SENDING = 10.0
"""Seconds that one digest may take to send."""
_A_PAGE_OF_SENDING = A_PAGE.total_seconds() / 2


class DigestingHands(DigestHands):
    """Make digests in a register, send them by a provider."""

    def __init__(self, register: Engine, provider: Notices) -> None:
        self._register, self._provider = register, provider

    @activity.defn
    def make_digests(self, making: Making) -> Made:
        """Make the digests of the next recipients for whom something waits."""
        with reading(self._register) as session:
            recipients = digests.waiting(session, after=making.after, limit=PAGE)
        made = 0
        for recipient in recipients:
            with writing(self._register) as session:
                digest = digests.compose(session, recipient, making.day)
                if digest is not None and digest.status == "kept" and self._provider.carries_digest(digest):
                    digests.to_send(session, digest.key)
            made += digest is not None
        return Made(digests=made, last=recipients[-1]) if len(recipients) == PAGE else Made(digests=made)

    @activity.defn
    def send_digests(self, sending: Sending) -> Sent:
        """Send the next digests, until a page or the time for it is over, or the provider is away."""
        began = monotonic()
        with reading(self._register) as session:
            unsent = digests.unsent(session, after=sending.after, limit=PAGE)
        done = kept_back = 0
        for number, key in unsent:
            is_settled = self._send(key)
            done, kept_back = done + is_settled, kept_back + (not is_settled)
            if monotonic() - began > _A_PAGE_OF_SENDING:
                return Sent(digests=done, kept_back=kept_back, last=number)
        last = unsent[-1][0] if len(unsent) == PAGE else None
        return (
            Sent(digests=done, kept_back=kept_back)
            if last is None
            else Sent(digests=done, kept_back=kept_back, last=last)
        )

    def _send(self, key: str) -> bool:
        """Send one digest and write down what came of it. Return whether it is settled."""
        with writing(self._register) as session:
            digest = digests.claim(session, key)
        if digest is None:
            return True
        try:
            known = self._provider.find(key, within=ONE_SENDING) if digest.attempts > 1 else None
            reference = known or self._provider.send_digest(digest, within=ONE_SENDING)
        except TryLater as fault:
            activity.logger.warning("%s put off: %s", key, fault)
            with writing(self._register) as session:
                digests.not_sent(session, key, says=str(fault), for_good=False)
            return False
        except RefusedForGood as fault:
            activity.logger.error("%s cannot be sent: %s", key, fault)
            with writing(self._register) as session:
                digests.not_sent(session, key, says=str(fault), for_good=True)
            return True
        with writing(self._register) as session:
            digests.sent(session, key, reference=reference)
        return True

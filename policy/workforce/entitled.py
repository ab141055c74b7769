"""What a message would have somebody do, and what the register says of them at that moment."""

from datetime import datetime
from typing import Literal

from policy.facts import Risk
from policy.frozen import Frozen
from policy.workforce.answers import Reason
from policy.workforce.practitioner import Practitioner
from policy.workforce.standing import Standing, changes_at, standing

Right = Literal["hold", "sign_off", "authorise_recall"]


class Named(Frozen):
    """A member of staff whom a message names, and what it would have them do."""

    staff_id: str
    right: Right


class Found(Named):
    """What the register said of them when the message was decided. Nobody has registered whoever has no standing."""

    standing: Standing | None = None

    @property
    def manages(self) -> tuple[Risk, ...] | None:
        """Return the levels of risk they may hold cases of, none where they may hold no case; nothing if unknown."""
        if self.standing is None:
            return None
        return () if self.standing.may_hold == "no" else self.standing.may_manage

    @property
    def may(self) -> bool:
        """Return whether they may do what is asked of them. Whoever is not registered is let through."""
        if self.standing is None:
            return True
        if self.right == "hold":
            return bool(self.manages)
        allowed = self.standing.may_sign_off if self.right == "sign_off" else self.standing.may_authorise_recall
        return allowed and self.standing.may_hold != "no"

    def may_manage(self, risk: Risk | None) -> bool:
        """Return whether a case of this risk is inside what they may hold, if they are asked to and may hold any."""
        return self.right != "hold" or risk is None or not self.manages or risk in self.manages

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Return what the answer rests on."""
        return self.standing.reasons if self.standing else ()


def found(named: Named, practitioner: Practitioner | None, at: datetime) -> Found:
    """Return what somebody may do at a moment, or that nobody has registered them."""
    said = {"staff_id": named.staff_id, "right": named.right}
    return Found.model_validate(said | ({"standing": standing(practitioner, at)} if practitioner else {}))


def differs_at(then: Found, practitioner: Practitioner | None, at: datetime) -> datetime | None:
    """Return the first moment, from this one on, at which a holder may manage something else than was found then."""
    moment: datetime | None = at
    while moment is not None and found(then, practitioner, moment).manages == then.manages:
        moment = changes_at(practitioner, moment) if practitioner else None
    return moment

"""What a message would have somebody do, and what the register says of them at that moment."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from policy.calendar import local_day, starts
from policy.facts import Risk
from policy.frozen import Frozen
from policy.workforce.answers import Reason
from policy.workforce.practitioner import Practitioner
from policy.workforce.standing import Standing, changes_at, standing

Right = Literal["hold", "sign_off", "authorise_recall"]
OPEN_LOSS = Reason(
    rule="QG-23-d",
    para="23",
    says="An authorisation was withdrawn under another staff code or before, and no decision on that is recorded.",
)


class Named(Frozen):
    """A member of staff whom a message names, and what it would have them do."""

    staff_id: str
    right: Right


class Loss(Frozen):
    """An entry of the Loss of Authorisation Register about somebody, under any staff code; never its ground."""

    staff_id: str = Field(description="staff code it stands under")
    since: datetime
    decided_on: date | None = Field(
        default=None, description="day from which a decision of their own area on it counts"
    )

    def is_open(self, at: datetime) -> bool:
        """Return whether it stands at a moment, and no decision on it counts."""
        return self.since <= at and (self.decided_on is None or local_day(at) < self.decided_on)

    def moments(self) -> tuple[datetime, ...]:
        """Return the moments from which it stands, and from which it is decided on."""
        return (self.since, starts(self.decided_on)) if self.decided_on else (self.since,)


class OnRecord(Frozen):
    """What the register has of somebody: who they are by their code of today, and the losses under every code."""

    practitioner: Practitioner
    losses: tuple[Loss, ...] = ()


class FoundLoss(Frozen):
    """An entry of the Loss of Authorisation Register that was found, and whether a decision on it was recorded."""

    staff_id: str
    decided: bool


class Found(Named):
    """What the register said of them when the message was decided. Nobody has registered whoever has no standing."""

    standing: Standing | None = None
    known_as: str | None = Field(
        default=None, description="their staff code of today, where the one named is of before"
    )
    losses: tuple[FoundLoss, ...] = Field(default=(), description="looked up for whoever is to hold a case (QG 23)")

    @property
    def manages(self) -> tuple[Risk, ...] | None:
        """Return the levels of risk they may hold cases of, none where they may hold no case; nothing if unknown."""
        return () if self.has_open_loss else self._manages

    @property
    def may(self) -> bool:
        """Return whether their standing allows what is asked of them. Whoever is not registered is let through."""
        if self.standing is None:
            return True
        if self.right == "hold":
            return bool(self._manages)
        allowed = self.standing.may_sign_off if self.right == "sign_off" else self.standing.may_authorise_recall
        return allowed and self.standing.may_hold != "no"

    @property
    def has_open_loss(self) -> bool:
        """Return whether an authorisation was lost under a code of theirs and no decision on that is recorded."""
        return any(not loss.decided for loss in self.losses)

    def may_manage(self, risk: Risk | None) -> bool:
        """Return whether a case of this risk is inside what they may hold, if they are asked to and may hold any."""
        return self.right != "hold" or risk is None or not self._manages or risk in self._manages

    def against(self, risk: Risk | None) -> tuple[Reason, ...]:
        """Return what speaks against what is asked of them, for a case of this risk."""
        stands = self.may and self.may_manage(risk)
        barred = () if stands or self.standing is None else self.standing.reasons
        return (*barred, OPEN_LOSS) if self.has_open_loss else barred

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return, in a sentence each, what whoever sent the message should know of them besides."""
        said = [f"{self.staff_id} is a staff code of before: it is {self.known_as} now."] if self.known_as else []
        for loss in dict.fromkeys(self.losses):
            decision = "a decision on it is recorded" if loss.decided else "no decision on it is recorded"
            said.append(f"The Loss of Authorisation Register has an entry under {loss.staff_id}; {decision} (QG 23).")
        return tuple(said)

    @property
    def _manages(self) -> tuple[Risk, ...] | None:
        if self.standing is None:
            return None
        return () if self.standing.may_hold == "no" else self.standing.may_manage


def found(named: Named, record: OnRecord | None, at: datetime) -> Found:
    """Return what somebody may do at a moment, or that nobody has registered them."""
    said: dict[str, object] = {"staff_id": named.staff_id, "right": named.right}
    if record is None:
        return Found.model_validate(said)
    said["standing"] = standing(record.practitioner, at)
    if record.practitioner.staff_id != named.staff_id:
        said["known_as"] = record.practitioner.staff_id
    losses = tuple(_found_loss(loss, at) for loss in record.losses if loss.since <= at) if named.right == "hold" else ()
    return Found.model_validate(said | ({"losses": losses} if losses else {}))


def record_changes_at(record: OnRecord, after: datetime) -> datetime | None:
    """Return the next moment at which what somebody may do changes by itself, losses and decisions on them included."""
    losses = (moment for loss in record.losses for moment in loss.moments())
    moments = (changes_at(record.practitioner, after), *losses)
    return min((moment for moment in moments if moment and moment > after), default=None)


def differs_at(then: Found, record: OnRecord | None, at: datetime) -> datetime | None:
    """Return the first moment, from this one on, at which a holder may manage something else than was found then."""
    moment: datetime | None = at
    while moment is not None and found(then, record, moment).manages == then.manages:
        moment = record_changes_at(record, moment) if record else None
    return moment


def _found_loss(loss: Loss, at: datetime) -> FoundLoss:
    return FoundLoss(staff_id=loss.staff_id, decided=not loss.is_open(at))

"""Authorisation beside qualification: its five grounds of loss, who is told at once, and the register (QG 22, 23)."""

from collections.abc import Sequence
from typing import Literal, get_args

from policy.frozen import Frozen
from policy.workforce.answers import Reason
from policy.workforce.practitioner import Authorisation, Ground
from policy.workforce.process import TOLD_OF_LOST_AUTHORISATION, enters_register

Change = Literal["grant", "suspend", "withdraw", "restore"]
STATUS: dict[Change, Literal["active", "suspended", "withdrawn"]] = {
    "grant": "active",
    "suspend": "suspended",
    "withdraw": "withdrawn",
    "restore": "active",
}
GROUND_RULES: dict[Ground, str] = {
    "left_service": "QG-22-b",
    "dismissed": "QG-22-c",
    "misconduct": "QG-22-d",
    "misconduct_investigation": "QG-22-d",
    "capability": "QG-22-e",
    "vetting": "QG-22-f",
}


class Consequences(Frozen):
    """What follows from a change of somebody's authorisation, or why it cannot be made."""

    result: Literal["accepted", "refused"]
    tell: tuple[str, ...] = ()
    register_entry: bool = False
    cases_move: bool = False
    reasons: tuple[Reason, ...] = ()


def change(now: Authorisation | None, asked: Change, ground: Ground | None) -> Consequences:
    """Return what follows from granting, suspending, withdrawing or restoring an authorisation.

    A loss names one of the grounds, each of which allows either; restoring after a withdrawal is a new decision.
    """
    status = now.status if now else None
    if asked in {"grant", "restore"}:
        if status == "active":
            return _refused("QG-6", "6", "The authorisation is active already.")
        if asked == "restore" and status is None:
            return _refused("QG-6", "6", "There is no authorisation to restore: grant one.")
        says = "A senior manager authorises; the register of losses is looked at first."
        return Consequences(result="accepted", reasons=(Reason(rule="QG-6", para="6", says=says),))
    if ground is None:
        return _refused("QG-22-a", "22", f"One of the grounds is named: {', '.join(get_args(Ground))}.")
    if status is None or status == "withdrawn" or (status, asked) == ("suspended", "suspend"):
        return _refused("QG-22-a", "22", f"The authorisation is {status or 'not there'}: nothing can be lost.")
    withdrawn = enters_register(f"authorisation_{STATUS[asked]}")
    says = "Shared Services, the member of staff and other agencies are told at once."
    return Consequences(
        result="accepted",
        tell=TOLD_OF_LOST_AUTHORISATION,
        register_entry=withdrawn,
        cases_move=True,
        reasons=(
            Reason(rule=GROUND_RULES[ground], para="22", says=f"Ground: {ground.replace('_', ' ')}."),
            Reason(rule="QG-23-a", para="23", says=says),
        ),
    )


def may_be_employed(entries: Sequence[str], *, decision_recorded: bool) -> bool:
    """Return whether an area may go on: nobody with an entry in the register without a recorded decision (QG 23)."""
    return not entries or decision_recorded


def _refused(rule: str, para: str, says: str) -> Consequences:
    return Consequences(result="refused", reasons=(Reason(rule=rule, para=para, says=says),))

"""What a regional status does to the duties of one decision: which it eases, and when it gives their weight back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy.case import Duty
from policy.prioritisation import Prioritisation, easing
from policy.rule import Rule
from policy.situation import Situation

if TYPE_CHECKING:
    from policy.duties import Docket

_OWED = frozenset({"mandatory", "decision"})
_DATES = frozenset({"milestone", "end", "cap"})


class Easing:
    """The statuses that apply while one decision is made, and what they changed."""

    def __init__(self, s: Situation) -> None:
        self.s = s
        self.applied: list[str] = []
        self.changed: list[str] = []

    def of(self, rule: Rule) -> Prioritisation | None:
        """Return the status that eases a rule's duties today where this sentence is; dates to know are never eased."""
        statuses = self.s.catalogue.prioritisations
        if not statuses or rule.status in _DATES:
            return None
        return easing(statuses, rule.id, on=self.s.today, region=self.s.facts.region)

    def eased(self, duty: Duty, status: Prioritisation | None) -> Duty:
        """Return the duty as the status leaves it: an expectation, with the status's name on it."""
        if status is None or duty.status not in _OWED:
            return duty
        self.applied.append(status.name)
        return duty.model_copy(update={"status": "advisory", "eased_by": status.name})

    def restated(self, duty: Duty, rule: Rule, status: Prioritisation | None) -> Duty | None:
        """Return an open duty as it stands today, where that is otherwise than it stood; its owner is told."""
        if status:
            now = self.eased(duty, status)
        elif duty.eased_by:
            as_was = "decision" if duty.because else rule.status
            now = duty.model_copy(update={"status": as_was, "eased_by": None})
        else:
            return None
        if now == duty:
            return None
        self.changed.append(duty.id)
        return now


def ease_again(docket: Docket) -> None:
    """Give the open duties the standing that the regional statuses of today give them."""
    for duty in tuple(docket.s.duties.values()):
        ready = docket.ready(duty)
        status = docket.easing.of(ready.rule) if ready else None
        if status and status.eases_to == "not_owed":
            docket.easing.applied.append(status.name)
            docket.settle(duty, "lapsed", why=status.name)
        elif ready and (now := docket.easing.restated(duty, ready.rule, status)):
            docket.put(now)

"""What managers decide about a member of staff: on the authorisation, and on an entry of the register of losses."""

from datetime import date
from typing import Literal

from pydantic import Field
from typing_extensions import override

from policy.calendar import local_day
from policy.workforce.authorisation import STATUS
from policy.workforce.change import Change
from policy.workforce.practitioner import Authorisation, Practitioner


class Authorised(Change):
    """A decision on somebody's authorisation; where the register of losses named them, what was decided on that."""

    what: Literal["authorisation"]
    asked: Literal["grant", "suspend", "withdraw", "restore"]
    authorisation: Authorisation
    agencies: tuple[str, ...] = Field(default=(), description="other agencies it matters to, who are told (QG 23)")
    register_decision: str | None = None

    @property
    @override
    def effective_on(self) -> date:
        return local_day(self.authorisation.since)

    @override
    def fault(self, now: Practitioner) -> str | None:
        if STATUS[self.asked] != self.authorisation.status:
            return f"To {self.asked} is not to make it {self.authorisation.status}."
        before = now.authorisations[-1:]
        early = before and self.authorisation.since < before[0].since
        return "A decision on the authorisation stands from a later moment already." if early else None

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        said = () if now.authorisations[-1:] == (self.authorisation,) else (self.authorisation,)
        return {"authorisations": (*now.authorisations, *said)}


class LossConsidered(Change):
    """What was decided about somebody whom the register of losses names and who works: they may go on (QG 23)."""

    what: Literal["register_decision"]
    on: date
    register_decision: str = Field(min_length=1)

    @override
    def sets(self, now: Practitioner) -> dict[str, object]:
        """Return nothing: the decision stands in the journal, with the entries it is about."""
        return {}

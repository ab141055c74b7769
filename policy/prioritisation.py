"""Regional statuses under which some duties are asked for less strictly than the frameworks do (SMC front matter)."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

from pydantic import Field

from policy.frozen import Frozen


class Prioritisation(Frozen):
    """One status under the Prioritisation Framework, or another limit on activity: where, from when, and what it eases.

    `advisory`: what the rules ask for is an expectation, a miss is amber and nobody is escalated to. `not_owed`: they
    open nothing; what happens once under the status is not owed afterwards, what recurs is owed again when it ends.
    Running sentences learn that a status has begun or ended by `reassess`.
    """

    name: str
    region: str | None = Field(default=None, description="unset: everywhere")
    in_force_from: date = Field(alias="from")
    until: date | None = Field(default=None, description="first day it no longer holds; unset: until further notice")
    rules: tuple[str, ...] = Field(min_length=1, description="rules it eases")
    eases_to: Literal["advisory", "not_owed"]
    means: str
    source: str

    def holds(self, *, on: date, region: str | None) -> bool:
        """Return whether the status is in force on a day in a region."""
        here = self.region is None or self.region == region
        return here and self.in_force_from <= on and (self.until is None or on < self.until)


def easing(statuses: Iterable[Prioritisation], rule: str, *, on: date, region: str | None) -> Prioritisation | None:
    """Return the status that eases a rule on a day in a region; of several the last begun."""
    holding = [status for status in statuses if rule in status.rules and status.holds(on=on, region=region)]
    return max(holding, key=lambda status: status.in_force_from, default=None)

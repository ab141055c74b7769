"""A journal as the api shows it: each event, what was decided, and who was allowed to do what at that moment."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Literal

from pydantic import Field, JsonValue

from api.practitioner_views import StandingView
from api.views import DutyView, NoticeView, SettledView, View
from policy.workforce.entitled import Found, Right
from policy.workforce.roles import RoleFacts
from policy.workforce.withheld import names_ground

_TERMS_OF_EMPLOYMENT = ("employment_start", "months_employed", "fte", "pro_rata")


class FoundView(View):
    """What the register said of a member of staff when an event was decided: whether they might do what it asked."""

    staff_id: str
    right: Right = Field(description="what the event would have them do")
    may: bool = Field(description="whether they might; somebody who is not registered is let through")
    standing: StandingView | None = Field(description="what they might do then; nothing: nobody had registered them")
    facts: RoleFacts | None = Field(
        default=None, description="facts it was judged by, without terms of employment and grounds of a loss"
    )


class EntryView(View):
    """One entry of a sentence's journal: what happened or was asked for, who sent it, and what followed."""

    number: int
    event_id: str
    event: str
    on: date = Field(description="day it happened, Europe/London")
    at: datetime
    recorded_at: datetime
    by: str | None = Field(default=None, description="role of the sender; nobody for time reaching a date")
    by_id: str | None = Field(default=None, description="staff code or system of the sender")
    payload: dict[str, JsonValue]
    outcome: Literal["decided", "ignored", "refused"]
    reason: str | None = Field(default=None, description="name of the refusal")
    says: str | None = Field(default=None, description="why it was refused or ignored")
    rules: tuple[str, ...]
    phase: str = Field(description="phase after it")
    stage: str | None = Field(default=None, description="stage after it")
    opened: tuple[DutyView, ...] = ()
    settled: tuple[SettledView, ...] = ()
    missed: tuple[str, ...] = Field(default=(), description="ids of duties found past their limit")
    told: tuple[NoticeView, ...] = ()
    standings: tuple[FoundView, ...] = Field(
        default=(), description="who was asked about before it was decided, and what they might do then"
    )


class TimelineView(View):
    """A page of a sentence's journal."""

    items: tuple[EntryView, ...]
    next: str | None = Field(default=None, description="cursor of the page that follows; none: there is no more")


def found_views(standings: Iterable[Found]) -> tuple[FoundView, ...]:
    """Return what was found of staff as anybody who reads the journal may read it."""
    return tuple(_found_view(found) for found in standings)


def _found_view(found: Found) -> FoundView:
    then = found.standing
    if then is None:
        return FoundView(staff_id=found.staff_id, right=found.right, may=found.may, standing=None)
    reasons = tuple(reason for reason in then.reasons if not names_ground(reason.rule))
    facts = then.facts and RoleFacts.model_validate(
        then.facts.model_dump(exclude_unset=True, exclude=set(_TERMS_OF_EMPLOYMENT))
    )
    standing = StandingView.model_validate(then.model_copy(update={"reasons": reasons}))
    return FoundView(staff_id=found.staff_id, right=found.right, may=found.may, standing=standing, facts=facts)

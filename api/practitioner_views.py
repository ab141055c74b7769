"""Practitioners as they are shown: whole to those who need it, without grounds of a lost authorisation to others."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field, JsonValue

from api.views import View
from api.workforce_answers import ReasonView
from policy.calendar import local_day
from policy.case import Actor
from policy.facts import Risk
from policy.vocabulary import event_kinds
from policy.workforce.answers import Hold
from policy.workforce.attention import Attention
from policy.workforce.practitioner import HeldPost, Place, Practitioner, Provider
from policy.workforce.roles import Flag
from policy.workforce.standing import Standing
from policy.workforce.withheld import RECORD, change_without_grounds, names_ground, reads_grounds, without_grounds
from register.read.practitioners import PractitionerLine, PractitionerRecord, StaffEntry


class StandingView(View):
    """What somebody may do at a moment, and why."""

    as_of: datetime
    may_hold: Hold
    may_manage: tuple[Risk, ...] = ()
    may_sign_off: bool
    may_authorise_recall: bool
    flags: tuple[Flag, ...] = ()
    reasons: tuple[ReasonView, ...] = ()


class PractitionerView(View):
    """A practitioner with every dated fact, and as they stand at the moment asked about."""

    staff_id: str
    number: int = Field(description="last entry of the staff journal")
    post: HeldPost | None = Field(description="held on that day")
    place: Place | None = Field(description="of work on that day")
    fte: float = Field(description="fraction of full time worked on that day")
    provider: Provider = Field(description="employer on that day")
    line_manager: str | None = Field(description="staff code of the line manager on that day")
    standing: StandingView
    open_losses: tuple[str, ...] = Field(
        default=(),
        description="staff codes under which an authorisation was lost by then, without a decision: no case is given",
    )
    practitioner: Practitioner = Field(description="every dated fact, past and to come")


class PractitionerLineView(View):
    """A practitioner in a list."""

    staff_id: str
    post: HeldPost | None
    place: Place | None
    line_manager: str | None
    standing: StandingView


class RecordedView(View):
    """Where a change now stands, and the practitioner with it."""

    number: int = Field(description="entry of the staff journal")
    duplicate: bool = Field(description="it was recorded before with the same Idempotency-Key")
    told: tuple[str, ...] = Field(default=(), description="roles and agencies that were told at once")
    practitioner: PractitionerView


class StaffEntryView(View):
    """One entry of a staff journal."""

    number: int
    event_id: str
    what: str = Field(description="what changed", examples=["post"])
    effective_on: date = Field(description="day from which it counts")
    change: dict[str, JsonValue]
    reasons: tuple[ReasonView, ...] = ()
    register_checked: int = Field(description="entries found in the Loss of Authorisation Register")
    by: Actor
    at: datetime


class CallView(View):
    """A call of this api, ready to be made by somebody in one of these roles."""

    method: Literal["POST"] = "POST"
    path: str
    roles: tuple[str, ...]
    body: dict[str, JsonValue]


class AttentionView(View):
    """Something about a member of staff that somebody has to see to; `last_day` where it ends with a day."""

    staff_id: str
    what: str = Field(examples=["extension_needed"])
    last_day: date | None = None
    reason: ReasonView
    call: CallView | None = Field(default=None, description="the one call that sees to it, where one does")


def standing_view(now: Standing) -> StandingView:
    """Return a standing as it is shown."""
    return StandingView.model_validate(now)


def practitioner_view(record: PractitionerRecord, actor: Actor, *, today: date) -> PractitionerView:
    """Return a practitioner as far as somebody may read today, whichever day is asked about."""
    known, on = record.practitioner, local_day(record.standing.as_of)
    return PractitionerView(
        staff_id=known.staff_id,
        number=record.number,
        post=known.post(on),
        place=known.place(on),
        fte=known.fraction(on),
        provider=known.employer(on),
        line_manager=known.managed_by(on),
        standing=standing_view(record.standing),
        open_losses=record.open_losses,
        practitioner=known if reads_grounds(actor, known, today=today) else without_grounds(known),
    )


def line_view(line: PractitionerLine) -> PractitionerLineView:
    """Return a practitioner in a list."""
    return PractitionerLineView.model_validate(line)


def entry_view(entry: StaffEntry, known: Practitioner, actor: Actor, *, today: date) -> StaffEntryView:
    """Return an entry as far as somebody may read today."""
    whole = reads_grounds(actor, known, today=today)
    reasons = [ReasonView.model_validate(reason) for reason in entry.reasons]
    return StaffEntryView(
        number=entry.number,
        event_id=entry.event_id,
        what=entry.what,
        effective_on=entry.effective_on,
        change=entry.change if whole else change_without_grounds(entry.change),
        reasons=tuple(reason for reason in reasons if whole or not names_ground(reason.rule)),
        register_checked=len(entry.register_entries) if whole else 0,
        by=entry.by,
        at=entry.at,
    )


def attention_view(found: Attention) -> AttentionView:
    """Return what needs attention, and the call that sees to it."""
    return AttentionView(
        staff_id=found.staff_id,
        what=found.what,
        last_day=found.last_day,
        reason=ReasonView.model_validate(found.reason),
        call=_call(found),
    )


def _call(found: Attention) -> CallView | None:
    if found.begins is not None and found.facts is not None:
        body: dict[str, JsonValue] = {"facts": found.facts.model_dump(mode="json"), "event": {"name": found.begins}}
        roles = event_kinds()[found.begins].by
        return CallView(path="/v1/workforce/qualifications", roles=roles, body=body)
    if found.fact is not None:
        path = f"/v1/workforce/practitioners/{found.staff_id}/unrecorded/stands"
        return CallView(path=path, roles=RECORD, body={"fact": found.fact, "because": "why the record stands"})
    return None

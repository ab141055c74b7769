"""The shape a message must have before policy is asked: known names, fields of the right type, a day that has been."""

from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from policy.case import Actor, Case, Event, Refusal
from policy.vocabulary import MalformedPayload, event_kinds, read_payload, roles

LONDON = ZoneInfo("Europe/London")
CLOCKS_DIFFER_BY = timedelta(minutes=5)
"""How far a sender's clock may be ahead of ours."""


def local_day(instant: datetime) -> date:
    """Return the day in Europe/London on which the instant falls."""
    return instant.astimezone(LONDON).date()


def fault(event: Event, case: Case, *, began: date | None, now: datetime) -> Refusal | None:
    """Return why the event cannot be put to policy at all, or nothing. Policy's own refusals come later.

    `began` is the day of the opening event, `now` the sentence's clock.
    """
    return (
        _of_name(event, case)
        or _of_sender(event.by)
        or _of_dates(event, case, began=began, now=now)
        or _of_payload(event)
    )


def _of_name(event: Event, case: Case) -> Refusal | None:
    known = event_kinds().get(event.name)
    if known is None or not known.by:
        return Refusal(reason="UnknownEvent", says=f"There is no event called {event.name[:60]}.")
    if not known.accepted_by(case.kind):
        return Refusal(
            reason="EventNotForThisSentence", says=f"{event.name} does not happen to a {case.kind.replace('_', ' ')}."
        )
    if case.final:
        return Refusal(reason="SentenceEnded", says="This sentence is over: nothing can follow.")
    return None


def _of_sender(by: Actor | None) -> Refusal | None:
    if by is None:
        return Refusal(reason="MissingActor", says="The message does not say who sends it, and in what role.")
    if by.role not in roles():
        return Refusal(reason="UnknownRole", says=f"There is no role called {by.role[:60]}.")
    return None


def _of_dates(event: Event, case: Case, *, began: date | None, now: datetime) -> Refusal | None:
    latest = now + CLOCKS_DIFFER_BY
    if event.at > latest or event.on > local_day(latest):
        return Refusal(reason="EventInTheFuture", says=f"{event.on:%-d %B %Y} has not come yet.")
    days = [day for day in (began, case.facts.sentenced_on) if day is not None]
    if began is not None and event.on < min(days):
        says = f"{event.on:%-d %B %Y} is before the sentence began ({min(days):%-d %B %Y})."
        return Refusal(reason="BeforeTheSentence", says=says)
    return None


def _of_payload(event: Event) -> Refusal | None:
    try:
        read_payload(event.name, cast("dict[str, object]", event.payload))
    except MalformedPayload as malformed:
        return Refusal(reason="MalformedPayload", says=str(malformed))
    return None

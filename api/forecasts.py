"""What is to come, if nothing but time happens: a question to policy that stores nothing and asks nobody else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated, TypeVar

from fastapi import APIRouter, Query, Security

from api import examples
from api.documents import ANY_ROLE, ASKING, READING, documented
from api.identity import current_actor
from api.messages import SentencePath, must_know
from api.parts import AppParts
from api.problems import Declined
from api.reading import asked
from api.said import Told, event_said, telling_form
from api.views import ComingView, ForecastView
from policy.calendar import LAST_YEAR, NoCalendar, local_day
from policy.case import Actor, Case, Refusal
from policy.engine import decide
from policy.forecast import forecast
from policy.vocabulary import event_kinds
from register.read.sentences import sentence

A_YEAR = timedelta(days=365)
FURTHEST = timedelta(days=365 * 30 + 8)
SUPPOSED = "F-0"
T = TypeVar("T")
_TAG = "Forecasts"
Until = Annotated[
    date | None,
    Query(description="last day to look at, up to 30 years ahead; left out: a year ahead", examples=["2027-03-01"]),
]


def forecasts() -> APIRouter:
    """Return the endpoints of forecasts."""
    router = APIRouter(prefix="/v1", tags=[_TAG], dependencies=[Security(current_actor)])
    router.add_api_route(
        "/sentences/{sentence_id}/forecast",
        of_sentence,
        methods=["GET"],
        **documented(
            "Forecast of a sentence",
            examples.FORECAST,
            roles=ANY_ROLE,
            problems=(*READING, "UnknownSentence", "UntilOutOfRange", "NoCalendar"),
        ),
    )
    supposed.__annotations__["said"] = telling_form()
    router.add_api_route(
        "/forecast",
        supposed,
        methods=["POST"],
        **documented(
            "Forecast of facts that were never entered",
            examples.FORECAST,
            roles=ANY_ROLE,
            problems=(
                *ASKING,
                "UnknownRequirement",
                "Refused",
                "EventNotForThisSentence",
                "UntilOutOfRange",
                "NoCalendar",
            ),
            request={name: value for name, value in examples.START.items() if name in Told.model_fields},
        ),
    )
    return router


def of_sentence(sentence_id: SentencePath, parts: AppParts, until: Until = None) -> ForecastView:
    """List every duty, phase and date to come for the sentence as it stands, if nothing but time happens."""
    with asked(parts.register) as session:
        case = sentence(session, sentence_id).case
    return forecast_of(case, on=parts.clock(), until=until)


def supposed(said: Told, parts: AppParts, until: Until = None) -> ForecastView:
    """List every duty, phase and date to come for a sentence that begins as told. Nothing is stored.

    The first event is taken as sent by somebody who may send it, and may lie in the future.
    """
    kind = event_kinds()[said.event.name]
    by = Actor(role=kind.by[0])
    event = event_said(kind.name, said.event, event_id=SUPPOSED, by=by, now=parts.clock())
    must_know(said.kind, kind)
    case = Case(sentence_id=SUPPOSED, kind=said.kind, facts=said.facts)
    decided = _in_calendar(lambda: decide(case, event, event.at))
    if isinstance(decided, Refusal):
        raise Declined(decided.reason, decided.says, decided.rules)
    return forecast_of(case.after(decided), on=event.at, until=until)


def forecast_of(case: Case, *, on: datetime, until: date | None) -> ForecastView:
    """Return the forecast of a case. Raises Declined: UntilOutOfRange, NoCalendar."""
    today = local_day(on)
    last_day = until or min(today + A_YEAR, date(LAST_YEAR, 12, 31))
    if not today <= last_day <= min(today + FURTHEST, date(LAST_YEAR, 12, 31)):
        raise Declined(
            "UntilOutOfRange", f"A forecast made on {today.isoformat()} goes from that day to 30 years ahead."
        )
    coming = _in_calendar(lambda: forecast(case, on=on, until=last_day))
    return ForecastView(
        on=on,
        until=last_day,
        phase=case.phase,
        stage=case.stage,
        items=tuple(ComingView.model_validate(item) for item in coming),
    )


def _in_calendar(question: Callable[[], T]) -> T:
    """Return policy's answer. Raises Declined: NoCalendar when it needs a day of a year that has none."""
    try:
        return question()
    except NoCalendar as fault:
        raise Declined("NoCalendar", f"{str(fault)[0].upper()}{str(fault)[1:]}.") from None
    except OverflowError:
        raise Declined("NoCalendar", "A date that follows lies beyond the last year of the calendar.") from None

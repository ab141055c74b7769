"""Composition root of the api: parts in, an app out. Nothing is made when this is imported."""

from fastapi import FastAPI
from fastapi_offline import FastAPIOffline
from sqlalchemy import Engine

from api import explanations, health
from api.assurance import assurance
from api.authorisations import authorisations
from api.documents import describe
from api.editions import editions
from api.faults import LastNet, name_faults
from api.forecasts import forecasts
from api.limit import BodyLimit
from api.lists import lists
from api.messages import BOTH_TAG, CUSTODIAL_TAG, LIFECYCLE_TAG, ORDER_TAG, messages
from api.parts import Parts
from api.people import PEOPLE_TAG, people
from api.practitioners import PRACTITIONERS_TAG, practitioners
from api.qualification_explained import qualification_explained
from api.qualification_messages import qualification_messages
from api.qualifications import QUALIFICATIONS_TAG, qualifications
from api.reassessments import REASSESSMENTS_TAG, reassessments
from api.rules import rules
from api.sending import Sentences
from api.sentences import sentences
from api.settings import Clock, Settings, now
from api.teams import teams
from api.unrecorded import unrecorded_facts
from api.workforce_answers import WORKFORCE_TAG, workforce_answers

_DESCRIPTION = """
Every custodial sentence and every community order in England and Wales lives as long as the sentence does: it knows
which duties policy puts on whom and by when, tells people before a date and after it, and refuses what policy forbids,
with the paragraph that forbids it.

* **Messages** are named for what happened. Each has an `Idempotency-Key`, the id of the event: the same message sent
  again with the same key changes nothing and brings the same answer.
* **Who is asking** comes from identity and never from a body. *Development identity*: the headers `X-Actor-Role` and
  `X-Actor-Id` are believed as they are sent.
* **No** is said as a problem (RFC 9457) with a stable `type`, the refusal's name and the ids of the rules it rests on.
* **Days** are days in Europe/London and a last day is inclusive; instants have a zone.

All people in the examples are made up.
"""
_TAGS = [
    {"name": "Sentences", "description": "Start a sentence; read it, its diary and its timeline; list sentences."},
    {"name": LIFECYCLE_TAG, "description": "The six events that systems may also send as signals."},
    {"name": BOTH_TAG, "description": "What staff do on any sentence."},
    {"name": CUSTODIAL_TAG, "description": "What happens on a custodial sentence."},
    {"name": ORDER_TAG, "description": "What happens on a community order or a suspended sentence order."},
    {"name": PEOPLE_TAG, "description": "A person's sentences together, and what is recorded once for all of them."},
    {"name": REASSESSMENTS_TAG, "description": "Many sentences decided again after a change of rules or calendar."},
    {"name": WORKFORCE_TAG, "description": "Who may hold which role, and what it lets them do."},
    {"name": PRACTITIONERS_TAG, "description": "Who works in probation, what they may do and since when."},
    {"name": QUALIFICATIONS_TAG, "description": "Alignment, the PQiP and the Level 3 Diploma of a member of staff."},
    {"name": "Duties", "description": "What is owed, across sentences."},
    {"name": "Notices", "description": "What people were told."},
    {"name": "Forecasts", "description": "What is to come, if nothing but time happens."},
    {"name": "Rules", "description": "What the documents say, what makes it run, and why it binds a sentence or not."},
    {"name": "Assurance", "description": "How duties were kept, and samples of sentences to read in full."},
    {"name": "Problems", "description": "What each kind of problem means."},
    {"name": "Health", "description": "Whether every part answers, and what this is."},
]


def create_app(settings: Settings, sentences_to_tell: Sentences, register: Engine, *, clock: Clock = now) -> FastAPI:
    """Return the api over these parts: the sentences to tell, the register to read, and the clock to look at."""
    app = FastAPIOffline(
        title="Throughcare",
        version=health.installed_version(),
        summary="Sentences from first event to last.",
        description=_DESCRIPTION.strip(),
        openapi_tags=_TAGS,
        openapi_url="/openapi.json",
        redoc_url=None,
        separate_input_output_schemas=False,
        swagger_ui_parameters={"docExpansion": "none", "displayRequestDuration": True, "filter": True},
    )
    app.state.parts = Parts(settings=settings, sentences=sentences_to_tell, register=register, clock=clock)
    for router in (
        lists(),
        forecasts(),
        rules(),
        editions(),
        assurance(),
        workforce_answers(),
        practitioners(),
        authorisations(),
        teams(),
        unrecorded_facts(),
        sentences(),
        messages(),
        people(),
        qualifications(),
        qualification_explained(),
        qualification_messages(),
        reassessments(),
        explanations.router,
        health.router,
    ):
        app.include_router(router)
    name_faults(app)
    describe(app)
    app.add_middleware(BodyLimit, largest=settings.body_limit)
    app.add_middleware(LastNet)
    return app

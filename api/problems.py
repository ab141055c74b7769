"""Every way of saying no, by name: the one place where names become HTTP statuses (RFC 9457 problem details).

A name is a refusal of policy, a refusal of the shape of what was sent, or a part that does not answer. Its type is
stable: `/problems/` and the name in lower case with hyphens. A refusal of policy that has no row of its own here is a
422 under its own name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi import Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

MEDIA_TYPE = "application/problem+json"
WORTH_ANOTHER_TRY = "5"


class Fault(BaseModel):
    """One thing wrong with what was sent. What was sent is never repeated."""

    model_config = ConfigDict(frozen=True)

    field: str = Field(description="where: names and positions with dots between, empty for the whole body")
    says: str = Field(description="what is wrong with it")


class Problem(BaseModel):
    """Why something was not done (RFC 9457), with the members that services around us read."""

    model_config = ConfigDict(frozen=True, alias_generator=to_camel, populate_by_name=True)

    type: str = Field(description="stable address of the kind of problem; GET it for an explanation")
    title: str = Field(description="the kind of problem in a few words")
    status: int
    detail: str = Field(description="what is wrong this time, safe to show to the person it is about")
    instance: str = Field(description="path that was asked for")
    reason: str = Field(description="name of the refusal")
    rules: tuple[str, ...] = Field(default=(), description="ids of the rules the refusal rests on")
    rule_links: tuple[str, ...] = Field(default=(), description="where each of these rules is explained")
    user_message: str = Field(description="the detail again, where services around us look for it")
    developer_message: str = Field(description="reason, rules and what to do about it, for whoever calls the api")
    errors: tuple[Fault, ...] = Field(default=(), description="each field that is wrong")


@dataclass(frozen=True)
class Kind:
    """A kind of problem: its status, its title, and what to do about it."""

    status: int
    title: str
    advice: str


_SEND_AGAIN = "Nothing is lost: send the same message again with the same Idempotency-Key."
PROBLEMS: Mapping[str, Kind] = {
    # what was asked for is not there
    "UnknownSentence": Kind(404, "No such sentence", "Check the sentence id. A refused start leaves no sentence."),
    "UnknownQualification": Kind(404, "No such qualification", "Check its id. A refused start leaves none."),
    "UnknownRule": Kind(404, "No such rule", "GET /v1/rules lists every clause and rule by its id."),
    "UnknownPerson": Kind(404, "Nobody by this number", "Check the number: A1234BC in prison, X123456 in probation."),
    "UnknownPractitioner": Kind(404, "Nobody by this staff code", "GET /v1/workforce/practitioners lists them."),
    "UnknownFact": Kind(404, "No such fact", "GET /v1/workforce/unrecorded lists what no record took in."),
    "UnknownReassessment": Kind(404, "No such reassessment", "GET /v1/reassessments lists them."),
    "NotFound": Kind(404, "Nothing here", "Check the address; /docs lists every one."),
    "MethodNotAllowed": Kind(405, "Not that way", "The Allow header names the methods of this address."),
    # who is asking
    "MissingActor": Kind(401, "Nobody says who asks", "Send X-Actor-Role and X-Actor-Id (development identity)."),
    "UnknownRole": Kind(401, "Unknown role", "Use a role's name from the vocabulary, such as probation_practitioner."),
    "MalformedActor": Kind(401, "Malformed actor", "Send a staff code or a system's name in X-Actor-Id."),
    "WrongSender": Kind(403, "Not for this role", "Each message names the roles that may send it; see /docs."),
    "NotForThisRole": Kind(403, "Not for this role to read", "/docs names the roles that read it, and how much of it."),
    # the sentence is not in a state for it
    "WrongPhase": Kind(409, "Not in this phase", "Read the sentence: each message names the phases it belongs to."),
    "SentenceEnded": Kind(409, "The sentence is over", "Nothing more can be recorded on it."),
    "SentenceExists": Kind(409, "The sentence exists", "Choose another sentence_id, or leave it out to be given one."),
    "PractitionerExists": Kind(409, "Entered already", "Record what changes by POST …/changes."),
    "StaffChangeContradicts": Kind(409, "It contradicts what is known", "Read the practitioner and the timeline."),
    "AuthorisationStands": Kind(409, "The authorisation stands", "Read the practitioner: the last decision stands."),
    "LossOfAuthorisationKnown": Kind(
        409, "An authorisation was withdrawn before", "Look it up, have it decided, and send register_decision."
    ),
    "ReassessmentOver": Kind(409, "The reassessment is over", "Nothing is left to pause or resume; ask for another."),
    "EventNotForThisSentence": Kind(
        409, "Not for this kind of sentence", "Each message names the kinds of sentence it is for."
    ),
    "SeveralPeople": Kind(409, "Several people", "Two records that contradict share this number; use the other one."),
    "Refused": Kind(422, "Refused by policy", "The detail says why; the rules say where it is written."),
    "UnknownEvent": Kind(422, "Unknown event", "Use an event's name from the vocabulary."),
    # the form of what was sent
    "IdempotencyKeyMissing": Kind(
        400,
        "No Idempotency-Key",
        "Send a new unique key for every new message, and the same key when you send it again.",
    ),
    "MalformedIdempotencyKey": Kind(400, "Malformed Idempotency-Key", "Use 1 to 200 printable ASCII characters."),
    "IdempotencyKeyReused": Kind(422, "Key used for something else", "A new message needs a key of its own."),
    "InvalidJson": Kind(400, "Not JSON", "Send one JSON object in UTF-8; NaN and Infinity are not JSON."),
    "NotJson": Kind(415, "Unsupported media type", "Send the body with Content-Type: application/json."),
    "BodyTooLarge": Kind(413, "Body too large", "Evidence is kept elsewhere; send facts, dates and short reasons."),
    "MalformedBody": Kind(422, "Malformed body", "`errors` names each field and what is wrong with it."),
    "MissingField": Kind(422, "A field is missing", "`errors` names the fields that are needed."),
    "UnknownField": Kind(422, "Unknown field", "`errors` names the fields nobody knows; /docs lists those that are."),
    "UnknownRequirement": Kind(422, "Unknown requirement", "Use a requirement's name from the vocabulary."),
    "MalformedPrisonNumber": Kind(422, "Malformed prison number", "A letter, four digits, two letters: A1234BC."),
    "MalformedCrn": Kind(422, "Malformed CRN", "A letter and six digits: X123456."),
    "MalformedSentenceId": Kind(422, "Malformed sentence id", "One to four capitals, a hyphen, up to 40 more: S-2041."),
    "MalformedPayload": Kind(422, "Malformed payload", "The detail names the field and what is wrong with it."),
    "MalformedQuery": Kind(422, "Malformed query", "`errors` names each parameter and what is wrong with it."),
    "MalformedCursor": Kind(
        422, "Malformed cursor", "Send `next` of the page before as it came, with the same filters."
    ),
    "Implausible": Kind(422, "Implausible value", "Days lie between 1900 and 2100; text has no control characters."),
    "NoCalendar": Kind(422, "No calendar for that year", "Bank holidays are known from 2000 to 2100."),
    # when
    "EventInTheFuture": Kind(422, "Not yet", "An event is sent when it has happened."),
    "BeforeTheSentence": Kind(422, "Before the sentence", "An event cannot have happened before the sentence began."),
    "DatesDisagree": Kind(422, "Instant and day disagree", "`on` is the day of `at` in Europe/London: leave one out."),
    "UntilOutOfRange": Kind(422, "Forecast out of range", "Ask from the day itself up to 30 years ahead."),
    # parts that do not answer
    "TemporalUnavailable": Kind(503, "Temporal does not answer", _SEND_AGAIN),
    "NoAnswerYet": Kind(503, "No answer yet", f"The message may have arrived. {_SEND_AGAIN}"),
    "RegisterUnavailable": Kind(503, "The register does not answer", _SEND_AGAIN),
    "SentenceNotRunning": Kind(503, "The sentence does not run", "Operators find it in the log by the sentence's id."),
    "EngineFault": Kind(500, "The rules failed", "Nothing was changed and operators were told; quote the event id."),
    "Unexpected": Kind(500, "Something failed", "Nobody expected this. Quote the id in the detail to operators."),
}


def kind_of(reason: str) -> Kind:
    """Return the kind of problem that a reason is."""
    return PROBLEMS.get(reason, PROBLEMS["Refused"])


def slug(reason: str) -> str:
    """Return a reason's name as it stands in its type: `WrongPhase` is `wrong-phase`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", reason).lower()


def type_of(reason: str) -> str:
    """Return the stable type of a reason."""
    return f"/problems/{slug(reason)}"


@dataclass(eq=False)
class Declined(Exception):
    """Something that is not done, by the reason's name; `says` is safe to show to the person it is about."""

    reason: str
    says: str
    rules: tuple[str, ...] = ()
    errors: tuple[Fault, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def problem_of(path: str, declined: Declined) -> Problem:
    """Return the problem details of what was declined."""
    kind = kind_of(declined.reason)
    by = f" by {', '.join(declined.rules)}" if declined.rules else ""
    return Problem(
        type=type_of(declined.reason),
        title=kind.title,
        status=kind.status,
        detail=declined.says,
        instance=path,
        reason=declined.reason,
        rules=declined.rules,
        rule_links=tuple(f"/v1/rules/{rule}" for rule in declined.rules),
        user_message=declined.says,
        developer_message=f"{declined.reason}{by}. {kind.advice}",
        errors=declined.errors,
    )


def problem_response(path: str, declined: Declined) -> JSONResponse:
    """Return the answer to what was declined, with Retry-After where another try may succeed."""
    problem = problem_of(path, declined)
    headers = dict(declined.headers)
    if problem.status == 503:
        headers.setdefault("Retry-After", WORTH_ANOTHER_TRY)
    if problem.status == 401:
        headers.setdefault("WWW-Authenticate", "DevelopmentIdentity")
    return JSONResponse(
        problem.model_dump(mode="json", by_alias=True), problem.status, headers=headers, media_type=MEDIA_TYPE
    )


def path_of(request: Request) -> str:
    """Return the path that was asked for, without the query."""
    return request.url.path

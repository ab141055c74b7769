"""What goes wrong on the way becomes a problem by name; no traceback and nothing that was sent ever leaves."""

import logging
import traceback
from collections.abc import Sequence
from uuid import uuid4

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import Declined, Fault, path_of, problem_response

log = logging.getLogger("throughcare.api")

MOST_FAULTS = 20
_REQUIREMENTS = frozenset({"requirement", "requirements", "completed", "requirement_ends"})
_BY_FIELD = {
    "prison_number": "MalformedPrisonNumber",
    "crn": "MalformedCrn",
    "sentence_id": "MalformedSentenceId",
}
_BY_PATH = {
    "sentence_id": "UnknownSentence",
    "person": "UnknownPerson",
    "reassessment_id": "UnknownReassessment",
    "staff_id": "UnknownPractitioner",
}
_BY_TYPE = {
    "json_invalid": "InvalidJson",
    "extra_forbidden": "UnknownField",
    "missing": "MissingField",
    "implausible": "Implausible",
    "unknown_requirement": "UnknownRequirement",
}
_BY_STATUS = {404: "NotFound", 405: "MethodNotAllowed", 400: "InvalidJson"}
_SAYS = {
    "NotFound": "There is nothing at this address.",
    "MethodNotAllowed": "This address does not take that method.",
    "InvalidJson": "The body is not a JSON object in UTF-8.",
    "NotJson": "The body is not said to be JSON.",
    "IdempotencyKeyMissing": "Every message needs an Idempotency-Key: the id of the event, unique to it.",
    "MalformedIdempotencyKey": "An Idempotency-Key is 1 to 200 printable ASCII characters, and none of the clock's.",
    "UnknownSentence": "No sentence has this id.",
    "UnknownPerson": "Nobody is known by this prison number or CRN.",
    "UnknownPractitioner": "Nobody is registered under this staff code.",
    "UnknownReassessment": "No reassessment has this id.",
}


def name_faults(app: FastAPI) -> None:
    """Have the app answer everything that goes wrong with a problem by name."""

    @app.exception_handler(Declined)
    def declined(request: Request, fault: Declined) -> Response:
        return problem_response(path_of(request), fault)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, fault: RequestValidationError) -> Response:
        return problem_response(path_of(request), _malformed(request, fault))

    @app.exception_handler(HTTPException)
    def not_here(request: Request, fault: HTTPException) -> Response:
        reason = _BY_STATUS.get(fault.status_code, "Unexpected")
        return problem_response(path_of(request), Declined(reason, _SAYS[reason], headers=fault.headers or {}))


class LastNet:
    """ASGI middleware: what nobody expected is logged under an id, and only the id is told."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and answer 500 for what nobody caught, unless an answer had begun."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, watched)
        except Exception as fault:  # noqa: BLE001 the last net
            name = uuid4().hex
            where = "".join(traceback.format_tb(fault.__traceback__))
            log.error("unexpected %s, told as %s\n%s", type(fault).__name__, name, where)  # noqa: TRY400 the message may hold what was sent
            if not begun:
                declined = Declined("Unexpected", f"Something failed. Operators find it under {name}.")
                await problem_response(str(scope["path"]), declined)(scope, receive, send)


def _malformed(request: Request, fault: RequestValidationError) -> Declined:
    errors = fault.errors()
    reason = _reason(request, errors[0]["loc"], errors[0]["type"])
    faults = tuple(Fault(field=_where(e["loc"]), says=str(e["msg"])) for e in errors[:MOST_FAULTS])
    says = _SAYS.get(reason) or f"{faults[0].field or 'the body'}: {faults[0].says}"
    return Declined(reason, says, errors=() if reason in {"InvalidJson", "NotJson"} else faults)


def _reason(request: Request, loc: Sequence[int | str], kind: str) -> str:
    match loc[0]:
        case "header":
            return "IdempotencyKeyMissing" if kind == "missing" else "MalformedIdempotencyKey"
        case "path":
            return _BY_PATH.get(str(loc[-1]), "MalformedQuery")
        case "query":
            return "MalformedCursor" if loc[-1] == "cursor" else "MalformedQuery"
        case _ if tuple(loc) == ("body",) and kind != "missing" and not _says_json(request):
            return "NotJson"
    if kind in {"literal_error", "string_pattern_mismatch"}:
        named = [str(part) for part in loc if part in _BY_FIELD or part in _REQUIREMENTS]
        if named:
            return _BY_FIELD.get(named[-1], "UnknownRequirement")
    return _BY_TYPE.get(kind, "MalformedBody")


def _says_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _where(loc: Sequence[int | str]) -> str:
    """Return where a fault is. The name of an unknown field is the sender's: cut short."""
    parts = loc[1:] if loc and loc[0] == "body" else loc
    return ".".join(str(part) for part in parts)[:120]

"""What the documentation says of every operation: who may ask, an example of each side, and every way of being told no.

Each operation gives its part where it is defined; `describe` puts the parts together once.
"""

import json
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from api.problems import MEDIA_TYPE, PROBLEMS, Declined, Problem, kind_of, problem_of, slug

ANY_ROLE = ("any",)
_SOMEBODY = ("MissingActor", "UnknownRole", "MalformedActor")
_BODY = ("InvalidJson", "NotJson", "BodyTooLarge", "MissingField", "UnknownField", "MalformedBody", "Implausible")
_READ = ("RegisterUnavailable", "Unexpected")
_SENT = (
    "IdempotencyKeyMissing",
    "MalformedIdempotencyKey",
    "IdempotencyKeyReused",
    "DatesDisagree",
    "EventInTheFuture",
    "TemporalUnavailable",
    "NoAnswerYet",
    "EngineFault",
)
READING = (*_SOMEBODY, *_READ)
ASKING = (*_SOMEBODY, *_BODY, "Unexpected")
SENDING = (*_SOMEBODY, *_BODY, *_SENT, *_READ)
_EXAMPLE_SAYS = {
    "WrongPhase": "recall makes sense in on_licence, recall_authorisation; the sentence is in custody.",
    "WrongSender": "recall comes from community_offender_manager, ppcs, probation_practitioner, not from prison.",
    "EventInTheFuture": "9 March 2026 has not come yet.",
    "BeforeTheSentence": "1 March 2026 is before the sentence began (2 March 2026).",
    "UnknownSentence": "No sentence has this id.",
    "UnknownQualification": "No qualification has this id.",
    "NotForThisRole": "This role does not read qualifications.",
    "UnknownPerson": "Nobody is known by this prison number or CRN.",
}


def documented(
    summary: str,
    example: object,
    *,
    roles: Sequence[str],
    problems: Sequence[str],
    refusals: Sequence[Declined] = (),
    request: object = None,
    status: int = 200,
    says: str = "As asked.",
) -> dict[str, Any]:
    """Return what FastAPI is told of an operation besides its docstring.

    `example` is a response and `request` a body, as a model or JSON; `problems` the reasons for which it may be
    declined, `refusals` those of policy in its own words.
    """
    extra: dict[str, Any] = {"x-required-roles": list(roles)}
    if request is not None:
        extra["requestBody"] = {"content": {"application/json": {"example": jsonable_encoder(request)}}}
    answer = {"description": says, "content": {"application/json": {"example": _written(example)}}}
    return {
        "summary": summary,
        "status_code": status,
        "responses": {status: answer, **_problems((*(_example(reason) for reason in problems), *refusals))},
        "openapi_extra": extra,
    }


def describe(app: FastAPI) -> None:
    """Have the app write its OpenAPI document with the roles in every description, and the schema of a problem."""

    def written() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(
                get_openapi(
                    title=app.title,
                    version=app.version,
                    summary=app.summary,
                    description=app.description,
                    routes=app.routes,
                    tags=app.openapi_tags,
                    separate_input_output_schemas=app.separate_input_output_schemas,
                )
            )
        return app.openapi_schema

    app.openapi = written  # type: ignore[method-assign] # FastAPI's own way to extend the document


def _complete(document: dict[str, Any]) -> dict[str, Any]:
    components = document["components"]
    schemas = components["schemas"]
    schema = Problem.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    schemas |= schema.pop("$defs", {})
    schemas["Problem"] = schema
    schemas.pop("HTTPValidationError", None)
    schemas.pop("ValidationError", None)
    components["examples"] = {slug(reason): _shown(_example(reason)) for reason in PROBLEMS}
    for operations in document["paths"].values():
        for operation in operations.values():
            _read_examples(operation)
            _ask_for_both(operation)
            said, roles = operation.get("description", ""), operation["x-required-roles"]
            operation["description"] = f"{said}\n\n{_required(roles)}".strip()
    return document


def _ask_for_both(operation: dict[str, Any]) -> None:
    """Say that every part of an identity is needed, where FastAPI says that any one of them will do."""
    parts = [name for option in operation.get("security", ()) for name in option]
    if parts:
        operation["security"] = [{name: [] for name in parts}]


def _written(example: object) -> str:
    """Return an example as text: FastAPI drops every null from what it is given on its way into the document."""
    return json.dumps(jsonable_encoder(example))


def _read_examples(operation: dict[str, Any]) -> None:
    """Turn the examples back, and drop FastAPI's own answer to what is malformed: ours are named."""
    own = "HTTPValidationError"
    operation["responses"] = {at: said for at, said in operation["responses"].items() if own not in str(said)}
    for response in operation["responses"].values():
        for kind, content in response["content"].items():
            if kind == "application/json":
                content["example"] = json.loads(content["example"])


def _required(roles: Sequence[str]) -> str:
    if not roles:
        return "**Required role:** none, nobody has to say who they are."
    if tuple(roles) == ANY_ROLE:
        return "**Required role:** any role of the vocabulary."
    return f"**Required role:** {', '.join(f'`{role}`' for role in roles)}."


def _problems(declined: Sequence[Declined]) -> dict[int | str, dict[str, Any]]:
    by_status: dict[int, dict[str, Declined]] = {}
    for found in declined:
        by_status.setdefault(kind_of(found.reason).status, {}).setdefault(found.reason, found)
    return {status: _answer(tuple(found.values())) for status, found in sorted(by_status.items())}


def _answer(declined: Sequence[Declined]) -> dict[str, Any]:
    examples = {slug(found.reason): _reference(found) for found in declined}
    return {
        "description": "; ".join(dict.fromkeys(kind_of(found.reason).title for found in declined)) + ".",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples}},
    }


def _reference(declined: Declined) -> dict[str, Any]:
    """Return the example of a problem: once for all operations, but for what policy says of one."""
    if declined.reason in PROBLEMS:
        return {"$ref": f"#/components/examples/{slug(declined.reason)}"}
    return _shown(declined)


def _shown(declined: Declined) -> dict[str, Any]:
    value = problem_of("/v1/sentences/S-2041", declined).model_dump(mode="json", by_alias=True)
    return {"summary": declined.reason, "value": value}


def _example(reason: str) -> Declined:
    return Declined(reason, _EXAMPLE_SAYS.get(reason, f"{kind_of(reason).title}."))


def open_to_all(
    summary: str,
    example: BaseModel | str,
    *,
    problems: Sequence[str] = (),
    down: bool = False,
    text: bool = False,
) -> dict[str, Any]:
    """Return what FastAPI is told of an operation for which nobody has to say who they are.

    `down` adds the same body under 503, `text` says that the answer is plain text.
    """
    said = documented(summary, example, roles=(), problems=(*problems, "Unexpected"))
    responses = said["responses"]
    if text:
        responses[200]["content"] = {"text/plain": {"example": example}}
    if down and isinstance(example, BaseModel):
        body = jsonable_encoder(example) | {"status": "DOWN"}
        content = {"application/json": {"example": _written(body)}}
        responses[503] = {"model": type(example), "description": "A part does not answer.", "content": content}
    return said

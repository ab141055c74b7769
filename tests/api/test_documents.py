"""The documentation: complete for every operation, true to the forms, and readable on a machine without a network."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator

from api.problems import PROBLEMS, slug
from api.said import first_events, message_form, opening_form, telling_form
from policy.catalogue import catalogue
from policy.vocabulary import TIME, event_kinds, roles
from tests.api.callers import Caller, refused

OPEN_TO_ALL = {"/health", "/health/liveness", "/health/readiness", "/ping", "/info", "/problems/{name}"}


@pytest.fixture(scope="session")
def document(built: FastAPI) -> dict[str, Any]:
    """Give the OpenAPI document."""
    return built.openapi()


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield path, method and operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_operation_says_what_it_is_for_and_who_may_ask(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        assert operation["summary"], where
        assert len(operation["description"].split("\n\n")) > 1, where
        assert "**Required role:**" in operation["description"], where
        named = set(operation["x-required-roles"])
        assert named <= roles() | {"any"}, where
        assert bool(named) == (path not in OPEN_TO_ALL), where
        assert bool(operation.get("security")) == (path not in OPEN_TO_ALL), where


def test_every_operation_has_examples_of_both_sides(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        where = f"{method} {path}"
        for status, response in operation["responses"].items():
            for content in response["content"].values():
                assert content.get("example") or content.get("examples"), f"{where} {status}"
        if method == "post":
            assert operation["requestBody"]["content"]["application/json"]["example"], where
        for parameter in operation.get("parameters", []):
            assert parameter["schema"].get("examples") or parameter.get("examples"), f"{where} {parameter['name']}"


def test_every_operation_names_its_problems(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        problems = {status for status in operation["responses"] if status >= "400"}
        expected = {"500"} if path in OPEN_TO_ALL else {"401", "500"}
        if method == "post":
            expected |= {"413", "415", "422", "400"}
        assert expected <= problems, f"{method} {path}"
        for status in problems - ({"503"} if path in OPEN_TO_ALL else set()):
            content = operation["responses"][status]["content"]
            assert content["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    def references(part: object) -> Iterator[str]:
        if isinstance(part, dict):
            yield from ([part["$ref"]] if isinstance(part.get("$ref"), str) else [])
            for value in part.values():
                yield from references(value)
        elif isinstance(part, list):
            for value in part:
                yield from references(value)

    found = set(references(document))
    assert found
    for reference in found:
        place: Any = document
        for name in reference.removeprefix("#/").split("/"):
            place = place[name]


def test_examples_of_answers_fit_their_schemas(document: dict[str, Any]) -> None:
    for path, method, operation in operations(document):
        for status, response in operation["responses"].items():
            for kind, content in response["content"].items():
                if not kind.endswith("json"):
                    continue
                schema = {**content["schema"], "components": document["components"]}
                examples = [content["example"]] if "example" in content else []
                for example in content.get("examples", {}).values():
                    shared = document["components"]["examples"]
                    name = example.get("$ref", "").rpartition("/")[2]
                    examples.append(shared[name]["value"] if name else example["value"])
                for example in examples:
                    faults = [fault.message for fault in Draft202012Validator(schema).iter_errors(example)]
                    assert faults == [], f"{method} {path} {status}"


def test_examples_of_messages_are_accepted_by_their_forms(document: dict[str, Any]) -> None:
    for event in event_kinds().values():
        if event.name != TIME and event.is_of_sentences:
            operation = document["paths"][f"/v1/sentences/{{sentence_id}}/{event.name}"]["post"]
            assert operation["x-required-roles"] == list(event.by)
            message_form(event.name).model_validate(operation["requestBody"]["content"]["application/json"]["example"])


def test_examples_of_starts_and_forecasts_are_accepted_by_their_forms(document: dict[str, Any]) -> None:
    for path, form in (("/v1/sentences", opening_form()), ("/v1/forecast", telling_form())):
        example = document["paths"][path]["post"]["requestBody"]["content"]["application/json"]["example"]
        form.model_validate(example)
    assert {event.name for event in first_events()} == {"reception", "release", "sentence_imposed", "order_made"}


async def test_every_kind_of_problem_is_explained(caller: Caller) -> None:
    of_policy = {ready.rule.reason for ready in catalogue().rows if ready.rule.reason}
    for reason in {*PROBLEMS, *of_policy}:
        answer = await caller.client.get(f"/problems/{slug(reason)}")
        assert answer.status_code == 200, reason
        assert answer.headers["content-type"].startswith("text/plain")
        assert len(answer.text.split("\n\n")) > 1
    refused(await caller.client.get("/problems/no-such-thing"), 404, "NotFound")


async def test_a_refusal_of_policy_is_explained_in_the_words_of_its_rules(caller: Caller) -> None:
    explained = (await caller.client.get("/problems/rationale-missing")).text
    assert "SMC-5.4-c" in explained


async def test_the_documentation_asks_no_other_machine(caller: Caller) -> None:
    page = (await caller.client.get("/docs")).text
    fetched = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(fetched) == 3
    for address in fetched:
        assert address.startswith("/")
        assert (await caller.client.get(address)).status_code == 200
    assert "https://" not in page

"""What the workforce rules answer to bare facts: the same as the worked examples say, by the same names."""

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.api.callers import Caller, refused

_CASES = Path(__file__).parents[1] / "policy" / "cases"
EXAMPLES = tomllib.loads((_CASES / "workforce.toml").read_text("utf-8"))
_INDEPENDENT = tomllib.loads((_CASES / "rules-workforce-independent.toml").read_text("utf-8"))
for table in ("alignment_example", "role_example", "era_example"):
    EXAMPLES[table] += _INDEPENDENT[table]
EXAMPLES["competence_example"] = tomllib.loads((_CASES / "rules-workforce-competence.toml").read_text("utf-8"))[
    "competence_example"
]
PATHS = {
    "alignment_example": "alignment",
    "role_example": "roles",
    "era_example": "eras",
    "competence_example": "competences",
}


def plain(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts as JSON says them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}


@pytest.mark.parametrize("table", PATHS)
async def test_every_worked_example_is_answered_as_told(caller: Caller, table: str) -> None:
    for example in EXAMPLES[table]:
        answer = await caller.post(f"/v1/workforce/{PATHS[table]}", plain(example["facts"]))
        assert answer.status_code == 200, answer.text
        got = answer.json()
        assert {name: got.get(name) for name in example["expected"]} == example["expected"], example["id"]
        assert got["reasons"], example["id"]
        assert all(reason["rule_link"] == f"/v1/rules/{reason['rule']}" for reason in got["reasons"])


async def test_nothing_is_left_out_of_an_answer(caller: Caller) -> None:
    no = (await caller.post("/v1/workforce/roles", {"role": "probation_officer", "vetting": False})).json()
    assert (no["may_manage"], no["may_sign_off"], no["may_authorise_recall"]) == ([], False, False)


@pytest.mark.parametrize(
    ("path", "said", "wrong"),
    [
        ("roles", {}, "role"),
        ("roles", {"role": "wizard"}, "role"),
        ("roles", {"role": "probation_officer", "fte": 0}, "fte"),
        ("alignment", {"om_months": 3, "om_months_post_2014": 4}, "om_months_post_2014"),
        ("alignment", {"om_months": None}, "om_months"),
        ("alignment", {"facts": {"om_months": 3}}, "facts"),
        ("eras", {"award": "pqip"}, "qualified_on"),
        ("eras", {"award": "pqip", "qualified_on": "2016-02-30"}, "qualified_on"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(
    caller: Caller, path: str, said: dict[str, object], wrong: str
) -> None:
    answer = await caller.post(f"/v1/workforce/{path}", said)
    assert answer.status_code == 422
    assert [fault["field"] for fault in json.loads(answer.text)["errors"]] == [wrong]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("alignment", {"appointed_to_qualified_role": "0001-01-01"}),
        ("alignment", {"om_months": 10**12}),
        ("roles", {"role": "other", "local_title": "\x00"}),
        ("eras", {"award": "cqsw", "qualified_on": "1899-12-31"}),
    ],
)
async def test_a_fact_that_nobody_could_have_is_refused(caller: Caller, path: str, said: dict[str, object]) -> None:
    refused(await caller.post(f"/v1/workforce/{path}", said), 422, "Implausible")


async def test_no_row_is_guessed_without_the_day_of_the_appointment(caller: Caller) -> None:
    told = (await caller.post("/v1/workforce/alignment", {"om_months": 50})).json()
    assert (told["outcome"], told["rule"]) == ("REFER", "R13_DEFAULT")
    assert "appointed_to_qualified_role" in told["reasons"][0]["says"]


async def test_a_fact_nobody_asks_for_is_refused(caller: Caller) -> None:
    refused(await caller.post("/v1/workforce/roles", {"role": "other", "colour": "red"}), 422, "UnknownField")

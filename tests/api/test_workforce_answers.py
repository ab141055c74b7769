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
    ("path", "said"),
    [
        ("roles", {"role": "wizard"}),
        ("roles", {"role": "probation_officer", "fte": 0}),
        ("alignment", {"om_months": 3, "om_months_post_2014": 4}),
        ("eras", {"award": "pqip"}),
    ],
)
async def test_what_makes_no_sense_is_refused(caller: Caller, path: str, said: dict[str, object]) -> None:
    answer = await caller.post(f"/v1/workforce/{path}", said)
    assert answer.status_code == 422
    assert json.loads(answer.text)["errors"]


async def test_a_fact_nobody_asks_for_is_refused(caller: Caller) -> None:
    refused(await caller.post("/v1/workforce/roles", {"role": "other", "colour": "red"}), 422, "UnknownField")

"""Every case file passes, each case a test of its own; and the command tells a wrong one from a right one."""

import json
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from policy.cases.__main__ import Checked, check, main

FOLDER = Path(__file__).parent / "cases"
app = Typer()
app.command()(main)
CASES = list(check([FOLDER]))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.file}:{case.id}")
def test_the_case_comes_out_as_told(case: Checked) -> None:
    assert [d.model_dump() for d in case.differences] == []


def test_every_file_has_cases() -> None:
    assert {case.file for case in CASES} == {path.name for path in FOLDER.rglob("*.toml")}
    assert len(CASES) >= 145


RIGHT = """
[[example]]
id = "X-1"
title = "Order with a RAR"
[example.facts]
type = "CO"
requirements = ["rar"]
start = 2026-04-02
rosh = "medium"
[[example.due]]
rule = "SMC-5.6-b"
due = {due}
status = "{status}"
[[example.not_applicable]]
rules = ["{none}"]
"""


@pytest.mark.parametrize(
    ("due", "status", "none", "wrong"),
    [
        ("2026-04-13", "mandatory", "SMC-5.6-a", None),
        ("2026-04-10", "mandatory", "SMC-5.6-a", "SMC-5.6-b"),
        ("2026-04-13", "advisory", "SMC-5.6-a", "SMC-5.6-b 2026-04-13 status"),
        ("2026-04-13", "mandatory", "SMC-5.9-a", "SMC-5.9-a"),
    ],
)
def test_a_wrong_date_status_or_rule_is_found(
    tmp_path: Path, due: str, status: str, none: str, wrong: str | None
) -> None:
    file = tmp_path / "cases.toml"
    file.write_text(RIGHT.format(due=due, status=status, none=none))
    result = CliRunner().invoke(app, [str(file), "--json"])
    printed = json.loads(result.stdout)
    assert [d["what"] for case in printed["cases"] for d in case.get("differences", [])] == ([wrong] if wrong else [])
    assert result.exit_code == (1 if wrong else 0)


LIFE = """
[[life]]
id = "X-2"
title = "An order and its first allocation"
kind = "community_order"
[life.facts]
kind = "CO"
start = 2024-03-28
requirements = ["rar"]
order_end = 2025-03-27
[[life.step]]
on = 2024-03-28
event = "order_made"
by = "court"
[[life.step]]
on = 2024-04-03
event = "allocated"
by = "{by}"
with = {{ practitioner = "Practitioner A", rationale = "fits" }}
[life.step.expect]
{expect}
"""


@pytest.mark.parametrize(
    ("by", "expect", "wrong"),
    [
        ("senior_probation_officer", 'phase = "induction"', None),
        ("senior_probation_officer", 'phase = "active"', "phase"),
        ("senior_probation_officer", 'meets = ["SMC-5.6-b"]', "meets SMC-5.6-b"),
        ("senior_probation_officer", 'refused_by = ["SMC-5.4-b"]', "refused_by"),
        ("probation_practitioner", 'phase = "induction"', "accepted"),
        ("probation_practitioner", 'refused_by = ["SMC-5.4-b"]', None),
        ("senior_probation_officer", 'opens = [{ rule = "SMC-5.6-b", due = 2024-04-09 }]', "opens SMC-5.6-b"),
        ("senior_probation_officer", 'not_open = ["SMC-5.6-b"]', "not_open SMC-5.6-b"),
        ("senior_probation_officer", 'values = { contact_standard = "weekly" }', "value contact_standard"),
        ("senior_probation_officer", 'tells = ["police"]', "tells police"),
    ],
)
def test_a_life_told_wrongly_is_found(tmp_path: Path, by: str, expect: str, wrong: str | None) -> None:
    file = tmp_path / "lives.toml"
    file.write_text(LIFE.format(by=by, expect=expect))
    [case] = check([file])
    assert [difference.what for difference in case.differences] == ([wrong] if wrong else [])


def test_a_difference_says_which_condition_spoke_against_the_duty(tmp_path: Path) -> None:
    file = tmp_path / "lives.toml"
    file.write_text(LIFE.format(by="senior_probation_officer", expect='opens = [{ rule = "SMC-29.5-c" }]'))
    [case] = check([file])
    [difference] = case.differences
    assert "SMC-29.5-c: not owed: not pcoso (pcoso: not known)" in difference.why


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("this is not toml", "not a TOML file"),
        ('[[life]]\nid = "X"\ntitle = "t"\nkind = "order"\nstep = []', "not in the form of a case"),
        (
            '[[example]]\nid = "X"\ntitle = "t"\n[example.facts]\ntype = "CO"\nstart = 2026-01-01\ncolour = "red"',
            "not in the form",
        ),
    ],
)
def test_what_is_not_a_case_fails_by_name(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "odd.toml"
    file.write_text(text)
    [case] = check([file])
    assert says in case.differences[0].what


def test_the_command_closes_with_the_count(tmp_path: Path) -> None:
    file = tmp_path / "cases.toml"
    file.write_text(RIGHT.format(due="2026-04-10", status="mandatory", none="SMC-5.6-a"))
    result = CliRunner().invoke(app, [str(file)])
    assert result.exit_code == 1
    assert result.stdout.rstrip().endswith("0 passed, 1 failed")

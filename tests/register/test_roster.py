"""Rosters: every line is entered, or none and a report of every line and why."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from register.connection import reading, writing
from register.practitioners import practitioner
from register.roster import Report, enter_roster
from tests.register.test_practitioners import HR, NOW, change, registered, written

ROOT = Path(__file__).parents[2]
COLUMNS = (
    "staff_id,role,post_since,region,team,employment_start,qualification,qualified_on,evidence,vetting_since,"
    "authorised_since,former_staff_ids"
)
ANNA = (
    "N03A019,probation_officer,2024-01-08,Wales,N03F01,2022-09-05,pqip,2023-12-15,"
    "academic_certificate;vocational_certificate,2022-08-01,2024-01-08,"
)
BEN = "N03A020,probation_services_officer,2025-02-03,Wales,N03F01,2025-02-03,,,,2025-01-10,2025-02-03,"


def roster(*lines: str) -> str:
    return "\n".join((COLUMNS, *lines, ""))


def entered(register: Engine, text: str, *, key: str = "spring", only_check: bool = False) -> Report:
    with writing(register) as session:
        return enter_roster(session, text, key=key, by=HR, at=NOW, only_check=only_check)


def is_there(register: Engine, staff_id: str) -> bool:
    with reading(register) as session:
        return practitioner(session, staff_id) is not None


def test_every_line_is_entered_with_its_dated_facts(register: Engine) -> None:
    report = entered(register, roster(ANNA, BEN))
    assert (report.lines, report.entered, report.rejected) == (2, 2, ())
    with reading(register) as session:
        anna, ben = practitioner(session, "N03A019"), practitioner(session, "N03A020")
    assert anna is not None
    assert ben is not None
    assert anna.qualifications[0].evidence == ("academic_certificate", "vocational_certificate")
    assert [given.since.isoformat() for given in anna.authorisations] == ["2024-01-08T00:00:00+00:00"]
    assert (ben.qualifications, ben.places[0].since.isoformat()) == ((), "2025-02-03")


def test_fraction_provider_and_line_manager_hold_from_the_day_on_the_line(register: Engine) -> None:
    columns = f"{COLUMNS},fte,fte_since,provider,line_manager,line_manager_since"
    lines = (f"{ANNA},0.6,2025-09-01,,N03S001,2024-01-08", f"{BEN},0.8,,contracted,N03S001,")
    assert entered(register, "\n".join((columns, *lines, ""))).entered == 2
    with reading(register) as session:
        anna, ben = practitioner(session, "N03A019"), practitioner(session, "N03A020")
    assert anna is not None
    assert ben is not None
    before, then = date(2025, 8, 31), date(2025, 9, 1)
    assert [anna.fraction(on) for on in (before, then)] == [1, 0.6]
    assert [anna.managed_by(on) for on in (date(2024, 1, 7), date(2024, 1, 8))] == [None, "N03S001"]
    assert (ben.fte[0].since, ben.provider[0].since, ben.line_manager[0].since) == (date(2025, 2, 3),) * 3
    wrong = (f"{ANNA},,2025-09-01,,N03S001,1.9.2024", f"{BEN},2,,,,")
    report = entered(register, "\n".join((columns, *wrong, "")), key="autumn")
    assert [(each.line, each.column) for each in report.rejected] == [(2, "fte"), (3, "fte")]


def test_one_bad_line_leaves_nothing_and_every_fault_is_told(register: Engine) -> None:
    lines = (
        ANNA,
        BEN.replace("probation_services_officer", "probation_oficer").replace("2025-01-10", "10.1.2025"),
        ANNA.replace("N03A019", "N03A021").replace("2022-09-05", ""),
        "N03A022,too short",
        ANNA,
        ANNA.replace("N03A019", "no staff code"),
    )
    report = entered(register, roster(*lines))
    assert (report.lines, report.entered) == (6, 0)
    assert [(each.line, each.column) for each in report.rejected] == [
        (3, "role"),
        (3, "vetting_since"),
        (4, "employment_start"),
        (5, None),
        (6, None),
        (7, None),
    ]
    assert not any("oficer" in each.why or "10.1" in each.why for each in report.rejected)
    assert not is_there(register, "N03A019")


def test_who_is_registered_or_was_withdrawn_before_is_reported(register: Engine) -> None:
    written(register, registered())
    lost = {"status": "withdrawn", "since": NOW, "ground": "dismissed"}
    written(register, change("authorisation", asked="withdraw", authorisation=lost))
    report = entered(register, roster(ANNA, BEN + "N03A019"))
    assert [(each.line, each.why.partition(":")[0]) for each in report.rejected] == [
        (2, "somebody is registered under this staff code"),
        (3, "LossOfAuthorisationKnown"),
    ]
    assert not is_there(register, "N03A020")


def test_the_same_roster_again_changes_nothing_and_a_check_enters_nothing(register: Engine) -> None:
    checked = entered(register, roster(ANNA, BEN), only_check=True)
    assert (checked.entered, is_there(register, "N03A019")) == (2, False)
    entered(register, roster(ANNA, BEN))
    again = entered(register, roster(ANNA, BEN))
    assert (again.entered, again.known, again.rejected) == (0, 2, ())


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "missing"),
        ("staff_id,role\n", "missing"),
        (roster().replace("team", "shoe_size"), "nobody knows"),
        (roster().replace("team", "region"), "twice"),
        (roster('N03A019,"x"y'), "not a line"),
    ],
)
def test_a_file_that_is_no_roster_is_reported(register: Engine, text: str, why: str) -> None:
    report = entered(register, text)
    assert report.entered == 0
    assert any(why in each.why for each in report.rejected)


def test_the_command_enters_a_roster_and_says_what_was_wrong(sqlite_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "register.roster", str(file), "--url", f"sqlite:///{sqlite_file}", *options]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)

    file.write_text(roster(ANNA, BEN.replace("2025-02-03,,", "nonsense,,")))
    wrong = run()
    assert (wrong.returncode, wrong.stderr) == (1, "")
    assert "line 3, N03A020, employment_start" in wrong.stdout
    file.write_text(roster(ANNA, BEN))
    assert "2 lines, 2 would be entered, 0 known, 0 faults" in run("--check").stdout
    assert run().returncode == 0
    assert "2 lines, 0 entered, 2 known, 0 faults" in run().stdout
    file.write_bytes(b"\xff\xfe")
    assert run().stderr == "register: the file is not UTF-8\n"

import subprocess
import sys
import tomllib
from pathlib import Path

from alembic import command
from sqlalchemy import inspect

from register.connection import connect
from register.migrate import configuration, is_up_to_date, upgrade
from register.tables import Table
from tests.register.lives import Life

ROOT = Path(__file__).parents[2]


def migrate(*options: str) -> subprocess.Popen[str]:
    command_ = [sys.executable, "-m", "register.migrate", *options]
    return subprocess.Popen(command_, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_tables_and_migrations_say_the_same(register_url: str) -> None:
    command.check(configuration(connect(register_url)))  # raises when a migration is missing
    assert set(inspect(connect(register_url)).get_table_names()) == {*Table.metadata.tables, "alembic_version"}


def test_a_register_up_to_date_is_left_as_it_is(register_url: str) -> None:
    register = connect(register_url)
    Life().begins().remembered(register)
    upgrade(register_url)
    assert Life().begins().remembered(register).duplicate


def test_the_tables_can_be_taken_away_and_made_again(register_url: str) -> None:
    register = connect(register_url)
    command.downgrade(configuration(register), "base")
    assert inspect(register).get_table_names() == ["alembic_version"]
    assert not is_up_to_date(register)
    upgrade(register_url)
    assert not Life().begins().remembered(register).duplicate


def test_several_processes_may_migrate_one_register_at_once(empty_register_url: str) -> None:
    running = [migrate("--url", empty_register_url) for _ in range(4)]
    outcomes = [process.communicate(timeout=60)[1] for process in running]
    assert [(process.returncode, said) for process, said in zip(running, outcomes, strict=True)] == [(0, "")] * 4
    assert not Life().begins().remembered(connect(empty_register_url)).duplicate


def test_the_command_says_whether_there_is_something_to_do(empty_register_url: str) -> None:
    for options, code, word in (
        (["--check"], 1, "not up to date"),
        ([], 0, "up to date"),
        (["--check"], 0, "up to date"),
    ):
        process = migrate("--url", empty_register_url, *options)
        said, _ = process.communicate(timeout=60)
        assert process.returncode == code
        assert word in said


def test_asking_whether_there_is_something_to_do_makes_no_file(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "register.db"
    process = migrate("--url", f"sqlite:///{file}", "--check")
    process.communicate(timeout=60)
    assert process.returncode == 1
    assert not file.parent.exists()


def test_a_database_it_cannot_use_is_one_sentence_and_no_traceback() -> None:
    for url in ("mysql://db/register", "postgresql://somebody:not-to-be-shown@127.0.0.1:1/register"):
        process = migrate("--url", url)
        said, fault = process.communicate(timeout=60)
        assert (process.returncode, said, fault.count("\n")) == (1, "", 1)
        assert fault.startswith("register: ")
        assert "not-to-be-shown" not in fault


def test_an_installed_register_brings_its_migrations_along() -> None:
    setup = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = {file.parent for file in (ROOT / "register").rglob("*.py")}
    assert ROOT / "register" / "migrations" / "versions" in folders
    assert all((folder / "__init__.py").exists() for folder in folders)  # what setuptools takes for packages
    assert "register*" in setup["packages"]["find"]["include"]
    assert "*.mako" in setup["package-data"]["*"]

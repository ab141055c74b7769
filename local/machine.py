"""What this machine must have before anything is started, each lack said in one sentence."""

import os
import platform
import socket
import sys
import sysconfig
from pathlib import Path

OLDEST_PYTHON = (3, 11)


class Trouble(Exception):
    """Something that stops a local command; the message is one sentence that says what to do."""


def check_python(version: tuple[int, ...] = sys.version_info[:2]) -> None:
    """Raise Trouble when this Python is too old."""
    if version < OLDEST_PYTHON:
        raise Trouble(f"Python 3.11 or newer is needed, and this is {'.'.join(map(str, version))}.")


def program(name: str, folder: Path | None = None) -> Path:
    """Return the path of a program that a package put beside this Python.

    Raises Trouble when there is none, which is how a platform without a package for it shows.
    """
    path = (folder or Path(sysconfig.get_path("scripts"))) / name
    if not (path.is_file() and os.access(path, os.X_OK)):
        raise Trouble(
            f"The program {name} is not installed beside this Python ({platform.system()} {platform.machine()}): "
            "run `make install`, which says so when there is no package of it for this platform."
        )
    return path


def check_port(port: int, of: str, setting: str) -> None:
    """Raise Trouble when something listens on the port already."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise Trouble(f"Port {port} for {of} needs more rights than you have: set {setting} above 1023.") from None
        except OSError:
            raise Trouble(
                f"Port {port} for {of} is in use, by another `make up` perhaps: stop that, or set {setting}."
            ) from None

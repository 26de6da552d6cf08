"""Private folders beside the records of a run: temporary captures, which may hold passwords.

They have mode 0700 and a name that tells their process.  A run that is killed
leaves them; the next start in that place removes them.
"""

from __future__ import annotations

import os
import platform
import re
import secrets
import shutil
from pathlib import Path

MODE = 0o700

_PREFIX = ".hil-"


def private_name(purpose: str) -> str:
    """A new name of a private folder of this process: `.hil-captures-4711-bench7-0f3a`."""
    return f"{_PREFIX}{purpose}-{os.getpid()}-{_host()}-{secrets.token_hex(4)}"


def make_private(folder: Path) -> None:
    """Make a private folder, unless it is there."""
    folder.mkdir(mode=MODE, parents=True, exist_ok=True)


README = "README.txt"

CONFIDENTIAL = """CONFIDENTIAL

The captures in this folder decrypt: they hold the user, the password and the TLS secrets of
the lower tester in this run.  These are random and new in each run.  Whoever may not know
them gets a copy without this folder: hil report RUN --public --output FOLDER
"""


def mark_confidential(folder: Path) -> None:
    """Make a private folder with a note that it is confidential, unless it is there; raises `OSError`."""
    make_private(folder)
    if not (folder / README).exists():
        (folder / README).touch(mode=0o600)
        (folder / README).write_text(CONFIDENTIAL, encoding="ascii")


def remove_all(place: Path) -> None:
    """Remove the private folders in a place that this process has locked."""
    for folder in place.glob(f"{_PREFIX}*"):
        shutil.rmtree(folder, ignore_errors=True)


def remove_dead(place: Path) -> None:
    """Remove the private folders in a place that nobody locks, if their process on this host is dead."""
    for folder in place.glob(f"{_PREFIX}*"):
        named = re.fullmatch(rf"{re.escape(_PREFIX)}\w+-(\d+)-(.+)-\w+", folder.name)
        if named and named[2] == _host() and not _is_alive(int(named[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # of another user
        return True
    return True


def _host() -> str:
    return "".join(letter if letter.isalnum() else "." for letter in platform.node())

"""Programs that we did not write, by which tests judge ours.

With CI set a missing program is a failure; elsewhere the test is skipped with
the command that installs it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any, NoReturn

import pytest

ROOT = Path(__file__).parent.parent
UNPACKED = ROOT / ".peers"
"""FTP servers that exclude each other as packages are unpacked here by `make peers`; others have an environment each."""

FOLDERS = ("usr/sbin", "usr/bin", "labgrid/bin", "allure/node_modules/.bin")
"""Where programs lie in it."""


def program(name: str) -> Path:
    """The path of a peer program; fails (CI) or skips (elsewhere) when it is not there."""
    for folder in FOLDERS:
        if (UNPACKED / folder / name).exists():
            return UNPACKED / folder / name
    found = shutil.which(
        name, path=os.environ.get("PATH", "") + os.pathsep + "/usr/sbin" + os.pathsep + "/sbin"
    )
    if not found:
        _missing(f"the peer program {name!r} is not installed; install it with: make peers")
    return Path(found)


def peer_file(path: str) -> Path:
    """A file of a peer that `make peers` puts into its folder; fails (CI) or skips (elsewhere) when it is not there."""
    if not (UNPACKED / path).is_file():
        _missing(f"the file {path!r} of a peer is not there; fetch it with: make peers")
    return UNPACKED / path


def _missing(message: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(message, pytrace=False)
    pytest.skip(message)


def end(process: subprocess.Popen[Any], *, within_s: float = 30) -> None:
    """Ask a program to end, and see that it does: one that doesn't is killed, since `Popen` waits for ever at its exit."""
    process.terminate()
    try:
        process.wait(within_s)
    except subprocess.TimeoutExpired:
        process.kill()
        raise

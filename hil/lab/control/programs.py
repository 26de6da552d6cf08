"""A program of the user or of a switch: run without a shell, within a time limit, its failure told in one line."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from typing import IO

from hil.errors import InfrastructureError, UsageError

TIMEOUT_S = 30.0
"""A network socket that is asked over a slow link needs some seconds."""

_MOST_TOLD = 200  # characters of what a program says


def words_of(key: str, line: str) -> tuple[str, ...]:
    """The words of a command line, as a shell splits them; raises `UsageError` that begins with the key."""
    try:
        words = tuple(shlex.split(line))
    except ValueError as trouble:
        raise UsageError(f"{key}: expected a command line; got {line!r}: {trouble}") from None
    if not words:
        raise UsageError(f"{key}: expected a command line; got {line!r}")
    return words


def run(words: Sequence[str], *, purpose: str, timeout_s: float = TIMEOUT_S) -> None:
    """Run a program to its end; raises `InfrastructureError` when it fails, or takes longer than `timeout_s`.

    What it says goes to files: a program that it leaves behind may keep them open.
    """
    with tempfile.TemporaryFile() as said:
        try:
            program = subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
            )
        except OSError as trouble:
            raise InfrastructureError(
                f"{purpose}: expected to run {shlex.join(words)}; {trouble.strerror or trouble}; "
                "install the program, or correct the bench file"
            ) from trouble
        try:
            code = program.wait(timeout_s)
        except subprocess.TimeoutExpired:
            _end(program)
            raise InfrastructureError(
                f"{purpose}: expected {shlex.join(words)} to end within {timeout_s:g} s; it did not, and was ended"
                f"{_last_lines(said)}; run it by hand, or raise timeout_s of the bench file"
            ) from None
        except BaseException:  # a signal ends the run: no program is left behind
            _end(program)
            raise
        if code:
            raise InfrastructureError(
                f"{purpose}: expected exit code 0 of {shlex.join(words)}; came {code}{_last_lines(said)}; "
                "run it by hand"
            )


def _end(program: subprocess.Popen[bytes]) -> None:
    """End the program with the programs that it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()


def _last_lines(said: IO[bytes]) -> str:
    """The last two: the last one alone often says only where to find help."""
    said.seek(0)
    lines = said.read().decode("utf-8", "replace").split("\n")
    texts = [text for line in lines if (text := " ".join(line.split()))]
    return f", and it said {'; '.join(texts[-2:])[-_MOST_TOLD:]!r}" if texts else ""

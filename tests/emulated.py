"""`hil emulate` as a program of its own, for tests of what other programs see."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.peers import end

TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class Emulated:
    """A running one."""

    program: subprocess.Popen[str]
    urls: tuple[str, ...]
    imeis: tuple[str, ...]
    first_line: str


@contextmanager
def emulated(*arguments: str, folder: Path) -> Iterator[Emulated]:
    """Run it until the end of the block; what it says on stderr goes to `folder`/stderr."""
    with (
        (folder / "stderr").open("w", encoding="utf-8") as stderr,
        subprocess.Popen(
            [sys.executable, "-m", "hil.cli.main", "emulate", *arguments, "--json"],
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
            cwd=folder,
        ) as program,
    ):
        try:
            assert program.stdout is not None
            line = program.stdout.readline()
            assert line, (folder / "stderr").read_text(encoding="utf-8")
            modules = json.loads(line)["modules"]
            yield Emulated(
                program,
                tuple(module["url"] for module in modules),
                tuple(module["imei"] for module in modules),
                line,
            )
        finally:
            end(program)

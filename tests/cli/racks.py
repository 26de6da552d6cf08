"""Racks of emulated modules, each a process of its own that a test may kill, and their bench file."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hil.deadline import Deadline
from hil.results.records import RESULTS
from tests.emulated import Emulated, emulated

IMEIS = ("866425030000006", "866425030000014", "866425030000022", "866425030000030")


@dataclass(frozen=True, slots=True)
class Rack:
    """Modules `m0`, `m1`, ... and the folder with their `rack.toml`; each has a program, or all have one."""

    folder: Path
    urls: tuple[str, ...]
    programs: tuple[Emulated, ...]

    @property
    def bench(self) -> tuple[str, str]:
        return ("--bench", str(self.folder / "rack.toml"))

    def kill(self, number: int) -> None:
        self.programs[number].program.kill()


@contextmanager
def rack(folder: Path, count: int, *, killable: bool = False) -> Iterator[Rack]:
    """So many modules, each of which can be killed, or all in one program, which starts sooner."""
    with ExitStack() as running:
        programs = []
        for number in range(count if killable else 1):
            place = folder / f"program{number}"
            place.mkdir()
            line = ("--tcp", "127.0.0.1:0", "--imei", IMEIS[number], "--clock-rate", "50")
            many = () if killable else ("--count", str(count))
            programs.append(running.enter_context(emulated(*line, *many, folder=place)))
        urls = tuple(url for each in programs for url in each.urls)
        tables = (f'[[module]]\nname = "m{number}"\nport = "{url}"' for number, url in enumerate(urls))
        text = "\n\n".join(['[lower_tester]\npublic = "127.0.0.1"', *tables])
        (folder / "rack.toml").write_text(f"{text}\n", encoding="utf-8")
        yield Rack(folder, urls, tuple(programs))


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "hil.cli.main", *arguments]


def hil(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of `hil` to its end."""
    return subprocess.run(
        command(*arguments), capture_output=True, text=True, timeout=300, check=False, cwd=folder
    )


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """A command of `hil` that goes on."""
    return subprocess.Popen(
        command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder
    )


def records(run: Path, kind: str) -> list[dict[str, Any]]:
    """The whole records of a kind, of a run that may still go on."""
    file = run / RESULTS
    lines = file.read_text(encoding="utf-8").split("\n")[:-1] if file.exists() else []
    return [record for line in lines if (record := json.loads(line))["kind"] == kind]


def cases_of(run: Path) -> Counter[str]:
    """How many cases each module has judged so far."""
    return Counter(record["module"] for record in records(run, "case"))


def await_case(run: Path, module: str, program: subprocess.Popen[str], *, count: int = 1) -> None:
    """Wait until a module has judged so many cases of a run."""
    deadline = Deadline.after(300)
    while cases_of(run)[module] < count:
        assert not deadline.expired, f"{module} has judged {cases_of(run)[module]} cases"
        try:
            program.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            continue
        said = program.stdout.read() if program.stdout else ""
        raise AssertionError(f"the run ended before {module} had judged {count} cases: {said}")

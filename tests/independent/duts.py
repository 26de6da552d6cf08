"""The DUTs of this folder: other implementations of the M95, each a package that runs as a program.

`python -m tests.independent.<name> --port 0 --readings <readings> --latency-ms <ms> --reply-s <s>`
prints the port on which it listens; one connection is the serial line.  The package
lists its `READINGS`, and its `pics.toml` says what it claims; `PICSES` has another
file for readings that withdraw a capability.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from hil.errors import InfrastructureError

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
END_S = 5.0


@dataclass(frozen=True, slots=True)
class IndependentDut:
    """A DUT by the name of its package."""

    name: str

    @property
    def readings(self) -> tuple[str, ...]:
        """The readings with which it is judged."""
        return tuple(import_module(f"tests.independent.{self.name}").READINGS)

    def pics(self, readings: str) -> Path:
        """What it claims with these readings."""
        others: Mapping[str, str] = getattr(import_module(f"tests.independent.{self.name}"), "PICSES", {})
        return HERE / self.name / others.get(readings, "pics.toml")

    @contextmanager
    def running(self, *, readings: str, latency_ms: float, reply_s: float) -> Iterator[str]:
        """Run it; its URL.  It ends with the block."""
        command = [
            sys.executable,
            "-m",
            f"tests.independent.{self.name}",
            "--port=0",
            f"--readings={readings}",
        ]
        command += [f"--latency-ms={latency_ms}", f"--reply-s={reply_s}"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            try:
                assert process.stdout is not None
                port = process.stdout.readline().strip()
                if not port.isdigit():
                    raise InfrastructureError(f"{self.name} printed no port: {port!r}")
                yield f"socket://127.0.0.1:{port}"
            finally:
                process.terminate()
                process.wait(END_S)


DUTS = {
    folder.parent.name: IndependentDut(folder.parent.name)
    for folder in sorted(HERE.glob("*_dut/__main__.py"))
}
"""All of them, by name."""

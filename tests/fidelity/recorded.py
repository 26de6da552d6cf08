"""Runs made by hand: the record of a line as the driver would write it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from hil.evidence.wire.writer import WireRecord
from hil.fidelity.comparison import Fidelity, cases_of, compared

Dialogue = Sequence[tuple[str, str]]
"""What the DTE sends, and what comes."""


def record(
    folder: Path,
    cases: Mapping[str, Dialogue],
    *,
    secrets: Sequence[str] = (),
    key: bytes = b"k" * 16,
    url: str = "/dev/ttyUSB0",
) -> Path:
    """A run with these cases; returns its folder."""
    wire = WireRecord(lambda: folder / "wire", worker="main", key=key)
    wire.hide(*secrets)
    line = wire.line(url, baudrate=115200, clock_rate=1.0)
    for case, dialogue in cases.items():
        wire.begin_case(case)
        for sent, came in dialogue:
            if sent:
                line.sent(sent.encode("latin-1"))
            if came:
                line.received(came.encode("latin-1"))
        wire.end_case(case, "pass")
    wire.close()
    return folder


def answers(*lines: str) -> str:
    """Lines as a DCE sends them."""
    return "".join(f"\r\n{line}\r\n" for line in lines)


def of(folder: Path, first: Dialogue, second: Dialogue) -> Fidelity:
    """Two runs of one case, compared."""
    one, other = record(folder / "1", {"case": first}), record(folder / "2", {"case": second}, key=b"q" * 16)
    return compared(cases_of(one), cases_of(other))

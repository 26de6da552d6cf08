"""The item that a run tested, in words: which module, how many of them, and whether they were emulated."""

from __future__ import annotations

from collections import Counter

from hil.bench import is_emulated
from hil.results.model import DutIdentity, RunReport

EMULATED = (
    "The item tested is an emulated module. The results show how the test method works; they say nothing about a "
    "module."
)
"""What a report has to say beside its verdict, where that could be taken for one about a module."""


def has_emulated(report: RunReport) -> bool:
    """Whether a module that was tested is emulated."""
    return any(is_emulated(dut.url) for dut in report.duts)


def items(report: RunReport) -> tuple[str, ...]:
    """The modules, those of one kind together: `2 modules: Quectel_Ltd Quectel_M95, firmware M95FAR02A08`."""
    return tuple(
        f"{_many(count, kind)}{name}" for (kind, name), count in Counter(map(_kind, report.duts)).items()
    )


def _kind(dut: DutIdentity) -> tuple[str, str]:
    kind = "emulated module" if is_emulated(dut.url) else "module"
    return kind, f"{dut.manufacturer} {dut.model}, firmware {dut.revision}"


def _many(count: int, kind: str) -> str:
    if count > 1:
        return f"{count} {kind}s: "
    return f"{kind}: " if kind != "module" else ""

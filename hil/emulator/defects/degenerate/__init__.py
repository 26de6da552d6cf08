"""Degenerate DUTs: stub firmwares that answer as if they had the function.

A seeded defect breaks one thing; a degenerate DUT does hardly anything right.  It proves
that no case passes for want of a stimulus: `tests.defects.rightful` lists the
cases that may pass on each, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hil.emulator.defects.degenerate import answers, families, memory, sessions, settings, transfers
from hil.emulator.defects.degenerate.model import Degenerate

__all__ = ["DEGENERATE", "Degenerate"]

DEGENERATE: Mapping[str, Degenerate] = MappingProxyType(
    {
        dut.name: dut
        for family in (answers, memory, settings, sessions, transfers, families)
        for dut in family.DUTS
    }
)

"""What a test may know of the bench: how the DUT is reached, and where the DUT finds the lower tester."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bench:
    """The bench of one run.

    `host` is the address that the DUT has to dial for the lower tester, and
    `host_name` a name that resolves to it, None when there is none; `clock_rate`
    tells how much faster than the wall the clock of an emulated DUT runs.
    """

    dut_url: str
    host: str
    host_name: str | None
    clock_rate: float = 1.0

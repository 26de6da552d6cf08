"""The campaign with and without the memory of the driver: the verdicts are the same.

A driver that remembers what the DUT has accepted sends a setting once.  A verdict
that depends on it is one about the memory, and not about the DUT.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.soak.soak import Run, campaign

MODES = ("remembered", "always")


def runs_of(
    folder: Path, *, seed: str = "", workers: int = 2, dut: str = "emulator://m95", chosen: Sequence[str] = ()
) -> tuple[Run, ...]:
    """The same campaign in each mode; `chosen` are more arguments of pytest."""
    return tuple(
        campaign(seed, workers, folder / mode, dut=dut, chosen=(*chosen, f"--settings={mode}"))
        for mode in MODES
    )


def differing(runs: Sequence[Run]) -> tuple[str, ...]:
    """Each case that did not end alike in all modes, with its verdict in each."""
    cases = dict.fromkeys(case for run in runs for case in run.verdicts)
    told = {case: [run.verdicts.get(case, "not run") for run in runs] for case in cases}
    return tuple(
        f"{case}: "
        + "; ".join(f"{verdict} with {mode}" for mode, verdict in zip(MODES, verdicts, strict=True))
        for case, verdicts in told.items()
        if len(set(verdicts)) > 1
    )

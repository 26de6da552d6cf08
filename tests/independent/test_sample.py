"""No sound DUT is failed: a seeded sample of the cases on each independent DUT; `make independent` runs all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from .campaign import Pace, campaign
from .duts import DUTS

SHARE = 0.02
QUICK = Pace(latency_ms=2.0, reply_s=3.0)


@pytest.mark.parametrize(
    ("name", "readings"), [(name, readings) for name, dut in DUTS.items() for readings in dut.readings[:2]]
)
def test_a_sample_of_the_cases_fails_no_independent_dut(name: str, readings: str, tmp_path: Path) -> None:
    outcome = campaign(
        DUTS[name],
        readings,
        tmp_path,
        pace=QUICK,
        arguments=[
            "--campaign=pairwise",
            f"--shuffle={name} {readings}",
            f"--share={SHARE}",
            "-m",
            "not slow",
            "-k",
            "not timeout",  # they wait in real time
        ],
    )

    assert outcome.wrong == ()
    assert outcome.counts["pass"] > 15

"""Trouble of the line or the supply is never the DUT's failure: storms, garbage, hung and rebooting modules."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from tests.suite_run import HANG_S, ROOT

from .mishaps import MISHAPS

CASES = "test_auth_refused and (500 or 502 or 534) or on_the_standard_port or any_other_port"
"""Few cases: each runs under each mishap."""

HARMLESS = ("urc-storm", "slow:1")
"""What the driver lives with."""

HARMFUL = ("hang:40", "reboot:4000", "vanish:60", "garbage", "lost-bytes", "half-echo")
"""What shows within these few cases; the others may or may not."""


@cache
def campaigns() -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.mishaps", "--every=1", "-k", CASES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG_S,
        check=False,
    )
    assert done.stdout, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_no_case_fails_whatever_happens_to_the_bench() -> None:
    assert campaigns()["failed"] == []
    assert len(campaigns()["campaigns"]) == len(MISHAPS)


@pytest.mark.parametrize("mishap", HARMFUL)
def test_a_mishap_shows_as_inconclusive_or_error_or_in_a_repetition_or_ends_the_run(mishap: str) -> None:
    outcome = campaigns()["campaigns"][f"{mishap} seed 1"]

    shows = {"inconclusive", "error"} & set(outcome["verdicts"])
    assert outcome["ended early"] or shows or outcome["repeated"], outcome


@pytest.mark.parametrize("mishap", HARMLESS)
def test_a_driver_that_lives_with_it_passes_all(mishap: str) -> None:
    outcome = campaigns()["campaigns"][f"{mishap} seed 1"]

    assert set(outcome["verdicts"]) == {"pass"}, outcome
    assert not outcome["ended early"]

"""A shift of time counts if nearly all pairs of a group shift one way, and if it matters."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from hil.compare.timing import LEAST_PAIRS, incomparable, shift_of, shifts, sign_probability, times
from hil.compare.verdicts import Pair
from hil.results.case import TranscriptLine
from tests.compare.runs import BENCH, PASSED, case, failing, report

CHANCE = random.Random(95)
USUAL = [CHANCE.uniform(0.3, 0.9) for _ in range(40)]


def sides(factor: float, spread: float) -> list[tuple[float, float]]:
    return [(each, each * factor * CHANCE.uniform(1 - spread, 1 + spread)) for each in USUAL]


@pytest.mark.parametrize(
    "pairs",
    [
        sides(1.0, 0.5),
        sides(1.1, 0.05),  # all are slower, by less than matters
        [(one / 1000, other / 1000) for one, other in sides(2.0, 0.1)],  # below a millisecond
        sides(2.0, 0.1)[: LEAST_PAIRS - 1],
        [(each, each * (30 if number % 4 == 0 else 1.0)) for number, each in enumerate(USUAL)],  # a busy host
        [(each, each * (0.5 if number % 5 < 2 else 2.0)) for number, each in enumerate(USUAL)],
    ],
    ids=["noise", "little", "short", "few", "outliers", "both ways"],
)
def test_what_is_noise_or_does_not_matter_is_no_shift(pairs: list[tuple[float, float]]) -> None:
    assert shift_of("AT latency", pairs) is None


@pytest.mark.parametrize(("factor", "is_slower"), [(1.6, True), (0.5, False)])
def test_a_shift_of_nearly_all_pairs_is_found(factor: float, is_slower: bool) -> None:
    found = shift_of("TLS handshake", sides(factor, 0.2))

    assert found is not None
    assert found.is_slower is is_slower
    assert found.ratio == pytest.approx(factor, rel=0.1)


def test_the_sign_test_is_exact() -> None:
    assert sign_probability(10, 0) == 2 / 1024
    assert sign_probability(5, 5) == 1.0
    assert sign_probability(1, 9) == 2 * 11 / 1024


def test_the_steps_of_a_case_have_their_times(tmp_path: Path) -> None:
    connection = {"handshake": None, "handshake_s": None, "lasted_s": None, "received": 0, "sent": 0}
    shake = {"version": 0x0303, "suite": 0x0035, "resumed": False, "finished": True}
    session = {
        "control": {**connection, "handshake": shake, "handshake_s": 2.5},
        "data": [{**connection, "received": 2**19, "lasted_s": 4.0}],
    }
    (tmp_path / "session-1.json").write_text(json.dumps(session))
    lines = (
        TranscriptLine(1.0, "at", "→", "AT+QFTPSTAT", "command"),
        TranscriptLine(1.25, "at", "←", "+QFTPSTAT: CLOSED", "response"),
        TranscriptLine(1.5, "at", "←", "OK", "response"),
        TranscriptLine(2.0, "at", "→", "AT+CMEE?", "question"),
        TranscriptLine(2.5, "at", "←", "OK", "response"),
    )

    found = times(replace(PASSED, transcript=lines, sessions=("session-1.json", "missing.json")), tmp_path)

    assert found == {
        "cases of suites/a": 0.1,
        "AT latency, AT+QFTPSTAT": 0.25,
        "TLS handshake, TLS1.2 0X0035": 2.5,
        "upload, seconds per MiB": 8.0,
    }


def test_only_cases_that_passed_in_both_runs_count(tmp_path: Path) -> None:
    cases = [case(f"test_{number}") for number in range(20)]
    slow = [replace(each, duration_s=1.0) for each in cases]

    passed = shifts(map(Pair, cases, slow), tmp_path, tmp_path)
    failed = shifts(
        (Pair(one, failing(other)) for one, other in zip(cases, slow, strict=True)), tmp_path, tmp_path
    )

    assert [(shift.group, shift.pairs) for shift in passed] == [("cases of suites/a", 20)]
    assert failed == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("/dev/ttyUSB0", "/dev/ttyUSB1", ""),
        ("emulator://m95", "emulator://m95?clock_rate=1", ""),
        ("emulator://m95", "emulator://m95?clock_rate=10", "run at other rates (1 and 10)"),
        ("/dev/ttyUSB0", "emulator://m95", "one DUT is emulated, the other one is not"),
    ],
)
def test_times_of_other_kinds_of_dut_are_not_compared(before: str, after: str, expected: str) -> None:
    runs = [report(PASSED, header=replace(BENCH, dut_url=url)) for url in (before, after)]

    found = incomparable(*runs)

    assert expected in found
    assert bool(found) is bool(expected)

"""The time of a selection is predicted: what is counted, how it is added up, and how near it comes to a run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hil.bench import Bench
from hil.cli.estimate import measure, rehearse
from hil.estimate.load import LOCAL, REBOOT, SECURE_OPEN, Load, loads
from hil.estimate.prediction import Costs, estimate
from hil.ftps.session_registry import SessionRegistry
from hil.results.case import CaseResult, TranscriptLine
from hil.results.records import read
from hil.verdict import Verdict

from . import slow_network

SELECTION = "a_legal_pair and TLS1.2 and (0X0035 or 0X002F) and implicit"
"""Cases with a session, an upload and a download each."""

WITHIN = 0.35
"""How far a prediction may be from the run of a minute on a busy machine; an idle one is within 20 %."""


def at(t: float, direction: str, text: str, kind: str = "response") -> TranscriptLine:
    return TranscriptLine(t, "at", direction, text, kind)


def case(*lines: TranscriptLine, duration_s: float = 0.02) -> CaseResult:
    return CaseResult("a", "a", (), Verdict.PASS, "2026-01-31T10:15:01+00:00", duration_s, transcript=lines)


SESSION = (
    at(0.000, "→", 'AT+QSSLCFG="ftps",1', "command"),
    at(0.001, "←", "OK"),
    at(0.001, "→", 'AT+QFTPOPEN="127.0.0.1",990', "command"),
    TranscriptLine(0.002, "tls", "←", "control: ClientHello TLS1.2", "handshake"),
    at(0.004, "←", "+QFTPOPEN: 0"),
    at(0.004, "→", 'AT+QFTPPUT="a",500,100', "command"),
    at(0.005, "→", "<500 bytes, sha256 94ac5f19f3df…>", "data"),
    at(0.006, "←", "+QFTPPUT: 500"),
    at(0.006, "→", 'AT+QFTPGET="a"', "command"),
    at(0.007, "←", "<400 bytes, sha256 94ac5f19f3df…>", "data"),
    at(0.008, "←", "+QFTPGET: 400"),
    at(0.008, "→", "AT+CFUN=1,1", "restart command"),
    at(0.010, "←", "OK"),
)


def test_a_transcript_is_counted_by_kind_of_step_and_bytes() -> None:
    found = sum(loads([case(*SESSION), case(*SESSION)], clock_rate=10), Load())

    assert found == Load(
        cases=2,
        steps={LOCAL: 2, SECURE_OPEN: 2, "QFTPPUT": 2, "QFTPGET": 2, REBOOT: 2},
        up=1000,
        down=800,
    )
    assert (found.exchanges, found.sessions) == (10, 2)


def test_a_session_in_clear_is_another_step() -> None:
    in_clear = [line for line in SESSION if line.kind != "handshake"]

    assert loads([case(*in_clear)], clock_rate=10)[0].steps["QFTPOPEN"] == 1


def test_a_long_gap_is_a_time_limit_in_module_seconds() -> None:
    silent = case(at(0.0, "→", "AT+QFTPPATH", "command"), at(0.6, "←", "+QFTPPATH: -9"), duration_s=0.61)

    assert loads([silent], clock_rate=10)[0].waits_s == pytest.approx(6.0)
    assert loads([silent], clock_rate=1)[0].waits_s == 0.0


def test_the_bytes_of_security_files_are_another_sum() -> None:
    stored = case(
        at(0.0, "→", 'AT+QSECWRITE="RAM:ca_cert.pem",500', "command"),
        at(0.1, "→", "<500 bytes, sha256 94ac5f19f3df…>", "data"),
    )

    (found,) = loads([stored], clock_rate=1)
    assert (found.stored, found.up) == (500, 0)


def test_the_parts_add_up() -> None:
    wanted = Load(
        cases=10, steps={LOCAL: 100, SECURE_OPEN: 5, REBOOT: 2}, up=1000, down=500, stored=100, waits_s=60
    )
    costs = Costs(
        {LOCAL: 0.03, SECURE_OPEN: 2.0, REBOOT: 9.0},
        up_s=0.01,
        down_s=0.02,
        stored_s=0.1,
        case_s=0.1,
        wait_rate=2,
        start_s=4,
    )

    predicted = estimate([wanted], costs)

    assert list(predicted.parts_s.values()) == pytest.approx([3.0, 10.0, 30.0, 18.0, 30.0, 1.0])
    assert predicted.total_s == pytest.approx(4.0 + 92.0)


@pytest.mark.parametrize(
    ("modules", "total_s", "is_bound"), [(1, 3 + 60, False), (2, 3 + 30, False), (4, 3 + 20, True)]
)
def test_modules_share_the_cases_and_the_longest_case_bounds_the_run(
    modules: int, total_s: float, *, is_bound: bool
) -> None:
    cases = [Load(cases=1, steps={LOCAL: count}) for count in (10, 20, 10, 20)]

    predicted = estimate(cases, Costs({LOCAL: 1.0}, start_s=3.0), modules=modules)

    assert predicted.total_s == pytest.approx(total_s)
    assert predicted.is_bound_by_a_case is is_bound


def test_a_step_without_a_cost_of_its_own_costs_as_much_as_a_local_one() -> None:
    assert estimate([Load(steps={"QFTPLIST": 2})], Costs({LOCAL: 0.5})).total_s == 1.0


RUN = "{first}from hil.cli.main import run; run({arguments!r})"
EMULATED = "emulator://m95?clock_rate=1"


def compare(dut: str, folder: Path, *, first: str = "") -> None:
    """Predict the selection and run it; `first` is run before the command.

    Other work on the machine may come between the two measurements: the best of three counts.
    """
    ratios: list[float] = []
    while not any(ratio == pytest.approx(1, rel=WITHIN) for ratio in ratios):
        assert len(ratios) < 3, f"predicted / measured: {ratios}"
        ratios.append(predicted_to_measured(dut, folder / str(len(ratios)), first=first))


def predicted_to_measured(dut: str, folder: Path, *, first: str) -> float:
    arguments = ["conformance", "--dut", dut, "-k", SELECTION, "-n", "1", "--report-dir", str(folder)]

    predicted = estimate(rehearse(["-k", SELECTION]), measure(Bench(dut, "127.0.0.1", "localhost")))
    done = subprocess.run(
        [sys.executable, "-c", RUN.format(first=first, arguments=arguments)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    return predicted.total_s / read(folder).duration_s


def test_a_run_at_30_ms_a_line_takes_as_long_as_predicted(tmp_path: Path) -> None:
    compare(f"{EMULATED}&variant=latency:30-ms", tmp_path)


def test_a_run_over_gprs_takes_as_long_as_predicted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SessionRegistry, "expecting", slow_network.expecting)

    compare(EMULATED, tmp_path, first="from tests.estimate.slow_network import slow_down; slow_down(); ")


def test_the_command_prints_the_parts_and_runs_no_case(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "hil.cli.main", "conformance", "--estimate", "-k", SELECTION],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("rehearsal: 6 cases, ")
    assert "calibration of emulator://m95" in done.stdout
    assert "in all" in done.stdout
    assert not (tmp_path / "reports").exists()

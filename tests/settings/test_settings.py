"""A drawn share of the campaign has the same verdicts whether the driver remembers settings or sends them always."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hil.results.records import RESULTS, read
from tests.soak.soak import Run

from .compare import MODES, differing, runs_of

SHARE = "0.06"


def run(**verdicts: str) -> Run:
    return Run("", 1, verdicts, 1.0)


def test_cases_that_end_alike_differ_in_nothing() -> None:
    assert differing((run(a="pass", b="fail"), run(b="fail", a="pass"))) == ()


def test_a_case_that_ends_otherwise_or_not_at_all_is_told_with_both_verdicts() -> None:
    assert differing((run(a="pass", b="pass"), run(a="fail"))) == (
        "a: pass with remembered; fail with always",
        "b: pass with remembered; not run with always",
    )


def sent(folder: Path, command: str) -> int:
    return sum(
        line.text.startswith(command) for case in read(folder / RESULTS).cases for line in case.transcript
    )


def test_a_share_of_the_campaign_has_the_same_verdicts_in_both_modes(tmp_path: Path) -> None:
    runs = runs_of(tmp_path, seed="settings", chosen=["--share", SHARE])

    assert len(runs[0].verdicts) > 50
    assert set(runs[0].verdicts.values()) <= {"pass", "inconclusive (left open)", "not applicable"}
    assert differing(runs) == ()
    remembered, always = (sent(tmp_path / mode, 'AT+QSSLCFG="sslversion"') for mode in MODES)
    assert always > remembered > 0


@pytest.mark.parametrize(("mode", "count"), [("remembered", 1), ("always", 2)])
def test_hil_conformance_has_the_mode_as_an_option(mode: str, count: int, tmp_path: Path) -> None:
    case = "test_type_1_applies_to_ftp_and_to_ftps and passive"
    subprocess.run(
        [
            *(sys.executable, "-m", "hil.cli.main", "conformance", "-k", case, "-n", "1", "--no-preflight"),
            *("--settings", mode, "--report-dir", "out"),
        ],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=300,
    )

    assert sent(tmp_path / "out", "AT+QFTPCFG=2,0") == count

"""`hil selftest`: a sound installation is fit, suites that overlook defects are not, and missing foreign programs are told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hil.results.selftest import PairResult, Side
from hil.results.selftest_file import SELFTEST, read
from tests.peers import program
from tests.suite_run import HANG_S

ROOT = Path(__file__).parent.parent.parent
SEED = "3"
"""Its two defects are noticed, and its sound module passes, in a second each."""


def selftest(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "hil.cli.main",
            "selftest",
            "--seed",
            SEED,
            "--report-dir",
            str(folder),
            *arguments,
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=HANG_S,
    )


def test_a_sound_installation_is_fit(tmp_path: Path) -> None:
    for name in ("tstclnt", "selfserv", "certutil", "pk12util"):
        program(name)

    done = selftest(tmp_path, "--defects", "2", "--variants", "1")

    assert done.returncode == 0, done.stdout + done.stderr
    record = read(tmp_path / SELFTEST)
    assert record.is_fit
    assert [trial.is_killed for trial in record.defects] == [True, True]
    assert [(trial.variant != "", trial.false_fails) for trial in record.variants] == [
        (False, ()),
        (True, ()),
    ]
    by_nss = [trial for trial in record.pairs if trial.peer == "NSS"]
    assert [trial.result for trial in by_nss] == [PairResult.AGREED] * 42
    assert len(record.agreed(Side.LOWER_TESTER)) == len(record.agreed(Side.EMULATED_MODULE)) == 21
    assert record.line in done.stdout
    assert "left" in done.stdout
    assert record.line in (tmp_path / "selftest.md").read_text(encoding="utf-8")


BROKEN_SUITES = """
import pytest
run = pytest.main
pytest.main = lambda arguments, plugins=None: run([*arguments, "-p", "tests.selftest.never_fails"], plugins)
"""
"""What Python reads as it starts; a selftest does not follow the options of the user's pytest."""


def test_suites_that_overlook_a_defect_and_missing_programs_are_told(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(BROKEN_SUITES)
    done = selftest(
        tmp_path,
        *("--defects", "1", "--variants", "1"),
        PYTHONPATH=str(tmp_path),
        PATH=str(tmp_path),
    )

    assert done.returncode == 1, done.stdout + done.stderr
    record = read(tmp_path / SELFTEST)
    assert len(record.survivors) == 1
    assert record.survivors[0].before == "not noticed"
    assert not record.pairs
    assert f"not fit: 1 of 1 defects were not noticed: {record.survivors[0].defect}" in done.stdout
    assert "TLS pairs: not checked" in done.stdout
    assert "install openssl or gnutls-bin or libnss3-tools" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--minutes", "0"), "0"),
        (("--defects", "none"), "none"),
        (("--report-dir", "/dev/null/x"), "cannot write the record into /dev/null/x"),
    ],
)
def test_a_wrong_request_is_told_in_one_line(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    done = selftest(tmp_path, *arguments)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert said in done.stderr

"""`hil conformance` asked about cases: --list, --explain; and runs of the cases that failed, or until one fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hil.cli import main

HIL = [sys.executable, "-m", "hil.cli.main", "conformance"]
ONE = ("--campaign", "smoke", "--requirement", "SSLCFG-RTC-03")
BROKEN = ("--dut", "emulator://m95?defect=accepts-expired-ca")
IMPLICIT = "suites/modes/test_connection_modes.py::test_implicit_mode_starts_with_tls"


def conformance(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*HIL, *arguments], cwd=folder, capture_output=True, text=True, check=False)


def test_a_list_has_the_cases_by_requirement_and_touches_no_dut(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main.run(["conformance", "--list", "--dut", "/dev/no-such-port", "--requirement", "MODE-01"])

    told = capsys.readouterr()
    lines = told.out.splitlines()
    assert code == 0
    assert f"  {IMPLICIT}" in lines
    assert any(line.startswith("MODE-01 (") for line in lines)
    assert lines[-1].endswith(" requirements")
    assert told.err == "hil: notice: no effect beside --list, which runs nothing: --dut\n"
    assert list(folder.iterdir()) == []


def test_a_list_as_json_counts_what_it_holds(capsys: pytest.CaptureFixture[str]) -> None:
    code = main.run(["conformance", "--list", "--json", "--campaign", "smoke", "-k", "implicit"])

    told = json.loads(capsys.readouterr().out)
    assert code == 0
    assert (told["schema"], told["campaign"]) == (1, "smoke")
    assert told["counts"] == {"cases": len(told["cases"]), "requirements": len(told["requirements"])}
    assert {case["id"] for case in told["cases"]} == {
        each for row in told["requirements"].values() for each in row
    }


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--list", "-k", "xyzzy"), 3, "none fits --campaign full -k 'xyzzy'"),
        (("--list", "-k", "a ("), 2, "-k"),
        (("--list", "--requirement", "GEN-99"), 2, "no requirement 'GEN-99'"),
        (("--explain", "AUTH-05"), 2, "hil conformance --list --requirement AUTH-05 names its cases"),
        (("--explain", "test_implcit_mode_starts_with_tls"), 2, "test_implicit_mode_starts_with_tls"),
        (("--explain", "TEST_IMPLICIT_MODES"), 2, "test_implicit_mode_starts_with_tls"),
        (("--explain", "implicit"), 2, "'implicit' is in the id of "),
        (("--explain", ""), 2, "expected a value; got an empty one"),
        (("--explain", "x", "--gate", "note"), 2, "--gate has no effect beside --explain"),
        (("--explain", "x", "--list"), 2, "--list has no effect beside --explain"),
        (("--estimate", "--captures", "all"), 2, "--captures has no effect beside --estimate"),
        (("--estimate", "--maxfail", "2"), 2, "--maxfail has no effect beside --estimate"),
        (("--last-failed", "--report-dir", "nowhere"), 2, "there is no run in nowhere"),
        (("--last-failed", "nowhere", "--list"), 2, "there is no run in "),
        (("--maxfail", "0"), 2, "x>=1"),
        (("-n", "100000"), 2, "-n 100000: expected at most"),
    ],
)
def test_a_question_that_has_no_answer_is_one_line(
    arguments: tuple[str, ...],
    code: int,
    words: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main.run(["conformance", *arguments]) == code

    told = capsys.readouterr()
    assert words in told.err
    assert (told.out, told.err.count("\n")) == ("", 1)


@pytest.mark.parametrize(
    "named", [IMPLICIT, IMPLICIT.upper(), IMPLICIT.rpartition("/")[2], "implicit_mode_starts"]
)
def test_an_explanation_says_what_a_case_proves_and_how_it_is_judged(
    named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main.run(["conformance", "--explain", named, "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (code, told["schema"], told["id"]) == (0, 1, IMPLICIT)
    assert told["requirements"][0]["id"] == "MODE-01"
    assert "AT+QFTPCFG=7,0" in told["commands"]
    assert "implicit" in told["features"]
    assert told["judged"][0].startswith("fail, if a check of MODE-01")


def test_an_explanation_fits_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    main.run(["conformance", "--explain", IMPLICIT])

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == IMPLICIT
    assert {line[:10].strip() for line in lines[1:]} == {
        "",
        "purpose",
        "proves",
        "needs",
        "sends",
        "judged",
        "code",
    }
    assert max(map(len, lines)) <= 80


def test_the_cases_that_failed_run_again_until_all_have_passed(tmp_path: Path) -> None:
    first = conformance(tmp_path, *BROKEN, *ONE, "--report-dir", "out", "--json")
    listed = conformance(tmp_path, "--last-failed", "--list", "--json", "--report-dir", "out")
    mended = conformance(tmp_path, "--last-failed", "--report-dir", "out", "--json")
    nothing = conformance(tmp_path, "--last-failed", "out")

    summary, again = json.loads(first.stdout), json.loads(mended.stdout)
    assert (first.returncode, summary["fail"]) == (1, 1)
    assert json.loads(listed.stdout)["counts"]["cases"] == 1
    assert (mended.returncode, again["pass"]) == (0, 1)
    assert again["narrowed"] == {"--last-failed": summary["run_id"]}
    assert nothing.returncode == 0
    assert "all cases of the run" in nothing.stdout


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_ends_when_as_many_cases_have_failed_as_are_allowed(tmp_path: Path, workers: str) -> None:
    selected = ("-k", "test_connection_modes")
    broken = ("--dut", "emulator://m95?defect=explicit-whatever-the-mode")

    done = conformance(tmp_path, *broken, *selected, "--maxfail", "1", "-n", workers, "--report-dir", "out")

    assert done.returncode == 1
    assert "the run ended early: stopping after 1 failures" in done.stdout

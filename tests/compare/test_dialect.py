"""Two personalities of the emulator, compared: exactly the values in which their files differ, and nothing else.

The files are read here as TOML, without the code of the emulator.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from hil.cli.main import run
from hil.compare.comparison import Comparison, Run, compared
from hil.compare.dialect import MEANING, dialect_changes
from hil.compare.line_forms import readings
from hil.results.case import TranscriptLine
from hil.results.records import read
from hil.spec.dialect import DialectKey
from tests.compare.runs import PASSED
from tests.suite_run import HANG_S, ROOT

FILES = ROOT / "hil/emulator/device/personalities"

CASES = "measured or detached_module or test_4_2_3_download or no_context_is_bound"


def campaign(folder: Path, personality: str) -> subprocess.Popen[str]:
    """Begin a run of the probes and of some cases that judge, on that personality."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "pytest", "suites", "-q", "--tb=no", "-p", "no:cacheprovider"),
            *("-k", CASES, f"--dut=emulator://m95?clock_rate=4&personality={personality}"),
            *("--hil-report-dir", str(folder), "--no-preflight"),
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folders of two runs, on `note` and on `classic-gsm`; they run side by side."""
    folders = tmp_path_factory.mktemp("note"), tmp_path_factory.mktemp("gsm")
    with campaign(folders[0], "note") as first, campaign(folders[1], "classic-gsm") as second:
        told = [each.communicate(timeout=HANG_S)[0] for each in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0], told
    return folders


@pytest.fixture
def note(runs: tuple[Path, Path]) -> Path:
    return runs[0]


@pytest.fixture
def gsm(runs: tuple[Path, Path]) -> Path:
    return runs[1]


def in_the_files() -> set[tuple[str, str]]:
    """The keys, and for lists of names the items, in which the two files differ."""
    defaults = tomllib.loads((FILES / "note.toml").read_text())
    other = {**defaults, **tomllib.loads((FILES / "classic-gsm.toml").read_text())}
    keys = {key for key in defaults if other[key] != defaults[key]} - {"compact_replies"}
    names = set(defaults["compact_replies"]) ^ set(other["compact_replies"])
    return {*((key, "") for key in keys), *(("compact_replies", name) for name in names)}


def found(comparison: Comparison) -> set[tuple[str, str]]:
    return {(str(change.key), change.item) for change in comparison.dialect}


def test_the_comparison_lists_exactly_what_the_files_differ_in(note: Path, gsm: Path) -> None:
    comparison = compared(Run(read(note), note), Run(read(gsm), gsm))

    assert found(comparison) == in_the_files()
    assert [change for change in comparison.answers if not change.follows] == []
    assert comparison.cases == ()
    assert comparison.requirements == ()


def test_the_transcripts_alone_show_some_of_it_and_nothing_else(note: Path, gsm: Path) -> None:
    first, second = (
        [replace(case, measured=()) for case in read(folder).cases if not case.probe]
        for folder in (note, gsm)
    )

    shown = {(str(change.key), change.item) for change in dialect_changes(first, second)}

    assert shown < in_the_files()
    assert {("get_trailing_ok", ""), ("deact_in_initial", ""), ("boot_urcs_when_autobauding", "")} <= shown
    assert {("compact_replies", name) for name in ("QFTPOPEN", "QFTPSTAT", "QFTPGET", "QFTPCLOSE")} <= shown


def test_the_command_tells_it_and_its_exit_code_is_0(
    note: Path, gsm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["compare", str(note), str(gsm)])

    out = capsys.readouterr().out
    assert code == 0
    assert "+QFTPCFG, +QFTPCLOSE, +QFTPDELETE" in out
    assert "Other answers" not in out


def test_a_run_does_not_differ_from_itself(note: Path) -> None:
    comparison = compared(Run(read(note), note), Run(read(note), note))

    assert (comparison.dialect, comparison.answers, comparison.conditions) == ((), (), ())


def test_each_key_has_words_for_people() -> None:
    assert set(MEANING) == set(DialectKey)


def line(direction: str, text: str, kind: str = "response") -> TranscriptLine:
    return TranscriptLine(0.0, "at", direction, text, kind)


def test_an_answer_to_a_read_form_tells_nothing_about_spaces() -> None:
    lines = [
        line("→", "AT+QFTPUSER?", "command"),
        line("←", '+QFTPUSER: "a"'),
        line("→", "AT+QFTPSTAT", "command"),
        line("←", "+QFTPSTAT:IDLE"),
    ]

    assert list(readings(lines)) == [(("compact_replies", "QFTPSTAT"), True)]


def test_the_lines_of_a_start_belong_to_the_rate_at_which_they_come() -> None:
    restart = [line("→", "AT+CFUN=1,1", "restart command"), line("←", "OK")]
    start = [line("←", "RDY", "restart"), line("←", "Call Ready", "urc")]
    first = line("→", "AT", "question")

    fixed = list(readings([*restart, *start, first, line("←", "OK")]))
    detected = list(readings([*restart, first, *start, line("←", "OK")]))

    assert fixed == [(("boot_urcs", ""), ("RDY", "Call Ready"))]
    assert detected == [(("boot_urcs_when_autobauding", ""), ("RDY", "Call Ready"))]


def test_a_deactivation_counts_in_ip_initial_alone() -> None:
    active = [line("→", "AT+QIACT", "command"), line("←", "OK")]
    detached = [line("→", "AT+CGATT=0", "command"), line("←", "OK")]
    refused = [line("→", "AT+QIDEACT", "command"), line("←", "ERROR")]

    assert list(readings([*active, *refused])) == []
    assert list(readings([*detached, *refused])) == [(("deact_in_initial", ""), False)]


def test_cases_that_disagree_show_both_values() -> None:
    both = replace(
        PASSED, transcript=(line("→", "AT", "command"), line("←", "+QFTPSTAT:A"), line("←", "+QFTPSTAT: A"))
    )
    spaced = replace(PASSED, transcript=(line("→", "AT", "command"), line("←", "+QFTPSTAT: A")))

    (change,) = dialect_changes([both], [spaced])

    assert (change.before, change.after) == ("no and yes", "no")

"""`hil personality RUN`: the emulator answers as the recorded module, and what remains is told.

The search has a few switches here, right and wrong ones.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from hil.cli.main import run
from tests.cli.test_fidelity import recorded
from tests.suite_run import HANG_S, ROOT

TRIED = ("ftp-colon", "deact-in-initial", "get-result-ok", "put-result-ok", "transfer-ok", "state-words")

PROGRAM = """
import sys
from hil.cli import candidates, main
names = sys.argv.pop(1).split(",")
candidates.SWITCHES = {name: candidates.SWITCHES[name] for name in names}
sys.exit(main.run(sys.argv[1:]))
"""

Recorded = Callable[[str], Path]


@pytest.fixture(scope="module")
def module(tmp_path_factory: pytest.TempPathFactory) -> Recorded:
    """A run on the emulated module of that personality, made once."""
    made: dict[str, Path] = {}

    def of(personality: str) -> Path:
        if personality not in made:
            folder = tmp_path_factory.mktemp(personality)
            made[personality] = recorded(folder, f"emulator://m95?personality={personality}")
        return made[personality]

    return of


def command(run_of_module: Path, file: Path, *switches: str) -> list[str]:
    """`hil personality` with these switches only, in a process of its own: it runs pytest and forks."""
    tried = ",".join(switches or TRIED)
    return [sys.executable, "-c", PROGRAM, tried, "personality", str(run_of_module), "-o", str(file)]


def drafted(run_of_module: Path, file: Path, *switches: str) -> dict[str, object]:
    """What a search finds, and tells as JSON, too."""
    done = subprocess.run(
        [*command(run_of_module, file, *switches), "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text = file.read_text(encoding="utf-8")
    found, told = tomllib.loads(text), json.loads(done.stdout)
    assert (told["schema"], told["file"], told["toml"]) == (1, str(file), text)
    assert {f"{name}:{value}" for name, value in told["variants"].items()} <= set(found["variants"])
    assert f" with this file {told['after']['differing']}.\n" in text
    return {**found, "variants": set(found["variants"])}


GSM = {
    "based_on": "note",
    "boot_urcs_when_autobauding": ["RDY", "+CFUN:1", "+CPIN: READY", "Call Ready"],
    "manufacturer": ["Quectel_Ltd", "Quectel_M95", "Revision: MTK 0828"],
    "variants": {"ftp-colon:compact", "deact-in-initial:error", "get-result-ok:absent"},
}

FAR02A08 = {
    "based_on": "note",
    "boot_urcs_when_autobauding": ["Call Ready", "SMS Ready"],
    "variants": {"ftp-colon:mixed", "get-result-ok:absent"},
}


@pytest.mark.parametrize(("personality", "expected"), [("classic-gsm", GSM), ("M95FAR02A08", FAR02A08)])
def test_with_the_draft_the_emulator_answers_as_the_recorded_module(
    personality: str,
    expected: dict[str, object],
    module: Recorded,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "mine.toml"

    assert drafted(module(personality), file) == expected

    assert "# Nothing remains." in file.read_text(encoding="utf-8")
    again = recorded(tmp_path / "again", f"emulator://m95?personality={file}")
    assert run(["fidelity", str(module(personality)), str(again)]) == 0
    assert (
        "\n 100.0%  overall" in f"\n{capsys.readouterr().out}"
    )  # times may stand before it: the host is busy


def test_what_no_switch_removes_is_told(module: Recorded, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"

    found = drafted(module("classic-gsm"), file, "deact-in-initial")

    assert found["variants"] == {"deact-in-initial:error"}
    remaining = file.read_text(encoding="utf-8").partition("# What remains:")[2]
    assert "# AT+QFTPSTAT: spaces, " in remaining
    assert "#   module    +QFTPSTAT:CLOSED | OK\n#   emulator  +QFTPSTAT: CLOSED | OK\n" in remaining
    assert "QIDEACT" not in remaining


def test_ctrl_c_gives_the_best_so_far(module: Recorded, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    with subprocess.Popen(
        command(module("classic-gsm"), file), cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as program:
        assert program.stderr is not None
        next(line for line in program.stderr if "round 1" in line)
        program.send_signal(signal.SIGINT)
        said = program.stderr.read()

    text = file.read_text(encoding="utf-8")
    assert program.returncode == 130, said
    assert "stopped, by Ctrl-C; this is the best so far" in said
    assert "# The search was stopped, by Ctrl-C; more may be found." in text
    assert tomllib.loads(text)["manufacturer"] == GSM["manufacturer"]


def test_a_run_without_a_record_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["personality", str(tmp_path)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"hil: {tmp_path} has no results.jsonl")


def test_one_run_has_to_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["personality", str(tmp_path), "--from", str(tmp_path)]) == 2
    assert "name one run" in capsys.readouterr().err

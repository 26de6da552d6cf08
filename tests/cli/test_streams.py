"""Standard streams that are closed or lost: the run goes on, and its exit code stays that of its verdicts."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hil.cli.shown_streams import AFTER_SIGNAL_S

HIL = [sys.executable, "-c", "from hil.cli.main import main; main()"]
RUN = ["conformance", "--campaign", "smoke", "--requirement", "SSLCFG-RTC-03", "--report-dir", "out"]
FAILING = ["--dut", "emulator://m95?defect=accepts-expired-ca"]


def complete(folder: Path) -> bool:
    return bool(json.loads((folder / "out/summary.json").read_text(encoding="utf-8"))["complete"])


@pytest.mark.parametrize(("more", "code"), [([], 0), (FAILING, 1)], ids=["passes", "fails"])
def test_a_full_disk_below_standard_output_ends_no_run(tmp_path: Path, more: list[str], code: int) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*HIL, *RUN, *more], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert ended.returncode == code
    assert ended.stderr == (
        "hil: standard output is incomplete: No space left on device; the exit code tells the result\n"
    )
    assert complete(tmp_path)


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_reader_that_is_gone_ends_no_run(tmp_path: Path, workers: str) -> None:
    theirs, ours = os.pipe()
    os.close(theirs)
    with os.fdopen(ours, "wb") as pipe:
        ended = subprocess.run(
            [*HIL, *RUN, "-n", workers], cwd=tmp_path, stdout=pipe, stderr=subprocess.PIPE, check=False
        )

    assert (ended.returncode, ended.stderr) == (0, b"")
    assert complete(tmp_path)


def test_closed_streams_are_no_files_of_the_run(tmp_path: Path) -> None:
    command = 'exec "$@" <&- >&- 2>&-'

    ended = subprocess.run(["/bin/sh", "-c", command, "sh", *HIL, *RUN], cwd=tmp_path, check=False)

    assert ended.returncode == 0
    assert complete(tmp_path)


def test_the_doctor_keeps_its_exit_code_without_a_reader(tmp_path: Path) -> None:
    theirs, ours = os.pipe()
    os.close(theirs)
    with os.fdopen(ours, "wb") as pipe:
        ended = subprocess.run(
            [*HIL, "doctor", "--json", "--dut", "/dev/no-such-port"],
            cwd=tmp_path,
            stdout=pipe,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert (ended.returncode, ended.stderr) == (3, b"")


@pytest.mark.parametrize(
    "command", ["schema pics", "schema run", "serve --list-faults", "emulate --list-variants"]
)
def test_an_output_without_room_is_told_by_text_and_exit_code(command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*HIL, *command.split()], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )

    assert (ended.returncode, ended.stderr) == (
        3,
        "hil: standard output is incomplete: No space left on device; write it where there is room\n",
    )


def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    theirs, ours = os.pipe()
    os.close(theirs)
    with os.fdopen(ours, "wb") as pipe:
        ended = subprocess.run([*HIL, "schema", "results"], stdout=pipe, stderr=subprocess.PIPE, check=False)

    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize("command", ["requirements", "emulate --list-variants"])
def test_a_list_waits_for_its_reader_although_the_pipe_does_not_block(command: str) -> None:
    whole = subprocess.run([*HIL, *command.split()], capture_output=True, check=True).stdout
    theirs, ours = os.pipe()
    fcntl.fcntl(ours, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(ours, False)  # as a program at the same terminal may do

    with (
        subprocess.Popen([*HIL, *command.split()], stdout=ours, stderr=subprocess.PIPE) as printing,
        os.fdopen(theirs, "rb") as pipe,
    ):
        os.close(ours)
        start = pipe.read(1)
        with pytest.raises(subprocess.TimeoutExpired):
            printing.wait(1.5 * AFTER_SIGNAL_S)
        read = start + pipe.read()
        assert printing.stderr is not None
        said = printing.stderr.read()

    assert read == whole
    assert printing.returncode == 0
    assert b"nobody" not in said


ODD_TEXT = "é → 😀 Ж"
PRINTS = "import json; from hil.cli.streams import *; escape_unwritable(); print(json.dumps({text!a}, ensure_ascii=False))"


@pytest.mark.parametrize("encoding", ["ascii", "iso-8859-1", "koi8-r", "utf-8"])
def test_what_an_encoding_lacks_is_written_as_an_escape_of_json(encoding: str) -> None:
    printed = subprocess.run(
        [sys.executable, "-c", PRINTS.format(text=ODD_TEXT)],
        env={**os.environ, "PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
    ).stdout

    assert json.loads(printed.decode(encoding)) == ODD_TEXT


@pytest.mark.parametrize(
    "settings",
    [
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONWARNINGS": "error"},
        {"COLUMNS": "0", "TERM": "", "TZ": "Nowhere/At-All"},
        {"HOME": "/proc", "PYTHONSAFEPATH": "1", "PYTHONOPTIMIZE": "1", "COLUMNS": "abc"},
    ],
    ids=str,
)
def test_odd_settings_of_the_environment_end_no_run(tmp_path: Path, settings: dict[str, str]) -> None:
    ended = subprocess.run(
        [*HIL, *RUN], cwd=tmp_path, env={**os.environ, **settings}, capture_output=True, check=False
    )

    assert (ended.returncode, ended.stderr) == (0, b"")
    assert complete(tmp_path)

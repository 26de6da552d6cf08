"""What ends a command is told by its kind: a wrong request, trouble of the environment, or a defect of ours."""

from __future__ import annotations

import errno
import importlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from hil.cli import main
from hil.cli.trouble import NEXT_STEPS, trouble_of
from hil.results.conclusion import Exit
from hil.results.records import RESULTS
from tests.results.samples import sample, write_run


@pytest.mark.parametrize("number", NEXT_STEPS, ids=errno.errorcode.get)
def test_an_error_of_the_system_has_its_place_and_a_next_step(number: int) -> None:
    told = trouble_of(OSError(number, os.strerror(number), "/a/place"))

    assert told.words == f"/a/place: {os.strerror(number)}; {NEXT_STEPS[number]}"
    assert told.code is Exit.INFRASTRUCTURE


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(), "too little memory"),
        (RuntimeError("can't start new thread"), "no more processes or threads"),
        (BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable"), "no more processes or threads"),
        (ModuleNotFoundError("No module named 'rch'", name="rch.console"), "the library rch is missing"),
        (ImportError("cannot import name 'x'", name="OpenSSL.SSL"), "the library OpenSSL (pyOpenSSL "),
        (UnicodeEncodeError("latin-1", "a→b", 1, 2, "no"), "set a locale with UTF-8"),
        (
            UnicodeEncodeError("utf-8", "a\udce9b", 1, 2, "no"),
            "bytes that are no text in UTF-8; write the name anew",
        ),
        (OSError(errno.EPROTO, "Protocol error", "/a/place"), "/a/place: Protocol error; look at this file"),
    ],
)
def test_trouble_of_the_environment_is_no_defect(error: BaseException, words: str) -> None:
    told = trouble_of(error)

    assert words in told.words
    assert "defect" not in told.words
    assert told.code is Exit.INFRASTRUCTURE


@pytest.mark.parametrize(
    "error",
    [
        ZeroDivisionError("x"),
        RuntimeError("x"),
        OSError("without a number"),
        ModuleNotFoundError("No module named 'hil.nosuch'", name="hil.nosuch"),
        UnicodeDecodeError("utf-8", b"\xff", 0, 1, "no"),
    ],
)
def test_what_the_environment_cannot_cause_is_a_defect(error: BaseException) -> None:
    told = trouble_of(error)

    assert told.words.startswith(f"a defect of m95-hil: {type(error).__name__}: ")
    assert told.code is Exit.INFRASTRUCTURE


@pytest.mark.parametrize("command", main.COMMANDS)
def test_each_command_tells_a_full_disk_in_one_line(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "/a/file")

    monkeypatch.delenv("HIL_DEBUG", raising=False)
    found = getattr(importlib.import_module(f"hil.cli.{command}"), command)
    monkeypatch.setattr(found, "invoke", fail)
    monkeypatch.setattr(found, "parse_args", lambda *_: [])

    assert main.run([command]) == 3
    assert capsys.readouterr().err == (
        "hil: /a/file: No space left on device; make room, or name a folder on another disk\n"
    )


def test_a_missing_temporary_folder_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/no/such/folder"])

    with pytest.raises(FileNotFoundError) as raised:
        tempfile.gettempdir()

    assert trouble_of(raised.value).words.endswith("make room in /tmp, or set TMPDIR to one with room")


ALL_COMMANDS = """
import os
import sys
from hil.cli import main
os.mkdir("gone")
os.chdir("gone")
os.rmdir(os.getcwd())
for words in sys.argv[1:]:
    print(words, main.run(words.split()))
"""
COMMAND_LINES = (
    "bench --check bench.toml",
    "compare a b",
    "conformance",
    "conformance -k implicit",
    "conformance --report-dir out",
    "doctor --report-dir out",
    "emulate --pty m95 --log log",
    "fidelity a b",
    "history .",
    "merge a b",
    "personality a",
    "pics a",
    "pool --bench a",
    "replay a --cases",
    "report a",
    "repro a 1",
    "seal a --key k --certificate c",
    "selftest --defects 1 --variants 1",
    "show a",
    "verify a",
)


def test_a_working_folder_that_is_gone_is_told_by_each_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALL_COMMANDS, *COMMAND_LINES],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    told = done.stderr.splitlines()
    codes = dict(line.rsplit(" ", 1) for line in done.stdout.splitlines() if line.startswith(COMMAND_LINES))
    assert set(codes.values()) == {"3"}
    assert len(codes) == len(told) == len(COMMAND_LINES)
    assert all("the working folder does not exist any more" in line for line in told)


OF_ANOTHER_CAUSE = (
    "conformance --campaign nosuch",
    "conformance --requirement NOSUCH-1",
    "bench --check /no/such/bench.toml",
    "compare /no/such/run /no/such/run",
    "doctor --bench /no/such/bench.toml",
    "fidelity /no/such/run /no/such/other",
    "history /no/such/folder",
    "pics /no/such/pics.toml",
    "report /no/such/run --format nosuch",
    "schema nosuch",
    "seal /no/such/run --key /no/such/key --certificate /no/such/certificate",
    "serve --fault nosuch",
    "serve --root /no/such/root",
    "show /no/such/run",
    "verify /no/such/run",
)


def test_a_working_folder_that_is_gone_is_not_told_beside_an_error_of_another_cause(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALL_COMMANDS, *OF_ANOTHER_CAUSE],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    told = done.stderr.splitlines()
    codes = dict(line.rsplit(" ", 1) for line in done.stdout.splitlines())
    assert set(codes.values()) == {"2"}
    assert len(codes) == len(told) == len(OF_ANOTHER_CAUSE)
    assert not [line for line in told if "working folder" in line]


@pytest.mark.parametrize("words", ["report {run}", "show {run}", "history {run}"])
def test_a_run_at_an_absolute_path_needs_no_working_folder(tmp_path: Path, words: str) -> None:
    (tmp_path / "run").mkdir()
    write_run(tmp_path / "run" / RESULTS, sample())

    done = subprocess.run(
        [sys.executable, "-c", ALL_COMMANDS, words.format(run=tmp_path / "run")],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "working folder" not in done.stderr
    assert done.stdout.splitlines()[-1].rsplit(" ", 1)[1] in {"0", "1"}


def test_an_absolute_path_that_is_missing_is_told_where_the_temporary_folder_is_missing_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/no/such/folder"])

    told = trouble_of(FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "/a/place"))

    assert told.words == "/a/place: No such file or directory; name one that exists"


RUN = [
    sys.executable,
    "-m",
    "hil.cli.main",
    "conformance",
    "--requirement",
    "SSLCFG-RTC-03",
    "--no-preflight",
]
FULL = """
import errno

def pytest_collection():
    raise OSError(errno.ENOSPC, "No space left on device", "/a/file")
"""


def test_trouble_that_ends_pytest_from_inside_is_sorted_too(tmp_path: Path) -> None:
    (tmp_path / "full.py").write_text(FULL, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTEST_ADDOPTS": "-p full"}
    environment.pop("HIL_DEBUG", None)

    done = subprocess.run(
        [*RUN, "--report-dir", "out"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        "hil: /a/file: No space left on device; make room, or name a folder on another disk\n"
    )


def test_too_few_file_handles_are_told(tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", "-c", 'ulimit -n 8; exec "$@"', "sh", *RUN, "-k", "expired"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (3, "", 1)
    assert "Too many open files; this user or process may open too few files" in done.stderr

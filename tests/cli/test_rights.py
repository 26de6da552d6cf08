"""What the system does not let a command do is trouble of the environment: exit code 3, whichever option met it."""

from __future__ import annotations

import errno
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hil.cli import estimate
from hil.cli.main import run
from hil.cli.trouble import NEXT_STEPS, OF_ENVIRONMENT, trouble_of
from hil.errors import HilError, InfrastructureError, UsageError
from hil.results.conclusion import Exit
from hil.results.records import RESULTS
from tests.results.samples import sample, write_run

OF_THE_REQUEST = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP)
UNREADABLE = "/proc/self/mem"  # it exists, and the first byte is EIO, for root too
UNWRITABLE = "/sys/nosuch"  # no folder can be made there, by root either


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one run."""
    (tmp_path / "one").mkdir()
    write_run(tmp_path / "one" / RESULTS, sample())
    return tmp_path


def caused_by(number: int) -> UsageError:
    error = UsageError("/a/place cannot be used")
    error.__cause__ = OSError(number, os.strerror(number), "/a/place")
    return error


@pytest.mark.parametrize("number", sorted(OF_ENVIRONMENT), ids=errno.errorcode.get)
def test_a_place_that_the_system_refuses_is_trouble_of_the_environment(number: int) -> None:
    assert trouble_of(caused_by(number)).code is Exit.INFRASTRUCTURE


@pytest.mark.parametrize("number", sorted(NEXT_STEPS), ids=errno.errorcode.get)
@pytest.mark.parametrize("kind", [UsageError, InfrastructureError])
def test_an_error_that_ends_with_the_words_of_the_system_gets_the_next_step(
    kind: type[HilError], number: int
) -> None:
    error = kind(f"a.toml: cannot be read: {os.strerror(number)}")
    error.__cause__ = OSError(number, os.strerror(number), "a.toml")

    assert trouble_of(error).words == f"{error}; {NEXT_STEPS[number]}"


def test_an_error_that_has_a_next_step_keeps_it() -> None:
    assert trouble_of(caused_by(errno.EACCES)).words == "/a/place cannot be used"


@pytest.mark.parametrize("number", OF_THE_REQUEST, ids=errno.errorcode.get)
def test_a_place_that_cannot_be_meant_is_a_wrong_request(number: int) -> None:
    assert trouble_of(caused_by(number)).code is Exit.USAGE


@pytest.mark.parametrize(
    "words",
    [
        f"bench --check {UNREADABLE}",
        f"pics {UNREADABLE}",
        f"doctor --bench {UNREADABLE}",
        f"conformance --pics {UNREADABLE} --list",
        f"seal RUN --key {UNREADABLE} --certificate {UNREADABLE}",
        f"report RUN --output {UNWRITABLE}/there",
        f"compare RUN RUN --output {UNWRITABLE}.html",
        f"history RUN --output {UNWRITABLE}.html",
        f"conformance --requirement SSLCFG-RTC-03 --report-dir {UNWRITABLE}",
    ],
)
def test_each_command_ends_so_with_the_place_and_the_cause(
    words: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run([word.replace("RUN", str(folder / "one")) for word in words.split()])

    told = capsys.readouterr().err.splitlines()[-1]
    assert code == 3
    assert UNREADABLE in told or UNWRITABLE in told
    assert "defect" not in told


def test_rights_are_left_to_the_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(os, "access", lambda *_, **__: False)

    assert run(["history", str(folder)]) == 0
    assert "is not readable" not in capsys.readouterr().err


def test_a_folder_that_nobody_may_enter_costs_no_history(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    locked = folder / "of-another-user"
    locked.mkdir()
    usual, usual_bytes = Path.is_file, Path.read_bytes

    def is_file(path: Path) -> bool:
        return usual(refused(path))

    def read_bytes(path: Path) -> bytes:
        return usual_bytes(refused(path))

    def refused(path: Path) -> Path:
        if path.parent == locked:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return path

    monkeypatch.setattr(Path, "is_file", is_file)
    monkeypatch.setattr(Path, "read_bytes", read_bytes)

    assert run(["history", str(folder)]) == 0
    assert f"{locked}: results.jsonl cannot be read: Permission denied" in capsys.readouterr().out


def test_a_rehearsal_that_does_not_begin_tells_why(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "", "python: No module named 'nosuch'\n")

    monkeypatch.setattr(subprocess, "run", broken)

    with pytest.raises(InfrastructureError, match="No module named 'nosuch'"):
        estimate.rehearse([])

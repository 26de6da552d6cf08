"""Records on a full disk: none is half written, they wait in their order, and a later one takes them along."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.results.space import KIB, needed, require_space
from hil.results.writer import ResultWriter


class Disk:
    """Stands in for the disk: it is full when told so."""

    def __init__(self) -> None:
        self.is_full = False

    def sync(self, _descriptor: int) -> None:
        if self.is_full:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    found = Disk()
    monkeypatch.setattr("os.fsync", found.sync)
    return found


def test_a_full_disk_leaves_whole_lines_and_the_rest_waits(tmp_path: Path, disk: Disk) -> None:
    with ResultWriter(tmp_path / "r") as writer:
        writer.write("one")
        disk.is_full = True
        writer.write("two")
        writer.write("three")

        assert (writer.waiting, writer.trouble) == (2, "No space left on device")
        assert (tmp_path / "r").read_text() == "one\n"

        disk.is_full = False
        writer.write("four")
        assert (writer.waiting, writer.trouble) == (0, "")

    assert (tmp_path / "r").read_text() == "one\ntwo\nthree\nfour\n"


def test_the_space_is_checked_with_both_figures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    free = needed(140, "failed")
    monkeypatch.setattr("shutil.disk_usage", lambda _path: _Usage(free))

    require_space(tmp_path, 140, "failed")
    with pytest.raises(UsageError) as told:
        require_space(tmp_path, 141, "failed")

    assert "the report of 141 cases may take 12.6 MiB, 88 KiB a case with --captures failed" in str(
        told.value
    )
    assert f"and 12.5 MiB are free in {tmp_path}; free some, or name another place with --report-dir" in str(
        told.value
    )


def test_captures_of_all_cases_take_more() -> None:
    assert needed(1, "none") < needed(1, "failed") < needed(1, "all")
    assert needed(2105, "failed") < 200 * 1024 * KIB


class _Usage:
    """What `shutil.disk_usage` gives."""

    def __init__(self, free: int) -> None:
        self.free = free

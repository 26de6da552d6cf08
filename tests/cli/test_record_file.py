"""A file of records goes on through a full disk, a folder that is removed, a pipe without a reader."""

from __future__ import annotations

import errno
import os
import resource
from collections.abc import Iterator
from pathlib import Path
from shutil import rmtree

import pytest

from hil.cli.record_file import RecordFile
from hil.errors import InfrastructureError


class Said(list[tuple[str, int]]):
    def tell(self, text: str, cause: int) -> None:
        self.append((text, cause))


@pytest.fixture
def said() -> Said:
    return Said()


@pytest.fixture
def short_files() -> Iterator[None]:
    """No file of this process becomes longer than 25 bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (25, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_once_and_its_lines_follow(tmp_path: Path, said: Said) -> None:
    path = tmp_path / "records"
    path.symlink_to("/dev/full")
    file = RecordFile(path, tell=said.tell)
    file.append("first")
    file.append("second")
    missing = file.missing

    path.unlink()
    file.append("third")
    file.close()

    assert missing == 2
    assert said == [
        (f"cannot write {path}: No space left on device; what is missing follows when it can", errno.ENOSPC)
    ]
    assert path.read_text() == "first\nsecond\nthird\n"


@pytest.mark.usefixtures("short_files")
def test_no_part_of_a_line_stays(tmp_path: Path, said: Said) -> None:
    file = RecordFile(tmp_path / "records", tell=said.tell)

    file.append("a line of twenty byte")
    file.append("cut")
    file.close()

    assert (tmp_path / "records").read_text() == "a line of twenty byte\n"
    assert [cause for _, cause in said] == [errno.EFBIG]
    assert file.missing == 1


def test_a_removed_folder_comes_back(tmp_path: Path, said: Said) -> None:
    path = tmp_path / "lab/deep/records"
    path.parent.mkdir(parents=True)
    file = RecordFile(path, tell=said.tell)
    file.append("gone with the folder")
    rmtree(tmp_path / "lab")

    file.append("new")
    file.close()

    assert path.read_text() == "new\n"
    assert said == []


def test_a_pipe_without_a_reader_makes_nobody_wait(tmp_path: Path, said: Said) -> None:
    path = tmp_path / "records"
    os.mkfifo(path)
    file = RecordFile(path, tell=said.tell)
    file.append("early")

    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    file.append("late")
    came = os.read(reader, 100)
    file.close()
    os.close(reader)

    assert said == [
        (f"cannot write {path}: nobody reads the pipe; what is missing follows when it can", errno.ENXIO)
    ]
    assert came == b"early\nlate\n"


def test_a_pipe_that_is_full_keeps_the_order(tmp_path: Path, said: Said) -> None:
    path = tmp_path / "records"
    os.mkfifo(path)
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    file = RecordFile(path, tell=said.tell)
    for number in range(40):
        file.append(f"{number:9999d}")  # more than a pipe takes as a whole
    missing = file.missing

    came = b""
    while came.count(b"\n") < 40:
        came += os.read(reader, 65536)
        file.retry()
    file.close()
    os.close(reader)

    assert missing > 20
    assert came == b"".join(f"{number:9999d}\n".encode() for number in range(40))
    assert len(said) == 1


def test_what_has_no_room_in_memory_either_is_counted(tmp_path: Path, said: Said) -> None:
    path = tmp_path / "records"
    path.symlink_to("/dev/full")
    file = RecordFile(path, tell=said.tell, room=10)

    for _ in range(9):
        file.append("x" * 9)

    assert file.missing == 9
    path.unlink()
    file.close()
    assert path.read_text() == ("x" * 9 + "\n") * 2
    assert file.missing == 7


def test_a_file_that_cannot_be_opened_at_first_is_refused(tmp_path: Path, said: Said) -> None:
    (tmp_path / "records").mkdir()

    with pytest.raises(InfrastructureError, match=r"the file .*/records can't be written: Is a directory"):
        RecordFile(tmp_path / "records", tell=said.tell)

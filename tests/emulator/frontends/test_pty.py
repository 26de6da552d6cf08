"""The link, and what a pty can tell about the program at its other end."""

from __future__ import annotations

import fcntl
import os
import struct
import termios
import time
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.emulator.frontends.pty import PtyFrontEnd, open_ptys
from hil.errors import PortError
from tests.emulator.frontends.conftest import Start


def test_the_link_goes_away_at_the_end(link: Path) -> None:
    front_end = PtyFrontEnd(link)
    assert link.readlink().is_char_device()

    front_end.close()

    assert not link.is_symlink()


def test_a_link_that_is_no_longer_ours_stays(link: Path) -> None:
    front_end = PtyFrontEnd(link)
    link.unlink()
    link.symlink_to("/dev/null")

    front_end.close()

    assert link.readlink() == Path("/dev/null")


def test_a_link_left_by_a_killed_emulator_is_replaced(link: Path) -> None:
    link.symlink_to("/dev/pts/999999")

    front_end = PtyFrontEnd(link)

    assert link.exists()
    front_end.close()


def test_what_is_there_already_is_kept(link: Path) -> None:
    link.write_text("mine")

    with pytest.raises(PortError, match="exists and is no link to a pty"):
        PtyFrontEnd(link)

    assert link.read_text() == "mine"


def test_the_link_of_a_running_emulator_is_refused(link: Path) -> None:
    front_end = PtyFrontEnd(link)

    with pytest.raises(PortError, match="is the line of another emulator that runs"):
        PtyFrontEnd(link)

    assert link.exists()
    front_end.close()
    PtyFrontEnd(link).close()


def test_the_link_of_another_program_is_refused(link: Path) -> None:
    master, slave = os.openpty()
    link.symlink_to(os.ttyname(slave))

    with pytest.raises(PortError, match="is somebody's link to /dev/pts/"):
        PtyFrontEnd(link)

    assert link.exists()
    os.close(master)
    os.close(slave)


def test_a_link_left_by_a_killed_emulator_is_replaced_though_its_pty_is_another_ones_by_now(
    link: Path,
) -> None:
    before = PtyFrontEnd(link)
    text = os.readlink(link)  # noqa: PTH115  # as it is written
    before.close()
    master, slave = os.openpty()
    text = text.replace(Path(text).name, Path(os.ttyname(slave)).name)  # the kernel gives a number again
    link.symlink_to(text)

    front_end = PtyFrontEnd(link)

    assert link.readlink() != Path(text)
    front_end.close()
    os.close(master)
    os.close(slave)


def test_a_rack_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    (tmp_path / "m2").write_text("in the way")

    with pytest.raises(PortError, match="m2 exists"):
        open_ptys(str(tmp_path / "m"), 3)

    assert [entry.name for entry in tmp_path.iterdir()] == ["m2"]


def test_a_folder_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(PortError, match="missing/m95 can't be made: No such file"):
        PtyFrontEnd(tmp_path / "missing" / "m95")


def test_a_program_finds_neither_line_editing_nor_answers_that_another_one_left(
    start: Start, link: Path
) -> None:
    front_end = PtyFrontEnd(link)
    start(front_end)
    slave = os.open(link, os.O_RDWR | os.O_NOCTTY)
    settings = termios.tcgetattr(slave)
    assert not settings[3] & (termios.ECHO | termios.ICANON)
    os.write(slave, b"AT\r")
    assert os.read(slave, 3) == b"AT\r"
    deadline = Deadline.after(5)
    while unread(slave) < len(b"\r\nOK\r\n"):
        assert not deadline.expired
        time.sleep(0.001)
    settings[3] |= termios.ECHO | termios.ICANON
    termios.tcsetattr(slave, termios.TCSANOW, settings)
    os.close(slave)
    while termios.tcgetattr(front_end._master)[3] & termios.ECHO:
        assert not deadline.expired
        time.sleep(0.001)

    seen = _exchange(link)

    assert seen == b"AT\r\r\nOK\r\n"


def unread(slave: int) -> int:
    count: int = struct.unpack("i", fcntl.ioctl(slave, termios.FIONREAD, bytes(4)))[0]
    return count


def _exchange(link: Path) -> bytes:
    """A script that sets no terminal; it does not become its controlling one, whose hang-up ends the test."""
    with os.fdopen(os.open(link, os.O_RDWR | os.O_NOCTTY), "r+b", buffering=0) as file:
        file.write(b"AT\r")
        seen = b""
        while not seen.endswith(b"OK\r\n"):
            seen += file.read(100) or b""
        return seen

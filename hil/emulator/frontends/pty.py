"""The pseudo-terminal front end, with a symbolic link of the user's choice.

The slave is not kept open here, so that the kernel reports when no program has
it open; output of the module is then lost, as on a closed serial port.  A pty has
no modem lines: its buffer is the flow control.  Linux only.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import select
import socket
import termios
import tty
from collections.abc import Callable
from pathlib import Path

from hil.emulator.frontends.front_end import NoModemLines
from hil.emulator.frontends.loop import READ, Loop
from hil.errors import PortError, UsageError

_SLAVES = Path("/dev/pts")
_MARKED = f"{_SLAVES}/./"  # spelling of the links of this program, which marks them


class PtyFrontEnd(NoModemLines):
    """A pty master; `url` is the absolute path of the link to the slave."""

    tells_of_rest = False  # its selector reports edges

    def __init__(self, link: Path) -> None:
        if not hasattr(select, "epoll"):
            raise UsageError("--pty needs Linux; use --tcp and a program that opens socket:// URLs")
        self.link = link.absolute()
        self.url = str(self.link)
        self._open()

    def _open(self) -> None:
        self._claim = _claim(self.link)
        try:
            self._make_room()
            self._master, slave = os.openpty()
        except PortError:
            self._claim.close()
            raise
        except OSError as error:
            self._claim.close()
            raise PortError(
                f"no pseudo-terminal is to be had: {error.strerror}; close some, or use --tcp"
            ) from error
        tty.setraw(slave)
        self._slave_path = Path(os.ttyname(slave))
        os.close(slave)
        os.set_blocking(self._master, False)
        # A level-triggered hang-up is reported continuously, an edge-triggered one once.
        self._edges = select.epoll()
        self._edges.register(self._master, select.EPOLLIN | select.EPOLLET)
        self._was_present = self._wants_room = False
        self._make_link()

    def _make_room(self) -> None:
        """Remove the link of a killed emulator; refuse to replace anything else."""
        if not self.link.is_symlink():
            if self.link.exists():
                raise PortError(
                    f"{self.url} exists and is no link to a pty; remove it or choose another name"
                )
            return
        text = os.readlink(self.link)  # noqa: PTH115  # a Path would lose the mark
        if text.startswith(_MARKED) or (Path(text).parent == _SLAVES and not self.link.exists()):
            with contextlib.suppress(OSError):
                self.link.unlink()
        else:
            raise PortError(f"{self.url} is somebody's link to {text}; remove it or choose another name")

    def _make_link(self) -> None:
        try:
            self.link.symlink_to(_MARKED + self._slave_path.name)
        except OSError as error:
            self.close()
            raise PortError(f"the link {self.url} can't be made: {error.strerror}") from error

    def attach(self, loop: Loop, serve: Callable[[], None], purge: Callable[[], None]) -> None:
        """Start; programs purge the kernel's buffers themselves."""
        del purge
        self._loop, self._serve = loop, serve
        loop.watch(self._edges.fileno(), READ, self._edge)

    def _edge(self) -> None:
        self._edges.poll(0)
        self._serve()

    @property
    def present(self) -> bool:
        """Whether any program has the slave open."""
        state = select.poll()  # a new one for each call: only one thread may use a poll object
        state.register(self._master, 0)
        hung_up = any(events & select.POLLHUP for _, events in state.poll(0))
        if not hung_up:
            self._was_present = True
        return not hung_up

    def read(self, limit: int) -> bytes:
        """Read the bytes of the DTE."""
        try:
            return os.read(self._master, limit)
        except BlockingIOError:
            return b""
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            self._hung_up()
            return b""

    def _hung_up(self) -> None:
        """Discard the unread bytes when the last program has closed the slave."""
        if not self._was_present:
            return
        self._was_present = False
        with contextlib.suppress(OSError):
            slave = os.open(self._slave_path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
            try:
                # The program may also have left line editing on.
                tty.setraw(slave, termios.TCSAFLUSH)
            finally:
                os.close(slave)

    def write(self, data: bytes) -> int:
        """Send; 0 when the slave's buffer is full."""
        try:
            return os.write(self._master, data)
        except BlockingIOError:
            return 0
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return len(data)

    def want(self, *, read: bool, write: bool, idle: bool) -> None:
        """Request the report of buffer space; input is always reported, and read when the port can take it."""
        del read, idle
        if write or self._wants_room:  # a new request arms the edge again
            room = select.EPOLLOUT if write else 0
            self._edges.modify(self._master, select.EPOLLIN | select.EPOLLET | room)
            self._wants_room = write

    def close(self) -> None:
        """Close the pty and remove its link, if the link still names it."""
        with contextlib.suppress(OSError):
            if self.link.readlink() == self._slave_path:
                self.link.unlink()
        if hasattr(self, "_loop"):
            self._loop.watch(self._edges.fileno(), 0, self._edge)
        self._edges.close()
        os.close(self._master)
        self._claim.close()

    def reopen(self) -> None:
        """Open another pty for the same link."""
        self._open()
        self._loop.watch(self._edges.fileno(), READ, self._edge)


def _claim(link: Path) -> socket.socket:
    """Reserve the name of a link while the process lives; the number of a closed pty may be in use again."""
    claim = socket.socket(socket.AF_UNIX)
    try:
        claim.bind(f"\0m95-hil {hashlib.sha256(os.fsencode(link)).hexdigest()}")
    except OSError:
        claim.close()
        raise PortError(
            f"{link} is the line of another emulator that runs; end it or choose another name"
        ) from None
    return claim


def open_ptys(link: str, count: int) -> tuple[PtyFrontEnd, ...]:
    """Open one pty for `link`, or several for `link` with 0, 1, 2 ... appended; all or none."""
    names = [link] if count == 1 else [f"{link}{index}" for index in range(count)]
    opened: list[PtyFrontEnd] = []
    try:
        opened.extend(PtyFrontEnd(Path(name)) for name in names)
    except Exception:
        for front_end in opened:
            front_end.close()
        raise
    return tuple(opened)

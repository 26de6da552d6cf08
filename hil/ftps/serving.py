"""The event loop of a server, in a thread of its own: listening sockets, waking and stopping."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import socket
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from typing import Any

from pyftpdlib.servers import FTPServer

from hil.errors import ServerError
from hil.ftps.control import ControlHandler
from hil.ftps.file_stall import StallWatch
from hil.ftps.limits import Admission, Limits
from hil.ftps.loop import GatedLoop
from hil.ftps.session import Listener
from hil.ftps.session_registry import SessionRegistry

CLOSE_S = 20.0
"""How long a server may take to end; it takes some milliseconds."""

_BACKLOG = 512
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})
_EXHAUSTED_S = 0.5  # before the next attempt

_NEXT_STEP = {
    errno.EADDRINUSE: "another program has it; choose another port, or 0 for any free one",
    errno.EACCES: "ports below 1024 need root or CAP_NET_BIND_SERVICE; choose a higher one",
    errno.EADDRNOTAVAIL: "this host has no such address",
}


class ListeningSocket(FTPServer):  # type: ignore[misc]  # pyftpdlib has no types
    """A listening socket; `is_closing` tells handlers that the loop is about to end."""

    def __init__(
        self,
        address: tuple[str, int],
        handler: type[ControlHandler],
        ioloop: GatedLoop,
        registry: SessionRegistry,
        admission: Admission,
    ) -> None:
        self.is_closing = False
        self._registry = registry
        self._admission = admission
        super().__init__(address, handler, ioloop, backlog=_BACKLOG)
        self.ip_map = admission.addresses  # pyftpdlib removes a client from it

    def handle_accept(self) -> None:
        """As in pyftpdlib; when connections come too fast or too many sockets are open, the next ones wait in the kernel."""
        wait_s = self._admission.wait_s()
        if not wait_s:
            try:
                super().handle_accept()
            except OSError as error:
                if error.errno not in _EXHAUSTED:
                    raise
                self._registry.transcript.note(f"FTPS server: {error.strerror}; connections have to wait")
                wait_s = _EXHAUSTED_S
        if wait_s:
            self.ioloop.hold(self._fileno, self.ioloop.READ)
            self.ioloop.call_later(wait_s, self._open_again, _errback=self.handle_error)

    def _open_again(self) -> None:
        self.ioloop.release(self._fileno, self.ioloop.READ)

    def _accept_new_cons(self) -> bool:
        """As in pyftpdlib, which calls it before it opens a data connection."""
        return self._admission.has_room(len(self.ioloop.socket_map))

    def handle_accepted(self, sock: socket.socket, addr: tuple[str, int]) -> None:
        """As in pyftpdlib, which would only log an error."""
        refusal = self._admission.refusal(addr[0], sockets=len(self.ioloop.socket_map))
        if refusal is not None:
            self._turn_away(sock, refusal)
            return
        try:
            handler = self.handler(sock, self, self.ioloop)
        except OSError:
            sock.close()  # closed by the peer before the greeting
            return
        except BaseException:
            sock.close()
            raise
        if not handler.connected:
            return
        self.ip_map.append(addr[0])
        handler.handle()

    def _turn_away(self, sock: socket.socket, reason: str) -> None:
        self._registry.transcript.note(f"FTPS server: a client is refused: {reason}")
        with sock, contextlib.suppress(OSError):
            sock.setblocking(False)
            if self.handler.listener is not Listener.IMPLICIT:
                sock.send(b"421 Too many connections; try again later.\r\n")

    def handle_error(self) -> None:
        """Report the error to the tests; the socket goes on listening."""
        error = sys.exception()
        if error is not None:
            self._registry.fail(error)


class Serving:
    """Serves until `close`; raises `ServerError` when a port cannot be bound."""

    def __init__(
        self,
        registry: SessionRegistry,
        *,
        host: str,
        ports: Mapping[Listener, int],
        limits: Limits,
        shared: Mapping[str, Any],
    ) -> None:
        _quieten_pyftpdlib()
        self._registry = registry
        self._is_stopping = False
        self._ioloop = GatedLoop()
        self._sockets: dict[Listener, ListeningSocket] = {}
        admission = Admission(limits)
        for listener, port in ports.items():
            # pyftpdlib is configured by class attributes; a class for each listener keeps servers apart.
            own = {"listener": listener, "limits": limits, "timeout": limits.idle_s}
            handler = type("Control", (ControlHandler,), {**shared, **own})
            try:
                self._sockets[listener] = ListeningSocket(
                    (host, port), handler, self._ioloop, registry, admission
                )
            except OSError as error:
                self._ioloop.close()
                raise ServerError(_refusal(host, port, error)) from error
        self._waker = _Waker(self._ioloop)
        self._turns = 0
        self._thread = threading.Thread(target=self._run, name="ftps-server", daemon=True)
        self._thread.start()
        self._stall_watch = StallWatch(lambda: self._turns, self._frame)

    def address(self, listener: Listener) -> tuple[str, int]:
        """Host and port of a listener."""
        host, port = self._sockets[listener].address
        return host, port

    @property
    def is_alive(self) -> bool:
        """Whether the event loop runs."""
        return self._thread.is_alive()

    def close(self) -> None:
        """End every connection and the thread; raises `ServerError` when it does not end."""
        self._is_stopping = True
        self._waker.wake()
        self._thread.join(CLOSE_S)
        if self._thread.is_alive():
            raise ServerError(
                f"the FTPS server did not stop within {CLOSE_S:g} s; it is {self._whereabouts()}"
            )

    def stall(self) -> str | None:
        """What there is to tell of a file system that does not answer, once for each time."""
        return self._stall_watch.look()

    def _frame(self) -> FrameType | None:
        return sys._current_frames().get(self._thread.ident or 0)  # noqa: SLF001 - its documented name

    def _whereabouts(self) -> str:
        frame = self._frame()
        latest = traceback.extract_stack(frame)[-5:] if frame is not None else []
        return "in " + " > ".join(
            f"{each.name} ({Path(each.filename).name}:{each.lineno})" for each in latest
        )

    def _run(self) -> None:
        timeout = None
        try:
            while not self._is_stopping:
                timeout = self._ioloop.loop(timeout, blocking=False)
                self._turns += 1
        except Exception as error:  # the border of the thread
            self._registry.fail(error)
        for listening in self._sockets.values():
            listening.is_closing = True
        self._ioloop.close()


class _Waker:
    """Wakes the event loop from another thread; a dispatcher of pyftpdlib."""

    def __init__(self, ioloop: Any) -> None:
        self._near, self._far = socket.socketpair()
        self._fileno = self._near.fileno()
        ioloop.register(self._fileno, self, ioloop.READ)

    def wake(self) -> None:
        with contextlib.suppress(OSError):  # the loop has ended meanwhile and closed it
            self._far.send(b"!")

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def handle_read_event(self) -> None:
        self._near.recv(16)

    def close(self) -> None:
        self._near.close()
        self._far.close()


def _quieten_pyftpdlib() -> None:
    """Add a handler; without one pyftpdlib configures logging when a loop first runs."""
    logger = logging.getLogger("pyftpdlib")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())


_NO_ADDRESS = "give an IPv4 address of this machine (ip address), or a name that leads to one"


def _refusal(host: str, port: int, error: OSError) -> str:
    cause = (
        error.args[0] if error.args and isinstance(error.args[0], OSError) else error
    )  # pyftpdlib wraps it
    number = cause.errno or 0
    hint = _NO_ADDRESS if isinstance(cause, socket.gaierror) else _NEXT_STEP.get(number)
    return f"cannot listen on {host}:{port}: {cause.strerror or os.strerror(number)}" + (
        f"; {hint}" if hint else ""
    )

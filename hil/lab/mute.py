"""Ports where no server speaks: one that is silent, one that is closed, one that drops what comes."""

from __future__ import annotations

import errno
import os
import selectors
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Self

from hil.deadline import Deadline
from hil.errors import ServerError
from hil.lab.relay import Address
from hil.verdict import Inconclusive

_FILLERS_MOST = 16
_SETTLED_S = 0.3  # a SYN on this machine is answered in microseconds, or never


class SilentListener:
    """Accepts connections and says nothing."""

    def __init__(self, listener: socket.socket, *, host: str) -> None:
        self.address: Address = (host, listener.getsockname()[1])
        """Host and port, as the DUT dials them."""
        self._listener = listener

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def end_next(self, deadline: Deadline) -> Address:
        """Wait for a connection and close it; returns who dialled.  Raises `Inconclusive` when none came."""
        self._listener.settimeout(deadline.remaining_or_none)
        try:
            connection, peer = self._listener.accept()
        except TimeoutError:
            raise Inconclusive(f"no connection came within {deadline.span_s:g} s") from None
        connection.close()
        return peer[0], peer[1]

    def close(self) -> None:
        """Stop listening; connections that wait are reset."""
        self._listener.close()


@contextmanager
def filtered(listener: socket.socket, *, host: str) -> Iterator[Address]:
    """A port that drops each SYN, as a firewall does: its queue is full and stays full.

    Raises `ServerError` where the system answers in spite of that.
    """
    reachable = listener.getsockname()
    listener.listen(0)
    with ExitStack() as fillers:
        for _ in range(_FILLERS_MOST):
            filler = fillers.enter_context(socket.socket(socket.AF_INET, socket.SOCK_STREAM))
            if not _connects(filler, reachable):
                yield host, reachable[1]
                return
    raise ServerError("this system answers every SYN; expected that a full queue drops it (tcp(7))")


def _connects(sock: socket.socket, address: tuple[str, int]) -> bool:
    """Whether the connection is made at once."""
    sock.setblocking(False)
    outcome = sock.connect_ex(address)
    if outcome == 0:
        return True
    if outcome not in {errno.EINPROGRESS, errno.EAGAIN}:
        raise ServerError(f"cannot dial {address[0]}:{address[1]}: {os.strerror(outcome)}")
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_WRITE)
        return bool(selector.select(_SETTLED_S)) and sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0

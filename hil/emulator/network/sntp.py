"""The time from a server: one request and its answer (RFC 4330)."""

from __future__ import annotations

import contextlib
import socket
import struct
from datetime import UTC, datetime, timedelta

from hil.deadline import Deadline
from hil.emulator.network.link import READ, Signal, wait

_CLIENT = bytes([0x23]) + bytes(47)  # version 4, mode 3
_SERVER_MODE = 4
_EPOCH = datetime(1900, 1, 1, tzinfo=UTC)


def ask(address: tuple[str, int], abort: Signal, deadline: Deadline) -> datetime | None:
    """The server's time; None without a valid answer before `deadline`."""
    with contextlib.closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as sock:
        sock.setblocking(False)
        with contextlib.suppress(OSError):
            sock.connect(address)
            sock.send(_CLIENT)
            while wait([(sock, READ)], abort, deadline):
                moment = _read(sock.recv(512))
                if moment is not None:
                    return moment
    return None


def _read(packet: bytes) -> datetime | None:
    if len(packet) < 48 or packet[0] & 0x07 != _SERVER_MODE or packet[1] == 0:  # stratum 0: a kiss-o'-death
        return None
    seconds, fraction = struct.unpack_from("!II", packet, 40)
    return _EPOCH + timedelta(seconds=seconds + fraction / 2**32) if seconds else None

"""The far end of a remote port: a terminal server such as ser2net, what it can do, and what it says when it refuses.

A server that cannot set control lines (a pseudo-terminal has none) answers no SET-CONTROL
(RFC 2217).  Nothing of a conformance run needs them, so the port is opened without.
"""

from __future__ import annotations

import re
import select
import socket
from collections.abc import Callable
from contextlib import nullcontext, suppress
from typing import Any

import serial
from serial import rfc2217
from serial.urlhandler import protocol_socket

from hil.bench import with_options
from hil.errors import PortError

GREETING_S = 0.1
"""A server that refuses says so when it accepts; so long is awaited before the first command, which would reset the line."""

HANG_UP_S = 0.5
"""After a refusal the server hangs up within this time."""

TELNET_OPTION = re.compile(rb"\xff[\xfb-\xfe].", re.DOTALL)
"""IAC, one of WILL, WONT, DO and DONT, and an option (RFC 854)."""

_PIECE = 4096  # bytes of one read

_MOST_TOLD = 120  # characters of what a server says

_ABSENT = "not found"  # ser2net: Device open failure: Value or file not found

_CONTROL = "'control'"  # pyserial tells only in its words which option was not answered


def _close(device: Any, close: Callable[[], None]) -> None:
    """Close a port of pyserial, and its connection, which pyserial leaves open when the other end closed first."""
    connection = vars(device).get("_socket")
    close()
    if connection is not None:
        connection.close()


class SocketPort(protocol_socket.Serial):
    """The raw TCP port of pyserial, which keeps what came at once: a server that refuses says why."""

    @property
    def connection(self) -> socket.socket:
        """The connection of the open port."""
        found: socket.socket = vars(self)["_socket"]
        return found

    def close(self) -> None:
        """Close the port and its connection."""
        _close(self, super().close)

    def reset_input_buffer(self) -> None:
        """No effect; pyserial's own discards it as it opens the port."""


class Rfc2217Port(rfc2217.Serial):
    """The RFC 2217 port of pyserial, which hears a refusal to its end and dies without a traceback."""

    def __init__(self, **options: Any) -> None:
        self._is_opening = False
        super().__init__(**options)

    def open(self) -> None:
        """Open it; what cannot be written meanwhile is told by the option that is not answered."""
        self._is_opening = True
        try:
            super().open()
        finally:
            self._is_opening = False

    def close(self) -> None:
        """Close the port and its connection."""
        _close(self, super().close)

    def _internal_raw_write(self, data: bytes) -> None:
        with suppress(OSError) if self._is_opening else nullcontext():
            super()._internal_raw_write(data)  # type: ignore[misc]  # the stubs have no private names

    def _telnet_read_loop(self) -> None:
        with suppress(OSError, AttributeError):  # the reader answers options of a server that is gone
            super()._telnet_read_loop()  # type: ignore[misc]  # likewise


def open_rfc2217(url: str, **options: Any) -> tuple[Any, str]:
    """Open a port of RFC 2217; returns it, and what has to be told of it, empty if nothing.

    Raises `PortError`, one line with the next step, when the server refuses or speaks something else.
    """
    device = Rfc2217Port(**options)
    device.port = url
    try:
        device.open()
    except (serial.SerialException, ValueError) as trouble:
        if isinstance(trouble.__context__, OSError):  # no connection: the port explains it
            raise
        if _CONTROL not in str(trouble):
            why = _why(device, url)
            raise PortError(why, is_absent=_ABSENT in why) from trouble
    else:
        return device, ""
    device = Rfc2217Port(**options)
    device.port = with_options(url, ign_set_control="")
    device.open()
    return device, (
        f"{url}: its server does not answer SET-CONTROL (RFC 2217), so control lines and flow control stay as it "
        "has set them; write ?ign_set_control behind the URL to open it without this wait"
    )


def _why(device: Any, url: str) -> str:
    options = {option.name: option.state for option in device._telnet_options}  # noqa: SLF001 - no public way
    raw = url.partition("?")[0].replace("rfc2217", "socket", 1)
    if said := _said(device):
        return refused(url, said)
    if options["we-RFC2217"] == rfc2217.ACTIVE:
        return (
            f"{url}: its server refuses {device.baudrate} baud, 8 bits, no parity; set them at the server, "
            f"make the port a raw one (ser2net: tcp,PORT) and write {raw}"
        )
    if {rfc2217.ACTIVE, rfc2217.REALLY_INACTIVE} & set(options.values()):
        return (
            f"{url}: its server speaks telnet without RFC 2217; "
            f"switch it on (ser2net: telnet(rfc2217),tcp,PORT), or make the port a raw one (tcp,PORT) and write {raw}"
        )
    return f"{url} does not answer RFC 2217; end other users of that port, or write {raw} for a raw one"


def refused(url: str, said: str) -> str:
    """The message for a server that says something and hangs up."""
    if not said:
        return f"{url}: its server hangs up at once; end the program that holds the port, or read the server's log"
    return (
        f"{url}: its server says {said!r} and hangs up; end the program that holds the port, "
        "or mend at the server what it names"
    )


def _said(device: Any) -> str:
    """The text that the server sent beside telnet options."""
    heard, queue = b"", device._read_buffer  # noqa: SLF001 - no public way after a failed opening
    while not queue.empty():
        heard += queue.get_nowait() or b""
    return text_of(heard)


def text_of(heard: bytes) -> str:
    """What was heard as one line of text, shortened; empty if there is none."""
    return " ".join(TELNET_OPTION.sub(b"", heard).decode("ascii", "replace").split())[:_MOST_TOLD]


def open_socket(url: str, **options: Any) -> tuple[SocketPort, bytes]:
    """Open a raw TCP port; returns it, and the bytes that came at once, such as those of a module that starts.

    Raises `PortError` when the server hangs up at once.
    """
    device = SocketPort(**options)
    device.port = url
    device.open()
    heard, connection, wait_s = b"", device.connection, GREETING_S
    while select.select([connection], [], [], wait_s)[0]:
        data = _received(connection)
        if not data:
            device.close()
            why = refused(url, text_of(heard))
            raise PortError(why, is_absent=_ABSENT in why)
        heard += data
        wait_s = HANG_UP_S
    return device, heard


def _received(connection: socket.socket) -> bytes:
    with suppress(OSError):
        return connection.recv(_PIECE)
    return b""

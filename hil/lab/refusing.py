"""A server without TLS: it refuses AUTH, and would accept a login in clear (RFC 4217, 4)."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import Self

from hil.lab.relay import Address

IDLE_S = 30.0
"""How long a silent connection is kept."""


class RefusingServer:
    """Sends a greeting, answers AUTH with `reply`, and other commands as a server without TLS."""

    def __init__(self, listener: socket.socket, *, host: str, reply: str) -> None:
        self.address: Address = (host, listener.getsockname()[1])
        """Host and port, as the DUT dials them."""
        self._listener = listener
        self._verbs: list[str] = []
        self._replies = {
            "AUTH": reply,
            "USER": "331 password, please",
            "PASS": "230 logged in",
            "QUIT": "221 goodbye",
        }
        self._talks: list[tuple[socket.socket, threading.Thread]] = []
        self._thread = threading.Thread(target=self._serve, name="refusing-server", daemon=True)
        self._thread.start()

    @property
    def verbs(self) -> tuple[str, ...]:
        """The commands that came, in their order."""
        return tuple(self._verbs)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connections and the threads."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        for connection, talk in self._talks:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            talk.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:  # closed
                return
            talk = threading.Thread(
                target=self._attend, args=(connection,), name="refusing-session", daemon=True
            )
            self._talks.append((connection, talk))
            talk.start()

    def _attend(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(IDLE_S)
            self._talk(connection)

    def _talk(self, connection: socket.socket) -> None:
        _say(connection, "220 clear text only")
        with connection.makefile("rb", buffering=0) as lines:
            while connection.recv(1, socket.MSG_PEEK) not in {b"", _TLS_HANDSHAKE}:
                line = lines.readline()
                verb = line.decode("latin-1").split(" ")[0].strip().upper()
                self._verbs.append(verb)
                _say(connection, self._replies.get(verb, "200 OK"))
                if verb == "QUIT":
                    return


_TLS_HANDSHAKE = b"\x16"
"""The first byte of a ClientHello (RFC 5246, 6.2.1): this server answers it by the end of the connection."""


def _say(connection: socket.socket, reply: str) -> None:
    connection.sendall(f"{reply}\r\n".encode("ascii"))

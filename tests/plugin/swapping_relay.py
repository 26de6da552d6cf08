"""A port server whose port stays open while another module is connected behind it: when a file appears."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit


class SwappingRelay:
    """Serves one program after the other; what is sent once `mark` is there goes to the second module."""

    def __init__(self, first_url: str, second_url: str, mark: Path) -> None:
        self._mark = mark
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._first, self._second = self._connected(first_url), self._connected(second_url)
        self._program: socket.socket | None = None
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"socket://127.0.0.1:{self._listener.getsockname()[1]}"

    def close(self) -> None:
        for each in (self._listener, self._first, self._second, self._program):
            if each is not None:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()

    def _connected(self, url: str) -> socket.socket:
        where = urlsplit(url)
        module = socket.create_connection((where.hostname or "", where.port or 0))
        threading.Thread(target=self._from_module, args=(module,), daemon=True).start()
        return module

    def _from_module(self, module: socket.socket) -> None:
        with suppress(OSError):
            while came := module.recv(65536):
                if self._program is not None:
                    self._program.sendall(came)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                self._program, _ = self._listener.accept()
                self._to_module(self._program)

    def _to_module(self, program: socket.socket) -> None:
        with suppress(OSError):
            while came := program.recv(65536):
                (self._second if self._mark.exists() else self._first).sendall(came)

"""A server that says what a test tells it, in clear; for what real servers don't do on demand."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from tests.emulator.peers.servers import HOST

WAIT_S = 30.0


class Conversation:
    """The server's end of one control connection."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(WAIT_S)
        self.connection = connection
        self._lines = connection.makefile("rb")
        self.commands: list[str] = []

    def say(self, text: str) -> None:
        self.connection.sendall(text.encode())

    def hear(self, verb: str) -> str:
        """The next command, which must be that verb; its argument."""
        line = self._lines.readline().decode("latin-1").rstrip("\r\n")
        self.commands.append(line)
        assert line.split(" ")[0] == verb, f"expected {verb}, came {line!r}"
        return line.partition(" ")[2]

    def answer(self, verb: str, reply: str) -> str:
        argument = self.hear(verb)
        self.say(reply)
        return argument

    def log_in(self) -> None:
        self.say("220 ready\r\n")
        self.answer("USER", "331 password\r\n")
        self.answer("PASS", "230 in\r\n")

    def passive(self, *, host: str = HOST) -> socket.socket:
        """Answer PASV with a listener of our own; the listener."""
        listener = socket.create_server((HOST, 0))
        listener.settimeout(WAIT_S)
        port = listener.getsockname()[1]
        self.answer("PASV", f"227 at ({host.replace('.', ',')},{port // 256},{port % 256})\r\n")
        return listener

    def rest(self) -> bytes:
        """What comes until the client closes."""
        return self._lines.read()

    def close(self) -> None:
        self._lines.close()
        self.connection.close()


class ScriptedServer:
    """Serves one connection by `script` on a thread; its failure is raised when the block ends."""

    def __init__(self, script: Callable[[Conversation], None]) -> None:
        self._script = script
        self._listener = socket.create_server((HOST, 0))
        self._listener.settimeout(WAIT_S)
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._error: BaseException | None = None
        self.commands: list[str] = []

    def _serve(self) -> None:
        try:
            connection, _ = self._listener.accept()
            with contextlib.closing(Conversation(connection)) as conversation:
                self.commands = conversation.commands
                self._script(conversation)
        except BaseException as error:
            self._error = error

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.join()
        self._listener.close()
        if self._error is not None and error is None:
            raise self._error

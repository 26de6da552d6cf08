"""An FTP server that speaks clear text only and answers AUTH with a reply of choice (RFC 4217, 4)."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast


class RefusingServer(socketserver.ThreadingTCPServer):
    """Greets, answers AUTH with `reply` and everything else as a server would that knows no TLS."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, reply: str) -> None:
        self.reply = reply
        self.verbs: list[str] = []
        super().__init__(("127.0.0.1", 0), _Control)


class _Control(socketserver.StreamRequestHandler):
    timeout = 30.0  # seconds; a peer that says nothing more is left

    def handle(self) -> None:
        server = cast("RefusingServer", self.server)
        replies = {
            "AUTH": server.reply,
            "USER": "331 password, please",
            "PASS": "230 logged in",
            "QUIT": "221 goodbye",
        }
        self._say("220 clear text only")
        for line in self.rfile:
            verb = line.decode("latin-1").split(" ")[0].strip().upper()
            server.verbs.append(verb)
            self._say(replies.get(verb, "200 so be it"))
            if verb == "QUIT":
                return

    def _say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode("ascii"))


@contextmanager
def refusing_server(reply: str) -> Iterator[RefusingServer]:
    """The server, running in a thread of its own."""
    with RefusingServer(reply) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="refusing-server")
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()

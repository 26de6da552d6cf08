"""Explicit mode against a server that refuses AUTH: no session, and no login in clear (note 2.2, RFC 4217)."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pytest

from hil.fixture_types import Observe
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import configure_ftps
from hil.spec.tls import ALL_SUITES


class RefusingServer(socketserver.ThreadingTCPServer):
    """Sends a greeting, answers AUTH with `reply`, and other commands as a server without TLS."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, reply: str) -> None:
        self.reply = reply
        self.verbs: list[str] = []
        super().__init__(("127.0.0.1", 0), _Control)


class _Control(socketserver.StreamRequestHandler):
    timeout = 30.0  # seconds; the connection to a silent peer is closed

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
            self._say(replies.get(verb, "200 OK"))
            if verb == "QUIT":
                return

    def _say(self, reply: str) -> None:
        self.wfile.write(f"{reply}\r\n".encode("ascii"))


@contextmanager
def refusing_server(reply: str) -> Iterator[RefusingServer]:
    """The server, running in its own thread."""
    with RefusingServer(reply) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="refusing-server")
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.requirement("MODE-08", "GEN-02")
@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("500 what?", id="500"),
        pytest.param("502 not implemented", id="502"),
        pytest.param("534 refused for policy reasons", id="534"),
    ],
)
def test_no_login_in_clear_follows_a_refused_auth(
    reply: str, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    context = SslContext(version=3, suites=ALL_SUITES, seclevel=0)
    assert configure_ftps(online_modem, ftps_server, context, mode=Listener.EXPLICIT) == ()

    with refusing_server(reply) as server:
        host, port = server.server_address[:2]
        opened = online_modem.ftp.open(str(host), int(port))
        online_modem.ftp.ensure_closed()

    observe("outcome", opened.outcome)
    assert "AUTH" in server.verbs
    assert not opened.ok, f"a session opened: {opened.outcome}"
    assert [verb for verb in server.verbs if verb in {"USER", "PASS"}] == []

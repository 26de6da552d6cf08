"""Whatever goes wrong in the server's thread: a session that is over ends, and closing does not wait for ever."""

from __future__ import annotations

import errno
import socket
import threading
from contextlib import ExitStack
from typing import Any

import pytest

from hil.deadline import Deadline
from hil.errors import ServerError
from hil.ftps import serving
from hil.ftps.control import ControlHandler
from hil.ftps.data import DataHandler
from hil.ftps.link import Link
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import ConnectionEnding, Listener
from hil.pki.authority import Authority
from hil.tls.wire import Wire
from hil.transcript import Transcript


def refuse(*_: object) -> Any:
    raise OSError(errno.EINVAL, "not this one")


def test_a_control_connection_that_pyftpdlib_gives_up_ends_its_session(
    server: FtpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Link, "setblocking", refuse, raising=False)

    with server.expecting(ServerProfile()) as pending:
        with socket.create_connection(server.address(Listener.PLAIN), timeout=20) as connection:
            assert connection.recv(100) == b""
        session = pending.session(Deadline.after(20))

    assert session.commands == ()


def test_a_data_connection_that_pyftpdlib_gives_up_ends_with_its_session(
    server: FtpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin(self: DataHandler, sock: socket.socket, channel: Any) -> None:
        monkeypatch.setattr(Link, "setblocking", refuse, raising=False)
        original(self, sock, channel)

    original = DataHandler.__init__
    monkeypatch.setattr(DataHandler, "__init__", begin)

    with server.expecting(ServerProfile()) as pending:
        with (
            socket.create_connection(server.address(Listener.PLAIN), timeout=20) as control,
            control.makefile("rw", newline="\r\n") as file,
        ):
            file.readline()
            for line in (f"USER {server.user}", f"PASS {server.password}", "EPSV"):
                file.write(line + "\n")
                file.flush()
                answer = file.readline()
            port = int(answer.split("|||")[1].split("|")[0])
            with socket.create_connection((server.address(Listener.PLAIN)[0], port), timeout=20) as data:
                assert data.recv(100) == b""
        session = pending.session(Deadline.after(20))

    assert len(session.data) == 1


def test_a_socket_that_cannot_be_closed_ends_its_session_all_the_same(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    def close(wire: Wire) -> None:
        socket.socket.close(wire)
        refuse()

    with FtpsServer(authority, Transcript()) as broken, monkeypatch.context() as patch:
        patch.setattr(Wire, "close", close)
        with ExitStack() as expecting:
            pending = expecting.enter_context(broken.expecting(ServerProfile()))
            socket.create_connection(broken.address(Listener.PLAIN), timeout=20).close()
            [session] = pending.hand_over(Deadline.after(20))
            expecting.pop_all()
        broken.close()

    assert session.control.ending is not ConnectionEnding.OPEN
    assert "not this one" in str(broken.errors[0])


def test_a_thread_that_does_not_end_is_told_with_its_place(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered, free = threading.Event(), threading.Event()

    def handle(_handler: ControlHandler) -> None:
        entered.set()
        free.wait(20)

    monkeypatch.setattr(serving, "CLOSE_S", 0.01)
    monkeypatch.setattr(ControlHandler, "handle", handle)
    others = set(threading.enumerate())
    server = FtpsServer(authority, Transcript())
    server.start()
    with socket.create_connection(server.address(Listener.PLAIN), timeout=20):
        assert entered.wait(20)
        with pytest.raises(
            ServerError, match=r"did not stop within 0.01 s; it is in .* > handle \(test_stopping.py:"
        ):
            server.close()
    free.set()
    for thread in set(threading.enumerate()) - others:
        thread.join(20)
    assert set(threading.enumerate()) <= others

"""The server itself: what it hands over, what it refuses, and that nothing of it stays behind."""

from __future__ import annotations

import dataclasses
import ftplib
import gc
import hashlib
import io
import socket
import struct
import threading
from contextlib import suppress
from pathlib import Path
from typing import NoReturn, Self

import pytest

from hil.deadline import Deadline
from hil.errors import ServerError
from hil.ftps.control import ControlHandler
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import ConnectionEnding, Listener
from hil.pki.authority import Authority
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import TlsPolicy
from hil.transcript import Pco, Transcript
from hil.verdict import Inconclusive
from tests.ftps.clients import Endpoint, Endpoints, client_context, ftplib_client


class Lines:
    """A control connection in clear, a line at a time."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=5)
        self._file = self.socket.makefile("rb")
        self.greeting = self.reply()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        self.socket.close()

    def reply(self) -> str:
        return self._file.readline().decode().rstrip()

    def say(self, line: str) -> str:
        self.socket.sendall(line.encode() + b"\r\n")
        return self.reply()


# What is handed over


def test_no_session_is_inconclusive(server: FtpsServer) -> None:
    with server.expecting(ServerProfile()) as pending:
        assert pending.sessions == ()
        with pytest.raises(Inconclusive, match=r"no control connection came within 0\.01 s"):
            pending.session(Deadline.after(0.01))


def test_two_sessions_are_inconclusive_where_one_was_expected(
    server: FtpsServer, endpoint: Endpoints
) -> None:
    with server.expecting(ServerProfile()) as pending:
        ftplib_client(endpoint(Listener.PLAIN)).quit()
        ftplib_client(endpoint(Listener.EXPLICIT)).quit()

        with pytest.raises(Inconclusive, match=r"2 began: \d+ by plain, \d+ by explicit"):
            pending.session(Deadline.after(5))
        assert [session.listener for session in pending.sessions] == [Listener.PLAIN, Listener.EXPLICIT]


def test_a_session_that_goes_on_is_inconclusive(server: FtpsServer) -> None:
    with (
        server.expecting(ServerProfile()) as pending,
        Lines(server.address(Listener.PLAIN)),
        pytest.raises(Inconclusive, match=r"session \d+ did not end within 0\.01 s"),
    ):
        pending.session(Deadline.after(0.01))


def test_snapshots_are_taken_any_time_and_do_not_change(server: FtpsServer) -> None:
    with server.expecting(ServerProfile()) as pending, Lines(server.address(Listener.PLAIN)) as client:
        client.say("SYST")
        (before,) = pending.sessions
        client.say("NOOP")
        (after,) = pending.sessions

    assert [command.verb for command in before.commands] == ["SYST"]
    assert [command.verb for command in after.commands] == ["SYST", "NOOP"]
    assert before.control.ending is ConnectionEnding.OPEN
    with pytest.raises(dataclasses.FrozenInstanceError):
        before.number = 0  # type: ignore[misc]


def test_the_profile_is_taken_at_accept(server: FtpsServer, endpoint: Endpoints) -> None:
    first = TlsPolicy.pinned(Version.TLS12, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256)
    second = TlsPolicy.pinned(Version.TLS10, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA)

    with server.expecting(ServerProfile(tls=first)) as pending:
        early = ftplib_client(endpoint(Listener.IMPLICIT), client_context(ca=endpoint(Listener.IMPLICIT).ca))
    with server.expecting(ServerProfile(tls=second)) as other:
        late = ftplib_client(endpoint(Listener.IMPLICIT), client_context(ca=endpoint(Listener.IMPLICIT).ca))
        early.nlst()
        late.nlst()
        early.quit()
        late.quit()
        sessions = pending.session(Deadline.after(5)), other.session(Deadline.after(5))

    assert [
        [connection.handshake and connection.handshake.version for connection in (it.control, *it.data)]
        for it in sessions
    ] == [[Version.TLS12] * 2, [Version.TLS10] * 2]


def test_a_password_is_kept_as_its_digest_only(server: FtpsServer, recorder: Transcript) -> None:
    recorder.hand_over()

    with server.expecting(ServerProfile()) as pending, Lines(server.address(Listener.PLAIN)) as client:
        client.say("USER someone")
        client.say("PASS secret words")
        (session,) = pending.sessions

    assert session.sent("PASS")[0].argument == hashlib.sha256(b"secret words").hexdigest()
    texts = [entry.text for entry in recorder.entries() if entry.pco is Pco.FTP_CONTROL]
    assert "PASS ***" in texts
    assert "secret" not in "".join(texts)


@pytest.mark.parametrize(
    ("linger", "ending"),
    [(None, ConnectionEnding.FIN), (struct.pack("ii", 1, 0), ConnectionEnding.RESET)],
    ids=["FIN", "RST"],
)
def test_how_the_client_ended(linger: bytes | None, ending: ConnectionEnding, server: FtpsServer) -> None:
    with server.expecting(ServerProfile()) as pending:
        with Lines(server.address(Listener.PLAIN)) as client:
            if linger:
                client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        session = pending.session(Deadline.after(5))

    assert session.control.ending is ending


def test_a_broken_upload_is_answered_426(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile()) as pending:
        client = ftplib_client(endpoint(Listener.IMPLICIT))
        client.sendcmd("TYPE I")
        with client.transfercmd("STOR f") as connection:
            connection.sendall(b"some bytes")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with pytest.raises(ftplib.error_temp, match="426"):
            client.voidresp()
        client.quit()
        session = pending.session(Deadline.after(5))

    assert session.data[0].ending is ConnectionEnding.RESET


def test_the_end_of_a_connection_that_lingers(
    server: FtpsServer, endpoint: Endpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that does not close after QUIT is left after a while."""
    monkeypatch.setattr("hil.ftps.link.LINGER_S", 0.05)

    with server.expecting(ServerProfile()) as pending, Lines(server.address(Listener.PLAIN)) as client:
        client.say("QUIT")
        session = pending.session(Deadline.after(5))

    assert session.control.ending is ConnectionEnding.SERVER


# What is refused


@pytest.mark.parametrize("line", ["USER someone", "PASS secret"])
def test_the_explicit_listener_takes_no_login_in_clear(line: str, server: FtpsServer) -> None:
    with server.expecting(ServerProfile()) as pending, Lines(server.address(Listener.EXPLICIT)) as client:
        answer = client.say(line)
        (session,) = pending.sessions

    assert answer.startswith("530")
    assert [command.protected for command in session.commands] == [False]
    assert not session.logged_in


@pytest.mark.parametrize(
    ("listener", "line", "code"),
    [
        (Listener.PLAIN, "AUTH TLS", "500"),
        (Listener.PLAIN, "PROT P", "500"),
        (Listener.EXPLICIT, "AUTH GSSAPI", "504"),
        (Listener.EXPLICIT, "PBSZ 0", "503"),
        (Listener.EXPLICIT, "PROT P", "503"),
        (Listener.EXPLICIT, "LIST", "530"),
        (Listener.PLAIN, "STOU", "500"),
    ],
)
def test_refusals_in_clear(listener: Listener, line: str, code: str, server: FtpsServer) -> None:
    with server.expecting(ServerProfile()), Lines(server.address(listener)) as client:
        assert client.say(line)[:3] == code


@pytest.mark.parametrize(
    ("line", "code"), [("AUTH TLS", "503"), ("PROT S", "536"), ("PROT X", "504"), ("CCC", "500")]
)
def test_refusals_inside_tls(line: str, code: str, server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile()):
        client = ftplib_client(endpoint(Listener.EXPLICIT))
        with pytest.raises(ftplib.error_perm, match=code):
            client.sendcmd(line)
        client.quit()


@pytest.mark.parametrize("verb", ["AUTH TLS", "AUTH SSL", "AUTH TLS-C", "AUTH TLS-P", "auth tls"])
def test_auth_is_accepted(verb: str, server: FtpsServer) -> None:
    with server.expecting(ServerProfile()), Lines(server.address(Listener.EXPLICIT)) as client:
        assert client.say(verb).startswith("234")


def test_commands_smuggled_in_behind_auth_are_not_executed(server: FtpsServer) -> None:
    with server.expecting(ServerProfile()) as pending, Lines(server.address(Listener.EXPLICIT)) as client:
        answer, then = client.say("AUTH TLS\r\nUSER someone"), client.reply()
        (session,) = pending.sessions

    assert answer.startswith("421")
    assert then == ""
    assert session.sent("USER") == ()


@pytest.mark.parametrize(("user", "password"), [("anonymous", ""), ("someone", "x"), ("", "x")])
def test_strangers_do_not_get_in(user: str, password: str, server: FtpsServer, endpoint: Endpoints) -> None:
    stranger = dataclasses.replace(endpoint(Listener.PLAIN), user=user or server.user, password=password)

    with server.expecting(ServerProfile()) as pending:
        with pytest.raises(ftplib.error_perm, match="530"):
            ftplib_client(stranger)
        (session,) = pending.sessions

    assert not session.logged_in


@pytest.mark.parametrize("name", ["../outside", "/../outside", "link/outside", "link", "a/../../outside"])
def test_no_path_leaves_the_root(name: str, authority: Authority, tmp_path: Path) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "outside").write_bytes(b"not for clients")
    (root / "link").symlink_to(tmp_path if "/" in name else tmp_path / "outside")
    got: list[bytes] = []

    with FtpsServer(authority, Transcript(), root=root) as server, server.expecting(ServerProfile()):
        host, port = server.address(Listener.PLAIN)
        client = ftplib_client(Endpoint(Listener.PLAIN, host, port, server.user, server.password, root))
        for command in (f"CWD {name}", f"DELE {name}", f"MDTM {name}", f"SIZE {name}", f"RNFR {name}"):
            with pytest.raises(ftplib.error_perm, match="550"):
                client.sendcmd(command)
        with pytest.raises(ftplib.error_perm, match="550"):
            client.retrbinary(f"RETR {name}", got.append)
        with suppress(ftplib.error_perm):  # /../ is / there; then it lands inside
            client.storbinary(f"STOR {name}", io.BytesIO(b"overwritten"))
        client.quit()

    assert {path.name for path in tmp_path.iterdir()} == {"root", "outside"}
    assert got == []
    assert (tmp_path / "outside").read_bytes() == b"not for clients"


def test_a_port_that_is_taken_is_one_clear_line(authority: Authority, server: FtpsServer) -> None:
    port = server.address(Listener.PLAIN)[1]

    with pytest.raises(ServerError) as refusal, FtpsServer(authority, Transcript(), plain_port=port):
        pass

    assert str(refusal.value) == (
        f"cannot listen on 127.0.0.1:{port}: Address already in use; "
        "another program has it; choose another port, or 0 for any free one"
    )


def test_an_address_that_this_host_has_not(authority: Authority) -> None:
    with pytest.raises(ServerError, match=r"192\.0\.2\.1:0.*this host has no such address"):
        FtpsServer(authority, Transcript(), host="192.0.2.1").start()


def test_a_server_that_does_not_run_says_so(authority: Authority) -> None:
    server = FtpsServer(authority, Transcript())

    with pytest.raises(ServerError, match="not running"):
        server.address(Listener.PLAIN)
    with pytest.raises(ServerError, match="not running"):
        _ = server.root


# Errors and ends


def test_an_error_in_the_servers_thread_reaches_the_test(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> NoReturn:
        raise ZeroDivisionError("seeded")

    monkeypatch.setattr(ControlHandler, "ftp_SYST", breaks)

    with FtpsServer(authority, Transcript()) as server:
        with pytest.raises(ServerError, match="ZeroDivisionError: seeded"):  # noqa: SIM117 - raised at its end
            with server.expecting(ServerProfile()), Lines(server.address(Listener.PLAIN)) as client:
                assert client.say("SYST") == ""
        with server.expecting(ServerProfile()), Lines(server.address(Listener.PLAIN)) as client:
            assert client.greeting.startswith("220")  # it goes on serving
        assert [type(error) for error in server.errors] == [ZeroDivisionError]


def test_waiting_for_a_session_ends_when_the_server_breaks(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> NoReturn:
        raise ZeroDivisionError("seeded")

    monkeypatch.setattr(ControlHandler, "__init__", breaks)

    with (
        FtpsServer(authority, Transcript()) as server,
        pytest.raises(ServerError, match="seeded"),
        server.expecting(ServerProfile()) as pending,
        socket.create_connection(server.address(Listener.PLAIN), timeout=5),
    ):
        pending.session(Deadline.after(60))


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_nothing_stays_behind(authority: Authority) -> None:
    gc.collect()
    threads, files = set(threading.enumerate()), open_files()

    with FtpsServer(authority, Transcript()) as server, server.expecting(ServerProfile()) as pending:
        root = server.root
        clients = [socket.create_connection(server.address(listener), timeout=5) for listener in Listener]
        with Lines(server.address(Listener.PLAIN)) as idle:
            idle.say("USER x")
            server.close()
            rest = [client.recv(100) for client in clients]
            endings = {session.control.ending for session in pending.sessions}
        for client in clients:
            client.close()

    assert not root.exists()
    assert set(threading.enumerate()) <= threads  # a timer of pytest-timeout may end meanwhile
    assert open_files() == files
    assert rest[0] == b""
    assert endings <= {ConnectionEnding.SERVER, ConnectionEnding.RESET}


def test_it_can_be_started_again(authority: Authority) -> None:
    server = FtpsServer(authority, Transcript())

    with server:
        first = server.root
    with server, Lines(server.address(Listener.PLAIN)) as client:
        assert client.greeting.startswith("220")
        assert server.root != first


def test_a_given_root_is_served_and_kept(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"here")

    with FtpsServer(authority, Transcript(), root=tmp_path) as server:
        assert server.root == tmp_path

    assert (tmp_path / "f").read_bytes() == b"here"


def test_many_clients_at_once(server: FtpsServer, endpoint: Endpoints) -> None:
    def visit(number: int) -> None:
        client = ftplib_client(endpoint([Listener.IMPLICIT, Listener.EXPLICIT, Listener.PLAIN][number % 3]))
        client.set_pasv(number % 2 == 0)
        client.storbinary(f"STOR {number}", io.BytesIO(bytes([number]) * 100_000))
        client.quit()

    with server.expecting(ServerProfile()) as pending:
        threads = [threading.Thread(target=visit, args=(number,)) for number in range(12)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(pending.sessions) == 12

    for number in range(12):
        assert (server.root / str(number)).read_bytes() == bytes([number]) * 100_000

"""What the server grants: one client more, one byte more or one second more, and it says so and goes on."""

from __future__ import annotations

import errno
import ftplib
import io
import os
import select
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.errors import UsageError
from hil.ftps.limits import Admission, Limits
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.serving import ListeningSocket
from hil.ftps.session import Listener
from hil.ftps.session_registry import Pending
from hil.pki.authority import Authority
from hil.transcript import Transcript
from tests.ftps.clients import Endpoint, client_context, ftplib_client


class Served:
    """A server with limits of its own, and what goes on there."""

    def __init__(self, server: FtpsServer, transcript: Transcript, pending: Pending) -> None:
        self.server, self.transcript, self.pending = server, transcript, pending

    def connect(self, listener: Listener = Listener.PLAIN) -> socket.socket:
        return socket.create_connection(self.server.address(listener), timeout=20)

    def client(self, listener: Listener = Listener.PLAIN) -> ftplib.FTP:
        address = self.server.address(listener)
        endpoint = Endpoint(listener, *address, self.server.user, self.server.password, Path())
        client = ftplib_client(endpoint, client_context())
        client.timeout = 20
        return client


@contextmanager
def served(authority: Authority, **limits: float) -> Iterator[Served]:
    transcript = Transcript()
    with (
        FtpsServer(authority, transcript, limits=Limits(**limits)) as server,  # type: ignore[arg-type]
        server.expecting(ServerProfile()) as pending,
    ):
        yield Served(server, transcript, pending)


def rest(connection: socket.socket) -> bytes:
    """What comes until the end of the connection."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


def is_reset(connection: socket.socket) -> bool:
    """Whether the server resets the connection, of which nothing is read."""
    poller = select.poll()
    poller.register(connection, 0)
    return (
        bool(poller.poll(20_000))
        and connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == errno.ECONNRESET
    )


# Who comes in


def test_one_connection_too_many_is_told_421(authority: Authority) -> None:
    with served(authority, connections=2) as it, ExitStack() as stack:
        first = it.client()
        second = stack.enter_context(it.connect())
        assert second.recv(100).startswith(b"220")

        assert rest(stack.enter_context(it.connect(Listener.EXPLICIT))).startswith(b"421 ")
        assert rest(stack.enter_context(it.connect(Listener.IMPLICIT))) == b""
        assert first.sendcmd("NOOP").startswith("200")

        first.quit()
        assert it.transcript.wait_for(lambda entry: "bytes sent" in entry.text, Deadline.after(20))
        assert stack.enter_context(it.connect()).recv(100).startswith(b"220")
        assert len(it.pending.sessions) == 3


def test_one_connection_too_many_from_one_address(authority: Authority) -> None:
    with served(authority, connections_per_address=1) as it, it.connect() as first, it.connect() as second:
        assert first.recv(100).startswith(b"220")
        assert rest(second).startswith(b"421 ")

    notes = [entry.text for entry in it.transcript.entries() if "is refused" in entry.text]
    assert notes == ["FTPS server: a client is refused: there are 1 connections from 127.0.0.1 already"]


def test_connections_that_come_too_fast_wait(authority: Authority) -> None:
    with served(authority, accepts_burst=2, accepts_per_s=20) as it, ExitStack() as stack:
        began = time.monotonic()
        waiting = [stack.enter_context(it.connect()) for _ in range(6)]
        for each in waiting:
            assert each.recv(100).startswith(b"220")
        taken = time.monotonic() - began

    assert taken >= 3 / 20  # the third to the sixth, the first of which may find a part of its time gone


def test_the_rate_is_counted_by_the_clock() -> None:
    now = [100.0]
    admission = Admission(Limits(accepts_burst=2, accepts_per_s=4), clock=lambda: now[0])

    assert [admission.wait_s() for _ in range(3)] == [0, 0, 0.25]
    now[0] += 0.25
    assert [admission.wait_s(), admission.wait_s()] == [0, 0.25]
    now[0] += 3600
    assert [admission.wait_s() for _ in range(3)] == [0, 0, 0.25]


def test_without_descriptors_the_next_ones_wait(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    accept, failures = ListeningSocket.accept, [errno.EMFILE, errno.ENFILE]

    def exhausted(endpoint: ListeningSocket) -> object:
        if failures:
            number = failures.pop()
            raise OSError(number, os.strerror(number))
        return accept(endpoint)

    monkeypatch.setattr(ListeningSocket, "accept", exhausted)
    monkeypatch.setattr("hil.ftps.serving._EXHAUSTED_S", 0.01)

    with served(authority) as it, it.connect() as client:
        assert client.recv(100).startswith(b"220")

    assert failures == []
    assert it.server.errors == ()


# How long


@pytest.mark.parametrize("listener", [Listener.PLAIN, Listener.EXPLICIT])
def test_a_silent_client_is_told_421(listener: Listener, authority: Authority) -> None:
    with served(authority, idle_s=0.05) as it, it.connect(listener) as client:
        assert rest(client).splitlines()[-1].startswith(b"421 ")


def test_a_slow_line_does_not_count_as_a_command(authority: Authority) -> None:
    with served(authority, idle_s=0.1) as it, it.connect() as client:
        client.settimeout(0.01)
        heard, deadline = b"", Deadline.after(20)
        while b"421 " not in heard and not deadline.expired:
            client.sendall(b"x")
            with suppress(TimeoutError):
                heard += client.recv(1000)

    assert b"421 " in heard


def test_a_handshake_has_to_end(authority: Authority) -> None:
    with served(authority, handshake_s=0.05) as it, it.connect(Listener.IMPLICIT) as client:
        client.sendall(b"\x16\x03\x01")
        assert rest(client) == b""
        client.close()
        session = it.pending.session(Deadline.after(20))

    assert session.control.handshake is not None
    assert session.control.handshake.failure == "no handshake within 0.05 s"


def test_a_handshake_on_the_data_connection_has_to_end(authority: Authority) -> None:
    with served(authority, handshake_s=2.0) as it:
        client = it.client(Listener.EXPLICIT)
        client.sendcmd("TYPE I")
        with ftplib.FTP.ntransfercmd(client, "STOR f")[0], pytest.raises(ftplib.error_perm, match="522"):
            client.voidresp()
        client.quit()


def test_a_transfer_that_stands_still_is_ended(authority: Authority) -> None:
    with served(authority, idle_s=1.5) as it:
        client = it.client()
        client.sendcmd("TYPE I")
        with client.transfercmd("STOR f"), pytest.raises(ftplib.error_temp, match="421"):
            client.voidresp()
        client.close()


# How much is said


def test_a_line_that_is_too_long_is_answered_500_and_the_next_is_executed(authority: Authority) -> None:
    with served(authority, line_bytes=100) as it, it.connect() as client:
        lines = client.makefile("rb")
        lines.readline()
        client.sendall(b"NOOP " + b"x" * 96 + b"\r\n")
        assert lines.readline() == b"500 Command line longer than 100 bytes.\r\n"
        client.sendall(b"NOOP " + b"x" * 95 + b"\r\n")
        assert lines.readline().startswith(b"501 ")
        client.sendall(b"NOOP\r\n")
        assert lines.readline().startswith(b"200 ")
        lines.close()


def test_a_line_without_end_ends_the_connection(authority: Authority) -> None:
    with served(authority) as it, it.connect() as client:
        with suppress(OSError):
            client.sendall(b"x" * (2 << 20))

        assert is_reset(client)


def test_one_command_too_many_is_told_421(authority: Authority) -> None:
    with served(authority, commands=3) as it, it.connect() as client:
        client.sendall(b"NOOP\r\n" * 5)
        assert [line[:3] for line in rest(client).splitlines()] == [b"220", b"200", b"200", b"200", b"421"]
        client.close()
        assert len(it.pending.session(Deadline.after(20)).commands) == 4


def test_a_client_that_does_not_read_is_cut_off(authority: Authority) -> None:
    with served(authority, unread_bytes=1000) as it:
        assert it.server._serving is not None
        endpoint = it.server._serving._sockets[Listener.PLAIN].socket
        endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)  # else megabytes have to pile up first
        with it.connect() as client:
            with suppress(OSError):
                client.sendall(b"HELP\r\n" * 2000)

            assert is_reset(client)


@pytest.mark.parametrize("octet", [b"\0", b"\r", b"\n"])
def test_what_is_no_text_is_answered_501(octet: bytes, authority: Authority) -> None:
    verbs = b"CWD", b"RETR", b"STOR", b"DELE", b"SIZE", b"NLST", b"MKD", b"RNFR", b"USER"

    with served(authority) as it, it.connect() as client:
        client.sendall(b"".join(verb + b" a" + octet + b"b\r\n" for verb in verbs) + b"QUIT\r\n")
        replies = [line[:3] for line in rest(client).splitlines()]
        client.close()
        session = it.pending.session(Deadline.after(20))

    assert replies == [b"220", *[b"501"] * len(verbs), b"221"]
    assert [command.verb for command in session.commands] == [verb.decode() for verb in verbs] + ["QUIT"]

    assert it.server.errors == ()


# How much is stored


@pytest.mark.parametrize("listener", [Listener.PLAIN, Listener.EXPLICIT])
def test_an_upload_that_is_too_large_is_answered_552(listener: Listener, authority: Authority) -> None:
    with served(authority, upload_bytes=1000) as it:
        client = it.client(listener)
        client.storbinary("STOR fits", io.BytesIO(bytes(1000)))
        with pytest.raises(ftplib.error_perm, match="552"):
            client.storbinary("STOR large", io.BytesIO(bytes(1001)))
        client.sendcmd("NOOP")
        client.quit()

        assert (it.server.root / "fits").stat().st_size == 1000
        assert (it.server.root / "large").stat().st_size <= 1000


def test_the_quota_counts_what_is_there(authority: Authority) -> None:
    with served(authority, root_bytes=1500) as it:
        client = it.client()
        client.storbinary("STOR a", io.BytesIO(bytes(1000)))
        with pytest.raises(ftplib.error_perm, match="552"):
            client.storbinary("STOR b", io.BytesIO(bytes(1000)))
        client.delete("a")
        client.storbinary("STOR b", io.BytesIO(bytes(1000)))
        client.storbinary("STOR b", io.BytesIO(bytes(1000)))
        with pytest.raises(ftplib.error_perm, match="552"):
            client.storbinary("APPE b", io.BytesIO(bytes(501)))
        client.quit()


def test_files_and_directories_count(authority: Authority) -> None:
    with served(authority, root_entries=2) as it:
        client = it.client()
        client.mkd("a")
        client.storbinary("STOR a/f", io.BytesIO(b""))
        for command in ("MKD b", "STOR g"):
            with pytest.raises(ftplib.error_perm, match="550 Disk quota exceeded"):
                client.sendcmd(command)
        client.delete("a/f")
        client.mkd("b")
        client.quit()


def test_a_full_disk_is_answered_452(authority: Authority, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> object:
        return io.FileIO("/dev/full", "w")

    monkeypatch.setattr("hil.ftps.file_system.AbstractedFS.open", full)

    with served(authority) as it:
        client = it.client()
        with pytest.raises(ftplib.error_temp, match="452 No space left on device"):
            client.storbinary("STOR f", io.BytesIO(bytes(1000)))
        client.quit()


# The limits themselves


@pytest.mark.parametrize("wrong", [{"connections": 0}, {"idle_s": -1.0}, {"root_bytes": float("nan")}])
def test_a_limit_that_nobody_could_keep_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(UsageError, match=f"the limit {next(iter(wrong))} is a number above 0"):
        Limits(**wrong)  # type: ignore[arg-type]


def test_a_rack_of_200_modules_is_within_the_defaults() -> None:
    limits = Limits()
    admission = Admission(limits)

    assert all(admission.wait_s() == 0 for _ in range(200))
    for _ in range(199):
        admission.addresses.append("192.0.2.200")
    assert admission.refusal("192.0.2.200", sockets=3 * 200 + 4) is None
    assert admission.has_room(3 * 200 + 4)

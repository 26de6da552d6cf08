"""Sessions over a slow bearer, measured at the far end by clients that know nothing of it.

A loaded machine makes all of this slower and never faster, so that what is
asserted is how soon something may come at the earliest.
"""

from __future__ import annotations

import ftplib
import io
import socket
import struct
import time
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import ConnectionEnding, Listener
from hil.ftps.shaping import Shaping
from hil.pki.authority import Authority
from hil.spec.tls import CipherSuite, Version
from hil.transcript import Transcript
from tests.ftps.clients import Endpoints, ftplib_client, lftp

KIB_S = 8 * 1024.0  # bit/s
CONTENT = bytes(range(256)) * 64


def shaped(**figures: float) -> ServerProfile:
    return ServerProfile(shaping=Shaping(**figures))  # type: ignore[arg-type]


@pytest.mark.parametrize("listener", list(Listener))
def test_a_download_never_comes_faster_than_the_rate(
    listener: Listener, server: FtpsServer, endpoint: Endpoints
) -> None:
    (server.root / "f").write_bytes(CONTENT)
    seen: list[tuple[float, int]] = []

    with server.expecting(shaped(down_bit_s=64 * KIB_S)) as pending:
        began = time.monotonic()
        client = ftplib_client(endpoint(listener))
        client.retrbinary("RETR f", lambda data: seen.append((time.monotonic(), len(data))), blocksize=512)
        client.quit()
        session = pending.session(Deadline.after(30))

    came = 0
    for t, size in seen:
        came += size
        assert came <= 64 * 1024 * (t - began)
    assert came == len(CONTENT)
    assert session.data[0].sent == len(CONTENT)


@pytest.mark.parametrize("listener", list(Listener))
def test_an_upload_takes_its_time(listener: Listener, server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(shaped(up_bit_s=64 * KIB_S)) as pending:
        client = ftplib_client(endpoint(listener))
        began = time.monotonic()
        client.storbinary("STOR f", io.BytesIO(CONTENT))
        taken = time.monotonic() - began
        client.quit()
        session = pending.session(Deadline.after(30))

    assert taken >= len(CONTENT) / (64 * 1024)
    assert (server.root / "f").read_bytes() == CONTENT
    assert session.data[0].ending is (
        ConnectionEnding.FIN if listener is Listener.PLAIN else ConnectionEnding.CLOSE_NOTIFY
    )


def test_a_reply_takes_the_latency_twice(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(shaped(latency_s=0.1)):
        client = ftplib_client(endpoint(Listener.PLAIN))
        began = time.monotonic()
        client.sendcmd("NOOP")
        taken = time.monotonic() - began
        client.quit()

    assert taken >= 0.2


def test_a_stall_holds_everything_up(server: FtpsServer, endpoint: Endpoints) -> None:
    (server.root / "f").write_bytes(CONTENT)

    with server.expecting(shaped(down_bit_s=64 * KIB_S, stall_every_s=0.2, stall_s=0.1)):
        began = time.monotonic()
        client = ftplib_client(endpoint(Listener.PLAIN))
        client.retrbinary("RETR f", lambda _: None)
        taken = time.monotonic() - began
        client.quit()

    assert taken >= 0.25 + 2 * 0.1  # 16 KiB take 0.25 s, of every 0.1 s of which a stall of 0.1 s follows


def test_lftp_over_a_slow_network(server: FtpsServer, endpoint: Endpoints, tmp_path: Path) -> None:
    (tmp_path / "up").write_bytes(CONTENT)
    commands = f"put {tmp_path / 'up'} -o f\nget f -o {tmp_path / 'down'}"
    profile = shaped(down_bit_s=256 * KIB_S, up_bit_s=256 * KIB_S, latency_s=0.01, jitter_s=0.02)

    with server.expecting(profile) as pending:
        lftp(
            endpoint(Listener.IMPLICIT),
            commands,
            version=Version.TLS12,
            suite=CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
        )
        session = pending.session(Deadline.after(30))

    assert (server.root / "f").read_bytes() == CONTENT
    assert (tmp_path / "down").read_bytes() == CONTENT
    assert [connection.ending for connection in session.data] == [ConnectionEnding.CLOSE_NOTIFY] * 2


def test_a_reset_during_a_slow_upload_is_answered_426(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(shaped(up_bit_s=64 * KIB_S, latency_s=0.05)) as pending:
        client = ftplib_client(endpoint(Listener.PLAIN))
        client.sendcmd("TYPE I")
        with client.transfercmd("STOR f") as connection:
            connection.sendall(CONTENT)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        with pytest.raises(ftplib.error_temp, match="426"):
            client.voidresp()
        client.quit()
        session = pending.session(Deadline.after(30))

    assert session.data[0].ending is ConnectionEnding.RESET


def test_a_client_that_half_closes_hears_the_rest(server: FtpsServer) -> None:
    """It says QUIT and FIN at once; the replies are still under way then."""
    with server.expecting(shaped(down_bit_s=8 * KIB_S, latency_s=0.05)) as pending:
        with socket.create_connection(server.address(Listener.PLAIN), timeout=20) as connection:
            connection.sendall(b"FEAT\r\nQUIT\r\n")
            connection.shutdown(socket.SHUT_WR)
            heard = b"".join(iter(lambda: connection.recv(4096), b""))
        pending.session(Deadline.after(30))

    assert b"\r\n221 " in heard


def test_another_session_is_not_slowed_down(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(shaped(latency_s=3600)), socket.create_connection(server.address(Listener.PLAIN)):
        with server.expecting(ServerProfile()):
            client = ftplib_client(endpoint(Listener.PLAIN))
            client.storbinary("STOR f", io.BytesIO(CONTENT))
            client.quit()

        assert (server.root / "f").read_bytes() == CONTENT


def test_closing_the_server_does_not_wait_for_a_slow_client(authority: Authority) -> None:
    transcript = Transcript()
    server = FtpsServer(authority, transcript)
    with server, server.expecting(shaped(latency_s=3600)) as pending:
        client = socket.create_connection(server.address(Listener.PLAIN), timeout=20)
        assert transcript.wait_for(lambda entry: entry.text.startswith("220"), Deadline.after(20))
        server.close()
        with client:
            assert client.recv(100) == b""
        (session,) = pending.sessions

    assert session.control.ending is ConnectionEnding.SERVER

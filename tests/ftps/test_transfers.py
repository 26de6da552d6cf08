"""Files there and back by other people's clients: implicit, explicit and in clear, passive and active."""

from __future__ import annotations

import ftplib
import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import ConnectionEnding, Listener
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import TlsPolicy
from hil.tls.wire import Wire
from tests.ftps.clients import Endpoints, client_context, curl, ftplib_client, lftp

MIB = random.Random(1).randbytes(1 << 20)
SECURE = [Listener.IMPLICIT, Listener.EXPLICIT]
AES256_SHA256 = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256
AES256, AES128 = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
TRIPLE_DES, RC4_MD5 = CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA, CipherSuite.TLS_RSA_WITH_RC4_128_MD5


@pytest.mark.parametrize("listener", SECURE)
@pytest.mark.parametrize(
    ("version", "suite"), [(Version.TLS12, AES256_SHA256), (Version.TLS11, AES256), (Version.TLS10, AES128)]
)
def test_curl(
    *,
    version: Version,
    suite: CipherSuite,
    listener: Listener,
    server: FtpsServer,
    endpoint: Endpoints,
    tmp_path: Path,
) -> None:
    (tmp_path / "up").write_bytes(MIB)

    with server.expecting(ServerProfile(tls=TlsPolicy.pinned(version, suite))) as pending:
        curl(endpoint(listener), "f", "-T", tmp_path / "up", version=version, suite=suite)
        uploaded = pending.session(Deadline.after(5))
    with server.expecting(ServerProfile(tls=TlsPolicy.pinned(version, suite))) as pending:
        curl(endpoint(listener), "f", "-o", tmp_path / "down", version=version, suite=suite)
        downloaded = pending.session(Deadline.after(5))

    assert (server.root / "f").read_bytes() == MIB
    assert (tmp_path / "down").read_bytes() == MIB
    for session in (uploaded, downloaded):
        assert session.logged_in
        assert [connection.ending for connection in (session.control, *session.data)] == [
            ConnectionEnding.CLOSE_NOTIFY
        ] * 2
        handshake = session.data[0].handshake
        assert handshake is not None
        assert (handshake.version, handshake.suite) == (version, suite)
    assert (uploaded.data[0].received, uploaded.data[0].sent) == (len(MIB), 0)
    assert (downloaded.data[0].received, downloaded.data[0].sent) == (0, len(MIB))


@pytest.mark.parametrize("passive", ["yes", "no"])
@pytest.mark.parametrize("listener", SECURE)
@pytest.mark.parametrize(
    ("version", "suite"), [(Version.TLS12, AES128), (Version.TLS11, RC4_MD5), (Version.TLS10, TRIPLE_DES)]
)
def test_lftp(
    *,
    version: Version,
    suite: CipherSuite,
    listener: Listener,
    passive: str,
    server: FtpsServer,
    endpoint: Endpoints,
    tmp_path: Path,
) -> None:
    (tmp_path / "up").write_bytes(MIB)
    commands = f"set ftp:passive-mode {passive}\nput {tmp_path / 'up'} -o f\nget f -o {tmp_path / 'down'}"

    with server.expecting(ServerProfile(tls=TlsPolicy.pinned(version, suite))):
        lftp(endpoint(listener), commands, version=version, suite=suite)

    assert (server.root / "f").read_bytes() == MIB
    assert (tmp_path / "down").read_bytes() == MIB


@pytest.mark.parametrize("passive", [True, False], ids=["passive", "active"])
@pytest.mark.parametrize("listener", list(Listener))
@pytest.mark.parametrize("size", [0, 1, 16384, 65537])
def test_ftplib(
    *, size: int, listener: Listener, passive: bool, server: FtpsServer, endpoint: Endpoints
) -> None:
    got = io.BytesIO()

    with server.expecting(ServerProfile()) as pending:
        client = ftplib_client(endpoint(listener))
        client.set_pasv(passive)
        client.storbinary("STOR f", io.BytesIO(MIB[:size]))
        client.retrbinary("RETR f", got.write)
        client.quit()
        session = pending.session(Deadline.after(5))

    assert (server.root / "f").read_bytes() == MIB[:size]
    assert got.getvalue() == MIB[:size]
    assert [bool(connection.handshake) for connection in session.data] == [listener is not Listener.PLAIN] * 2


def test_commands_and_replies_are_recorded(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile()) as pending:
        client = ftplib_client(endpoint(Listener.EXPLICIT))
        client.storbinary("STOR f", io.BytesIO(b"x"))
        with pytest.raises(ftplib.error_perm):
            client.delete("no such file")
        client.sendcmd("FEAT")
        client.quit()
        session = pending.session(Deadline.after(5))

    assert [command.verb for command in session.commands] == [
        "AUTH", "USER", "PASS", "PBSZ", "PROT", "TYPE", "PASV", "STOR", "DELE", "FEAT", "QUIT"
    ]  # fmt: skip
    assert [command.protected for command in session.commands] == [False, *[True] * 10]
    codes = {command.verb: [code for code, _ in command.replies] for command in session.commands}
    assert codes["STOR"] in ([125, 226], [150, 226])
    assert codes["DELE"] == [550]
    assert codes["FEAT"] == [211]
    assert codes["QUIT"] == [221]


def test_the_data_connection_in_clear_when_the_client_says_so(
    server: FtpsServer, endpoint: Endpoints
) -> None:
    with server.expecting(ServerProfile()) as pending:
        client = ftplib_client(endpoint(Listener.EXPLICIT))
        assert isinstance(client, ftplib.FTP_TLS)
        client.prot_c()
        client.storbinary("STOR f", io.BytesIO(b"in clear"))
        client.prot_p()
        client.storbinary("STOR g", io.BytesIO(b"protected"))
        client.quit()
        session = pending.session(Deadline.after(5))

    clear, protected = session.data
    assert clear.handshake is None
    assert clear.first_bytes == b"in clear"
    assert protected.handshake is not None
    assert protected.first_bytes[:2] == b"\x16\x03"
    assert (server.root / "g").read_bytes() == b"protected"


def test_a_client_that_checks_refuses_a_flawed_chain(
    server: FtpsServer, endpoint: Endpoints, authority_chain: Callable[[str], ServerProfile]
) -> None:
    context = client_context(ca=endpoint(Listener.IMPLICIT).ca)

    with server.expecting(authority_chain("expired")) as pending:
        with pytest.raises(OSError, match="certificate has expired"):
            ftplib_client(endpoint(Listener.IMPLICIT), context)
        session = pending.session(Deadline.after(5))

    handshake = session.control.handshake
    assert handshake is not None
    assert not handshake.finished
    assert [(alert.name, alert.sent_by_dut) for alert in session.control.alerts] == [
        ("certificate_expired", True)
    ]
    assert not session.logged_in
    assert session.commands == ()


def test_no_tls_on_the_data_connection_is_answered_522(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile()) as pending:
        client = ftplib_client(endpoint(Listener.EXPLICIT))
        client.sendcmd("TYPE I")
        connection = ftplib.FTP.ntransfercmd(client, "STOR f")[0]  # in clear, though PROT is P
        with connection:
            connection.sendall(b"these bytes are no ClientHello")
        with pytest.raises(ftplib.error_perm, match="522"):
            client.voidresp()
        client.quit()
        session = pending.session(Deadline.after(8))

    handshake = session.data[0].handshake
    assert handshake is not None
    assert handshake.hello is None
    assert handshake.failure
    assert session.data[0].first_bytes == b"these bytes are no ClientHello"


def test_a_client_in_active_mode_does_not_strike_the_next_one(
    server: FtpsServer, endpoint: Endpoints
) -> None:
    """The number of its data connection's socket is taken by the next client's before it quits."""
    with server.expecting(ServerProfile()):
        first = ftplib_client(endpoint(Listener.PLAIN))
        first.set_pasv(False)
        first.nlst()
        second = ftplib_client(endpoint(Listener.PLAIN))
        first.quit()

        assert second.sendcmd("NOOP").startswith("200")
        second.quit()


@pytest.mark.parametrize("listener", SECURE)
def test_handshakes_on_a_kernel_that_takes_nothing_at_first(
    listener: Listener, server: FtpsServer, endpoint: Endpoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a chain is larger than the send buffer: the flights go out when there is room."""
    monkeypatch.setattr(Wire, "sendall", lambda wire, data: wire._backlog.extend(data))

    with server.expecting(ServerProfile()):
        client = ftplib_client(endpoint(listener))
        client.storbinary("STOR f", io.BytesIO(b"content"))
        client.quit()

    assert (server.root / "f").read_bytes() == b"content"

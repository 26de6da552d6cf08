"""TLS sessions that are resumed, by clients that we did not write; and what the policy forbids them."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from hil.deadline import Deadline
from hil.errors import UsageError
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.spec.tls import CipherSuite, Version
from hil.tls.observation import Handshake
from hil.tls.policy import ClientCertificate, SessionReuse, TlsPolicy
from hil.transcript import Transcript
from tests.ftps.clients import Endpoint, Endpoints, client_context, curl, gnutls_cli, lftp, run
from tests.ftps.raw import answer_to, client_hello
from tests.peers import program

AES = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
TICKET = 35  # extension type, RFC 5077, 3.2
ETM, EMS = 22, 23  # RFC 7366, 2; RFC 7627, 5.1
WITHIN = TlsPolicy(session_reuse=SessionReuse.SESSION)
ACROSS = TlsPolicy(session_reuse=SessionReuse.SERVER)


def handshakes(session: Session) -> list[Handshake]:
    return [each.handshake for each in (session.control, *session.data) if each.handshake]


def resumed(session: Session) -> list[bool]:
    return [handshake.resumed for handshake in handshakes(session)]


def greeted(
    endpoint: Endpoint, context: ssl.SSLContext, session: ssl.SSLSession | None = None
) -> ssl.SSLSession:
    """The TLS session of a connection through the implicit endpoint that has come as far as the greeting."""
    clear = socket.create_connection((endpoint.host, endpoint.port), 5)
    with closing(context.wrap_socket(clear, session=session)) as connection:
        assert connection.recv(100)[:3] == b"220"
        assert connection.session is not None
        return connection.session


def seen(
    server: FtpsServer, policy: TlsPolicy, act: Callable[[], Any], **profile: Any
) -> tuple[Session, Any]:
    with server.expecting(ServerProfile(tls=policy, **profile)) as pending:
        result = act()
        return pending.session(Deadline.after(20)), result


@pytest.mark.parametrize("version", [Version.TLS10, Version.TLS11, Version.TLS12])
@pytest.mark.parametrize("listener", [Listener.IMPLICIT, Listener.EXPLICIT])
def test_curl_resumes_the_session_of_the_control_connection_where_that_is_required(
    *, listener: Listener, version: Version, server: FtpsServer, endpoint: Endpoints, tmp_path: Path
) -> None:
    (server.root / "a.txt").write_bytes(b"hello")
    policy = replace(WITHIN, requires_reuse=True)

    session, _ = seen(
        server, policy,
        lambda: curl(endpoint(listener), "a.txt", "-o", tmp_path / "a.txt", version=version, suite=AES),
    )  # fmt: skip

    assert (tmp_path / "a.txt").read_bytes() == b"hello"
    assert resumed(session) == [False, True]
    control, data = handshakes(session)
    assert data.hello is not None
    assert data.hello.session_id == data.session_id == control.session_id != b""


def test_lftp_resumes_it_on_every_data_connection(
    server: FtpsServer, endpoint: Endpoints, tmp_path: Path
) -> None:
    (server.root / "a.txt").write_bytes(b"hello")
    commands = f"get a.txt -o {tmp_path}/a.txt; put {tmp_path}/a.txt -o b.txt"

    session, _ = seen(
        server, replace(WITHIN, requires_reuse=True),
        lambda: lftp(endpoint(Listener.EXPLICIT), commands, version=Version.TLS12, suite=AES),
    )  # fmt: skip

    assert resumed(session) == [False, True, True]
    assert (server.root / "b.txt").read_bytes() == b"hello"


def test_a_data_connection_that_does_not_resume_is_refused(server: FtpsServer, endpoint: Endpoints) -> None:
    (server.root / "a.txt").write_bytes(b"hello")

    def fetch() -> None:
        with pytest.raises(AssertionError, match="RETR response: 522"):
            curl(endpoint(Listener.IMPLICIT), "a.txt", "--no-sessionid", version=Version.TLS12, suite=AES)

    session, _ = seen(server, replace(WITHIN, requires_reuse=True), fetch)

    assert resumed(session) == [False, False]
    assert session.data[0].sent == 0
    assert session.sent("RETR")[0].replies[0][0] == 522


def test_another_session_than_that_of_the_control_connection_does_not_do(
    server: FtpsServer, endpoint: Endpoints
) -> None:
    """The data connection resumes a TLS session of an earlier FTP session."""
    implicit, context = endpoint(Listener.IMPLICIT), client_context(version=Version.TLS12, suite=AES)
    policy = replace(ACROSS, requires_reuse=True)
    (server.root / "a.txt").write_bytes(b"hello")
    _, earlier = seen(server, policy, lambda: greeted(implicit, context))

    def fetch() -> str:
        clear = socket.create_connection((implicit.host, implicit.port), 5)
        with closing(context.wrap_socket(clear)) as control, control.makefile("rw", newline="\r\n") as file:
            answer = file.readline()
            for line in (f"USER {implicit.user}", f"PASS {implicit.password}", "EPSV", "RETR a.txt"):
                if line.startswith("RETR"):
                    port = int(answer.split("|||")[1].split("|")[0])
                    data = context.wrap_socket(
                        socket.create_connection((implicit.host, port), 5), session=earlier
                    )
                    assert data.session_reused
                    assert data.recv(100) == b""
                    data.close()
                file.write(line + "\n")
                file.flush()
                answer = file.readline()
            return answer

    session, answer = seen(server, policy, fetch)

    assert answer.startswith("522 ")
    assert resumed(session) == [False, True]


@pytest.mark.parametrize("tickets", [False, True], ids=["by id", "by ticket"])
def test_openssl_and_gnutls_resume_across_connections(
    *, tickets: bool, server: FtpsServer, endpoint: Endpoints
) -> None:
    implicit = endpoint(Listener.IMPLICIT)
    where = f"{implicit.host}:{implicit.port}"
    policy = replace(ACROSS, session_tickets=tickets)

    with server.expecting(ServerProfile(tls=policy)):
        printed = run(
            [
                program("openssl"), "s_client", "-connect", where, "-reconnect", "-tls1_2",
                "-cipher", "AES128-SHA@SECLEVEL=0", "-CAfile", implicit.ca,
            ]
        )  # fmt: skip
        by_gnutls = gnutls_cli(implicit, "-r", version=Version.TLS12, suite=AES)

    assert re.findall(r"^(New|Reused), ", printed, re.MULTILINE) == ["New", *["Reused"] * 5]
    assert ("TLS session ticket:" in printed) is tickets
    assert "This is a resumed session" in by_gnutls


@pytest.mark.parametrize("tickets", [False, True], ids=["by id", "by ticket"])
@pytest.mark.parametrize(
    ("later", "chain"),
    [
        (replace(ACROSS, client_certificate=ClientCertificate.OPTIONAL), None),
        (replace(ACROSS, suites=(AES, *TlsPolicy().suites)), None),
        (WITHIN, None),
        (TlsPolicy(), None),
        (ACROSS, "expired"),
    ],
    ids=["policy", "suites", "session", "none", "chain"],
)
def test_what_was_made_under_other_terms_is_not_resumed(
    *,
    tickets: bool,
    later: TlsPolicy,
    chain: str | None,
    server: FtpsServer,
    endpoint: Endpoints,
    authority: Authority,
) -> None:
    implicit, context = endpoint(Listener.IMPLICIT), client_context(version=Version.TLS12, suite=AES)
    first = replace(ACROSS, session_tickets=tickets)
    later = replace(later, session_tickets=tickets and later.session_reuse is not SessionReuse.NONE)
    _, old = seen(server, first, lambda: greeted(implicit, context))

    again, _ = seen(server, first, lambda: greeted(implicit, context, old))
    other, _ = seen(
        server, later, lambda: greeted(implicit, context, old), chain=chain and authority.chain(chain)
    )

    assert resumed(again) == [True]
    assert resumed(other) == [False]
    [shaken] = handshakes(again)
    assert shaken.hello is not None
    assert bool(dict(shaken.hello.extensions)[TICKET]) is tickets


@pytest.mark.parametrize(("version", "same"), [(Version.TLS12, True), (Version.TLS11, False)])
def test_a_session_is_resumed_in_its_own_version_only(
    *, version: Version, same: bool, server: FtpsServer, endpoint: Endpoints
) -> None:
    implicit, context = endpoint(Listener.IMPLICIT), client_context(version=Version.TLS12, suite=AES)
    first, _ = seen(server, ACROSS, lambda: greeted(implicit, context))
    old = handshakes(first)[0].session_id
    flight = client_hello(version, [AES], session_id=old, extensions=[(ETM, b""), (EMS, b"")])

    session, answer = seen(server, ACROSS, lambda: answer_to((implicit.host, implicit.port), flight))

    assert (answer.version, answer.session_id == old) == (version, same)
    assert handshakes(session)[0].session_id == answer.session_id != b""


def test_the_emulated_module_makes_a_full_handshake_each_time(server: FtpsServer) -> None:
    """What it does is recorded here; the note says nothing about it."""
    with (
        Channel.open("emulator://m95?clock_rate=2", transcript=Transcript()) as channel,
        server.expecting(ServerProfile(tls=WITHIN)) as pending,
    ):
        modem = Modem(channel)
        modem.attach()
        modem.pdp.ensure_active()
        modem.ssl.enable_ftps(True)
        modem.ssl.bind_context(0)
        modem.ssl.ignore_rtc_time(True)
        modem.ftp.apply({1: 1, 4: "/COM/", 7: 0})
        modem.ftp.user(server.user)
        modem.ftp.password(server.password)
        assert modem.ftp.open(*server.address(Listener.IMPLICIT)).ok
        assert modem.ftp.put("a.bin", b"hello").ok
        modem.ftp.close()
        session = pending.session(Deadline.after(20))

    assert resumed(session) == [False, False]
    assert handshakes(session)[0].session_id


@pytest.mark.parametrize(
    "policy", [TlsPolicy(requires_reuse=True), TlsPolicy(session_tickets=True)], ids=["reuse", "tickets"]
)
def test_what_cannot_be_resumed_cannot_be_required(policy: TlsPolicy, server: FtpsServer) -> None:
    with (
        pytest.raises(UsageError, match="sessions that can be resumed"),
        server.expecting(ServerProfile(tls=policy)),
    ):
        pass

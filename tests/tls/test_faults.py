"""Each TLS fault as OpenSSL, GnuTLS and NSS meet it: it comes about, and they do what the clause asks of a client."""

from __future__ import annotations

import ftplib
import ssl
import subprocess
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.errors import UsageError
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.selftest.foreign import gnutls
from hil.spec.tls import CipherSuite, Version
from hil.tls.fault import Place, TlsFault
from hil.tls.faults import COLUMNS, FAULTS, TlsFaults, describe
from hil.tls.policy import TlsPolicy
from hil.verdict import Inconclusive
from suites.demands.demand import Reaction
from suites.demands.tls_faults import TLS_FAULT_DEMANDS
from tests.ftps.clients import (
    Endpoint,
    ImplicitFtp,
    client_context,
    nss_database,
    tstclnt,
)
from tests.peers import program

AES128 = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
CONTENT = bytes(range(256)) * 80  # more than one record
ACCEPTED = "the file came whole"

SSL30_ONLY = {"padding-over-a-block", "padding-random"}
DIFFERS = {"renegotiation-info-not-empty": 47, "hello-done-with-body": 47}
"""The alerts by which OpenSSL refuses, though the RFC asks for others."""

WITHOUT_CLOSE_NOTIFY = {"truncated", "truncated-half", "truncated-in-record"}
"""The faults after which OpenSSL reports an error, though a client may go on."""


def strict_context(version: Version, suite: CipherSuite) -> ssl.SSLContext:
    """As ssl's own, but an end without close_notify is an error."""
    context = client_context(version=version, suite=suite)
    context.wrap_socket = partial(context.wrap_socket, suppress_ragged_eofs=False)  # type: ignore[method-assign]
    return context


def profile(
    names: tuple[str, ...], version: Version = Version.TLS12, suite: CipherSuite = AES128
) -> ServerProfile:
    return ServerProfile(tls=TlsPolicy.pinned(version, suite, faults=TlsFaults.of(*names)))


def by_openssl(
    server: FtpsServer, *names: str, version: Version = Version.TLS12, suite: CipherSuite = AES128
) -> tuple[str, Session]:
    """Log in and download; `ACCEPTED` or what OpenSSL says."""
    (server.root / "f").write_bytes(CONTENT)
    with (
        server.expecting(profile(names, version, suite)) as pending,
        closing(ImplicitFtp(context=strict_context(version, suite), timeout=20)) as client,
    ):
        said = _download(client, server)
        client.close()
        return said, pending.session(Deadline.after(20))


def _download(client: ImplicitFtp, server: FtpsServer) -> str:
    got: list[bytes] = []
    try:
        client.connect(*server.address(Listener.IMPLICIT), timeout=20)
        client.login(server.user, server.password)
        client.prot_p()
        client.retrbinary("RETR f", got.append)
        client.quit()
    except (OSError, EOFError, ftplib.Error) as error:
        return f"{type(error).__name__} {error}"
    return ACCEPTED if b"".join(got) == CONTENT else f"{len(b''.join(got))} bytes came"


def alerts_of_client(session: Session) -> set[int]:
    return {
        alert.description
        for connection in (session.control, *session.data)
        for alert in connection.alerts
        if alert.sent_by_dut
    }


PLACED = [
    pytest.param(fault, place, id=f"{fault.name}-{place}")
    for fault in FAULTS.values()
    for place in fault.places
    if fault.name not in SSL30_ONLY
]


@pytest.mark.parametrize(("fault", "place"), PLACED)
def test_openssl_does_what_the_clause_asks(fault: TlsFault, place: Place, server: FtpsServer) -> None:
    said, session = by_openssl(server, f"{place}:{fault.name}")

    assert session.tls_faults == ((place, fault.name),)
    demand = TLS_FAULT_DEMANDS[fault.name]
    if demand.reaction is Reaction.ACCEPT:
        assert said == ACCEPTED
    elif demand.reaction is Reaction.REFUSE or fault.name in WITHOUT_CLOSE_NOTIFY:
        assert said != ACCEPTED
        asked = {DIFFERS[fault.name]} if fault.name in DIFFERS else demand.alerts
        assert not asked or alerts_of_client(session) & asked, (said, alerts_of_client(session))


@pytest.mark.parametrize("version", [Version.TLS10, Version.TLS11], ids=lambda version: version.title)
@pytest.mark.parametrize(
    ("name", "alert"),
    [
        *((name, 20) for name in ("mac-bad", "padding-bad-0", "padding-bad-15", "record-replayed")),
        *((name, 51) for name in ("finished-bad",)),
        *((name, None) for name in ("padding-maximal", "one-byte-records", "handshake-straddling")),
        ("data:record-oversized", 22),
        ("version-higher", 70),
    ],
)
def test_openssl_in_the_older_versions(
    name: str, alert: int | None, version: Version, server: FtpsServer
) -> None:
    said, session = by_openssl(server, name, version=version)

    assert (said == ACCEPTED) is (alert is None), said
    assert alert is None or alert in alerts_of_client(session)


def by_gnutls(server: FtpsServer, name: str, *, suite: CipherSuite = AES128) -> tuple[str, Session]:
    """Greeting and QUIT; what gnutls-cli said."""
    host, port = server.address(Listener.IMPLICIT)
    with server.expecting(profile((name,), suite=suite)) as pending:
        finished = subprocess.run(
            [
                *(program("gnutls-cli"), "--no-ca-verification", "--logfile", "/dev/stderr"),
                *("--priority", gnutls.priority(Version.TLS12, suite), "-p", str(port), host),
            ],
            input="QUIT\r\n",
            capture_output=True,
            text=True,
            check=False,
            timeout=20,
        )
        return finished.stdout + finished.stderr, pending.session(Deadline.after(20))


@pytest.mark.parametrize(
    ("name", "alerts"),
    [
        ("version-higher", {70}),
        ("version-lower", {70}),
        ("suite-not-offered", {40}),
        ("suite-null", {40}),
        ("compression-deflate", {47}),
        ("extension-not-asked-for", {110}),
        ("extension-not-asked-for-first", {110}),
        ("extension-not-asked-for-alone", {110}),
        ("renegotiation-info-not-empty", {40}),
        ("certificate-missing", {10}),
        ("certificate-twice", {10}),
        ("server-key-exchange", {10}),
        ("hello-done-with-body", {50}),
        ("ccs-early", {10}),
        ("ccs-missing", {10}),
        ("finished-bad", {51}),
        ("mac-bad", set()),
        ("padding-bad-0", set()),
        ("padding-bad-15", set()),
        ("padding-longer-than-record", set()),
        ("record-replayed", set()),
        ("ciphertext-oversized", set()),
        ("alert-fatal-internal-error-in-handshake", set()),
        ("alert-fatal-internal-error-at-rest", set()),
        ("truncated-half", set()),
    ],
)
def test_gnutls_refuses_with_its_alerts_of_the_handshake(
    name: str, alerts: set[int], server: FtpsServer
) -> None:
    said, session = by_gnutls(server, f"control:{name}")

    assert session.tls_faults == ((Place.CONTROL, name),)
    assert "221 Goodbye" not in said
    assert alerts_of_client(session) >= alerts, said


@pytest.mark.parametrize(
    "name",
    [
        *("handshake-fragmented", "handshake-together", "handshake-straddling", "finished-fragmented"),
        *("one-byte-records", "empty-records", "padding-maximal"),
    ],
)
def test_gnutls_goes_on(name: str, server: FtpsServer) -> None:
    said, session = by_gnutls(server, f"control:{name}")

    assert session.tls_faults == ((Place.CONTROL, name),)
    assert "221 Goodbye" in said


@pytest.fixture(scope="module")
def database(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nss_database(tmp_path_factory.mktemp("nss"), files / "good.crt", files / "good.key")


@pytest.mark.parametrize(
    ("name", "goes_on"),
    [
        ("padding-random", True),
        ("padding-over-a-block", False),
        ("mac-bad", False),
        ("ccs-early", False),
        ("alert-fatal-no-certificate-in-handshake", False),
    ],
)
def test_nss_in_ssl30(
    name: str, *, goes_on: bool, server: FtpsServer, endpoint: Callable[[Listener], Endpoint], database: Path
) -> None:
    with server.expecting(profile((f"control:{name}",), Version.SSL30)) as pending:
        said = tstclnt(endpoint(Listener.IMPLICIT), database, version=Version.SSL30, suite=AES128)
        session = pending.session(Deadline.after(20))

    assert session.tls_faults == ((Place.CONTROL, name),)
    assert ("221" in said) is goes_on


def test_a_fault_that_does_not_come_about_leaves_the_case_open(server: FtpsServer) -> None:
    with pytest.raises(Inconclusive, match="padding-random on the control connection"):
        by_openssl(server, "padding-random")


def test_faults_on_both_connections(server: FtpsServer) -> None:
    said, session = by_openssl(server, "control:one-byte-records", "data:truncated")

    assert said != ACCEPTED
    assert session.tls_faults == ((Place.CONTROL, "one-byte-records"), (Place.DATA, "truncated"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mac-bat", "no TLS fault is called 'mac-bat'; did you mean 'mac-bad'?"),
        ("data:mac-bat", "no TLS fault is called 'mac-bat'; did you mean 'mac-bad'?"),
        ("control:truncated", "the TLS fault 'truncated' does not exist on a control connection"),
        ("both:mac-bad", "'both' is no connection; a TLS fault is on 'control' or on 'data'"),
    ],
)
def test_a_wrong_name_is_told(name: str, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        TlsFaults.of(name)

    assert str(caught.value) == message


def test_a_fault_stands_on_the_connection_that_is_usual_for_it() -> None:
    faults = TlsFaults.of("mac-bad", "truncated", "data:ccs-early")

    assert faults == TlsFaults(control=frozenset({"mac-bad"}), data=frozenset({"truncated", "ccs-early"}))


def test_each_fault_has_a_row_with_a_clause() -> None:
    rows = describe()

    assert {row[0] for row in rows} == set(FAULTS)
    assert all(len(row) == len(COLUMNS) and row[-1] for row in rows)

"""TLS faults and truncation on the data connection: a part of a file is never reported as the whole (note 1).

Without close_notify an attacker may have closed the connection (RFC 5246, 7.2.1).  The
reply 226 on the control connection does not prove that all data arrived.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hil.deadline import Deadline
from hil.fixture_types import Observe, Strictly
from hil.ftps.faults import Ending, Fault, Fin, Point, Reply, Reset
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Connection, Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.pki.kinds.kind import Expected
from hil.session import SESSION_END_S, open_ftp, sample_content
from hil.spec.tls import CipherSuite, Version
from hil.tls.faults import FAULTS, TlsFaults
from hil.tls.policy import TlsPolicy
from hil.verdict import Inconclusive

from .faulty_server import SUITE, context, observe_alert, prepare

DOWNLOAD_FAULTS = (
    *("version-higher", "suite-not-offered", "compression-deflate", "certificate-missing"),
    *("server-key-exchange", "ccs-early", "finished-bad", "mac-bad-on-finished", "data-in-clear"),
    *("mac-bad", "padding-bad-0", "record-left-out"),
    *("record-oversized", "ciphertext-oversized", "alert-fatal-internal-error-mid-transfer"),
    *("truncated", "truncated-half", "truncated-in-record"),
    *("one-byte-records", "empty-records", "handshake-straddling", "padding-maximal"),
    *("hello-request-mid-transfer", "close-notify-fatal", "data-after-close-notify"),
    "alert-warning-close-notify-mid-transfer",
)
OTHER_VERSIONS = (
    ("truncated", Version.SSL30, SUITE),
    ("truncated-half", Version.TLS10, CipherSuite.TLS_RSA_WITH_RC4_128_SHA),
    ("mac-bad", Version.SSL30, CipherSuite.TLS_RSA_WITH_RC4_128_MD5),
    ("record-left-out", Version.TLS10, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA),
)
"""Faults under another version and suite."""
UPLOAD_FAULTS = ("certificate-missing", "finished-bad", "mac-bad-on-finished", "finished-in-clear")

REQUIREMENTS = {
    "version-higher": ("TLS-01",),
    "suite-not-offered": ("TLS-02", "CIPH-09"),
    "compression-deflate": ("TLS-02",),
    "certificate-missing": ("TLS-04",),
    "server-key-exchange": ("TLS-04",),
    "data-in-clear": ("GEN-04",),
    "ccs-early": ("TLS-05",),
    "finished-bad": ("TLS-05",),
    "mac-bad-on-finished": ("GEN-04",),
    "finished-in-clear": ("TLS-05",),
    "mac-bad": ("GEN-04",),
    "padding-bad-0": ("GEN-04",),
    "record-left-out": ("GEN-04",),
    "record-oversized": ("TLS-11",),
    "ciphertext-oversized": ("TLS-07",),
    "alert-fatal-internal-error-mid-transfer": ("TLS-08",),
    "truncated": ("GEN-09",),
    "truncated-half": ("GEN-09",),
    "truncated-in-record": ("GEN-09",),
    "one-byte-records": ("TLS-09",),
    "empty-records": ("TLS-09",),
    "handshake-straddling": ("TLS-09",),
    "padding-maximal": ("TLS-09",),
    "hello-request-mid-transfer": ("TLS-09",),
    "close-notify-fatal": ("TLS-09",),
    "data-after-close-notify": ("TLS-09",),
    "alert-warning-close-notify-mid-transfer": ("TLS-08",),
}

SIZE = 20_000  # bytes; more than one record
HALF = 10_000


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer, and its data connection as the server saw it."""

    exchange: Exchange
    connection: Connection


def rows() -> Iterator[object]:
    """Name, version and suite of each download."""
    for name in DOWNLOAD_FAULTS:
        marks = pytest.mark.requirement(*REQUIREMENTS[name])
        yield pytest.param(name, Version.TLS12, SUITE, id=name, marks=marks)
    for name, version, suite in OTHER_VERSIONS:
        identifier = f"{name}-{version.title}-{suite.code}"
        marks = pytest.mark.requirement(*REQUIREMENTS[name])
        yield pytest.param(name, version, suite, id=identifier, marks=marks)


def download(modem: Modem, server: FtpsServer, policy: TlsPolicy, data: bytes) -> Transfer:
    """Open a session, download the file, and close the session."""
    (server.root / "whole.bin").write_bytes(data)
    with server.expecting(ServerProfile(tls=policy)) as pending:
        assert open_ftp(modem, server, Listener.IMPLICIT).ok
        exchange = modem.ftp.get("whole.bin")
        modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))
    if not session.data:
        raise Inconclusive(f"no data connection was opened: {exchange.outcome}")
    return Transfer(exchange, session.data[0])


@pytest.mark.requirement("TLS-10")
@pytest.mark.parametrize(("name", "version", "suite"), list(rows()))
def test_a_download_is_complete_or_fails(
    name: str,
    version: Version,
    suite: CipherSuite,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
    strictly: Strictly,
) -> None:
    fault, data = FAULTS[name], sample_content(SIZE, name)
    prepare(online_modem, ftps_server, authority, context(version, suite))
    policy = TlsPolicy.pinned(version, suite, faults=TlsFaults(data=frozenset({name})))

    got = download(online_modem, ftps_server, policy, data)

    succeeded = got.exchange.ok
    observe("reaction", got.exchange.outcome)
    if fault.expected is Expected.REFUSE:
        observe_alert(observe, strictly, got.connection, fault.alerts, refused=not succeeded)
        assert not succeeded, f"{fault.about}: {got.exchange.outcome}, {len(got.exchange.data)} bytes"
    elif fault.expected is Expected.ACCEPT:
        assert succeeded, f"{fault.about}, which is legal: {got.exchange.outcome}"
        assert got.exchange.data == data
    else:
        observe("bytes", len(got.exchange.data))
        assert data.startswith(got.exchange.data) or not succeeded, "the bytes are not those of the file"


@pytest.mark.requirement("TLS-10")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.requirement("GEN-03", *REQUIREMENTS[name]))
        for name in UPLOAD_FAULTS
    ],
)
def test_no_data_are_uploaded_after_a_faulty_handshake(
    name: str,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
    strictly: Strictly,
) -> None:
    data = sample_content(2_000, name)
    prepare(online_modem, ftps_server, authority, context())
    policy = TlsPolicy.pinned(Version.TLS12, SUITE, faults=TlsFaults(data=frozenset({name})))

    with ftps_server.expecting(ServerProfile(tls=policy)) as pending:
        assert open_ftp(online_modem, ftps_server, Listener.IMPLICIT).ok
        put = online_modem.ftp.put("refused.bin", data)
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    if not session.data:
        raise Inconclusive(f"no data connection was opened: {put.outcome}")
    observe_alert(observe, strictly, session.data[0], FAULTS[name].alerts, refused=not put.ok)
    assert not put.ok, f"{FAULTS[name].about}: {put.outcome}"
    assert session.data[0].received == 0
    assert data[:64] not in session.data[0].first_bytes


@pytest.mark.requirement("GEN-09")
@pytest.mark.parametrize("ending", [Fin, Reset])
def test_a_truncated_download_fails_even_after_226(
    ending: type[Ending],
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    prepare(online_modem, ftps_server, authority, context())
    broken = ending(then=Reply(226, "Transfer complete."))
    profile = ServerProfile(
        tls=TlsPolicy.pinned(Version.TLS12, SUITE), ftp=(Fault(Point.DATA, broken, verb="RETR", after=HALF),)
    )
    (ftps_server.root / "whole.bin").write_bytes(sample_content(SIZE, ending.__name__))

    with ftps_server.expecting(profile) as pending:
        assert open_ftp(online_modem, ftps_server, Listener.IMPLICIT).ok
        got = online_modem.ftp.get("whole.bin")
        online_modem.ftp.ensure_closed()
        pending.session(Deadline.after(SESSION_END_S))

    observe("reaction", got.outcome)
    assert not got.ok, f"{len(got.data)} of {SIZE} bytes came: {got.outcome}"

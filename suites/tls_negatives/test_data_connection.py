"""TLS faults and truncation on the data connection: a part of a file is never reported as the whole (note 1).

Without close_notify an attacker may have closed the connection (RFC 5246, 7.2.1), but
the note does not mention it: a download that ends so should fail (GEN-09), and has to
tell the true number of bytes (EX423-09).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hil.deadline import Deadline
from hil.expect import expect, preamble, stimulus
from hil.fixture_types import Observe, Strictly
from hil.ftps.faults import Alert, Ending, Fault, Fin, Point, Reply, Reset
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Connection, Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import SESSION_END_S, open_ftp, sample_content
from hil.spec.tls import CipherSuite, Version
from hil.tls.faults import FAULTS, TlsFaults
from hil.tls.policy import TlsPolicy

from ..demands.demand import Demand, Reaction
from ..demands.tls_faults import TLS_FAULT_DEMANDS
from .faulty_server import SUITE, SUITE_OF_SSL30, context, judge_count, observe_alert, prepare

DOWNLOAD_FAULTS = (
    *("version-higher", "suite-not-offered", "compression-deflate", "certificate-missing"),
    *("server-key-exchange", "ccs-early", "finished-bad", "mac-bad-on-finished", "data-in-clear"),
    *("mac-bad", "padding-bad-0", "record-left-out"),
    *("record-oversized", "record-far-oversized", "ciphertext-oversized"),
    "alert-fatal-internal-error-mid-transfer",
    *("truncated", "truncated-half", "truncated-in-record"),
    *("one-byte-records", "empty-records", "handshake-straddling", "padding-maximal"),
    *("hello-request-mid-transfer", "close-notify-fatal", "data-after-close-notify"),
    "alert-warning-close-notify-mid-transfer",
)
OTHER_VERSIONS = (
    ("truncated", Version.SSL30, SUITE_OF_SSL30),
    ("truncated-half", Version.TLS10, CipherSuite.TLS_RSA_WITH_RC4_128_SHA),
    ("mac-bad", Version.SSL30, CipherSuite.TLS_RSA_WITH_RC4_128_MD5),
    ("record-left-out", Version.TLS10, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA),
    ("empty-records", Version.TLS10, CipherSuite.TLS_RSA_WITH_RC4_128_SHA),
    ("empty-records", Version.TLS12, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256),
)
"""Faults under another version and suite."""
UPLOAD_FAULTS = ("certificate-missing", "finished-bad", "mac-bad-on-finished", "finished-in-clear")

RACE = "reaction, as the race of data and reply decides"
"""The name of an answer that tells which of two the DUT read first: the end of the data, or the reply of the server."""

SIZE = 20_000  # bytes; more than one record
HALF = 10_000
ALERTS_IN_UPLOADS = ((80, 1), (20, HALF), (10, SIZE - 1))
"""Descriptions of fatal alerts (RFC 5246, 7.2), and the bytes of the upload before each."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer, and its data connection as the server saw it."""

    exchange: Exchange
    connection: Connection


def rows() -> Iterator[object]:
    """Name, demand, version and suite of each download."""
    for name in DOWNLOAD_FAULTS:
        yield _row(name, Version.TLS12, SUITE, name)
    for name, version, suite in OTHER_VERSIONS:
        yield _row(name, version, suite, f"{name}-{version.title}-{suite.code}")


def _row(name: str, version: Version, suite: CipherSuite, identifier: str) -> object:
    demand = TLS_FAULT_DEMANDS[name]
    marks = pytest.mark.requirement(*demand.named)
    return pytest.param(name, demand, version, suite, id=identifier, marks=marks)


def download(modem: Modem, server: FtpsServer, policy: TlsPolicy, data: bytes) -> Transfer:
    """Open a session, download the file, and close the session."""
    (server.root / "whole.bin").write_bytes(data)
    with server.expecting(ServerProfile(tls=policy)) as pending:
        preamble(open_ftp(modem, server, Listener.IMPLICIT)).succeeded()
        exchange = modem.ftp.get("whole.bin", expected_size=len(data))
        modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))
    stimulus(bool(session.data), f"no data connection was opened: {exchange.outcome}")
    return Transfer(exchange, session.data[0])


@pytest.mark.requirement("TLS-10")
@pytest.mark.parametrize(("name", "demand", "version", "suite"), list(rows()))
def test_a_download_is_complete_or_fails(
    name: str,
    demand: Demand,
    version: Version,
    suite: CipherSuite,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
    strictly: Strictly,
) -> None:
    data, about = sample_content(SIZE, name), FAULTS[name].about
    prepare(online_modem, ftps_server, authority, context(version, suite))
    policy = TlsPolicy.pinned(version, suite, faults=TlsFaults(data=frozenset({name})))

    transfer = download(online_modem, ftps_server, policy, data)

    got = transfer.exchange
    observe(RACE, got.outcome)
    observe("bytes", len(got.data))
    if demand.reaction is Reaction.REFUSE:
        observe_alert(observe, strictly, transfer.connection, demand.alerts, refused=not got.ok)
        expect(got, *demand.requirements, what=about).failed()
    elif demand.reaction is Reaction.ACCEPT:
        expect(got, *demand.requirements, what=about).succeeded().carried(data)
    else:
        judge_count(got, data, *demand.requirements, flaw=about)
    if demand.optional:
        expect(got, demand.optional, what=about).failed()


@pytest.mark.requirement("GEN-04")
def test_no_byte_of_a_record_that_breaks_off_is_output(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority, observe: Observe
) -> None:
    prepare(online_modem, ftps_server, authority, context())
    policy = TlsPolicy.pinned(Version.TLS12, SUITE, faults=TlsFaults(data=frozenset({"truncated-in-record"})))

    transfer = download(online_modem, ftps_server, policy, sample_content(SIZE, "broken"))

    observe(RACE, transfer.exchange.outcome)
    output = transfer.exchange.data.strip(b"\r\n")  # a blank line may precede the result
    expect(output, "GEN-04", what="data of a record without its end").is_empty()


@pytest.mark.requirement("TLS-10")
@pytest.mark.parametrize(
    ("name", "demand"),
    [
        pytest.param(name, demand, id=name, marks=pytest.mark.requirement("GEN-03", *demand.requirements))
        for name, demand in TLS_FAULT_DEMANDS.items()
        if name in UPLOAD_FAULTS
    ],
)
def test_no_data_are_uploaded_after_a_faulty_handshake(
    name: str,
    demand: Demand,
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
        preamble(open_ftp(online_modem, ftps_server, Listener.IMPLICIT)).succeeded()
        put = online_modem.ftp.put("refused.bin", data)
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    stimulus(bool(session.data), f"no data connection was opened: {put.outcome}")
    connection = session.data[0]
    observe_alert(observe, strictly, connection, demand.alerts, refused=not put.ok)
    expect(put, *demand.requirements, what=FAULTS[name].about).failed()
    expect(connection, "GEN-03").received_nothing().lacks_secret(data[:64], what="the file")


@pytest.mark.requirement("TLS-08", "ERR-GEN-09")
@pytest.mark.parametrize("mode", [Listener.IMPLICIT, Listener.EXPLICIT], ids=str)
def test_an_upload_that_an_alert_ends_is_no_success(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    """The server says so by the alert, and by its reply: a DUT may read one of them only."""
    data = sample_content(SIZE, "alert")
    prepare(online_modem, ftps_server, authority, context(), mode=mode)

    for description, after in ALERTS_IN_UPLOADS:
        broken = Alert(description=description, then=Reply(426, "Connection closed; transfer aborted."))
        profile = ServerProfile(
            tls=TlsPolicy.pinned(Version.TLS12, SUITE),
            ftp=(Fault(Point.DATA, broken, verb="STOR", after=after),),
        )
        with ftps_server.expecting(profile) as pending:
            preamble(open_ftp(online_modem, ftps_server, mode)).succeeded()
            put = online_modem.ftp.put("whole.bin", data)
            online_modem.ftp.ensure_closed()
            session = pending.session(Deadline.after(SESSION_END_S))

        stimulus(bool(session.fired), f"the server did not send the alert: {put.outcome}")
        what = f"AT+QFTPPUT (fatal alert {description} after {after} bytes, then 426)"
        expect(put, "TLS-08", "ERR-GEN-09", what=what).failed()


@pytest.mark.requirement("GEN-09", "EX423-09")
@pytest.mark.parametrize("ending", [Fin, Reset])
def test_a_truncated_download_fails_even_after_226(
    ending: type[Ending],
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    data = sample_content(SIZE, ending.__name__)
    prepare(online_modem, ftps_server, authority, context())
    broken = ending(then=Reply(226, "Transfer complete."))
    profile = ServerProfile(
        tls=TlsPolicy.pinned(Version.TLS12, SUITE), ftp=(Fault(Point.DATA, broken, verb="RETR", after=HALF),)
    )
    (ftps_server.root / "whole.bin").write_bytes(data)

    with ftps_server.expecting(profile) as pending:
        preamble(open_ftp(online_modem, ftps_server, Listener.IMPLICIT)).succeeded()
        got = online_modem.ftp.get("whole.bin", expected_size=len(data))
        online_modem.ftp.ensure_closed()
        pending.session(Deadline.after(SESSION_END_S))

    observe(RACE, got.outcome)
    observe("bytes", len(got.data))
    flaw = "half of the data, an end without close_notify, then 226"
    judge_count(got, data, "EX423-09", flaw=flaw)
    expect(got, "GEN-09", what=flaw).failed()

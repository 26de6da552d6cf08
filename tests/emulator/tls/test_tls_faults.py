"""The module's TLS client meets the faults of the lower tester: it refuses as RFC 5246 asks; with a defect it does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.deadline import Deadline
from hil.emulator.defects import tls_protocol
from hil.emulator.network.link import Signal, TcpConnection
from hil.emulator.tls.client import TlsClient, TlsFailure, TlsSettings
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.pki.authority import Authority
from hil.spec.tls import CipherSuite, Version
from hil.tls.fault import Place
from hil.tls.faults import FAULTS, TlsFaults
from hil.tls.policy import TlsPolicy
from hil.transcript import Transcript
from suites.demands.demand import Reaction
from suites.demands.tls_faults import CONTROL_FAULT_DEMANDS
from tests.emulator.tls.clients import client_with

AES128 = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
WAIT_S = 30.0


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def server(authority: Authority) -> Iterator[FtpsServer]:
    with FtpsServer(authority, Transcript()) as running:
        yield running


def greeting(
    server: FtpsServer, settings: TlsSettings, profile: ServerProfile, defect: str = ""
) -> tuple[bytes | None, set[int]]:
    """The greeting behind the implicit endpoint, None when the client refuses to read it; and the client's alerts."""
    abort = Signal()
    with server.expecting(profile) as pending:
        link = TcpConnection.connect(server.address(Listener.IMPLICIT), abort, Deadline.after(WAIT_S))
        try:
            said: bytes | None = _first_line(client_with(settings, defect), link)
        except TlsFailure:
            said = None
        link.close()
        session = pending.session(Deadline.after(WAIT_S))
    abort.close()
    return said, {alert.description for alert in session.control.alerts if alert.sent_by_dut}


def _first_line(client: TlsClient, link: TcpConnection) -> bytes:
    stream = client.connect(link, Deadline.after(WAIT_S))
    said = b""
    while not said.endswith(b"\r\n"):
        stream.deadline = Deadline.after(WAIT_S)
        said += stream.recv(100)
    return said


def faulty(name: str, version: Version = Version.TLS12) -> ServerProfile:
    faults = TlsFaults(control=frozenset({name}))
    return ServerProfile(tls=TlsPolicy.pinned(version, AES128, faults=faults))


def settings(version: Version = Version.TLS12) -> TlsSettings:
    return TlsSettings((version,), (AES128,))


BEHIND_A_GOOD_GREETING = {"record-replayed"} | {name for name in FAULTS if name.endswith("-at-rest")}
ALERTS_OF_A_KIND = [name for name in FAULTS if name.startswith("alert-") and "internal-error" not in name]
OTHER_ALERTS = {"record-type-unknown": 47}
"""The alerts of tlslite that are not those of the clause."""
ON_CONTROL = [
    fault
    for fault in FAULTS.values()
    if Place.CONTROL in fault.places
    and Version.TLS12 in fault.versions
    and fault.name not in BEHIND_A_GOOD_GREETING
    and fault.name not in ALERTS_OF_A_KIND
]


def demanded(reaction: Reaction) -> list[str]:
    """The faults of the control connection at which the suites demand that reaction."""
    return [fault.name for fault in ON_CONTROL if CONTROL_FAULT_DEMANDS[fault.name].reaction is reaction]


@pytest.mark.parametrize("name", demanded(Reaction.REFUSE))
def test_the_module_refuses_by_the_right_alert(name: str, server: FtpsServer) -> None:
    said, alerts = greeting(server, settings(), faulty(name))

    assert said is None
    asked = {OTHER_ALERTS[name]} if name in OTHER_ALERTS else CONTROL_FAULT_DEMANDS[name].alerts
    assert not asked or alerts & asked, alerts


@pytest.mark.parametrize("name", ["padding-over-a-block", "mac-bad", "ccs-early"])
def test_the_module_refuses_in_ssl30(name: str, server: FtpsServer) -> None:
    said, alerts = greeting(server, settings(Version.SSL30), faulty(name, Version.SSL30))

    assert said is None
    assert alerts & CONTROL_FAULT_DEMANDS[name].alerts


DEFECTS = [
    ("accepts-unoffered-suite", "suite-not-offered", Version.TLS12),
    ("accepts-unoffered-version", "version-lower", Version.TLS12),
    ("accepts-unoffered-version", "version-higher", Version.TLS10),
    ("accepts-compression", "compression-deflate", Version.TLS12),
    ("accepts-unasked-extension", "extension-not-asked-for", Version.TLS12),
    ("accepts-repeated-extension", "extension-twice", Version.TLS12),
    ("accepts-foreign-renegotiation-info", "renegotiation-info-not-empty", Version.TLS12),
    ("accepts-long-session-id", "session-id-too-long", Version.TLS12),
    ("accepts-repeated-messages", "certificate-twice", Version.TLS12),
    ("accepts-server-key-exchange", "server-key-exchange", Version.TLS12),
    ("ignores-early-ccs", "ccs-early", Version.TLS12),
    ("ignores-bad-finished", "finished-bad", Version.TLS12),
    ("ignores-bad-mac", "mac-bad", Version.TLS10),
    ("ignores-bad-padding", "padding-bad-15", Version.TLS12),
    ("ignores-fatal-alerts", "alert-fatal-internal-error-in-handshake", Version.TLS12),
]


@pytest.mark.parametrize(("defect", "name", "version"), DEFECTS)
def test_a_defect_overlooks_a_fault(defect: str, name: str, version: Version, server: FtpsServer) -> None:
    said, _ = greeting(server, settings(version), faulty(name, version), defect)

    assert said is not None
    assert said.startswith(b"220")


AT_THE_END = "data-after-close-notify"  # of a session, to which it does not come here
LEGAL = [name for name in demanded(Reaction.ACCEPT) if name != AT_THE_END]
FRAGMENTED = ["handshake-fragmented", "handshake-straddling", "finished-fragmented"]


@pytest.mark.parametrize("name", LEGAL)
def test_the_module_takes_what_is_odd_but_legal(name: str, server: FtpsServer) -> None:
    said, _ = greeting(server, settings(), faulty(name))

    assert said is not None


@pytest.mark.parametrize("name", FRAGMENTED)
def test_a_defect_refuses_fragments(name: str, server: FtpsServer) -> None:
    assert greeting(server, settings(), faulty(name), "refuses-fragmented-messages")[0] is None


@pytest.mark.parametrize(
    ("defect", "chain"),
    [
        ("accepts-md5-signature", "md5"),
        ("accepts-weak-key", "rsa-512"),
        ("ignores-key-usage", "usage-sign-only"),
        ("ignores-extended-key-usage", "eku-client"),
        ("ignores-algorithm-mismatch", "algorithm-mismatch"),
    ],
)
def test_a_defect_overlooks_the_flaw_of_a_chain(
    defect: str, chain: str, server: FtpsServer, authority: Authority
) -> None:
    profile = ServerProfile(chain=authority.chain(chain), tls=TlsPolicy.pinned(Version.TLS12, AES128))

    level_1 = TlsSettings((Version.TLS12,), (AES128,), 1, ca=authority.ca_pem)

    for name, taken in ((defect, True), ("", False)):
        assert (greeting(server, level_1, profile, name)[0] is not None) is taken


def test_each_defect_of_the_protocol_is_tested_here() -> None:
    tested = {row[0] for row in DEFECTS} | {"refuses-fragmented-messages"}
    of_chains = {
        *("accepts-md5-signature", "accepts-weak-key", "ignores-key-usage"),
        *("ignores-extended-key-usage", "ignores-algorithm-mismatch"),
    }
    of_downloads = {"accepts-oversized-records"}

    assert {defect.name for defect in tls_protocol.DEFECTS} == tested | of_chains | of_downloads

"""Every fault of a TLS server on the control connection: what a client of 2018 has to refuse or to accept.

The note specifies TLS, and so the behaviour of a client in RFC 5246.  It does not
mention alerts.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.fixture_types import Observe, Strictly
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.pki.kinds.kind import Expected
from hil.session import attempt
from hil.spec.tls import CipherSuite, Version
from hil.tls.fault import Place
from hil.tls.faults import FAULTS, SUBJECTS, TlsFaults
from hil.tls.policy import TlsPolicy

from .faulty_server import SUITE, assert_nothing_disclosed, context, observe_alert, prepare

BY_SUBJECT = {
    "ServerHello": ("TLS-01",),
    "Handshake messages": ("TLS-04",),
    "ChangeCipherSpec and Finished": ("TLS-05",),
    "Records": ("GEN-04",),
    "Odd shapes": ("TLS-09",),
    "Endings": ("TLS-09",),
    "Alerts": ("TLS-08",),
}
VERSION, CHOICE = ("TLS-01", "SSLCFG-VERSION-12"), ("TLS-02", "CIPH-09")
UNDECODABLE, HARDENING = ("TLS-06",), ("TLS-11",)
BY_NAME = {
    "version-higher": VERSION,
    "version-lower": VERSION,
    "version-unknown": VERSION,
    "suite-not-offered": CHOICE,
    "suite-unknown": CHOICE,
    "suite-null": CHOICE,
    "suite-signalling": CHOICE,
    "compression-deflate": ("TLS-02",),
    "compression-unknown": ("TLS-02",),
    "extension-not-asked-for": ("TLS-03",),
    "renegotiation-info-not-empty": ("TLS-03",),
    "session-id-too-long": UNDECODABLE,
    "server-hello-cut": UNDECODABLE,
    "hello-done-with-body": UNDECODABLE,
    "ccs-value": UNDECODABLE,
    "ccs-long": UNDECODABLE,
    "server-hello-longer": HARDENING,
    "extension-twice": HARDENING,
    "padding-over-a-block": HARDENING,
    "finished-missing": ("TLS-05",),
    "data-in-clear": ("GEN-04",),
    "hello-request-in-handshake": ("TLS-09",),
    "hello-request-at-rest": ("TLS-09",),
    "padding-random": ("TLS-09",),
    "padding-maximal": ("TLS-09",),
    "ciphertext-oversized": ("TLS-07",),
    "record-type-unknown": ("TLS-07",),
    "ccs-early": ("TLS-05",),
    "finished-bad": ("TLS-05",),
}
"""Requirements of single faults; those of the others are of their subject."""

ALERTS = ("unexpected-message", "handshake-failure", "bad-certificate", "internal-error", "undefined")
SAMPLE_OF_ALERTS = (
    *(f"alert-fatal-{name}-in-handshake" for name in ALERTS),
    *(f"alert-fatal-{name}-at-rest" for name in ("bad-record-mac", "internal-error", "user-canceled")),
    *(f"alert-warning-{name}-in-handshake" for name in ("unrecognized-name", "close-notify")),
    *(f"alert-warning-{name}-at-rest" for name in ("no-renegotiation", "close-notify")),
)
AFTER_THE_GREETING = ("-at-rest", "record-replayed")
"""The ends of the names of faults that come after a good greeting: the user name may already be sent."""

PADDING_BYTES = ("padding-bad-0", "padding-bad-1", "padding-bad-8", "padding-bad-15")
"""Of the sixteen wrong bytes: the length, the next one, the middle one and the first."""

OTHER_VERSIONS = (
    ("version-higher", Version.TLS10, SUITE),
    ("mac-bad", Version.TLS10, SUITE),
    ("mac-bad", Version.TLS12, CipherSuite.TLS_RSA_WITH_RC4_128_MD5),
    ("mac-bad", Version.TLS12, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256),
    ("padding-bad-0", Version.TLS10, SUITE),
    ("padding-bad-15", Version.TLS11, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA),
    ("finished-bad", Version.TLS10, SUITE),
    ("mac-bad", Version.SSL30, SUITE),
    ("mac-bad", Version.SSL30, CipherSuite.TLS_RSA_WITH_RC4_128_MD5),
    ("padding-over-a-block", Version.SSL30, SUITE),
    ("padding-random", Version.SSL30, SUITE),
    ("ccs-early", Version.SSL30, SUITE),
    ("compression-deflate", Version.SSL30, SUITE),
)
"""Faults under another version or suite."""


def rows() -> Iterator[object]:
    """Name, version and suite: all faults of a control connection, and samples of alerts and padding."""
    for subject, faults in SUBJECTS.items():
        for fault in faults:
            if (
                _is_chosen(subject, fault.name)
                and Place.CONTROL in fault.places
                and Version.TLS12 in fault.versions
            ):
                yield _row(fault.name, Version.TLS12, SUITE, BY_SUBJECT[subject])
    for name, version, suite in OTHER_VERSIONS:
        yield _row(name, version, suite, ("GEN-04",), f"{name}-{version.title}-{suite.code}")


def _is_chosen(subject: str, name: str) -> bool:
    if subject == "Alerts":
        return name in SAMPLE_OF_ALERTS
    return not name.startswith("padding-bad-") or name in PADDING_BYTES


def _row(
    name: str, version: Version, suite: CipherSuite, requirements: tuple[str, ...], identifier: str = ""
) -> object:
    named = BY_NAME.get(name, requirements)
    return pytest.param(name, version, suite, id=identifier or name, marks=pytest.mark.requirement(*named))


@pytest.mark.requirement("TLS-10")
@pytest.mark.parametrize(("name", "version", "suite"), list(rows()))
def test_a_faulty_server_is_refused_and_a_legal_one_accepted(
    name: str,
    version: Version,
    suite: CipherSuite,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
    strictly: Strictly,
) -> None:
    fault = FAULTS[name]
    prepare(online_modem, ftps_server, authority, context(version, suite))
    faults = TlsFaults(control=frozenset({name}))

    attempted = attempt(
        online_modem, ftps_server, ServerProfile(tls=TlsPolicy.pinned(version, suite, faults=faults))
    )

    observe("reaction", attempted.opened.outcome)
    if fault.expected is Expected.ACCEPT:
        assert attempted.opened.ok, f"{fault.about}, which is legal: {attempted.opened.outcome}"
        assert attempted.session.logged_in
    elif fault.expected is Expected.REFUSE:
        observe_alert(
            observe, strictly, attempted.session.control, fault.alerts, refused=not attempted.opened.ok
        )
        assert not attempted.opened.ok, f"{fault.about}: {attempted.opened.outcome}"
        if not name.endswith(AFTER_THE_GREETING):
            assert_nothing_disclosed(attempted.session, ftps_server)
    else:
        assert attempted.opened.ok <= attempted.session.logged_in, (
            "the DUT reports a session without a login at the server"
        )

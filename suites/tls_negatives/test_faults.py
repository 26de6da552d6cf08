"""Every fault of a TLS server on the control connection: what a client of 2018 is to refuse, and what to take.

The note promises TLS, and with it what RFC 5246 has a client do (1: no
tampering, no forging); of the alerts it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.pki.kinds.kind import Expected
from hil.spec.tls import CipherSuite, Version
from hil.tls.fault import Place
from hil.tls.faults import FAULTS, SUBJECTS, TlsFaults
from hil.tls.policy import TlsPolicy

from ..fixture_types import Observe, Strictly
from .faulty_server import SUITE, assert_nothing_given_away, context, meet, observe_alert, prepare

REQUIREMENTS = {
    "ServerHello": ("GEN-04",),
    "Handshake messages": ("GEN-04",),
    "ChangeCipherSpec and Finished": ("GEN-04",),
    "Records": ("GEN-04",),
    "Odd shapes": ("GEN-01",),
    "Endings": ("GEN-04",),
}
VERSION, CHOICE = ("VER-06", "SSLCFG-VERSION-12"), ("CIPH-09",)
OF_ITS_OWN = {
    "version-higher": VERSION,
    "version-lower": VERSION,
    "version-unknown": VERSION,
    "suite-not-offered": CHOICE,
    "suite-unknown": CHOICE,
    "suite-null": CHOICE,
    "suite-signalling": CHOICE,
}

ALERTS = ("unexpected-message", "handshake-failure", "bad-certificate", "internal-error", "undefined")
SAMPLE_OF_ALERTS = (
    *(f"alert-fatal-{name}-in-handshake" for name in ALERTS),
    *(f"alert-fatal-{name}-at-rest" for name in ("bad-record-mac", "internal-error", "user-canceled")),
    *(f"alert-warning-{name}-in-handshake" for name in ("unrecognized-name", "close-notify")),
    *(f"alert-warning-{name}-at-rest" for name in ("no-renegotiation", "close-notify")),
)
AFTER_THE_GREETING = ("-at-rest", "record-replayed")
"""How the names of faults end that come behind a good greeting: the user's name may be on its way by then."""

PADDING_BYTES = ("padding-bad-0", "padding-bad-1", "padding-bad-8", "padding-bad-15")
"""Of the sixteen wrong bytes: the length, its neighbour, the middle and the first."""

OLDER = (
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
"""Faults under another version or suite than the others."""


def rows() -> Iterator[object]:
    """Name, version and suite: all faults that a control connection can have, of alerts and padding some."""
    for subject, faults in SUBJECTS.items():
        for fault in faults:
            if (
                _is_chosen(subject, fault.name)
                and Place.CONTROL in fault.places
                and Version.TLS12 in fault.versions
            ):
                yield _row(fault.name, Version.TLS12, SUITE, REQUIREMENTS.get(subject, ("GEN-04",)))
    for name, version, suite in OLDER:
        yield _row(name, version, suite, ("GEN-04",), f"{name}-{version.title}-{suite.code}")


def _is_chosen(subject: str, name: str) -> bool:
    if subject == "Alerts":
        return name in SAMPLE_OF_ALERTS
    return not name.startswith("padding-bad-") or name in PADDING_BYTES


def _row(
    name: str, version: Version, suite: CipherSuite, requirements: tuple[str, ...], identifier: str = ""
) -> object:
    named = OF_ITS_OWN.get(name, requirements)
    return pytest.param(name, version, suite, id=identifier or name, marks=pytest.mark.requirement(*named))


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

    met = meet(online_modem, ftps_server, ServerProfile(tls=TlsPolicy.pinned(version, suite, faults=faults)))

    observe("reaction", met.opened.outcome)
    if fault.expected is Expected.ACCEPT:
        assert met.opened.ok, f"{fault.about}, which is legal: {met.opened.outcome}"
        assert met.session.logged_in
    elif fault.expected is Expected.REFUSE:
        observe_alert(observe, strictly, met.session.control, fault.alerts, refused=not met.opened.ok)
        assert not met.opened.ok, f"{fault.about}: {met.opened.outcome}"
        if not name.endswith(AFTER_THE_GREETING):
            assert_nothing_given_away(met.session, ftps_server)
    else:
        assert met.opened.ok <= met.session.logged_in, "a session was reported that the server never saw"

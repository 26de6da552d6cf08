"""Every fault of a TLS server on the control connection: what a client of 2018 has to refuse or to accept.

The demands are in `suites/demands/tls_faults.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.expect import expect, left_open, stimulus
from hil.fixture_types import Observe, Strictly
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import attempt
from hil.spec.tls import CipherSuite, Version
from hil.tls.fault import Place
from hil.tls.faults import FAULTS, SUBJECTS, TlsFaults
from hil.tls.policy import TlsPolicy

from ..demands.demand import Reaction
from ..demands.tls_faults import CONTROL_FAULT_DEMANDS
from .faulty_server import SUITE, SUITE_OF_SSL30, context, judge_refusal, observe_alert, prepare

ALERTS = ("unexpected-message", "handshake-failure", "bad-certificate", "internal-error", "undefined")
SAMPLE_OF_ALERTS = (
    *(f"alert-fatal-{name}-in-handshake" for name in ALERTS),
    *(f"alert-fatal-{name}-at-rest" for name in ("bad-record-mac", "internal-error", "user-canceled")),
    *(f"alert-warning-{name}-in-handshake" for name in ("unrecognized-name", "close-notify")),
    *(f"alert-warning-{name}-at-rest" for name in ("no-renegotiation", "close-notify")),
)
AFTER_THE_GREETING = ("-at-rest", "record-replayed")
"""The ends of the names of faults that come after a good greeting: the user name may already be sent."""

AT_THE_END = {"truncated-control", "data-after-close-notify", "close-notify-fatal"}
"""Faults with which the server ends the session: a DUT that ends it first does not meet them."""

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
    ("mac-bad", Version.SSL30, SUITE_OF_SSL30),
    ("mac-bad", Version.SSL30, CipherSuite.TLS_RSA_WITH_RC4_128_MD5),
    ("padding-over-a-block", Version.SSL30, SUITE_OF_SSL30),
    ("padding-random", Version.SSL30, SUITE_OF_SSL30),
    ("ccs-early", Version.SSL30, SUITE_OF_SSL30),
    ("compression-deflate", Version.SSL30, SUITE_OF_SSL30),
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
                yield _row(fault.name, Version.TLS12, SUITE)
    for name, version, suite in OTHER_VERSIONS:
        yield _row(name, version, suite, f"{name}-{version.title}-{suite.code}")


def _is_chosen(subject: str, name: str) -> bool:
    if subject == "Alerts":
        return name in SAMPLE_OF_ALERTS
    return not name.startswith("padding-bad-") or name in PADDING_BYTES


def _row(name: str, version: Version, suite: CipherSuite, identifier: str = "") -> object:
    demand = CONTROL_FAULT_DEMANDS[name]
    marks = pytest.mark.requirement(*demand.requirements)
    return pytest.param(name, version, suite, id=identifier or name, marks=marks)


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
    demand, about = CONTROL_FAULT_DEMANDS[name], FAULTS[name].about
    prepare(online_modem, ftps_server, authority, context(version, suite))
    faults = TlsFaults(control=frozenset({name}))

    attempted = attempt(
        online_modem,
        ftps_server,
        ServerProfile(tls=TlsPolicy.pinned(version, suite, faults=faults)),
        all_fire=name not in AT_THE_END,
    )

    opened = attempted.opened
    if name in AT_THE_END and (Place.CONTROL, name) not in attempted.session.tls_faults:
        stimulus(not attempted.session.sent("QUIT"), f"{name} on the control connection did not come about")
        expect(attempted, *demand.requirements, what=f"AT+QFTPOPEN ({about})").opened()
        left_open("the DUT ends the session without QUIT, and before the server does")
    observe("reaction", opened.outcome)
    if demand.reaction is Reaction.REFUSE:
        greeted = name.endswith(AFTER_THE_GREETING)
        judge_refusal(attempted, ftps_server, *demand.requirements, flaw=about, greeted=greeted)
        observe_alert(observe, strictly, attempted.session.control, demand.alerts, refused=not opened.ok)
    elif demand.reaction is Reaction.ACCEPT or opened.ok:
        expect(attempted, *demand.requirements, what=f"AT+QFTPOPEN ({about})").opened()

"""Every server chain that a client of 2018 has to refuse, at seclevel 1 (note 1.1, 2.3; RFC 5280, 6).

The note says that the server is authenticated (GEN-05), but gives few details.  An
unknown CA and the dates have requirements of their own; GEN-05 implies the rules of
RFC 5280 and RFC 5246.
"""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe, Strictly
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import attempt
from hil.spec.tls import Version
from hil.tls.policy import TlsPolicy

from .faulty_server import SUITE, assert_nothing_disclosed, context, observe_alert, prepare

HANDSHAKE_FAILURE, BAD_CERTIFICATE, UNSUPPORTED, EXPIRED, UNKNOWN, ILLEGAL = 40, 42, 43, 45, 46, 47
UNKNOWN_CA, DECODE_ERROR, DECRYPT_ERROR, WEAK = 48, 50, 51, 71  # RFC 5246, 7.2.2

OTHER_CA = ("GEN-05", "AUTH-05")
IMPLIED = ("GEN-05",)
TOO_LATE = ("GEN-05", "SSLCFG-RTC-03")
TOO_EARLY = ("GEN-05", "SSLCFG-RTC-08")

CA = {UNKNOWN_CA, BAD_CERTIFICATE, UNKNOWN}
FORGED = {BAD_CERTIFICATE, DECRYPT_ERROR, UNKNOWN_CA, UNKNOWN}
NO_CA = {UNKNOWN_CA, BAD_CERTIFICATE, UNSUPPORTED, UNKNOWN}
MISUSED = {UNSUPPORTED, BAD_CERTIFICATE, UNKNOWN}
DATES = {EXPIRED, BAD_CERTIFICATE, UNKNOWN}
WEAK_KEY = {HANDSHAKE_FAILURE, BAD_CERTIFICATE, UNSUPPORTED, WEAK, UNKNOWN, UNKNOWN_CA, DECRYPT_ERROR}
UNREADABLE = {BAD_CERTIFICATE, DECODE_ERROR, UNSUPPORTED, UNKNOWN, ILLEGAL}
NO_ALERT: set[int] = set()  # the server detects it first

ROWS = (
    ("rsa-512", IMPLIED, WEAK_KEY),
    ("md5", IMPLIED, WEAK_KEY),
    ("ecdsa", ("GEN-05", "CIPH-08"), NO_ALERT),
    ("wrong-key", IMPLIED, NO_ALERT),
    ("missing-intermediate", OTHER_CA, CA),
    ("missing-upper", IMPLIED, CA),
    ("other-ca", OTHER_CA, CA),
    ("other-library", IMPLIED, CA),
    ("other-ca-with-root", IMPLIED, CA),
    ("other-ca-same-name", OTHER_CA, FORGED),
    ("self-signed", OTHER_CA, CA),
    ("self-signed-ca", IMPLIED, CA),
    ("name-constraints", IMPLIED, MISUSED),
    ("leaf-last", IMPLIED, MISUSED | CA),
    ("expired", TOO_LATE, DATES),
    ("not-yet-valid", TOO_EARLY, DATES),
    ("expired-by-a-second", TOO_LATE, DATES),
    ("not-valid-for-a-day", TOO_EARLY, DATES),
    ("validity-backwards", TOO_LATE, DATES),
    ("issuer-expired", TOO_LATE, DATES),
    ("issuer-not-yet-valid", ("GEN-05", "SSLCFG-RTC-08", "SSLCFG-RTC-03"), DATES),
    ("issuer-ca-false", IMPLIED, NO_CA),
    ("issuer-ca-false-signs", IMPLIED, NO_CA),
    ("issuer-no-constraints", IMPLIED, NO_CA),
    ("issuer-version-1", IMPLIED, NO_CA),
    ("issuer-no-cert-sign", IMPLIED, NO_CA),
    ("path-length-exceeded", IMPLIED, NO_CA),
    ("usage-sign-only", IMPLIED, MISUSED),
    ("usage-ca-only", IMPLIED, MISUSED),
    ("eku-client", IMPLIED, MISUSED),
    ("eku-code-signing", IMPLIED, MISUSED),
    ("unknown-critical-extension", IMPLIED, MISUSED),
    ("bad-signature", IMPLIED, FORGED),
    ("signed-by-other-key", OTHER_CA, FORGED),
    ("altered", IMPLIED, FORGED),
    ("issuer-bad-signature", IMPLIED, FORGED),
    ("algorithm-mismatch", IMPLIED, FORGED | UNREADABLE),
    ("duplicate-extension", IMPLIED, UNREADABLE),
    ("empty-list", IMPLIED, UNREADABLE),
    ("empty-certificate", IMPLIED, UNREADABLE),
    ("garbage", IMPLIED, UNREADABLE),
    ("truncated", IMPLIED, UNREADABLE),
    ("trailing-bytes", IMPLIED, UNREADABLE),
)
"""Chain, requirements, and the alerts that RFC 5246, 7.2.2 allows."""


@pytest.mark.parametrize(
    ("chain", "alerts"),
    [
        pytest.param(chain, alerts, id=chain, marks=pytest.mark.requirement(*requirements))
        for chain, requirements, alerts in ROWS
    ],
)
def test_a_server_with_a_bad_chain_is_refused(
    chain: str,
    alerts: set[int],
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
    strictly: Strictly,
) -> None:
    prepare(online_modem, ftps_server, authority, context())
    profile = ServerProfile(chain=authority.chain(chain), tls=TlsPolicy.pinned(Version.TLS12, SUITE))

    attempted = attempt(online_modem, ftps_server, profile)

    observe_alert(observe, strictly, attempted.session.control, alerts, refused=not attempted.opened.ok)
    assert not attempted.opened.ok, f"{authority.chain(chain).flaw}: {attempted.opened.outcome}"
    assert_nothing_disclosed(attempted.session, ftps_server)

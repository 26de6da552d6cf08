"""Every server chain that a client of 2018 has to refuse, at seclevel 1 (note 1.1, 2.3; RFC 5280, 6).

The note says that the server is authenticated (GEN-05), but gives few details.  What a
MUST of RFC 5280 or RFC 5246 demands of a client is mandatory (AUTH-16 to AUTH-20); the
rest is hardening (AUTH-22).
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
SIGNATURE, OF_ISSUERS, NO_ISSUER = ("AUTH-16",), ("AUTH-17",), ("AUTH-18",)
CRITICAL, UNUSABLE, HARDENING = ("AUTH-19",), ("AUTH-20",), ("AUTH-22",)
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
    ("rsa-512", HARDENING, WEAK_KEY),
    ("md5", HARDENING, WEAK_KEY),
    ("ecdsa", ("CIPH-08",), NO_ALERT),
    ("wrong-key", UNUSABLE, NO_ALERT),
    ("missing-intermediate", OTHER_CA, CA),
    ("missing-upper", OTHER_CA, CA),
    ("other-ca", OTHER_CA, CA),
    ("other-library", OTHER_CA, CA),
    ("other-ca-with-root", OTHER_CA, CA),
    ("other-ca-same-name", (*OTHER_CA, "AUTH-16"), FORGED),
    ("self-signed", OTHER_CA, CA),
    ("self-signed-ca", OTHER_CA, CA),
    ("name-constraints", HARDENING, MISUSED),
    ("leaf-last", HARDENING, MISUSED | CA),
    ("expired", TOO_LATE, DATES),
    ("not-yet-valid", TOO_EARLY, DATES),
    ("expired-by-a-second", TOO_LATE, DATES),
    ("not-valid-for-a-day", TOO_EARLY, DATES),
    ("validity-backwards", TOO_LATE, DATES),
    ("issuer-expired", OF_ISSUERS, DATES),
    ("issuer-not-yet-valid", OF_ISSUERS, DATES),
    ("issuer-ca-false", NO_ISSUER, NO_CA),
    ("issuer-ca-false-signs", NO_ISSUER, NO_CA),
    ("issuer-no-constraints", NO_ISSUER, NO_CA),
    ("issuer-version-1", NO_ISSUER, NO_CA),
    ("issuer-no-cert-sign", NO_ISSUER, NO_CA),
    ("path-length-exceeded", NO_ISSUER, NO_CA),
    ("usage-sign-only", HARDENING, MISUSED),
    ("usage-ca-only", HARDENING, MISUSED),
    ("eku-client", HARDENING, MISUSED),
    ("eku-code-signing", HARDENING, MISUSED),
    ("unknown-critical-extension", CRITICAL, MISUSED),
    ("bad-signature", SIGNATURE, FORGED),
    ("signed-by-other-key", (*OTHER_CA, "AUTH-16"), FORGED),
    ("altered", SIGNATURE, FORGED),
    ("issuer-bad-signature", SIGNATURE, FORGED),
    ("algorithm-mismatch", HARDENING, FORGED | UNREADABLE),
    ("duplicate-extension", HARDENING, UNREADABLE),
    ("empty-list", UNUSABLE, UNREADABLE),
    ("empty-certificate", UNUSABLE, UNREADABLE),
    ("garbage", UNUSABLE, UNREADABLE),
    ("truncated", UNUSABLE, UNREADABLE),
    ("trailing-bytes", HARDENING, UNREADABLE),
)
"""Chain, requirements, and the alerts that RFC 5246, 7.2.2 allows."""


@pytest.mark.requirement("TLS-10")
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

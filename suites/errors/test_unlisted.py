"""Errors without a row in Table 4: -1, reply codes outside the table, and failed TLS handshakes (chapter 3).

The note leaves the codes of the last two open.  They are recorded, and only a
success fails the case.
"""

from __future__ import annotations

import pytest

from hil.fixture_types import DutWith, Observe
from hil.ftps.faults import Fault, Point, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import configure_ftps, install_security_data, open_ftp
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import ClientCertificate, TlsPolicy

from .stages import GET, OPEN, PATH, PUT, Stage, lines, prepare, provoked_error, reopens

# --- -1 --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("ERR-LOCAL-01", "ERR-GEN-03")
def test_an_unknown_error_is_reported(dut_with: DutWith, ftps_server: FtpsServer) -> None:
    modem = dut_with(unknown_error="path")
    modem.pdp.ensure_active()
    prepare(modem, ftps_server, Listener.PLAIN)
    with ftps_server.expecting(ServerProfile()):
        open_ftp(modem, ftps_server, Listener.PLAIN).check()

        exchange = modem.ftp.path("/")

        assert lines(exchange) == ("OK", "+QFTPPATH:-1")
        modem.ftp.ensure_closed()


@pytest.mark.requirement("ERR-LOCAL-01", "ERR-GEN-05")
def test_a_reply_code_outside_table_4_is_an_unknown_error(dut_with: DutWith, ftps_server: FtpsServer) -> None:
    fault = Fault(Point.REPLY, Reply(534, "By policy."), verb="CWD")
    modem = dut_with(icmp="on")  # only an emulated DUT: on hardware the code is recorded
    modem.pdp.ensure_active()
    with provoked_error(modem, ftps_server, Listener.PLAIN, PATH, fault) as (exchange, _):
        assert exchange.result == -1, exchange.outcome


# --- replies ---------------------------------------------------------------------------------------------------

UNLISTED = (
    (332, "USER", OPEN),
    (430, "PASS", OPEN),
    (431, "AUTH", OPEN),
    (434, "AUTH", OPEN),
    (534, "AUTH", OPEN),
    (451, "RETR", GET),
    (503, "CWD", PATH),
    (504, "TYPE", GET),
    (522, "STOR", PUT),
)


@pytest.mark.requirement("ERR-GEN-05", "ERR-GEN-09", "ERR-GEN-07")
@pytest.mark.parametrize(("code", "verb", "stage"), UNLISTED, ids=str)
def test_a_reply_code_outside_table_4_is_reported_as_an_error(
    code: int, verb: str, stage: Stage, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.REPLY, Reply(code, "By the fault plan."), verb=verb)
    with provoked_error(online_modem, ftps_server, Listener.EXPLICIT, stage, fault) as (exchange, _):
        observe(f"the code for a {code}", exchange.result)
        assert exchange.result is not None, exchange.outcome
        assert exchange.result < 0, exchange.outcome

    assert reopens(online_modem, ftps_server, Listener.EXPLICIT)


@pytest.mark.requirement("ERR-GEN-05")
def test_the_result_after_reply_120_is_recorded(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    greeting = Reply(raw=b"120 Service ready in 1 minute.\r\n220 Ready now.\r\n")
    fault = Fault(Point.GREETING, greeting)
    with provoked_error(online_modem, ftps_server, Listener.IMPLICIT, OPEN, fault) as (exchange, _):
        observe("the result after 120 and 220", exchange.result)

    assert reopens(online_modem, ftps_server, Listener.IMPLICIT)


@pytest.mark.requirement("ERR-GEN-09", "ERR-GEN-07")
@pytest.mark.parametrize(
    "raw", [b"XYZ\r\n", b"25 Done.\r\n", b"\r\n", b"250" + b"x" * 5000 + b"\r\n"], ids=range(4)
)
def test_a_malformed_reply_is_reported_as_an_error(
    raw: bytes, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.REPLY, Reply(raw=raw), verb="CWD")
    with provoked_error(online_modem, ftps_server, Listener.IMPLICIT, PATH, fault) as (exchange, _):
        observe(f"the code for {raw[:10]!r}", exchange.result)
        assert exchange.result is not None, exchange.outcome
        assert exchange.result < 0, exchange.outcome

    assert reopens(online_modem, ftps_server, Listener.IMPLICIT)


# --- TLS -------------------------------------------------------------------------------------------------------

WITH_CA = SslContext.usual(seclevel=1, ca="NVRAM:CA0")
NO_CERTIFICATE = SslContext.usual(seclevel=0)
ONE_VERSION = SslContext.usual(version=3, seclevel=0)
ONE_SUITE = SslContext(version=3, suites=(CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,), seclevel=0)

TLS_CAUSES = {
    "an unknown CA": (WITH_CA, "other-ca", TlsPolicy()),
    "no client certificate": (
        NO_CERTIFICATE,
        "good",
        TlsPolicy(client_certificate=ClientCertificate.REQUIRED),
    ),
    "no common version": (ONE_VERSION, "good", TlsPolicy(versions=(Version.TLS10,))),
    "no common suite": (ONE_SUITE, "good", TlsPolicy(suites=(CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,))),
}


@pytest.mark.requirement("ERR-GEN-06", "ERR-GEN-10", "ERR-GEN-07")
@pytest.mark.parametrize("cause", TLS_CAUSES)
def test_a_failed_tls_handshake_is_reported_as_an_error(
    cause: str, online_modem: Modem, ftps_server: FtpsServer, authority: Authority, observe: Observe
) -> None:
    context, chain, policy = TLS_CAUSES[cause]
    install_security_data(online_modem, authority)
    assert configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT) == ()
    with ftps_server.expecting(ServerProfile(tls=policy, chain=authority.chain(chain))):
        exchange = open_ftp(online_modem, ftps_server, Listener.IMPLICIT)

    observe(f"the code for {cause}", exchange.result)
    assert exchange.result is not None, exchange.outcome
    assert exchange.result < 0, exchange.outcome
    assert configure_ftps(online_modem, ftps_server, WITH_CA, mode=Listener.IMPLICIT) == ()
    assert reopens(online_modem, ftps_server, Listener.IMPLICIT)

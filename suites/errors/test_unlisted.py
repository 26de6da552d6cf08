"""Errors without a row in Table 4: -1, reply codes outside the table, and failed TLS handshakes (chapter 3).

The note leaves the codes of the last two open.  They are recorded, and only a
success fails the case.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, left_open, preamble, stimulus
from hil.fixture_types import DutWith, Observe
from hil.ftps.faults import Fault, Point, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import attempt, configure_ftps, install_security_data
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import ClientCertificate, TlsPolicy

from .reopening import expect_reopening, expect_reopening_after
from .stages import GET, OPEN, PATH, PUT, Stage, open_session, prepare, provoked_error

# --- -1 --------------------------------------------------------------------------------------------------------


@pytest.mark.requirement("ERR-LOCAL-01", "ERR-GEN-03")
def test_an_unknown_error_is_reported(dut_with: DutWith, ftps_server: FtpsServer) -> None:
    modem = dut_with(unknown_error="path")
    modem.pdp.ensure_active()
    prepare(modem, ftps_server, Listener.PLAIN)
    with ftps_server.expecting(ServerProfile()) as pending:
        open_session(modem, ftps_server, Listener.PLAIN)

        exchange = modem.ftp.path("/")  # the bench makes each one fail

        stimulus(any(each.logged_in for each in pending.sessions), "the server saw no login", of=exchange)
        expect(exchange, "ERR-LOCAL-01", "ERR-GEN-03").failed_with(-1)
        modem.ftp.ensure_closed()


@pytest.mark.requirement("ERR-LOCAL-01", "ERR-GEN-05")
def test_a_reply_code_outside_table_4_is_an_unknown_error(
    dut_with: DutWith, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.REPLY, Reply(534, "By policy."), verb="CWD")
    modem = dut_with(icmp="on")  # only an emulated DUT: on hardware the code is recorded
    modem.pdp.ensure_active()
    with provoked_error(modem, ftps_server, Listener.PLAIN, PATH, fault) as (exchange, _):
        observe("the code for a 534", exchange.result)
        expect(exchange, "ERR-LOCAL-01").failed()
        expect(exchange, "ERR-GEN-05").failed_with(-1)  # the code is open


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


ACCOUNT_NEEDED = 332


@pytest.mark.requirement("ERR-GEN-05", "ERR-GEN-09", "ERR-GEN-07")
@pytest.mark.parametrize(("code", "verb", "stage"), UNLISTED, ids=str)
def test_a_reply_code_outside_table_4_is_reported_as_an_error(
    code: int, verb: str, stage: Stage, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.REPLY, Reply(code, "By the fault plan."), verb=verb, times=None)
    with provoked_error(online_modem, ftps_server, Listener.EXPLICIT, stage, fault) as (exchange, pending):
        observe(f"the code for a {code}", exchange.result)
        if code == ACCOUNT_NEEDED and exchange.ok and pending.sessions[-1].logged_in:
            left_open("332 refuses nothing: the DUT sent its password, and the server took it")
        expect(exchange, "ERR-GEN-09").failed()

    expect_reopening_after("ERR-GEN-07", online_modem, ftps_server, Listener.EXPLICIT, stage, fault)


@pytest.mark.requirement("ERR-GEN-05", "ERR-GEN-07")
def test_the_result_after_reply_120_is_recorded(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    greeting = Reply(raw=b"120 Service ready in 1 minute.\r\n220 Ready now.\r\n")
    fault = Fault(Point.GREETING, greeting)
    with provoked_error(online_modem, ftps_server, Listener.IMPLICIT, OPEN, fault) as (exchange, _):
        observe("the result after 120 and 220", exchange.result)

    expect_reopening_after("ERR-GEN-07", online_modem, ftps_server, Listener.IMPLICIT, OPEN, fault)


COMPLETED = b"250"


@pytest.mark.requirement("ERR-GEN-09", "ERR-GEN-07")
@pytest.mark.parametrize(
    "raw", [b"XYZ\r\n", b"25 Done.\r\n", b"\r\n", b"250" + b"x" * 5000 + b"\r\n"], ids=range(4)
)
def test_a_malformed_reply_is_reported_as_an_error(
    raw: bytes, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.REPLY, Reply(raw=raw), verb="CWD")
    with provoked_error(online_modem, ftps_server, Listener.IMPLICIT, PATH, fault) as (exchange, _):
        observe(f"the code for {raw[:10].decode('ascii').strip() or 'an empty line'}", exchange.result)
        if raw.startswith(COMPLETED) and exchange.ok:
            left_open("the reply begins with 250; the note does not say how strictly replies are read")
        expect(exchange, "ERR-GEN-09").failed()

    expect_reopening_after("ERR-GEN-07", online_modem, ftps_server, Listener.IMPLICIT, PATH, fault)


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
    profile = ServerProfile(tls=policy, chain=authority.chain(chain))

    def fail_to_open() -> None:
        refused = configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT)
        preamble(refused, what="refused settings").is_empty()
        attempted = attempt(online_modem, ftps_server, profile)
        observe(f"the code for {cause}", attempted.opened.result)
        expect(attempted, "ERR-GEN-10").refused()
        expect(attempted.opened, "ERR-GEN-10").failed()
        accepted = configure_ftps(online_modem, ftps_server, WITH_CA, mode=Listener.IMPLICIT)
        preamble(accepted, what="refused settings").is_empty()

    install_security_data(online_modem, authority)
    fail_to_open()

    expect_reopening("ERR-GEN-07", online_modem, ftps_server, Listener.IMPLICIT, fail_to_open)

"""A second value takes effect in the same boot: no setting is fixed by its first use (note 2.2, 2.3, 4.2.4).

Each case uses a value, then another one, then the first one again, each in a session of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from hil.expect import expect, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import attempt, configure_ftp, configure_ftps, install_security_data, open_ftp, refusals
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import ClientCertificate, TlsPolicy

from .events import CONTENT, NAME

AES128 = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
AES256 = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA
PASSIVE, ACTIVE = ("PASV", "EPSV"), ("PORT", "EPRT")  # RFC 959, RFC 2428
ASKING = ServerProfile(tls=TlsPolicy(client_certificate=ClientCertificate.OPTIONAL))
OFFSET = 9
LOGIN_REFUSED = -530  # note 3, Table 4


def accepted(*exchanges: Exchange) -> None:
    """A step: these settings are accepted."""
    __tracebackhide__ = True
    preamble(refusals(exchanges), what="refused settings").is_empty()


# --- AT+QFTPCFG ------------------------------------------------------------------------------------------------


def downloaded(modem: Modem, server: FtpsServer, listener: Listener, size: int) -> tuple[Exchange, Session]:
    """A download in a session of its own, and the session."""
    (server.root / NAME).write_bytes(CONTENT)
    with server.expecting(ServerProfile()) as pending:
        preamble(open_ftp(modem, server, listener)).succeeded()
        got = modem.ftp.get(NAME, expected_size=size)
        modem.ftp.ensure_closed()
    return got, pending.sessions[-1]


@pytest.mark.requirement("FTPCFG-T1-03")
def test_the_mode_of_the_data_connection_changes_with_each_session(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    refused = configure_ftp(online_modem, ftps_server)
    preamble(refused, what="refused settings").is_empty()
    for value, verbs, others in ((1, PASSIVE, ACTIVE), (0, ACTIVE, PASSIVE), (1, PASSIVE, ACTIVE)):
        accepted(online_modem.ftp.configure(1, value))

        got, session = downloaded(online_modem, ftps_server, Listener.PLAIN, len(CONTENT))

        expect(got, "FTPCFG-T1-03").result(len(CONTENT)).carried(CONTENT)
        expect(session, "FTPCFG-T1-03").sent_one_of(*verbs).sent_none_of(*others)


@pytest.mark.requirement("FTPCFG-T2-03")
def test_the_transfer_type_changes_with_each_session(online_modem: Modem, ftps_server: FtpsServer) -> None:
    refused = configure_ftp(online_modem, ftps_server)
    preamble(refused, what="refused settings").is_empty()
    for value, letter in ((0, "I"), (1, "A"), (0, "I")):
        accepted(online_modem.ftp.configure(2, value))

        got, session = downloaded(online_modem, ftps_server, Listener.PLAIN, len(CONTENT))

        types = [command.argument.upper()[:1] for command in session.sent("TYPE")]
        expect(got, "FTPCFG-T2-03").result(len(CONTENT)).carried(CONTENT)
        # A is in force without a command (RFC 959, 5.1)
        expect((types or ["A"])[-1], "FTPCFG-T2-03", what="the representation type").equals(letter)


@pytest.mark.requirement("FTPCFG-T3-03")
def test_the_resuming_point_changes_with_each_session(online_modem: Modem, ftps_server: FtpsServer) -> None:
    refused = configure_ftp(online_modem, ftps_server)
    preamble(refused, what="refused settings").is_empty()
    for offset in (OFFSET, 0, 2 * OFFSET, OFFSET, 0):
        accepted(online_modem.ftp.configure(3, offset))

        got, _ = downloaded(online_modem, ftps_server, Listener.PLAIN, len(CONTENT) - offset)

        expect(got, "FTPCFG-T3-03", what=f"resuming point {offset}").result(len(CONTENT[offset:])).carried(
            CONTENT[offset:]
        )


@pytest.mark.requirement("FTPCFG-T7-04", "FTPCFG-T7-01", "SSLCFG-FTPS-01", "SSLCFG-FTPS-02")
def test_security_and_connection_mode_change_with_each_session(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    refused = configure_ftps(online_modem, ftps_server, SslContext.usual(), mode=Listener.IMPLICIT)
    preamble(refused, what="refused settings").is_empty()
    kinds = (
        (Listener.IMPLICIT, 1, 0, "FTPCFG-T7-01"),
        (Listener.EXPLICIT, 1, 1, "FTPCFG-T7-04"),
        (Listener.PLAIN, 0, 1, "SSLCFG-FTPS-02"),
        (Listener.EXPLICIT, 1, 1, "SSLCFG-FTPS-01"),
        (Listener.IMPLICIT, 1, 0, "FTPCFG-T7-01"),
        (Listener.PLAIN, 0, 0, "SSLCFG-FTPS-02"),
        (Listener.IMPLICIT, 1, 0, "SSLCFG-FTPS-01"),
    )
    for listener, ftps, mode, requirement in kinds:
        accepted(online_modem.send(f'AT+QSSLCFG="ftps",{ftps}'), online_modem.ftp.configure(7, mode))

        got, session = downloaded(online_modem, ftps_server, listener, len(CONTENT))

        expect(got, requirement).result(len(CONTENT)).carried(CONTENT)
        told = expect(session, requirement).logged_in()
        if listener is Listener.PLAIN:
            told.is_in_clear()
        else:
            told.is_protected()


# --- user and password -----------------------------------------------------------------------------------------


@pytest.fixture
def logging_in(online_modem: Modem, ftps_server: FtpsServer) -> Iterator[Modem]:
    """The DUT; after the case it has the login of the server again."""
    yield online_modem
    online_modem.ftp.user(ftps_server.user).check()
    online_modem.ftp.password(ftps_server.password).check()


@pytest.mark.requirement("EX421-26", "EX424-02", "EX424-03")
def test_user_and_password_change_with_each_session(logging_in: Modem, ftps_server: FtpsServer) -> None:
    refused = configure_ftp(logging_in, ftps_server)
    preamble(refused, what="refused settings").is_empty()
    user, password = ftps_server.user, ftps_server.password
    logins = (
        (user, password, True),
        (user, "another", False),
        (user, password, True),
        ("somebody", password, False),
        ("somebody", "another", False),
        (user, password, True),
    )
    for name, secret, is_right in logins:
        accepted(logging_in.ftp.user(name), logging_in.ftp.password(secret))
        with ftps_server.expecting(ServerProfile()) as pending:
            opened = open_ftp(logging_in, ftps_server, Listener.PLAIN)
            logging_in.ftp.ensure_closed()

        expect(pending, "EX421-26").saw_an_attempt()
        users, passwords = (
            {command.argument for command in pending.sessions[-1].sent(verb)} for verb in ("USER", "PASS")
        )
        proof = sha256(secret.encode()).hexdigest()
        expect(users, "EX424-02", what="the name of the user").equals({name})
        expect(passwords, "EX424-03", what="the password, as its SHA-256").equals({proof})
        if is_right:
            expect(opened, "EX421-26").succeeded()
        else:
            expect(opened, "EX421-26").failed_with(LOGIN_REFUSED)


# --- AT+QSSLCFG ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("SSLCFG-GEN-08", "SSLCFG-FTPSCTX-13")
def test_version_suite_and_context_change_with_each_session(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    first = SslContext(version=2, suites=(AES128,), seclevel=0)
    second = SslContext(version=3, suites=(AES256,), seclevel=0)
    accepted(*online_modem.ssl.apply(1, second))
    refused = configure_ftps(online_modem, ftps_server, first, mode=Listener.IMPLICIT, index=0)
    preamble(refused, what="refused settings").is_empty()
    steps: tuple[tuple[str, Version, CipherSuite, str], ...] = (
        ('AT+QSSLCFG="ftpsctxi",0', Version.TLS11, AES128, "SSLCFG-FTPSCTX-13"),
        ('AT+QSSLCFG="ciphersuite",0,"0X0035"', Version.TLS11, AES256, "SSLCFG-GEN-08"),
        ('AT+QSSLCFG="sslversion",0,1', Version.TLS10, AES256, "SSLCFG-GEN-08"),
        ('AT+QSSLCFG="ftpsctxi",1', Version.TLS12, AES256, "SSLCFG-FTPSCTX-13"),
        ('AT+QSSLCFG="ciphersuite",1,"0X002F"', Version.TLS12, AES128, "SSLCFG-GEN-08"),
        ('AT+QSSLCFG="ftpsctxi",0', Version.TLS10, AES256, "SSLCFG-FTPSCTX-13"),
        ('AT+QSSLCFG="sslversion",0,3', Version.TLS12, AES256, "SSLCFG-GEN-08"),
        ('AT+QSSLCFG="ciphersuite",0,"0X002F"', Version.TLS12, AES128, "SSLCFG-GEN-08"),
    )
    for line, version, suite, requirement in steps:
        accepted(online_modem.send(line))

        attempted = attempt(online_modem, ftps_server)

        expect(attempted, requirement, what=f"AT+QFTPOPEN after {line}").opened()
        expect(attempted.session, requirement).negotiated(version=version, suite=suite)


@pytest.mark.requirement("SSLCFG-GEN-08", "AUTH-01", "AUTH-05", "AUTH-08")
def test_the_security_level_changes_with_each_session(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    install_security_data(online_modem, authority)
    context = SslContext.usual(seclevel=2, ca="NVRAM:CA0", certificate="NVRAM:CC0", key="NVRAM:CK0")
    refused = configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT, index=3)
    preamble(refused, what="refused settings").is_empty()
    strange = ServerProfile(tls=ASKING.tls, chain=authority.chain("other-ca"))

    for level in (2, 0, 1, 2, 1, 0):
        accepted(online_modem.ssl.set("seclevel", 3, level))
        good, other = (attempt(online_modem, ftps_server, profile) for profile in (ASKING, strange))

        what = f"AT+QFTPOPEN at level {level}"
        expect(good, "SSLCFG-GEN-08", what=what).opened()
        if level == 2:
            expect(good.session, "AUTH-08").proved_the_client()
        judged = expect(other, "AUTH-05" if level else "AUTH-01", what=f"{what}, another CA")
        if level:
            judged.refused()
        else:
            judged.opened()


@pytest.mark.requirement("AUTH-03", "AUTH-05", "SSLCFG-GEN-08")
@pytest.mark.parametrize("name", ["RAM:ca_cert.pem", "NVRAM:CA1"])
def test_a_ca_that_is_replaced_under_its_name_counts_in_the_next_session(
    name: str, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    chains = {True: authority.chain(), False: authority.chain("other-ca")}
    for is_good in (True, False, True):
        online_modem.security.ensure(name, chains[is_good].trust_anchor)
        # the name is set again, for a DUT that reads a file when its name is set (2.3)
        refused = configure_ftps(
            online_modem, ftps_server, SslContext.usual(seclevel=1, ca=name), mode=Listener.IMPLICIT, index=2
        )
        preamble(refused, what="refused settings").is_empty()

        own, other = (
            attempt(online_modem, ftps_server, ServerProfile(chain=chains[kind]))
            for kind in (is_good, not is_good)
        )

        expect(own, "AUTH-03", "SSLCFG-GEN-08", what="AT+QFTPOPEN to a server of the stored CA").opened()
        expect(other, "AUTH-05", what="AT+QFTPOPEN to a server of the replaced CA").refused()


@pytest.mark.requirement("SSLCFG-RTC-03", "SSLCFG-RTC-04")
def test_the_ignoring_of_dates_changes_with_each_session(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    install_security_data(online_modem, authority)
    refused = configure_ftps(
        online_modem,
        ftps_server,
        SslContext.usual(seclevel=1, ca="NVRAM:CA0"),
        mode=Listener.IMPLICIT,
        index=4,
    )
    preamble(refused, what="refused settings").is_empty()
    profile = ServerProfile(chain=authority.chain("expired"))

    preamble(online_modem.set_clock(datetime.now(UTC))).accepted()

    for value in (1, 0, 1, 0, 1):
        requirement = "SSLCFG-RTC-04" if value else "SSLCFG-RTC-03"
        accepted(online_modem.ssl.ignore_rtc_time(bool(value)))
        attempted = attempt(online_modem, ftps_server, profile)

        judged = expect(attempted, requirement, what=f"AT+QFTPOPEN with ignorertctime {value}")
        if value:
            judged.opened()
        else:
            judged.refused()

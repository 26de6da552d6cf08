"""Each setting of AT+QSSLCFG, and each security file, lasts over a session, its errors and the PDP context (note 2.3).

The bound context and those beside it are set once, to other values than the defaults.
After each event the DUT is asked for all of them, and every session shows at the server
that those of the bound context are used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import pytest

from hil.expect import expect, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import configure_ftps, refusals
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..security_data import Vacate
from .events import Course, around_a_deactivation, in_sessions, outside_a_session
from .told import Place, everything_told, expect_unchanged, ftp_places, ssl_places

AES128 = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
AES256 = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA
TRIPLE_DES = CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA
RC4 = CipherSuite.TLS_RSA_WITH_RC4_128_SHA
IN_RAM = SslContext(
    seclevel=2, ca="RAM:ca_cert.pem", certificate="RAM:client_cert.pem", key="RAM:client_key.pem"
)
IN_NVRAM = SslContext(seclevel=2, ca="NVRAM:CA0", certificate="NVRAM:CC0", key="NVRAM:CK0")
DEMAND = {1: ClientCertificate.NONE, 2: ClientCertificate.REQUIRED}


@dataclass(frozen=True, slots=True)
class Row:
    """A context that is bound, those beside it, and what else is set.

    `spare` is a file that comes and goes meanwhile, `written` a line that sets another
    context or a type of AT+QFTPCFG.
    """

    index: int
    context: SslContext
    version: Version
    suite: CipherSuite
    ignores_dates: bool
    spare: str
    written: str
    beside: Mapping[int, SslContext] = field(default_factory=dict)


ROWS = (
    Row(
        0,
        SslContext(version=2, suites=(AES128,), seclevel=1, ca="NVRAM:CA1"),
        Version.TLS11,
        AES128,
        ignores_dates=True,
        spare="NVRAM:CC0",
        written="AT+QFTPCFG=2,0",
    ),
    Row(
        3,
        replace(IN_RAM, version=3, suites=(AES256,)),
        Version.TLS12,
        AES256,
        ignores_dates=True,
        spare="NVRAM:CA0",
        written='AT+QSSLCFG="sslversion",1,2',
        beside={
            2: SslContext(version=1, suites=(TRIPLE_DES,), seclevel=1, ca="RAM:ca_cert.pem"),
            4: replace(IN_RAM, version=2, suites=(RC4, AES128)),
        },
    ),
    Row(
        5,
        replace(IN_NVRAM, version=1, suites=(TRIPLE_DES,)),
        Version.TLS10,
        TRIPLE_DES,
        ignores_dates=False,
        spare="RAM:ca_cert.pem",
        written='AT+QSSLCFG="seclevel",4,1',
        beside={
            0: SslContext(version=3, suites=(AES256, AES128), seclevel=1, ca="NVRAM:CA0"),
            1: replace(IN_NVRAM, version=2, suites=(AES128,)),
        },
    ),
)
BY_ROW = pytest.mark.parametrize("row", [pytest.param(row, id=f"context{row.index}") for row in ROWS])
JUDGED = pytest.mark.requirement(
    "SSLCFG-VERSION-02",
    "SSLCFG-CIPHER-02",
    "SSLCFG-SECLVL-02",
    "SSLCFG-CACERT-03",
    "SSLCFG-CLICERT-03",
    "SSLCFG-CLIKEY-03",
    "SSLCFG-FTPS-03",
    "SSLCFG-FTPSCTX-02",
    "SSLCFG-RTC-02",
    "SSLCFG-GEN-07",
    "SECREAD-08",
    "AUTH-08",
    "EX421-26",
    "FTPCFG-T1-02",
    "FTPCFG-T2-02",
    "FTPCFG-T3-02",
    "FTPCFG-T4-02",
    "FTPCFG-T5-02",
    "FTPCFG-T6-02",
    "FTPCFG-T7-02",
)


def prepared(row: Row, modem: Modem, server: FtpsServer, authority: Authority, vacate: Vacate) -> Course:
    """The DUT with the contexts and files of the row, and everything that a session needs set once."""
    modem.forget()
    vacate(modem, row.spare)
    client = authority.client()
    contents = {
        row.context.ca: authority.ca_pem,
        row.context.certificate: client.certificate,
        row.context.key: client.key,
    }
    for name in _files(row):
        modem.security.ensure(name, contents[name])
    for index, context in row.beside.items():
        refused = refusals(modem.ssl.apply(index, context))
        preamble(refused, what=f"refused settings of context {index}").is_empty()
    refused = configure_ftps(
        modem,
        server,
        row.context,
        mode=Listener.IMPLICIT,
        index=row.index,
        ignore_rtc=row.ignores_dates,
    )
    preamble(refused, what="refused settings").is_empty()

    def set_another() -> None:
        preamble(refusals((modem.send(row.written),)), what="refused settings").is_empty()
        preamble(modem.security.write(row.spare, b"another file")).succeeded()
        preamble(modem.security.delete(row.spare)).accepted()

    profile = ServerProfile(
        tls=TlsPolicy(client_certificate=DEMAND[row.context.seclevel]),
        chain=authority.chain("expired") if row.ignores_dates else None,
    )
    if not row.ignores_dates:
        preamble(modem.set_clock(datetime.now(UTC))).accepted()
    others = tuple(suite for suite in CipherSuite if suite is not row.suite)
    unfit = ServerProfile(tls=TlsPolicy(suites=others), chain=profile.chain)
    return Course(modem, server, Listener.IMPLICIT, profile, unfit=unfit, set_another=set_another)


def _files(row: Row) -> tuple[str, ...]:
    return tuple(name for name in (row.context.ca, row.context.certificate, row.context.key) if name)


def _told(course: Course, row: Row) -> dict[Place, tuple[str, ...]]:
    places = (*ssl_places((row.index, *row.beside), _files(row)), *ftp_places()[:-1])
    return everything_told(course.modem, places)


def expect_in_use(course: Course, row: Row) -> None:
    """Judge that each session had the login, and version, suite and client certificate of the row."""
    for session in (session for pending in course.seen for session in pending.sessions):
        expect(session, "EX421-26").logged_in()
        expect(session, "SSLCFG-GEN-07").negotiated(version=row.version, suite=row.suite, data=False)
        if row.context.seclevel == 2:
            expect(session, "AUTH-08").proved_the_client()


@JUDGED
@BY_ROW
def test_ssl_settings_and_files_last_over_sessions_and_errors(
    row: Row,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    vacate: Vacate,
    peers: Peers,
) -> None:
    course = prepared(row, online_modem, ftps_server, authority, vacate)
    before = _told(course, row)

    for event in outside_a_session(course, peers):
        expect_unchanged(course.modem, before, event)
    for event in in_sessions(course):
        expect_unchanged(course.modem, before, event)

    expect_in_use(course, row)


@JUDGED
@BY_ROW
def test_ssl_settings_and_files_last_over_a_deactivation_of_the_context(
    row: Row, online_modem: Modem, ftps_server: FtpsServer, authority: Authority, vacate: Vacate
) -> None:
    course = prepared(row, online_modem, ftps_server, authority, vacate)
    before = _told(course, row)

    for event in around_a_deactivation(course):
        expect_unchanged(course.modem, before, event)

    expect_in_use(course, row)

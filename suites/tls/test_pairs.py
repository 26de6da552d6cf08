"""Every version with every suite, at every seclevel, in both connection modes (note 1.1, Table 1, 2.2, 2.3).

The server accepts only the pair.  The negotiated version and suite are those that the
server saw, on the control connection and on each data connection.
"""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import (
    SESSION_END_S,
    RoundTrip,
    attempt,
    configure_ftps,
    install_security_data,
    open_ftp,
    round_trip,
    sample_content,
)
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import ClientCertificate, TlsPolicy

from .matrix import Setting, cases, suite_of

DEMAND = {0: ClientCertificate.NONE, 1: ClientCertificate.NONE, 2: ClientCertificate.REQUIRED}


def context(setting: Setting, suite: CipherSuite, seclevel: int) -> SslContext:
    """An SSL context restricted to one pair; the security files are configured at every level."""
    return SslContext(
        version=setting.sslversion,
        suites=(suite,),
        seclevel=seclevel,
        ca="NVRAM:CA0",
        certificate="NVRAM:CC0",
        key="NVRAM:CK0",
    )


def server_profile(setting: Setting, suite: CipherSuite, seclevel: int) -> ServerProfile:
    """A server that accepts this suite only, in the versions of the setting."""
    return ServerProfile(
        tls=TlsPolicy(versions=setting.versions, suites=(suite,), client_certificate=DEMAND[seclevel])
    )


@pytest.mark.parametrize(("setting", "suite", "seclevel", "mode", "ids"), cases(legal=True))
def test_a_legal_pair_is_negotiated_on_every_connection(
    setting: Setting,
    suite: CipherSuite,
    seclevel: int,
    mode: Listener,
    ids: tuple[str, ...],
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    data = sample_content(1024, (setting.title, suite.code, seclevel, mode.value))
    install_security_data(online_modem, authority)
    refused = configure_ftps(online_modem, ftps_server, context(setting, suite, seclevel), mode=mode)
    expect(refused, *ids, what="refused settings").is_empty()

    with ftps_server.expecting(server_profile(setting, suite, seclevel)) as pending:
        trip = round_trip(online_modem, ftps_server, mode, data, offered=data[::-1])
        online_modem.ftp.ensure_closed()
        # First: a DUT that does not dial fails, though there is no session to see.
        judge_trip(trip, data, *ids)
        session = pending.session(Deadline.after(SESSION_END_S))

    judge_connections(session, setting, suite, *ids, proves_the_client=seclevel == 2)
    handshake = session.control.handshake
    observe(
        "negotiated version", Version(handshake.version).title if handshake and handshake.version else "none"
    )


def judge_trip(trip: RoundTrip, data: bytes, *ids: str) -> None:
    """Each step that was reached succeeded, and each file is the same at both ends."""
    __tracebackhide__ = True
    expect(trip.opened, *ids).succeeded()
    if trip.uploaded is not None:
        expect(trip.uploaded, *ids).result(len(data))
        expect(trip.stored or b"", *ids, what="the stored file").equals(data)
    if trip.downloaded is not None:
        expect(trip.downloaded, *ids).result(len(data)).carried(trip.offered or b"")
    if trip.closed is not None:
        expect(trip.closed, *ids).succeeded()


def judge_connections(
    session: Session, setting: Setting, suite: CipherSuite, *ids: str, proves_the_client: bool
) -> None:
    """Each connection has the pair and, at seclevel 2, proved the client in each full handshake."""
    __tracebackhide__ = True
    expect(session, *ids).negotiated(version=setting.versions, suite=suite)
    for connection in (session.control, *session.data):
        if proves_the_client and connection.handshake is not None and not connection.handshake.resumed:
            expect(connection.handshake, *ids).proved_the_client()


@pytest.mark.parametrize(("setting", "suite", "seclevel", "mode", "ids"), cases(legal=False))
def test_an_illegal_pair_is_refused(
    setting: Setting,
    suite: CipherSuite,
    seclevel: int,
    mode: Listener,
    ids: tuple[str, ...],
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    """A legal pair works at first: so the DUT dials, logs in, and is refused the illegal one by nothing else."""
    legal = suite_of(setting.versions[0])
    install_security_data(online_modem, authority)
    refused = configure_ftps(online_modem, ftps_server, context(setting, legal, seclevel), mode=mode)
    preamble(refused, what="refused settings of a legal pair").is_empty()
    preamble(attempt(online_modem, ftps_server, server_profile(setting, legal, seclevel), mode=mode)).opened()

    set_suite = online_modem.ssl.set_suites(0, (suite,))
    observe("refused at", "the handshake" if set_suite.ok else "the configuration")
    if not set_suite.ok:
        expect(set_suite, *ids).refused()
        preamble(online_modem.ssl.set_suites(0, (legal,))).accepted()
    with ftps_server.expecting(server_profile(setting, suite, seclevel)) as pending:
        opened = open_ftp(online_modem, ftps_server, mode)
        online_modem.ftp.ensure_closed()

        expect(opened, *ids).did_not_succeed()
        expect(pending, *ids).saw_no_login()

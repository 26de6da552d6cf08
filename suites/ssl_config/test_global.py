"""AT+QSSLCFG="ftps" and "ftpsctxi": ranges, queries, and effect on a session (note 2.3)."""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.expect import expect, left_open, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import SESSION_END_S, attempt, configure_ftp, configure_ftps, open_ftp

from .settings import query

CONTEXT = SslContext.usual(seclevel=0)
TELLS = {"ftps": "SSLCFG-FTPS-03", "ftpsctxi": "SSLCFG-FTPSCTX-02"}
"""The requirement of the query."""


def case(keyword: str, value: int, *stores: str, smoke: bool = False) -> object:
    """The parameter set of a legal value, with the requirements of setting it."""
    marks = [pytest.mark.requirement(*stores, TELLS[keyword]), *([pytest.mark.smoke] if smoke else [])]
    return pytest.param(keyword, value, stores, id=f"{keyword}-{value}", marks=marks)


@pytest.mark.parametrize(
    ("keyword", "value", "stores"),
    [
        case("ftps", 0, "SSLCFG-FTPS-02"),
        case("ftps", 1, "SSLCFG-FTPS-01", smoke=True),
        case("ftpsctxi", 0, "SSLCFG-FTPSCTX-01", "SSLCFG-FTPSCTX-04", smoke=True),
        case("ftpsctxi", 1, "SSLCFG-FTPSCTX-01", "SSLCFG-FTPSCTX-05"),
        case("ftpsctxi", 2, "SSLCFG-FTPSCTX-01", "SSLCFG-FTPSCTX-06"),
        case("ftpsctxi", 3, "SSLCFG-FTPSCTX-01", "SSLCFG-FTPSCTX-07"),
        case("ftpsctxi", 4, "SSLCFG-FTPSCTX-01", "SSLCFG-FTPSCTX-08"),
        case("ftpsctxi", 5, "SSLCFG-FTPSCTX-01", "SSLCFG-FTPSCTX-09", smoke=True),
    ],
)
def test_a_legal_value_is_stored_and_read_back(
    keyword: str, value: int, stores: tuple[str, ...], modem: Modem
) -> None:
    preamble(modem.send(f'AT+QSSLCFG="{keyword}",{int(value == 0)}')).accepted()

    written = modem.send(f'AT+QSSLCFG="{keyword}",{value}')
    read = modem.send(f'AT+QSSLCFG="{keyword}"')

    expect(written, *stores).accepted()
    expect(read, TELLS[keyword]).accepted()
    expect(read, TELLS[keyword], *stores).answered(keyword, value)


@pytest.mark.requirement("SSLCFG-GEN-06")
@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize(
    ("keyword", "value", "identifier"),
    [
        pytest.param(
            keyword, value, identifier, id=f"{keyword}-{value}", marks=pytest.mark.requirement(identifier)
        )
        for keyword, value, identifier in (
            ("ftps", -1, "SSLCFG-FTPS-05"),
            ("ftps", 2, "SSLCFG-FTPS-06"),
            ("ftpsctxi", 6, "SSLCFG-FTPSCTX-10"),
        )
    ],
)
def test_a_value_out_of_range_is_refused_and_changes_nothing(
    keyword: str, value: int, identifier: str, before: int, modem: Modem
) -> None:
    preamble(modem.send(f'AT+QSSLCFG="{keyword}",{before}')).accepted()

    refused = modem.send(f'AT+QSSLCFG="{keyword}",{value}')

    expect(refused, identifier).refused()
    expect(query(modem, keyword), "SSLCFG-GEN-06").answered(keyword, before)


@pytest.mark.requirement("SSLCFG-FTPSCTX-11")
def test_the_value_minus_1_of_ftpsctxi_cannot_be_set(modem: Modem, observe: Observe) -> None:
    preamble(modem.send('AT+QSSLCFG="ftpsctxi",2')).accepted()

    refused = modem.send('AT+QSSLCFG="ftpsctxi",-1')

    left = query(modem, "ftpsctxi")
    observe("ftpsctxi -1", f"{' '.join(refused.lines)}; {' '.join(left.lines)}")
    expect(refused, "SSLCFG-FTPSCTX-11").refused()
    if not refused.ok:
        expect(left, "SSLCFG-FTPSCTX-11").answered("ftpsctxi", 2)


@pytest.mark.requirement("SSLCFG-FTPSCTX-12")
def test_no_login_is_sent_in_clear_without_a_bound_context(
    modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    modem.reboot()
    modem.pdp.ensure_active()
    preamble(configure_ftp(modem, ftps_server), what="refused settings").is_empty()
    preamble(modem.send('AT+QSSLCFG="ftps",1')).accepted()
    bound = query(modem, "ftpsctxi")

    with ftps_server.expecting(ServerProfile()) as pending:
        opened = open_ftp(modem, ftps_server, Listener.PLAIN)
        modem.ftp.ensure_closed()
        inside = open_ftp(modem, ftps_server, Listener.IMPLICIT)
        modem.ftp.ensure_closed()
        seen = pending.sessions
    control = _opens_with_a_bound_context(modem, ftps_server)

    observe("ftpsctxi", " ".join(bound.lines))
    observe("FTPS without a bound context, to a server of plain FTP", opened.outcome)
    observe("FTPS without a bound context, to a server of implicit FTPS", inside.outcome)
    expect(opened, "SSLCFG-FTPSCTX-12", what="FTPS to a server of plain FTP").failed()
    in_clear = {command.verb for session in seen for command in session.commands if not command.protected}
    expect(in_clear, "SSLCFG-FTPSCTX-12", what="the commands in clear").lacks("USER").lacks("PASS")
    preamble(control, what="the control: a session with a bound context").is_yes()
    if bound.rows("QSSLCFG") not in {(("ftpsctxi", "-1"),), ()}:
        left_open("this DUT has a bound context after a reboot: it was not opened without one")


def _opens_with_a_bound_context(modem: Modem, server: FtpsServer) -> bool:
    """The control of a refusal: whether the DUT opens a session as soon as a context is bound."""
    configure_ftps(modem, server, CONTEXT, mode=Listener.IMPLICIT)
    with server.expecting(ServerProfile()) as pending:
        opened = open_ftp(modem, server, Listener.IMPLICIT)
        modem.ftp.ensure_closed()
        return opened.ok and bool(pending.sessions)


@pytest.mark.requirement("SSLCFG-FTPS-01")
def test_the_next_session_uses_tls_after_ftps_1(online_modem: Modem, ftps_server: FtpsServer) -> None:
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()
    refused = configure_ftps(online_modem, ftps_server, CONTEXT, mode=Listener.IMPLICIT)
    preamble(refused, what="refused settings").is_empty()

    attempted = attempt(online_modem, ftps_server)

    expect(attempted, "SSLCFG-FTPS-01").opened()
    expect(attempted.session, "SSLCFG-FTPS-01").is_protected().sent_in_clear_only()


@pytest.mark.requirement("SSLCFG-FTPS-07")
def test_the_effect_of_ftps_0_in_a_session_is_recorded(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    refused = configure_ftps(online_modem, ftps_server, CONTEXT, mode=Listener.IMPLICIT)
    preamble(refused, what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile()) as pending:
        preamble(open_ftp(online_modem, ftps_server, Listener.IMPLICIT)).succeeded()
        switched = online_modem.send('AT+QSSLCFG="ftps",0')
        after = online_modem.ftp.path("/")
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    observe("ftps 0 in a session", " ".join(switched.lines))
    observe("AT+QFTPPATH after it", after.outcome)
    expect(session, "SSLCFG-FTPS-07").sent_in_clear_only()

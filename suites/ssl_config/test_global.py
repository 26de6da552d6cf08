"""AT+QSSLCFG="ftps" and "ftpsctxi": ranges, queries, and effect on a session (note 2.3)."""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import SESSION_END_S, configure_ftp, configure_ftps, open_ftp

from ..responses import compact, is_refusal
from .settings import ask

CONTEXT = SslContext.usual(seclevel=0)


def case(keyword: str, value: int, *identifiers: str, smoke: bool = False) -> object:
    """The parameter set of a value."""
    marks = [pytest.mark.requirement(*identifiers), *([pytest.mark.smoke] if smoke else [])]
    return pytest.param(keyword, value, id=f"{keyword}-{value}", marks=marks)


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        case("ftps", 0, "SSLCFG-FTPS-02", "SSLCFG-FTPS-03"),
        case("ftps", 1, "SSLCFG-FTPS-01", "SSLCFG-FTPS-03", smoke=True),
        case("ftpsctxi", 0, "SSLCFG-FTPSCTX-01", "SSLCFG-FTPSCTX-02", "SSLCFG-FTPSCTX-04", smoke=True),
        case("ftpsctxi", 1, "SSLCFG-FTPSCTX-01", "SSLCFG-FTPSCTX-02", "SSLCFG-FTPSCTX-05"),
        case("ftpsctxi", 2, "SSLCFG-FTPSCTX-01", "SSLCFG-FTPSCTX-02", "SSLCFG-FTPSCTX-06"),
        case("ftpsctxi", 3, "SSLCFG-FTPSCTX-01", "SSLCFG-FTPSCTX-02", "SSLCFG-FTPSCTX-07"),
        case("ftpsctxi", 4, "SSLCFG-FTPSCTX-01", "SSLCFG-FTPSCTX-02", "SSLCFG-FTPSCTX-08"),
        case("ftpsctxi", 5, "SSLCFG-FTPSCTX-01", "SSLCFG-FTPSCTX-02", "SSLCFG-FTPSCTX-09", smoke=True),
    ],
)
def test_a_legal_value_is_stored_and_read_back(keyword: str, value: int, modem: Modem) -> None:
    modem.send(f'AT+QSSLCFG="{keyword}",{int(value == 0)}').check()

    written = modem.send(f'AT+QSSLCFG="{keyword}",{value}')
    read = modem.send(f'AT+QSSLCFG="{keyword}"')

    assert written.lines == ("OK",)
    assert compact(read.lines) == [f'+QSSLCFG:"{keyword}",{value}', "OK"]


@pytest.mark.requirement("SSLCFG-GEN-06")
@pytest.mark.parametrize("before", [0, 1])
@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        case("ftps", -1, "SSLCFG-FTPS-05"),
        case("ftps", 2, "SSLCFG-FTPS-06"),
        case("ftpsctxi", 6, "SSLCFG-FTPSCTX-10"),
    ],
)
def test_a_value_out_of_range_is_refused_and_changes_nothing(
    keyword: str, value: int, before: int, modem: Modem
) -> None:
    modem.send(f'AT+QSSLCFG="{keyword}",{before}').check()

    refused = modem.send(f'AT+QSSLCFG="{keyword}",{value}')

    assert is_refusal(refused), refused.lines
    assert ask(modem, keyword) == str(before)


@pytest.mark.requirement("SSLCFG-FTPSCTX-11")
def test_the_value_minus_1_of_ftpsctxi_cannot_be_set(modem: Modem, observe: Observe) -> None:
    modem.send('AT+QSSLCFG="ftpsctxi",2').check()

    refused = modem.send('AT+QSSLCFG="ftpsctxi",-1')

    left = ask(modem, "ftpsctxi")
    observe("ftpsctxi -1", f"{' '.join(refused.lines)}; {left}")
    assert is_refusal(refused), refused.lines
    assert left == "2"


@pytest.mark.requirement("SSLCFG-FTPSCTX-12")
def test_no_login_is_sent_in_clear_without_a_bound_context(
    modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    modem.reboot()
    modem.pdp.ensure_active()
    assert configure_ftp(modem, ftps_server) == ()
    modem.send('AT+QSSLCFG="ftps",1').check()
    observe("ftpsctxi", ask(modem, "ftpsctxi"))

    with ftps_server.expecting(ServerProfile()) as pending:
        opened = open_ftp(modem, ftps_server, Listener.PLAIN)
        modem.ftp.ensure_closed()
        inside = open_ftp(modem, ftps_server, Listener.IMPLICIT)
        modem.ftp.ensure_closed()
        seen = pending.sessions

    observe("FTPS without a bound context, to a server of plain FTP", opened.outcome)
    observe("FTPS without a bound context, to a server of implicit FTPS", inside.outcome)
    assert not opened.ok, opened.outcome
    in_clear = {command.verb for session in seen for command in session.commands if not command.protected}
    assert in_clear & {"USER", "PASS"} == set()


@pytest.mark.requirement("SSLCFG-FTPS-01")
def test_the_next_session_uses_tls_after_ftps_1(online_modem: Modem, ftps_server: FtpsServer) -> None:
    assert configure_ftp(online_modem, ftps_server) == ()
    assert configure_ftps(online_modem, ftps_server, CONTEXT, mode=Listener.IMPLICIT) == ()

    with ftps_server.expecting(ServerProfile()) as pending:
        opened = open_ftp(online_modem, ftps_server, Listener.IMPLICIT)
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    assert opened.result == 0, opened.outcome
    assert session.control.handshake is not None
    assert session.control.handshake.finished
    assert all(command.protected for command in session.commands)


@pytest.mark.requirement("SSLCFG-FTPS-07")
def test_the_effect_of_ftps_0_in_a_session_is_recorded(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    assert configure_ftps(online_modem, ftps_server, CONTEXT, mode=Listener.IMPLICIT) == ()

    with ftps_server.expecting(ServerProfile()) as pending:
        open_ftp(online_modem, ftps_server, Listener.IMPLICIT).check()
        switched = online_modem.send('AT+QSSLCFG="ftps",0')
        after = online_modem.ftp.path("/")
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    observe("ftps 0 in a session", " ".join(switched.lines))
    observe("AT+QFTPPATH after it", after.outcome)
    assert all(command.protected for command in session.commands), "a command of the session came in clear"

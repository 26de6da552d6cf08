"""Switch from FTPS to FTP in clear, with a host name (note 4.2.4)."""

from __future__ import annotations

import pytest

from hil.bench import Bench
from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import SESSION_END_S, open_ftp, use_context

from ..responses import compact


@pytest.mark.smoke
@pytest.mark.needs("bench-name")
@pytest.mark.requirement(
    "EX424-01", "EX424-02", "EX424-03", "EX424-04", "EX424-05", "EX424-06", "SSLCFG-FTPS-02"
)
def test_the_dut_switches_to_ftp_and_back_to_ftps(
    opened_session: Modem, ftps_server: FtpsServer, bench: Bench
) -> None:
    modem = opened_session
    modem.ftp.ensure_closed()
    _, port = ftps_server.address(Listener.PLAIN)

    with ftps_server.expecting(ServerProfile()) as pending:
        answers = [
            modem.send(line)
            for line in (
                'AT+QSSLCFG="ftps",0',
                f'AT+QFTPUSER="{ftps_server.user}"',
                f'AT+QFTPPASS="{ftps_server.password}"',
                f'AT+QFTPOPEN="{bench.host_name}",{port}',
            )
        ]
        assert [compact(exchange.lines) for exchange in answers] == [
            ["OK"],
            ["OK"],
            ["OK"],
            ["OK", "+QFTPOPEN:0"],
        ]
        closed = modem.ftp.close()
        session = pending.session(Deadline.after(SESSION_END_S))

    assert closed.result == 0, closed.outcome
    assert session.listener is Listener.PLAIN
    assert session.logged_in
    assert session.sent("AUTH") == ()
    assert session.control.handshake is None

    with ftps_server.expecting(ServerProfile()) as pending:
        assert use_context(modem, ftps_server, 0) == ()
        opened = open_ftp(modem, ftps_server, Listener.IMPLICIT)
        assert opened.result == 0, opened.outcome
        modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    assert session.control.handshake is not None
    assert session.control.handshake.finished

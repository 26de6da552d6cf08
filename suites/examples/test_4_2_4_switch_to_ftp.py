"""Switch from FTPS to FTP in clear, with a host name (note 4.2.4)."""

from __future__ import annotations

import pytest

from hil.bench import Bench
from hil.deadline import Deadline
from hil.expect import expect, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import SESSION_END_S, open_ftp, use_context


@pytest.mark.smoke
@pytest.mark.form
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
        expect(modem.send('AT+QSSLCFG="ftps",0'), "EX424-01").form_lines("OK")
        expect(modem.send(f'AT+QFTPUSER="{ftps_server.user}"'), "EX424-02").form_lines("OK")
        expect(modem.send(f'AT+QFTPPASS="{ftps_server.password}"'), "EX424-03").form_lines("OK")
        opened = modem.send(f'AT+QFTPOPEN="{bench.host_name}",{port}')
        expect(opened, "EX424-04", "SSLCFG-FTPS-02").result(0)
        preamble(modem.ftp.close()).result(0)
        session = pending.session(Deadline.after(SESSION_END_S))

    expect(session.listener.value, "EX424-04", what="the server of the session").equals("plain")
    expect(session, "EX424-04").logged_in()
    expect(session, "EX424-05", "SSLCFG-FTPS-02").is_in_clear()

    with ftps_server.expecting(ServerProfile()) as pending:
        preamble(use_context(modem, ftps_server, 0), what="refused settings").is_empty()
        expect(open_ftp(modem, ftps_server, Listener.IMPLICIT), "EX424-06").result(0)
        modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    expect(session, "EX424-06").logged_in().is_protected()

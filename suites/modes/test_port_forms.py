"""The port of AT+QFTPOPEN by class: only the number that is given is dialled (note 4.2.1; document [2])."""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import configure_ftp, open_ftp

from ..numbers import no_numbers, open_forms, outside


@pytest.mark.requirement("MODE-05", "ERR-LOCAL-10")
def test_no_other_number_is_taken_for_the_port_of_a_server(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()
    host, port = ftps_server.address(Listener.PLAIN)

    with ftps_server.expecting(ServerProfile()) as pending, expect_all():
        for text in (*outside(1, 65535, port), *no_numbers(port)):
            opened = online_modem.send(f'AT+QFTPOPEN="{host}",{text}')
            expect(opened, "ERR-LOCAL-10", what=f"AT+QFTPOPEN to port {text}").failed()
            online_modem.ftp.ensure_closed()
        seen = len(pending.sessions)
        expect(seen, "MODE-05", what="the connections to the server by wrong ports").equals(0)
        opened = open_ftp(online_modem, ftps_server, Listener.PLAIN)
        preamble(opened, what="AT+QFTPOPEN to the port of the server").succeeded()
        online_modem.ftp.ensure_closed()
    observe("sessions by wrong ports", seen)


@pytest.mark.requirement("MODE-05")
def test_another_form_of_a_port_is_refused_or_dialled(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()
    host, port = ftps_server.address(Listener.PLAIN)
    accepted = []

    with expect_all():
        for text in open_forms(port):
            with ftps_server.expecting(ServerProfile()) as pending:
                opened = online_modem.send(f'AT+QFTPOPEN="{host}",{text}')
                online_modem.ftp.ensure_closed()
                logged_in = [session.logged_in for session in pending.sessions]
            what = f"AT+QFTPOPEN to port {text}"
            if opened.ok:
                accepted.append(text)
                expect(logged_in, "MODE-05", what=f"the logins at the server by {what}").equals([True])
            else:
                expect(logged_in, "MODE-05", what=f"the logins at the server by {what}").is_empty()
        with ftps_server.expecting(ServerProfile()):
            preamble(open_ftp(online_modem, ftps_server, Listener.PLAIN)).succeeded()
            online_modem.ftp.ensure_closed()
    observe("forms of a port that are accepted", ", ".join(accepted) or "none")

"""Questions 5 and 6: an open that cannot succeed, and a close without a session."""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.expect import preamble
from hil.fixture_types import Measure, Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import SESSION_END_S, configure_ftp, configure_ftps, install_security_data, open_ftp
from hil.spec.dialect import DialectKey
from hil.spec.tls import Version
from hil.tls.policy import TlsPolicy

from .questions import QUESTIONS, answer_of, ask

CONTEXT = SslContext.usual(seclevel=1, ca="NVRAM:CA0")


@pytest.mark.probe(QUESTIONS[5])
@pytest.mark.requirement("ERR-GEN-06", "ERR-GEN-08")
def test_the_codes_of_failed_handshakes_are_measured(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority, observe: Observe
) -> None:
    install_security_data(online_modem, authority)
    refused = configure_ftps(online_modem, ftps_server, CONTEXT, mode=Listener.IMPLICIT)
    preamble(refused, what="refused settings").is_empty()
    peers = {
        "a server of another version": ServerProfile(tls=TlsPolicy(versions=(Version.TLS10,))),
        "a certificate of another CA": ServerProfile(chain=authority.chain("other-ca")),
    }
    for title, profile in peers.items():
        with ftps_server.expecting(profile):
            observe(
                f"AT+QFTPOPEN against {title}",
                answer_of(open_ftp(online_modem, ftps_server, Listener.IMPLICIT)),
            )
            online_modem.ftp.ensure_closed()
    with ftps_server.expecting(ServerProfile()):
        answer = answer_of(open_ftp(online_modem, ftps_server, Listener.PLAIN))
        observe("AT+QFTPOPEN in implicit mode against a server in clear", answer)
        online_modem.ftp.ensure_closed()


@pytest.mark.probe(QUESTIONS[5])
@pytest.mark.requirement("ERR-GEN-08")
def test_the_answer_to_a_second_open_is_measured(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()
    open_ftp(online_modem, ftps_server, Listener.PLAIN).check()

    observe(
        "AT+QFTPOPEN while a session is open", answer_of(open_ftp(online_modem, ftps_server, Listener.PLAIN))
    )
    observe("state afterwards", ask(online_modem, "AT+QFTPSTAT"))


@pytest.mark.probe(QUESTIONS[5])
@pytest.mark.requirement("ERR-GEN-08")
def test_the_answer_to_a_command_during_an_open_is_measured(
    online_modem: Modem, ftps_server: FtpsServer, peers: Peers, observe: Observe, measure: Measure
) -> None:
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()
    channel, deadline = online_modem.channel, Deadline.after(SESSION_END_S)

    with peers.silent() as silent:
        host, port = silent.address
        channel.drain()
        channel.send_line(f'AT+QFTPOPEN="{host}",{port}')
        channel.event(deadline)
        channel.settled()
        observe("state while opening", ask(online_modem, "AT+QFTPSTAT"))
        second = online_modem.send(f'AT+QFTPOPEN="{host}",{port}')
        observe("AT+QFTPOPEN while opening", answer_of(second))
        observe("busy is told by", "ERROR" if second.result is None else "a result line")
        measure(DialectKey.FTP_BUSY_IS_ERROR, second.result is None)
        silent.end_next(Deadline.after(SESSION_END_S))
    seen = channel.wait_urc(lambda text: text.startswith("+QFTPOPEN"), deadline)
    observe("AT+QFTPOPEN against a server that says nothing and closes", seen.text if seen else "nothing")


@pytest.mark.probe(QUESTIONS[5])
@pytest.mark.requirement("SSLCFG-FTPSCTX-12")
def test_the_answer_to_an_open_without_a_bound_context_is_measured(
    modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    modem.reboot()
    modem.pdp.ensure_active()
    modem.ssl.enable_ftps(True).check()

    observe('AT+QSSLCFG="ftpsctxi" after a start', ask(modem, 'AT+QSSLCFG="ftpsctxi"'))
    observe(
        "AT+QFTPOPEN with ftps 1 and no context", answer_of(open_ftp(modem, ftps_server, Listener.IMPLICIT))
    )


@pytest.mark.probe(QUESTIONS[6])
@pytest.mark.requirement("EX421-25")
def test_the_answer_to_a_close_without_a_session_is_measured(
    modem: Modem, observe: Observe, measure: Measure
) -> None:
    modem.reboot()
    observe("state after a start", ask(modem, "AT+QFTPSTAT"))
    answer = ask(modem, "AT+QFTPCLOSE")
    observe("AT+QFTPCLOSE without a session", answer)
    told_by = "+QFTPCLOSE" if any("+QFTPCLOSE" in line for line in answer.lines) else "ERROR"
    observe("closing without a session is told by", told_by)
    measure(DialectKey.CLOSE_WITHOUT_SESSION, told_by)
    observe("state after that", ask(modem, "AT+QFTPSTAT"))

"""Questions 10, 15, 16 and 19: the PDP context, TLS on the wire, a second channel."""

from __future__ import annotations

import pytest

from hil.bench import Network
from hil.deadline import Deadline
from hil.errors import HilError
from hil.expect import preamble
from hil.fixture_types import Measure, Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.mux import Multiplexer
from hil.modem.ssl import SslContext
from hil.session import SESSION_END_S, configure_ftp, configure_ftps, open_ftp, round_trip, sample_content
from hil.spec.codes import ResultCode
from hil.spec.dialect import DialectKey
from hil.spec.tls import Version
from hil.verdict import Inconclusive

from .questions import QUESTIONS, Answer, answer_of, ask, enters_data_mode

NAME = "probe.bin"
LOOK_S = 1.0


@pytest.mark.probe(QUESTIONS[10])
@pytest.mark.requirement("ERR-GEN-08")
def test_the_order_of_lines_at_the_loss_of_the_pdp_context_is_measured(
    online_modem: Modem, network: Network, ftps_server: FtpsServer, observe: Observe, measure: Measure
) -> None:
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()
    open_ftp(online_modem, ftps_server, Listener.PLAIN).check()
    started = online_modem.send(f'AT+QFTPPUT="{NAME}",1000,100')
    if not enters_data_mode(started.lines):
        raise Inconclusive(f"no data mode: {answer_of(started)}")
    channel = online_modem.channel
    channel.take_urcs()
    network.deactivate_context()
    channel.listen(Deadline.after(LOOK_S / 2))
    channel.leave_data()
    channel.wait_urc(lambda _: False, Deadline.after(LOOK_S / 2))

    told_lines = [seen.text for seen in channel.take_urcs()]
    observe("lines when the context is lost during an upload", " | ".join(told_lines) or "none")
    loss = next((line for line in told_lines if "DEACT" in line), None)
    observe("URC of the loss", loss or "none")
    if loss is not None:
        measure(DialectKey.PDP_LOST_URC, loss)
    online_modem.attach()
    observe("state of the FTP service afterwards", ask(online_modem, "AT+QFTPSTAT"))


@pytest.mark.probe(QUESTIONS[15])
@pytest.mark.requirement("GEN-07", "AUTH-14")
@pytest.mark.parametrize("mode", [Listener.IMPLICIT, Listener.EXPLICIT])
def test_the_tls_parameters_of_a_session_are_measured(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    context = SslContext.usual(version=4, seclevel=0)
    refused = configure_ftps(online_modem, ftps_server, context, mode=mode)
    preamble(refused, what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile()) as pending:
        round_trip(online_modem, ftps_server, mode, sample_content(64, mode.value))
        session = pending.session(Deadline.after(SESSION_END_S))

    control = session.control.handshake
    if control is None or control.hello is None:
        raise Inconclusive("no ClientHello was seen")
    hello, negotiated = control.hello, control.version or 0
    observe("record version of the ClientHello", f"{hello.record_version:#06x}")
    observe("highest version offered with sslversion 4", f"{hello.client_version:#06x}")
    observe("suites in the order offered", ",".join(f"0X{suite:04X}" for suite in hello.suites))
    observe("server name indication", hello.server_name or "not sent")
    observe("extensions", ", ".join(str(kind) for kind, _ in hello.extensions) or "none")
    known = {version.value for version in Version}
    observe("version negotiated", Version(negotiated).title if negotiated in known else hex(negotiated))
    observe(f"commands of a session, {mode.value}", " ".join(command.verb for command in session.commands))
    for verb in ("AUTH", "PBSZ", "PROT"):
        observe(f"{verb}, {mode.value}", ", ".join(c.argument for c in session.sent(verb)) or "not sent")
    resumed = [bool(c.handshake and c.handshake.resumed) for c in session.data]
    observe("data connections that resume the session", f"{sum(resumed)} of {len(resumed)}")
    observe(f"end of the control connection, {mode.value}", session.control.ending.value)


@pytest.mark.probe(QUESTIONS[16])
@pytest.mark.requirement("PDPERR-05")
def test_the_answers_of_the_pdp_commands_in_a_wrong_state_are_measured(
    modem: Modem, observe: Observe, measure: Measure
) -> None:
    modem.pdp.foreground(0)
    modem.pdp.deactivate()
    answers = {line: ask(modem, line) for line in ("AT+QIDEACT", "AT+QILOCIP", "AT+QIACT")}
    for line, answer in answers.items():
        observe(f"{line} while nothing is registered", answer)
    measure(DialectKey.DEACT_IN_INITIAL, answers["AT+QIDEACT"] == Answer((ResultCode.DEACT_OK.value,)))
    modem.pdp.context(modem.pdp.access_point.name).check()
    modem.pdp.register().check()
    observe("AT+QIREGAPP a second time", ask(modem, "AT+QIREGAPP"))
    observe("AT+QILOCIP before AT+QIACT", ask(modem, "AT+QILOCIP"))
    modem.pdp.activate().check()
    observe("AT+QIACT a second time", ask(modem, "AT+QIACT"))
    observe("AT+QISTAT", ask(modem, "AT+QISTAT"))


@pytest.mark.probe(QUESTIONS[16])
@pytest.mark.requirement("PDPERR-05")
def test_the_activation_of_the_pdp_context_by_an_open_is_measured(
    modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    preamble(configure_ftp(modem, ftps_server), what="refused settings").is_empty()
    modem.pdp.foreground(0)
    modem.pdp.deactivate()
    modem.pdp.context(modem.pdp.access_point.name).check()

    observe("AT+QFTPOPEN without an active context", answer_of(open_ftp(modem, ftps_server, Listener.PLAIN)))
    modem.ftp.ensure_closed()
    observe("AT+QILOCIP after AT+QFTPCLOSE", ask(modem, "AT+QILOCIP"))


@pytest.mark.probe(QUESTIONS[19])
@pytest.mark.requirement("ERR-GEN-08")
def test_the_answers_on_a_second_channel_are_measured(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()
    host, port = ftps_server.address(Listener.PLAIN)
    try:
        with Multiplexer.start(online_modem.channel, dlcis=(1, 2)) as mux:
            first, second = (Modem(mux.channel(dlci)) for dlci in (1, 2))
            for modem in (first, second):
                modem.attach()
            first.ftp.open(host, port).check()
            observe("AT+QFTPSTAT on a second channel", ask(second, "AT+QFTPSTAT"))
            observe("AT+QFTPOPEN on a second channel", ask(second, f'AT+QFTPOPEN="{host}",{port}'))
            observe("AT+QFTPPATH on a second channel", ask(second, 'AT+QFTPPATH="/"'))
            first.ftp.ensure_closed()
    except HilError as trouble:
        raise Inconclusive(f"two channels could not be used: {trouble}") from trouble
    finally:
        online_modem.attach()

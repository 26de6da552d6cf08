"""Questions 7 to 9 and 20: end of data mode, unusual sizes, flow control."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hil.deadline import Deadline
from hil.expect import preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.lab.relay import Way
from hil.lab.tap import DATA
from hil.modem.modem import Modem
from hil.session import configure_ftp, open_ftp, sample_content
from hil.verdict import Inconclusive

from .questions import QUESTIONS, answer_of, ask, content_of, enters_data_mode

NAME = "probe.bin"
STEP_S, MOST_S = 100.0, 1500.0  # module time
LOOK_S = 0.3
PAUSED = 200_000  # bytes: more than the relay lets through at once


@pytest.fixture
def in_session(online_modem: Modem, ftps_server: FtpsServer) -> Iterator[Modem]:
    """The DUT with an FTP session in clear; files go through the UART."""
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()
    open_ftp(online_modem, ftps_server, Listener.PLAIN).check()
    yield online_modem
    online_modem.ftp.ensure_closed()


@pytest.mark.probe(QUESTIONS[7])
@pytest.mark.requirement("SECWRITE-21", "SECWRITE-25")
def test_the_effect_of_plus_signs_in_an_upload_is_measured(
    in_session: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    exchange = in_session.ftp.put(NAME, b"twelve bytes", size=100, timeout_s=10, end="+++")

    observe("AT+QFTPPUT ended by +++", answer_of(exchange))
    observe("bytes on the server", len(content_of(ftps_server.root / NAME)))
    observe("state afterwards", ask(in_session, "AT+QFTPSTAT"))
    observe("ATO afterwards", ask(in_session, "ATO"))


@pytest.mark.probe(QUESTIONS[7])
@pytest.mark.requirement("SECWRITE-21")
def test_the_effect_of_plus_signs_in_a_download_is_measured(
    online_modem: Modem, peers: Peers, observe: Observe
) -> None:
    data = sample_content(PAUSED, "paused")
    channel = online_modem.channel
    with peers.tapped(Listener.PLAIN) as tapped:
        preamble(configure_ftp(online_modem, tapped.server), what="refused settings").is_empty()
        (tapped.server.root / NAME).write_bytes(data)
        with tapped.server.expecting(ServerProfile()):
            online_modem.ftp.open(*tapped.address).check()
            tapped.relay.hold(DATA, Way.DOWN, after=1000)
            channel.send_line(f'AT+QFTPGET="{NAME}"')
            if not enters_data_mode(heard(online_modem, until="CONNECT")):
                raise Inconclusive("no data mode")
            channel.enter_data()
            channel.listen(Deadline.after(LOOK_S))
            came = len(channel.reader.take_data())
            channel.escape()
            channel.leave_data()
            observe("+++ in the middle of a download", " | ".join(heard(online_modem)) or "nothing")
            observe("state after that", ask(online_modem, "AT+QFTPSTAT"))
            tapped.relay.release()
            channel.send_line("ATO")
            answer = heard(online_modem, until="CONNECT")
            observe("ATO after that", " | ".join(answer) or "nothing")
            if enters_data_mode(answer):
                channel.enter_data()
                channel.listen(Deadline.after(2 * LOOK_S))
                came += len(channel.reader.take_data().partition(b"\r\n+QFTPGET")[0])
                channel.leave_data()
            observe("bytes of the file that were lost", len(data) - came)
            online_modem.attach()


def heard(modem: Modem, *, until: str = "") -> list[str]:
    """The lines received up to that one, or up to a silence."""
    lines: list[str] = []
    while not until or not any(line.upper().startswith(until) for line in lines):
        event = modem.channel.event(Deadline.after(LOOK_S))
        if event is None:
            break
        lines.append(str(getattr(event, "text", event)))
    return lines


@pytest.mark.probe(QUESTIONS[7])
@pytest.mark.requirement("SECWRITE-25")
def test_the_effect_of_plus_signs_in_a_security_file_is_measured(modem: Modem, observe: Observe) -> None:
    modem.security.delete("RAM:ca_cert.pem")
    empty = modem.security.write("RAM:ca_cert.pem", b"", size=50, end="+++")
    observe("AT+QSECWRITE ended by +++ without data", answer_of(empty))
    observe("AT+QSECREAD after that", ask(modem, 'AT+QSECREAD="RAM:ca_cert.pem"'))
    modem.security.delete("RAM:ca_cert.pem")


@pytest.mark.probe(QUESTIONS[8])
@pytest.mark.requirement("ERR-GEN-08")
@pytest.mark.parametrize("supplied", [0, 5])
def test_the_timeout_of_an_upload_is_measured(
    supplied: int, in_session: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    (ftps_server.root / NAME).unlink(missing_ok=True)

    exchange = in_session.ftp.put(NAME, b"x" * supplied, size=100, timeout_s=3)

    observe(f"AT+QFTPPUT that times out with {supplied} bytes", answer_of(exchange))
    observe(f"file on the server after {supplied} bytes", (ftps_server.root / NAME).exists())


@pytest.mark.slow
@pytest.mark.probe(QUESTIONS[8])
@pytest.mark.requirement("ERR-GEN-08")
def test_the_default_timeout_of_an_upload_is_measured(in_session: Modem, observe: Observe) -> None:
    started = in_session.send(f'AT+QFTPPUT="{NAME}",10')
    if not enters_data_mode(started.lines):
        raise Inconclusive(f"no data mode: {answer_of(started)}")
    channel = in_session.channel
    waited = 0.0
    seen = None
    while seen is None and waited < MOST_S:
        channel.pass_time(STEP_S)
        waited += STEP_S
        channel.listen(Deadline.after(LOOK_S / channel.clock_rate))
        if b"+QFTPPUT" in channel.reader.pending:
            channel.leave_data()
            seen = channel.wait_urc(lambda text: text.startswith("+QFTPPUT"), Deadline.after(LOOK_S))
    in_session.attach()
    observe("default time-out of AT+QFTPPUT", f"at most {waited:g} s" if seen else f"more than {waited:g} s")
    observe("its result", seen.text if seen else "none yet")


@pytest.mark.probe(QUESTIONS[8])
@pytest.mark.requirement("SECWRITE-22")
def test_the_effect_of_surplus_bytes_is_measured(
    in_session: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    exchange = in_session.ftp.put(NAME, b"0123456789AT+QFTPLEN\r", size=10)
    late = in_session.channel.wait_urc(lambda text: text.startswith("+QFTPLEN"), Deadline.after(1.0))

    observe("AT+QFTPPUT of 10 bytes with a command line behind", answer_of(exchange))
    observe("surplus bytes are taken for a command", "yes" if late else "no")
    observe("file on the server", content_of(ftps_server.root / NAME))


@pytest.mark.probe(QUESTIONS[9])
@pytest.mark.requirement("ERR-GEN-08")
def test_the_effect_of_unusual_sizes_is_measured(
    in_session: Modem, ftps_server: FtpsServer, observe: Observe, afterwards: Callable[[str], None]
) -> None:
    (ftps_server.root / NAME).write_bytes(sample_content(300, "odd"))
    afterwards('AT+QFDEL="RAM:probe"')
    afterwards('AT+QFTPCFG=4,"/COM/"')

    observe("AT+QFTPPUT of 0 bytes", answer_of(in_session.ftp.put("probe.empty", b"", size=0, timeout_s=3)))
    observe("an empty file on the server", (ftps_server.root / "probe.empty").exists())
    observe("AT+QFTPPUT of -1 bytes", ask(in_session, 'AT+QFTPPUT="probe.x",-1,3', data=b""))
    if in_session.ftp.configure(4, "/RAM/probe").ok:
        observe("AT+QFTPGET to RAM without a size", ask(in_session, f'AT+QFTPGET="{NAME}"'))
        answer = ask(in_session, f'AT+QFTPGET="{NAME}",1000000')
        observe("AT+QFTPGET to RAM with a size that is too much", answer)


@pytest.mark.slow
@pytest.mark.probe(QUESTIONS[20])
@pytest.mark.requirement("ERR-GEN-08")
@pytest.mark.parametrize("flow", ["0,0", "2,2"])
def test_the_bytes_lost_with_and_without_flow_control_are_counted(
    flow: str,
    in_session: Modem,
    ftps_server: FtpsServer,
    observe: Observe,
    afterwards: Callable[[str], None],
) -> None:
    data = sample_content(100_000, flow)
    before = ask(in_session, "AT+IFC?").value or "0,0"
    afterwards(f"AT+IFC={before}")
    in_session.send(f"AT+IFC={flow}").check()
    (ftps_server.root / NAME).unlink(missing_ok=True)
    uploaded = in_session.ftp.put(NAME, data, timeout_s=60)
    stored = content_of(ftps_server.root / NAME)
    (ftps_server.root / NAME).write_bytes(data)
    downloaded = in_session.ftp.get(NAME, expected_size=len(data))
    observe(f"upload of {len(data)} bytes with AT+IFC={flow}", answer_of(uploaded))
    observe(f"bytes lost on the way up with AT+IFC={flow}", len(data) - len(stored))
    observe(f"bytes lost on the way down with AT+IFC={flow}", len(data) - len(downloaded.data))

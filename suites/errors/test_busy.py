"""-3: the FTP service is being opened, or another virtual UART uses it (Table 4; GSM 07.10)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from hil.at.response import Final
from hil.at.values import numbered
from hil.deadline import Deadline
from hil.expect import expect, left_open, preamble, stimulus
from hil.ftps.faults import Delay, Fault, Point
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.mux import Multiplexer
from hil.session import SESSION_END_S
from hil.spec.codes import ResultCode

from .alternatives import expect_code_or_refusal, leave_open_without
from .reopening import expect_reopening
from .stages import DATA, FILE, TIMEOUT, expect_download, open_session, prepare

BUSY = -3  # Table 4
UP = DATA[::-1]
"""Other bytes than those of the download."""
LATE_S, VERY_LATE_S = 0.5, 10.0
"""The delay of the greeting, for a DUT with a fast clock and for one in real time: the second command comes before it."""


@contextmanager
def two_channels(modem: Modem) -> Iterator[tuple[Modem, Modem]]:
    """Two virtual UARTs of the DUT."""
    with Multiplexer.start(modem.channel) as mux:
        modems = Modem(mux.channel(1)), Modem(mux.channel(2))
        for each in modems:
            each.attach()
        yield modems


@pytest.fixture
def multiplexed(online_modem: Modem) -> Iterator[Modem]:
    """The DUT, which is attached without a multiplexer after the case."""
    yield online_modem
    online_modem.attach()


@pytest.mark.requirement("ERR-LOCAL-03", "ERR-GEN-03")
@pytest.mark.parametrize("other", [False, True], ids=["the same channel", "another channel"])
def test_a_second_open_during_the_first_is_busy(
    other: bool, multiplexed: Modem, ftps_server: FtpsServer
) -> None:
    prepare(multiplexed, ftps_server, Listener.PLAIN)
    if other:
        with two_channels(multiplexed) as (first, second):
            _open_twice(first, second, ftps_server)
    else:
        _open_twice(multiplexed, multiplexed, ftps_server)


def _open_twice(first: Modem, second: Modem, server: FtpsServer) -> None:
    late_s = LATE_S if first.channel.clock_rate > 1 else VERY_LATE_S
    late = ServerProfile(ftp=(Fault(Point.GREETING, Delay(late_s)),))
    host, port = server.address(Listener.PLAIN)
    with server.expecting(late) as pending:
        first.channel.send_line(f'AT+QFTPOPEN="{host}",{port}')
        is_accepted = _is_accepted(first, late_s / 2)
        pending.await_fault(Deadline.after(SESSION_END_S))
        if not is_accepted and first is second:
            left_open("the DUT takes no further command before the result of AT+QFTPOPEN")

        exchange = second.ftp.open(host, port)

        was_pending = not pending.sessions[0].commands
        if exchange.result != BUSY:
            stimulus(was_pending, "the first opening was over before the second command was answered")
        expect_code_or_refusal(exchange, "ERR-LOCAL-03", "ERR-GEN-03", codes=(BUSY,))
        results = _result_of("QFTPOPEN", 0, TIMEOUT)
        opened = first.channel.wait_urc(results, Deadline.after(late_s + SESSION_END_S))
        if opened is not None and numbered(opened.text) == ("QFTPOPEN", TIMEOUT):
            first.ftp.ensure_closed()
            left_open(f"the DUT waits less than {late_s:g} s for the greeting, and no document says how long")
        expect(opened, "ERR-LOCAL-03", what="the result 0 of the first AT+QFTPOPEN").is_present()
        first.ftp.ensure_closed()
        leave_open_without(exchange, BUSY)


@pytest.mark.requirement("ERR-LOCAL-03", "ERR-GEN-03", "ERR-GEN-07")
def test_a_command_during_the_transfer_of_another_channel_is_busy(
    multiplexed: Modem, ftps_server: FtpsServer
) -> None:
    prepare(multiplexed, ftps_server, Listener.IMPLICIT)
    with two_channels(multiplexed) as (first, second):

        def be_busy() -> tuple[Exchange, Exchange]:
            return _ask_during_an_upload(first, second, ftps_server)

        asked = be_busy()
        expect_reopening("ERR-GEN-07", first, ftps_server, Listener.IMPLICIT, be_busy)
    for exchange in asked:
        leave_open_without(exchange, BUSY)


def _ask_during_an_upload(first: Modem, second: Modem, server: FtpsServer) -> tuple[Exchange, Exchange]:
    """The answers to a download and a path on the second channel, while the first one uploads."""
    with server.expecting(ServerProfile()):
        open_session(first, server, Listener.IMPLICIT)
        began = first.send(f'AT+QFTPPUT="up.bin",{len(UP)},200')
        stimulus(began.final is ResultCode.CONNECT, f"no upload began: {began.outcome}")

        got, moved = second.ftp.get(FILE), second.ftp.path("/")

        for exchange in (got, moved):
            expect_code_or_refusal(exchange, "ERR-LOCAL-03", "ERR-GEN-03", codes=(BUSY,))
        first.channel.write_data(UP)
        first.channel.leave_data()
        uploaded = first.channel.wait_urc(_result_of("QFTPPUT", len(UP)), Deadline.after(SESSION_END_S))
        expect(uploaded, "ERR-GEN-07", what=f"the result {len(UP)} of the upload").is_present()
        preamble(first.send("AT")).accepted()
        expect(first.ftp.path("/"), "ERR-GEN-07").succeeded()
        expect_download(first, "ERR-GEN-07", what="a download after the upload")
        first.ftp.ensure_closed()
    expect(server.root / "up.bin", "ERR-GEN-07").holds(UP)
    return got, moved


def _result_of(name: str, *values: int) -> Callable[[str], bool]:
    """Whether a line is one of these results."""
    return lambda text: numbered(text) in {(name, value) for value in values}


def _is_accepted(modem: Modem, within_s: float) -> bool:
    """Whether OK follows a line that was sent without waiting for its result; later lines are unsolicited."""
    deadline = Deadline.after(within_s)
    try:
        while (event := modem.channel.event(deadline)) is not None:
            if isinstance(event, Final) and event.code is ResultCode.OK:
                return True
        return False
    finally:
        modem.channel.settled()

"""-3: the FTP service is being opened, or another virtual UART uses it (Table 4; GSM 07.10)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hil.deadline import Deadline
from hil.ftps.faults import Delay, Fault, Point
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.mux import Multiplexer
from hil.session import SESSION_END_S, open_ftp
from hil.spec.codes import ResultCode
from hil.verdict import Inconclusive

from .stages import DATA, FILE, prepare, result_line

LATE_S = 0.5
"""The delay of the greeting: the second command has to come before it."""


@contextmanager
def two_channels(modem: Modem) -> Iterator[tuple[Modem, Modem]]:
    """Two virtual UARTs of the DUT; afterwards the DUT is attached without a multiplexer."""
    with Multiplexer.start(modem.channel) as mux:
        modems = Modem(mux.channel(1)), Modem(mux.channel(2))
        for each in modems:
            each.attach()
        yield modems
    modem.attach()


@pytest.mark.requirement("ERR-LOCAL-03", "ERR-GEN-03")
@pytest.mark.parametrize("other", [False, True], ids=["the same channel", "another channel"])
def test_a_second_open_during_the_first_is_busy(
    other: bool, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    prepare(online_modem, ftps_server, Listener.PLAIN)
    late = ServerProfile(ftp=(Fault(Point.GREETING, Delay(LATE_S)),))
    host, port = ftps_server.address(Listener.PLAIN)
    with ftps_server.expecting(late) as pending, two_channels(online_modem) as (first, second):
        first.channel.send_line(f'AT+QFTPOPEN="{host}",{port}')
        pending.await_fault(Deadline.after(SESSION_END_S))
        _await_ok(first)

        exchange = (second if other else first).ftp.open(host, port)

        assert exchange.result == -3, exchange.outcome
        opened = first.channel.wait_urc(result_line("QFTPOPEN", 0), Deadline.after(SESSION_END_S))
        assert opened is not None, "the first opening did not succeed"
        first.ftp.ensure_closed()


@pytest.mark.requirement("ERR-LOCAL-03", "ERR-GEN-03", "ERR-GEN-07")
def test_a_command_during_the_transfer_of_another_channel_is_busy(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    prepare(online_modem, ftps_server, Listener.IMPLICIT)
    with ftps_server.expecting(ServerProfile()), two_channels(online_modem) as (first, second):
        assert open_ftp(first, ftps_server, Listener.IMPLICIT).result == 0
        began = first.send(f'AT+QFTPPUT="up.bin",{len(DATA)},200')
        if began.final is not ResultCode.CONNECT:
            raise Inconclusive(f"no upload: {began.outcome}")

        got, moved = second.ftp.get(FILE), second.ftp.path("/")

        assert (got.result, moved.result) == (-3, -3)
        first.channel.write_data(DATA)
        first.channel.leave_data()
        assert first.channel.wait_urc(result_line("QFTPPUT", len(DATA)), Deadline.after(SESSION_END_S))
        assert second.ftp.path("/").result == 0
        second.ftp.ensure_closed()
    assert (ftps_server.root / "up.bin").read_bytes() == DATA


def _await_ok(modem: Modem) -> None:
    """Wait for the OK of a line that was sent without waiting for its result."""
    deadline = Deadline.after(SESSION_END_S)
    while (event := modem.channel.event(deadline)) is not None:
        if getattr(event, "text", "") == "OK":
            modem.channel.settled()  # later lines are unsolicited
            return
    raise Inconclusive("no OK after AT+QFTPOPEN")

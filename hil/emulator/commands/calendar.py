"""The calendar time: set by command, by the network, by a server (27.007 8.15; series' manual)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hil.deadline import Deadline
from hil.emulator.at.command import Call, Command, accepted, listing
from hil.emulator.at.outcome import OK, Cme, Outcome, answer
from hil.emulator.device.clock import Calendar, ModuleClock, format_rtc, parse_rtc
from hil.emulator.network.ip_jobs import IpJobs
from hil.emulator.network.link import Signal
from hil.emulator.network.name_service import resolve
from hil.emulator.network.packet_service import PacketService
from hil.emulator.network.pdp import PacketNetwork
from hil.emulator.network.sntp import ask
from hil.spec.cme import CmeCode
from hil.spec.ftp import PORTS
from hil.spec.network import NtpResult

_INVALID = Cme(CmeCode.INVALID_PARAMETER)
NTP_S = 10.0  # module seconds for the answer, and the same for the DNS query


class CalendarCommands:
    """The commands of the RTC and of its time sources."""

    def __init__(
        self,
        *,
        clock: ModuleClock,
        calendar: Calendar,
        network: PacketNetwork,
        service: PacketService,
        ip_jobs: IpJobs,
    ) -> None:
        self._clock, self._calendar = clock, calendar
        self._network, self._service, self._ip_jobs = network, service, ip_jobs

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {
            "+CCLK": Command(write=self._clock_write, read=self._clock_read, test=accepted, refusal=_INVALID),
            "+QNITZ": Command(
                write=self._report_write,
                read=self._report_read,
                test=listing("+QNITZ: (0,1)"),
                refusal=_INVALID,
            ),
            "+CTZU": Command(
                write=self._update_write,
                read=self._update_read,
                test=listing("+CTZU: (0-4)"),
                refusal=_INVALID,
            ),
            "+QLTS": Command(
                self._latest,
                write=self._latest_of,
                read=self._latest,
                test=listing("+QLTS: (0-2)"),
                refusal=_INVALID,
            ),
            "+QNTP": Command(
                self._synchronise,
                write=self._synchronise,
                read=self._server,
                test=listing(f'+QNTP: "SERVER",({PORTS[0]}-{PORTS[-1]})'),
            ),
        }

    # clause: 27.007 8.15
    def _clock_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        moment = parse_rtc(call.arguments.string(0))
        if moment is None:
            raise call.arguments.refused()
        self._clock.set_rtc(moment)
        return OK

    def _clock_read(self, _call: Call) -> Outcome:
        return answer(f'+CCLK: "{format_rtc(self._clock.rtc())}"')

    def _report_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        self._calendar.reports = call.arguments.number(0, 0, 1)
        return OK

    def _report_read(self, _call: Call) -> Outcome:
        return answer(f"+QNITZ: {self._calendar.reports}")

    def _update_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        self._calendar.update = call.arguments.number(0, 0, 4)
        return OK

    def _update_read(self, _call: Call) -> Outcome:
        return answer(f"+CTZU: {self._calendar.update}")

    def _latest(self, _call: Call) -> Outcome:
        latest = self._calendar.latest
        return answer(f'+QLTS: "{"" if latest is None else format_rtc(latest)}"')

    def _latest_of(self, call: Call) -> Outcome:
        """By mode: the time of the network, as it came, in GMT or local; this network has GMT."""
        call.arguments.expect(1, 1)
        call.arguments.number(0, 0, 2)
        return self._latest(call)

    def _synchronise(self, call: Call) -> Outcome:
        call.arguments.expect(0, 2)
        calendar = self._calendar
        server = call.arguments.string(0, calendar.ntp_server)
        port = call.arguments.number(1, PORTS[0], PORTS[-1], calendar.ntp_port)
        calendar.ntp_server, calendar.ntp_port = server, port

        def report(result: int) -> None:
            call.terminal.urc(f"+QNTP: {result}")

        def conclude(time: datetime | int) -> None:
            if isinstance(time, datetime):
                self._clock.set_rtc(time)
            report(time if isinstance(time, int) else NtpResult.SET)

        def begin() -> None:
            if self._ip_jobs.busy:
                report(NtpResult.STACK_BUSY)
            elif not self._service.bring_up(call.terminal.channel):
                report(NtpResult.PDP_FAILED)
            else:
                servers, wait_s = self._network.name_servers, self._clock.wall_seconds(NTP_S)
                self._ip_jobs.begin(lambda cut: _ask(server, port, servers, wait_s, cut), conclude)

        return Outcome(then=begin)

    def _server(self, _call: Call) -> Outcome:
        return answer(f'+QNTP: "{self._calendar.ntp_server}",{self._calendar.ntp_port}')


def _ask(
    server: str, port: int, name_servers: tuple[tuple[str, int], ...], wait_s: float, cut: Signal
) -> datetime | int:
    try:
        address = resolve(server, cut, Deadline.after(wait_s), servers=name_servers)
    except OSError:
        return NtpResult.SERVER_NOT_FOUND
    return ask((address, port), cut, Deadline.after(wait_s)) or NtpResult.NO_REPLY

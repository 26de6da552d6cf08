"""The calendar time: set by hand, by the network, by a server (27.007 8.15; series' manual)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hil.deadline import Deadline
from hil.emulator.at.outcome import OK, Call, Cme, Command, Outcome, accepted, listing, told
from hil.emulator.device.clock import format_rtc, parse_rtc
from hil.emulator.network.link import Signal
from hil.emulator.network.name_service import resolve
from hil.emulator.network.sntp import ask

_INVALID = Cme(3518)
NTP_S = 10.0  # module seconds for the answer, and as many for the look-up
_OK, _NO_REPLY, _STACK_BUSY, _SERVER_NOT_FOUND, _PDP_FAILED = 0, 2, 3, 4, 5  # +QNTP, series' manual


def _clock_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    moment = parse_rtc(call.arguments.string(0))
    if moment is None:
        raise call.arguments.refused()
    call.module.clock.set_rtc(moment)
    return OK


def _clock_read(call: Call) -> Outcome:
    return told(f'+CCLK: "{format_rtc(call.module.clock.rtc())}"')


def _report_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    call.module.calendar.reports = call.arguments.number(0, 0, 1)
    return OK


def _report_read(call: Call) -> Outcome:
    return told(f"+QNITZ: {call.module.calendar.reports}")


def _update_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    call.module.calendar.update = call.arguments.number(0, 0, 4)
    return OK


def _update_read(call: Call) -> Outcome:
    return told(f"+CTZU: {call.module.calendar.update}")


def _latest(call: Call) -> Outcome:
    told_time = call.module.calendar.latest
    return told(f'+QLTS: "{"" if told_time is None else format_rtc(told_time)}"')


def _synchronise(call: Call) -> Outcome:
    call.arguments.expect(0, 2)
    module, calendar = call.module, call.module.calendar
    server = call.arguments.string(0, calendar.ntp_server)
    port = call.arguments.number(1, 1, 65535, calendar.ntp_port)
    calendar.ntp_server, calendar.ntp_port = server, port

    def report(result: int) -> None:
        call.terminal.urc(f"+QNTP: {result}")

    def conclude(answer: datetime | int) -> None:
        if isinstance(answer, datetime):
            module.clock.set_rtc(answer)
        report(answer if isinstance(answer, int) else _OK)

    def begin() -> None:
        if module.ip_jobs.busy:
            report(_STACK_BUSY)
        elif not module.packet_service.bring_up(call.terminal.channel):
            report(_PDP_FAILED)
        else:
            servers, wait_s = module.network.name_servers, module.clock.wall_seconds(NTP_S)
            module.ip_jobs.begin(lambda cut: _ask(server, port, servers, wait_s, cut), conclude)

    return Outcome(then=begin)


def _ask(
    server: str, port: int, name_servers: tuple[tuple[str, int], ...], wait_s: float, cut: Signal
) -> datetime | int:
    try:
        address = resolve(server, cut, Deadline.after(wait_s), servers=name_servers)
    except OSError:
        return _SERVER_NOT_FOUND
    return ask((address, port), cut, Deadline.after(wait_s)) or _NO_REPLY


def _server(call: Call) -> Outcome:
    return told(f'+QNTP: "{call.module.calendar.ntp_server}",{call.module.calendar.ntp_port}')


COMMANDS: Mapping[str, Command] = {
    "+CCLK": Command(write=_clock_write, read=_clock_read, test=accepted, refusal=_INVALID),
    "+QNITZ": Command(
        write=_report_write, read=_report_read, test=listing("+QNITZ: (0,1)"), refusal=_INVALID
    ),
    "+CTZU": Command(write=_update_write, read=_update_read, test=listing("+CTZU: (0-4)"), refusal=_INVALID),
    "+QLTS": Command(_latest, test=accepted),
    "+QNTP": Command(
        _synchronise, write=_synchronise, read=_server, test=listing('+QNTP: "SERVER",(1-65535)')
    ),
}

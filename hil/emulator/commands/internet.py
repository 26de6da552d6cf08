"""Names and echoes: AT+QIDNSIP, AT+QIDNSCFG, AT+QIDNSGIP, AT+QPING (series' manual, TCP/IP chapter)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hil.deadline import Deadline
from hil.emulator.at.outcome import ERROR, OK, Arguments, Call, Command, Outcome, accepted, listing, told
from hil.emulator.device.hardware_options import DNS_PORT, NameServer, name_server
from hil.emulator.network.icmp import PAYLOAD, echo
from hil.emulator.network.link import Signal
from hil.emulator.network.name_service import resolve

NAME_S = 14.0  # module seconds, the manual's longest time of AT+QIDNSGIP
_NETWORK_ERROR, _TIME_OUT = 3, 5  # of AT+QIDNSGIP
_REPLIED, _NO_REPLY, _FINISHED, _STACK_BUSY, _NOT_FOUND, _PDP_FAILED = 0, 1, 2, 3, 4, 5  # of AT+QPING
TTL = 255
TIMEOUT_DEFAULT_S, NUMBER_DEFAULT = 1, 4


def _form_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    call.module.network.dns_by_name = call.arguments.number(0, 0, 1)
    return OK


def _form_read(call: Call) -> Outcome:
    return told(f"+QIDNSIP: {call.module.network.dns_by_name}")


def _servers_write(call: Call) -> Outcome:
    call.arguments.expect(1, 2)
    given = [_server(call.arguments, index) for index in range(len(call.arguments))]
    call.module.network.name_servers = tuple(given)
    return OK


def _server(arguments: Arguments, index: int) -> NameServer:
    """An address; a bench may add a port, since its server may not have 53."""
    server = name_server(arguments.string(index))
    if server is None:
        raise arguments.refused()
    return server


def _servers_read(call: Call) -> Outcome:
    printed = [
        host if port == DNS_PORT else f"{host}:{port}" for host, port in call.module.network.name_servers
    ]
    primary, secondary = [*printed, "0.0.0.0", "0.0.0.0"][:2]
    return told(f"PrimaryDns: {primary}", f"SecondaryDns: {secondary}")


def _look_up(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    module, host = call.module, call.arguments.string(0)
    if not module.network.context.active or module.ip_jobs.busy or not host:
        return ERROR
    servers, wait_s = module.network.name_servers, module.clock.wall_seconds(NAME_S)

    def work(cut: Signal) -> str | int:
        try:
            return resolve(host, cut, Deadline.after(wait_s), servers=servers)
        except TimeoutError:
            return _TIME_OUT
        except OSError:
            return _NETWORK_ERROR

    def conclude(answer: str | int) -> None:
        call.terminal.urc(answer if isinstance(answer, str) else f"ERROR: {answer}")
        if isinstance(answer, int):
            call.terminal.urc(f"STATE: {module.network.context.state.title}")

    return Outcome(then=lambda: module.ip_jobs.begin(work, conclude))


@dataclass(frozen=True, slots=True)
class _Echoes:
    address: str
    seconds: tuple[float | None, ...]  # of the module


def _ping(call: Call) -> Outcome:
    call.arguments.expect(1, 3)
    module, host = call.module, call.arguments.string(0)
    timeout_s = call.arguments.number(1, 1, 255, TIMEOUT_DEFAULT_S)
    number = call.arguments.number(2, 1, 10, NUMBER_DEFAULT)

    def finish(code: int) -> None:
        call.terminal.urc(f"+QPING: {code}")

    def begin() -> None:
        if module.ip_jobs.busy:
            finish(_STACK_BUSY)
        elif not module.packet_service.bring_up(call.terminal.channel):
            finish(_PDP_FAILED)
        else:
            servers = module.network.name_servers
            module.ip_jobs.begin(
                lambda cut: _echoes(call, host, servers=servers, timeout_s=timeout_s, number=number, cut=cut),
                lambda echoes: finish(_NOT_FOUND) if echoes is None else _report_echoes(call, echoes),
            )

    return Outcome(then=begin)


def _echoes(
    call: Call, host: str, *, servers: tuple[NameServer, ...], timeout_s: int, number: int, cut: Signal
) -> _Echoes | None:
    clock = call.module.clock
    try:
        address = resolve(host, cut, Deadline.after(clock.wall_seconds(NAME_S)), servers=servers)
    except OSError:
        return None
    seconds = []
    for sequence in range(number):
        took_s = None
        if call.module.fitting.icmp:
            took_s = echo(address, sequence, cut, Deadline.after(clock.wall_seconds(timeout_s)))
        seconds.append(None if took_s is None else took_s * clock.rate)
    return _Echoes(address, tuple(seconds))


def _report_echoes(call: Call, echoes: _Echoes) -> None:
    times = [max(1, round(took_s * 1000)) for took_s in echoes.seconds if took_s is not None]
    for took_s in echoes.seconds:
        if took_s is None:
            call.terminal.urc(f"+QPING: {_NO_REPLY}")
        else:
            milliseconds = max(1, round(took_s * 1000))
            call.terminal.urc(f"+QPING: {_REPLIED},{echoes.address},{len(PAYLOAD)},{milliseconds},{TTL}")
    sent, received = len(echoes.seconds), len(times)
    spread = (min(times), max(times), sum(times) // received) if times else (0, 0, 0)
    # This line alone has no blank behind its colon.
    call.terminal.urc(
        f"+QPING:{_FINISHED},{sent},{received},{sent - received},{spread[0]},{spread[1]},{spread[2]}"
    )


COMMANDS: Mapping[str, Command] = {
    "+QIDNSIP": Command(write=_form_write, read=_form_read, test=listing("+QIDNSIP: (0,1)")),
    "+QIDNSCFG": Command(write=_servers_write, read=_servers_read, test=accepted),
    "+QIDNSGIP": Command(write=_look_up, test=accepted),
    "+QPING": Command(write=_ping, test=listing('+QPING: "HOST",(1-255),(1-10)')),
}

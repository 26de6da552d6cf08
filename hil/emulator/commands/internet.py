"""DNS and ping: AT+QIDNSIP, AT+QIDNSCFG, AT+QIDNSGIP, AT+QPING (series' manual, TCP/IP chapter)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hil.deadline import Deadline
from hil.emulator.at.command import Call, Command, accepted, listing
from hil.emulator.at.outcome import ERROR, OK, Arguments, Outcome, answer
from hil.emulator.at.terminal import Terminal
from hil.emulator.device.clock import ModuleClock
from hil.emulator.device.hardware_options import NameServer, name_server
from hil.emulator.network.icmp import PAYLOAD, echo
from hil.emulator.network.ip_jobs import IpJobs
from hil.emulator.network.link import Signal
from hil.emulator.network.name_service import resolve
from hil.emulator.network.packet_service import PacketService
from hil.emulator.network.pdp import PacketNetwork
from hil.spec.network import (
    DNS_PORT,
    LOOK_UP_MAX_S,
    NO_ADDRESS,
    PING_COUNT_DEFAULT,
    PING_COUNTS,
    PING_TIMEOUT_DEFAULT_S,
    PING_TIMEOUTS_S,
    LookUpError,
    PingResult,
)

TTL = 255


@dataclass(frozen=True, slots=True)
class _EchoRequest:
    host: str
    timeout_s: int
    number: int
    servers: tuple[NameServer, ...]


@dataclass(frozen=True, slots=True)
class _Echoes:
    address: str
    seconds: tuple[float | None, ...]  # of the module


class InternetCommands:
    """The commands of the resolver and of ICMP; without `icmp` there is no reply to an echo."""

    def __init__(
        self,
        *,
        clock: ModuleClock,
        network: PacketNetwork,
        service: PacketService,
        ip_jobs: IpJobs,
        icmp: bool,
    ) -> None:
        self._clock, self._icmp = clock, icmp
        self._network, self._service, self._ip_jobs = network, service, ip_jobs

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {
            "+QIDNSIP": Command(
                write=self._form_write, read=self._form_read, test=listing("+QIDNSIP: (0,1)")
            ),
            "+QIDNSCFG": Command(write=self._servers_write, read=self._servers_read, test=accepted),
            "+QIDNSGIP": Command(write=self._look_up, test=accepted),
            "+QPING": Command(write=self._ping, test=listing('+QPING: "HOST",(1-255),(1-10)')),
        }

    # --- names -----------------------------------------------------------------------------------------------

    def _form_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        self._network.dns_by_name = call.arguments.number(0, 0, 1)
        return OK

    def _form_read(self, _call: Call) -> Outcome:
        return answer(f"+QIDNSIP: {self._network.dns_by_name}")

    def _servers_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        given = [_server(call.arguments, index) for index in range(len(call.arguments))]
        self._network.name_servers = tuple(given)
        return OK

    def _servers_read(self, _call: Call) -> Outcome:
        printed = [
            host if port == DNS_PORT else f"{host}:{port}" for host, port in self._network.name_servers
        ]
        primary, secondary = [*printed, NO_ADDRESS, NO_ADDRESS][:2]
        return answer(f"PrimaryDns: {primary}", f"SecondaryDns: {secondary}")

    def _look_up(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        host = call.arguments.string(0)
        if not self._network.context.active or self._ip_jobs.busy or not host:
            return ERROR
        servers, wait_s = self._network.name_servers, self._clock.wall_seconds(LOOK_UP_MAX_S)

        def work(cut: Signal) -> str | int:
            try:
                return resolve(host, cut, Deadline.after(wait_s), servers=servers)
            except TimeoutError:
                return LookUpError.TIMEOUT
            except OSError:
                return LookUpError.NETWORK

        def conclude(address: str | int) -> None:
            call.terminal.urc(address if isinstance(address, str) else f"ERROR: {address}")
            if isinstance(address, int):
                call.terminal.urc(f"STATE: {self._network.context.state.title}")

        return Outcome(then=lambda: self._ip_jobs.begin(work, conclude))

    # --- echoes ----------------------------------------------------------------------------------------------

    def _ping(self, call: Call) -> Outcome:
        call.arguments.expect(1, 3)
        terminal, host = call.terminal, call.arguments.string(0)
        timeout_s = call.arguments.number(1, PING_TIMEOUTS_S[0], PING_TIMEOUTS_S[-1], PING_TIMEOUT_DEFAULT_S)
        number = call.arguments.number(2, PING_COUNTS[0], PING_COUNTS[-1], PING_COUNT_DEFAULT)

        def finish(code: int) -> None:
            terminal.urc(f"+QPING: {code}")

        def begin() -> None:
            if self._ip_jobs.busy:
                finish(PingResult.STACK_BUSY)
            elif not self._service.bring_up(terminal.channel):
                finish(PingResult.PDP_FAILED)
            else:
                request = _EchoRequest(host, timeout_s, number, self._network.name_servers)
                self._ip_jobs.begin(
                    lambda cut: self._echoes(request, cut),
                    lambda echoes: (
                        finish(PingResult.HOST_NOT_FOUND)
                        if echoes is None
                        else _report_echoes(terminal, echoes)
                    ),
                )

        return Outcome(then=begin)

    def _echoes(self, request: _EchoRequest, cut: Signal) -> _Echoes | None:
        clock = self._clock
        try:
            deadline = Deadline.after(clock.wall_seconds(LOOK_UP_MAX_S))
            address = resolve(request.host, cut, deadline, servers=request.servers)
        except OSError:
            return None
        seconds = []
        for sequence in range(request.number):
            took_s = None
            if self._icmp:
                wait_s = clock.wall_seconds(request.timeout_s)
                took_s = echo(address, sequence, cut, Deadline.after(wait_s))
            seconds.append(None if took_s is None else took_s * clock.rate)
        return _Echoes(address, tuple(seconds))


def _server(arguments: Arguments, index: int) -> NameServer:
    """An address with an optional port; the server of a bench may use another port than 53."""
    server = name_server(arguments.string(index))
    if server is None:
        raise arguments.refused()
    return server


def _report_echoes(terminal: Terminal, echoes: _Echoes) -> None:
    times = [max(1, round(took_s * 1000)) for took_s in echoes.seconds if took_s is not None]
    for took_s in echoes.seconds:
        if took_s is None:
            terminal.urc(f"+QPING: {PingResult.NO_REPLY}")
        else:
            milliseconds = max(1, round(took_s * 1000))
            terminal.urc(f"+QPING: {PingResult.REPLIED},{echoes.address},{len(PAYLOAD)},{milliseconds},{TTL}")
    sent, received = len(echoes.seconds), len(times)
    spread = (min(times), max(times), sum(times) // received) if times else (0, 0, 0)
    # Only this line has no space after its colon.
    terminal.urc(
        f"+QPING:{PingResult.FINISHED},{sent},{received},{sent - received},{spread[0]},{spread[1]},{spread[2]}"
    )

"""One AT channel of the module: command mode, data mode, and the order of output to the DTE.

Sans-IO: `receive` takes the bytes of the DTE, `transmit` sends bytes to it.
Every method runs under the module's lock.  A URC waits until no command runs
and data mode is over (series' manual, URCs).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from hil.at.parse import CommandLine, CommandLineReader
from hil.emulator.at.data_mode import DataMode, DataPhase, Pausable
from hil.emulator.at.flow_control import XON_XOFF, FlowCharacters
from hil.emulator.at.line_end import SILENCE_S, LineEnd
from hil.emulator.at.outcome import FinalResultCode
from hil.emulator.at.profile import Profile
from hil.emulator.at.responses import Responses
from hil.emulator.device.clock import Timer
from hil.emulator.device.personality import Personality
from hil.emulator.device.timing import Timing
from hil.emulator.parts import STANDARD, Parts

_LF = 10
_DTR_HANGS_UP = 2  # AT&D2


class Diversion(Protocol):
    """The receiver of the bytes of a line instead of its terminal: the multiplexer."""

    def receive(self, data: bytes) -> bytes:
        """Take data from the DTE; returns the bytes after the end of the diversion."""

    def drop(self) -> None:
        """Power-on: end at once, and send nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The parts of the module that a terminal uses."""

    timing: Timing
    personality: Personality
    responses: Responses
    run_line: Callable[[Terminal, CommandLine], Sequence[Callable[[], None]]]
    """Carries a command line out and answers it; returns what is done after the answer."""
    stored_profile: Callable[[], Profile]
    boot_lines: Callable[[Sequence[str]], Sequence[str]]
    """The lines of a start-up that the state of the SIM allows."""
    is_powered: Callable[[], bool]
    break_off: Callable[[Terminal], bool]
    """Ends the transfer over a terminal, and its session; False when there is none."""
    terminals: list[Terminal]
    """The open channels of the module; a multiplexer adds and removes its own."""
    released: Callable[[int], None]
    """Called with the number of a closed channel."""
    parts: Parts = STANDARD


class Terminal:
    """A channel to one DTE."""

    flow_characters = True  # whether AT+IFC=1 has an effect here
    channel = 0  # the virtual UART, as AT+QIFGCNT? counts them

    def __init__(self, environment: Environment, transmit: Callable[[bytes], None]) -> None:
        self.environment = environment
        self._timing, self._personality = environment.timing, environment.personality
        self._responses = environment.responses
        self.transmit = transmit
        self._clear_to_send = True
        self.request_to_send = True  # V.24 RTS: the DTE can take more; `Timing.changed` reports a change
        self.paused: Pausable | None = None  # interrupted by `+++`, resumed by ATO
        self.diversion: Diversion | None = None
        self.heard: Callable[[bytes], None] = self._consume  # a mishap of the line replaces it
        # Both are set by the user of `transmit`: whether bytes have not left the line, and whether those are payload.
        self.output_on_the_way: Callable[[], bool] = lambda: False
        self.payload_on_the_way: Callable[[], bool] = lambda: False
        self._flow = FlowCharacters()
        self._carrying = False
        self._reader = CommandLineReader()
        self._line_end = LineEnd()
        self._silence: Timer | None = None  # ends the doubt about the first LF of a data mode
        self._last_line = CommandLine()
        self.executing = False  # a command line is being carried out: URCs wait
        self._data = environment.parts.of(DataPhase)(environment.timing, follow=self._consume)
        self._pending: deque[Callable[[], None]] = deque()
        self.restart()

    def restart(self) -> None:
        """Power-on: the stored profile, command mode, nothing pending."""
        self.profile = self.environment.stored_profile()
        self.rate = self.profile.ipr  # of the line; 0 means that of the DTE
        self._flow.reset()
        self._reader.reset()
        self._data.leave()
        self.paused = None
        self._pending.clear()
        self.executing = False
        if self.diversion is not None:
            self.diversion.drop()
            self.diversion = None
        self._boot()

    def switch_off(self) -> None:
        """Power is lost: nothing more is sent."""

    def _boot(self) -> None:
        self.synchronised = self.profile.ipr != 0  # with AT+IPR=0 the rate is detected from the first AT
        if self.synchronised:
            self._report_boot(self._personality.boot_urcs)

    def _report_boot(self, lines: Sequence[str]) -> None:
        shows_ready = self.profile.settings.get("+QIURC", "1") != "0"
        for line in self.environment.boot_lines(lines):
            if shows_ready or not line.endswith(" Ready"):
                self.urc(line)

    # --- from the DTE ----------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Take bytes from the DTE in portions of any size."""
        with self._timing.lock:
            self._timing.timers.run_due()
            self._line_end.begin_portion()
            self.heard(data)

    def _consume(self, data: bytes) -> None:
        while data:
            if not self.environment.is_powered():
                return
            data = self._line_end.taken_from(
                data, may_be_payload=self._may_be_payload, missing=self._data.missing
            )
            if self._line_end.holds:
                self._await_more()
            if self.diversion is not None:
                data = self.diversion.receive(data)
                continue
            if self.profile.ifc[0] == XON_XOFF and self.flow_characters:
                data = self._without_flow_characters(data)
            data = self._data.take(data) if self._data.lasts else self._consume_command(data)

    def _await_more(self) -> None:
        if self._silence is not None:
            self._silence.cancel()
        self._silence = self._timing.timers.after(SILENCE_S, self._take_held)
        self._timing.changed.notify_all()

    def _take_held(self) -> None:
        if self._line_end.holds and self._data.lasts:
            self._consume(self._line_end.released(self._data.missing))

    @property
    def _may_be_payload(self) -> bool:
        """Whether the DTE can have read the CONNECT of a data mode."""
        return self._data.lasts and not self.output_on_the_way()

    def _without_flow_characters(self, data: bytes) -> bytes:
        if not (self._flow.stopped_by_dte or self.carries_payload or self.payload_on_the_way()):
            return data
        data = self._flow.taken_from(data)
        self._timing.changed.notify_all()
        return data

    def _consume_command(self, data: bytes) -> bytes:
        registers = self.profile.registers
        taken = self._reader.take(
            data,
            terminator=registers[3],
            backspace=registers[5],
            other_terminator=_LF if self._personality.lf_ends_line else None,
        )
        echoed = data[: taken.consumed]
        if not self.synchronised:
            echoed = self._synchronise(echoed, taken.prefix_at)
        if self.profile.echo and echoed:
            self.transmit(echoed)
        if taken.line is not None:
            self._note_end(taken.line, last=data[taken.consumed - 1], terminator=registers[3])
            self._execute(taken.line)
        return data[taken.consumed :]

    def _note_end(self, line: CommandLine, *, last: int, terminator: int) -> None:
        if line.repeat or last == terminator:
            self._line_end.line_ended(repeats=line.repeat)

    def _synchronise(self, heard: bytes, prefix_at: int | None) -> bytes:
        if prefix_at is None:
            return b""
        heard = heard[prefix_at:]
        if heard[:1] not in {b"A", b"a"}:  # the first letter came before, in the same case (V.250 5.2.1)
            heard = (b"A" if heard[:1].isupper() else b"a") + heard
        if heard[1:2] == b"/":
            return b""
        self.synchronised = True
        self._report_boot(self._personality.boot_urcs_when_autobauding)
        return heard

    # --- command mode ----------------------------------------------------------------------------------------

    def _execute(self, line: CommandLine) -> None:
        if not self.synchronised:
            return
        if line.repeat:
            line = self._last_line
        self._last_line = line
        self.executing = True
        for follow_up in self.environment.run_line(self, line):
            follow_up()
        self.executing = False
        self.drain()

    # --- to the DTE ------------------------------------------------------------------------------------------

    def information(self, *lines: str) -> None:
        """Write information text now."""
        self.transmit(self._responses.information(*lines, profile=self.profile))

    def result(self, final: FinalResultCode) -> None:
        """Write a result code now."""
        code = self._responses.result(final, self.profile)
        if code:
            self.transmit(code)

    def urc(self, line: str) -> None:
        """Write a URC as soon as no command runs and data mode is over."""
        self.when_free(lambda: self.information(line))

    def when_free(self, action: Callable[[], None]) -> None:
        """Act now, or when the running command or data mode is over."""
        self._pending.append(action)
        self.drain()

    def drain(self) -> None:
        """Run the waiting actions in order, until the channel is occupied again."""
        while self._pending and self.synchronised and not self.executing and not self.in_data_mode:
            self._pending.popleft()()

    def run_at(self, rate: int) -> None:
        """Set the rate of the line, after the OK of AT+IPR."""
        self.rate = rate

    def carry(self, payload: bytes) -> None:
        """Write the data of a file now, outside data mode."""
        self._carrying = True
        self.transmit(payload)
        self._carrying = False

    # --- flow control ----------------------------------------------------------------------------------------

    @property
    def stopped(self) -> bool:
        """Whether the DTE has stopped the module by DC3."""
        return self._flow.stopped_by_dte and self.profile.ifc[0] == XON_XOFF and self.diversion is None

    def forget_dte(self) -> None:
        """Clear what is known of the DTE, because it has disconnected: its stop by DC3, and how it ends lines."""
        self._flow.stopped_by_dte = False
        self._line_end.forget_host()

    @property
    def clear_to_send(self) -> bool:
        """V.24 CTS: whether the module can take more from the DTE; sent as DC1 and DC3 with AT+IFC=,1."""
        return self._clear_to_send

    @clear_to_send.setter
    def clear_to_send(self, ready: bool) -> None:
        self._clear_to_send = ready
        if ready or self.profile.ifc[1] == XON_XOFF:
            self._flow.tell(self.transmit, ready=ready)

    @property
    def carries_payload(self) -> bool:
        """Whether the line carries data instead of command lines, responses or frames."""
        return self._data.lasts or self._carrying

    # --- data mode -------------------------------------------------------------------------------------------

    def enter_data_mode(self, mode: DataMode) -> None:
        """Enter data mode: `mode` receives the bytes of the DTE; an unfinished command line is dropped."""
        self._reader.reset()
        self._data.enter(mode)

    def leave_data_mode(self) -> None:
        """Return to command mode; the caller then writes its result and calls `drain`."""
        self._data.leave()

    @property
    def in_data_mode(self) -> bool:
        """Whether the DTE sends payload, or frames of the multiplexer."""
        return self._data.lasts or self.diversion is not None

    def hang_up(self) -> None:
        """End data mode as after `+++`, because the DTE has disconnected."""
        self._data.hang_up()

    # clause: V.250 6.2.9
    def drop_dtr(self) -> None:
        """V.24 DTR goes OFF: no effect, end of data mode, or abort of the transfer, as AT&D sets."""
        if self.profile.dtr == _DTR_HANGS_UP and self.environment.break_off(self):
            return
        if self.profile.dtr:
            self.hang_up()

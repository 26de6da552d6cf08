"""One AT channel of the module: command mode, data mode, and the order in which things reach the DTE.

Sans-IO: `receive` takes what the DTE sent, `transmit` gets what goes to it.
Every method runs under the module's lock.  A line that is due while a command
runs or while data mode lasts waits until that is over (series' manual, URCs).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from hil.at.parse import CommandLine, CommandLineReader, MalformedCommand, ParsedCommand, parse_commands
from hil.at.result import information, result_code
from hil.emulator.at.escape import EscapeWatch
from hil.emulator.at.flow_control import XON_XOFF, FlowCharacters
from hil.emulator.at.outcome import ERROR, OK, Arguments, Call, Cme, Final, Outcome, Refused
from hil.emulator.bent import Deaf, bent
from hil.spec.codes import ResultCode

if TYPE_CHECKING:  # the module makes its terminals
    from hil.emulator.module import Module


_LF = 10
_CMEE = {0: {"cmee-0-gives-numbers": 1}, 1: {"cmee-1-gives-words": 2}, 2: {"cmee-2-gives-numbers": 1}}
_DTR_HANGS_UP = 2  # AT&D2


class DataMode(Protocol):
    """Who owns the channel while it carries data: an upload or a download."""

    def receive(self, data: bytes) -> int:
        """Take data from the DTE; returns how many bytes were taken before data mode ended."""

    def escape(self) -> None:
        """A guarded `+++` came."""


class Pausable(DataMode, Protocol):
    """A data mode that `+++` interrupts and ATO goes on with."""

    def resume(self) -> None:
        """Go on: CONNECT, and what was held back."""


class Diversion(Protocol):
    """Who has taken the line over, with its own rules for what comes on it: the multiplexer."""

    def receive(self, data: bytes) -> bytes:
        """Take data from the DTE; returns what came behind the end of the diversion."""

    def drop(self) -> None:
        """Power-on: forget everything without a word."""


class Terminal:
    """A channel to one DTE."""

    flow_characters = True  # whether AT+IFC=1 has an effect here
    channel = 0  # the virtual UART, as AT+QIFGCNT? counts them

    def __init__(self, module: Module, transmit: Callable[[bytes], None]) -> None:
        self.module = module
        self.transmit = transmit
        self._clear_to_send = True
        self.request_to_send = True  # V.24 RTS: the DTE can take more; a change is told by `module.changed`
        self.paused: Pausable | None = None  # left by `+++`, resumed by ATO
        self.diversion: Diversion | None = None
        self.heard: Callable[[bytes], None] = self._consume  # a flaky line puts itself in between
        self.payload_on_the_way: Callable[[], bool] = lambda: False  # whoever transmits knows
        self._flow = FlowCharacters()
        self._carrying = False
        self._reader = CommandLineReader()
        self._last_line = CommandLine()
        self._executing = False
        self._mode: DataMode | None = None
        self._watch: EscapeWatch | None = None
        self._pending: deque[Callable[[], None]] = deque()
        self.restart()

    def restart(self) -> None:
        """Power-on: the stored profile, command mode, nothing pending."""
        self.profile = self.module.stored_profile()
        self.rate = self.profile.ipr  # of the line; 0 means that of the DTE
        self._flow.reset()
        self._reader.reset()
        self._drop_data_mode()
        self.paused = None
        self._pending.clear()
        self._executing = False
        if self.diversion is not None:
            self.diversion.drop()
            self.diversion = None
        self._boot()

    def _boot(self) -> None:
        self.synchronised = self.profile.ipr != 0  # with AT+IPR=0 the rate is found from the first AT
        if self.synchronised:
            for line in self.module.boot_lines(self.module.personality.boot_urcs):
                self.urc(line)

    # --- from the DTE ----------------------------------------------------------------------------------------

    def receive(self, data: bytes) -> None:
        """Take bytes from the DTE in whatever portions they come."""
        with self.module.lock:
            self.module.timers.run_due()
            self.heard(data)

    def _consume(self, data: bytes) -> None:
        while data:
            if not self.module.powered:
                return
            if self.diversion is not None:
                data = self.diversion.receive(data)
                continue
            if self.profile.ifc[0] == XON_XOFF and self.flow_characters:
                data = self._without_flow_characters(data)
            data = self._consume_command(data) if self._watch is None else self._consume_payload(data)

    def _without_flow_characters(self, data: bytes) -> bytes:
        if not (self._flow.stopped_by_dte or self.carries_payload or self.payload_on_the_way()):
            return data
        data = self._flow.taken_from(data)
        self.module.changed.notify_all()
        return data

    def _consume_payload(self, data: bytes) -> bytes:
        assert self._watch is not None
        if "plus-signs-in-data-cut" in self.module.defects and b"+++" in data:
            return self._cut_at_plus_signs(data)
        return self._deliver(self._watch.feed(data))

    def _cut_at_plus_signs(self, data: bytes) -> bytes:
        before, _, after = data.partition(b"+++")
        self._deliver(before)
        self.hang_up()
        return after

    def _deliver(self, payload: bytes) -> bytes:
        if not payload or self._mode is None:
            return b""
        return payload[self._mode.receive(payload) :]

    def _consume_command(self, data: bytes) -> bytes:
        registers = self.profile.registers
        taken = self._reader.take(
            data,
            terminator=registers[3],
            backspace=registers[5],
            other_terminator=_LF if self.module.personality.lf_ends_line else None,
        )
        echoed = data[: taken.consumed]
        if not self.synchronised:
            echoed = self._synchronise(echoed, taken.prefix_at)
        if self.profile.echo and echoed:
            self.transmit(echoed)
        if taken.line is not None:
            self._execute(taken.line)
        return data[taken.consumed :]

    def _synchronise(self, heard: bytes, prefix_at: int | None) -> bytes:
        if prefix_at is None:
            return b""
        heard = heard[prefix_at:]
        if heard[:1] not in {
            b"A",
            b"a",
        }:  # the first letter came in an earlier portion, V.250 5.2.1 tells its case
            heard = (b"A" if heard[:1].isupper() else b"a") + heard
        if heard[1:2] == b"/":
            return b""
        self.synchronised = True
        for line in self.module.boot_lines(self.module.personality.boot_urcs_when_autobauding):
            self.urc(line)
        return heard

    # --- command mode ----------------------------------------------------------------------------------------

    def _execute(self, line: CommandLine) -> None:
        if not self.synchronised:
            return
        if line.repeat:
            line = self._last_line
        self._last_line = line
        self._executing = True
        follow_ups = self._run_commands(line)
        for follow_up in follow_ups:
            follow_up()
        self._executing = False
        self.drain()

    def _run_commands(self, line: CommandLine) -> list[Callable[[], None]]:
        follow_ups: list[Callable[[], None]] = []
        if line.too_long:
            self.result(ResultCode.ERROR)
            return follow_ups
        final: Final | None = ResultCode.OK
        try:
            for parsed in parse_commands(line.body):
                outcome = self._run_command(parsed)
                if outcome.lines:
                    self.information(*outcome.lines)
                final = outcome.final
                if outcome.then is not None:
                    follow_ups.append(outcome.then)
                if outcome.ends_line:
                    break
                if final is not None and final is not ResultCode.OK:
                    self.result(final)
                    if final not in {ResultCode.DEACT_OK, ResultCode.NO_CARRIER}:
                        return follow_ups
        except MalformedCommand:
            final = ResultCode.ERROR
            self.result(final)
            return follow_ups
        if final is ResultCode.OK:
            self.result(final)
        return follow_ups

    def _run_command(self, parsed: ParsedCommand) -> Outcome:
        heard = self.module.bends.heard(parsed)
        if heard is Deaf.IGNORED:
            return OK
        if heard is Deaf.UNANSWERED:
            return Outcome(final=None)
        command = self.module.commands.get(parsed.name)
        if isinstance(heard, Deaf):
            return ERROR if command is None else Outcome(final=command.refusal)
        parsed = heard
        handler = None if command is None else command.handler(parsed.form)
        if command is None or handler is None:
            return ERROR
        arguments = Arguments(parsed.arguments, command.refusal)
        try:
            outcome = handler(Call(self.module, self, parsed.name.removeprefix("+"), arguments))
        except Refused as refused:
            return Outcome(final=refused.final)
        chatter = self.module.bends.chatter(parsed)
        return outcome if not chatter else replace(outcome, lines=(*chatter, *outcome.lines))

    # --- to the DTE ------------------------------------------------------------------------------------------

    def information(self, *lines: str) -> None:
        """Write information text now."""
        said = map(self.module.bends.said, lines)
        self.transmit(information(*said, framing=self.profile.framing))

    def result(self, final: Final) -> None:
        """Write a result code now, in the form that ATV, ATQ and AT+CMEE ask for."""
        if self.profile.quiet:
            return
        self.transmit(result_code(self._spelt(final), framing=self.profile.framing))

    def _spelt(self, final: Final) -> ResultCode | str:
        if not isinstance(final, Cme):
            return final
        level = bent(self.module.defects, _CMEE.get(self.profile.cmee, {}), self.profile.cmee)
        if level == 0:
            return ResultCode.ERROR
        final = Cme(self.module.bends.reported(final.code))
        text = self.module.personality.cme_texts.get(str(final.code)) or final.words()
        return self.module.bends.said(f"+CME ERROR: {final.code if level == 1 else text}")

    def urc(self, line: str) -> None:
        """Write an unsolicited line as soon as no command runs and no data mode lasts."""
        self.when_free(lambda: self.information(line))

    def when_free(self, action: Callable[[], None]) -> None:
        """Do it now, or when the running command or data mode is over."""
        self._pending.append(action)
        self.drain()

    def drain(self) -> None:
        """Do what has waited, in order, until something occupies the channel again."""
        while self._pending and self.synchronised and not self._executing and not self.in_data_mode:
            self._pending.popleft()()

    def run_at(self, rate: int) -> None:
        """AT+IPR, after its OK: the line has another rate from here on."""
        self.rate = rate

    def carry(self, payload: bytes) -> None:
        """Write the data of a file now, outside data mode."""
        self._carrying = True
        self.transmit(payload)
        self._carrying = False

    # --- flow control ----------------------------------------------------------------------------------------

    @property
    def stopped(self) -> bool:
        """Whether the DTE has stopped what the module says by DC3."""
        return self._flow.stopped_by_dte and self.profile.ifc[0] == XON_XOFF and self.diversion is None

    def forget_stop(self) -> None:
        """Whoever sent DC3 is gone."""
        self._flow.stopped_by_dte = False

    @property
    def clear_to_send(self) -> bool:
        """V.24 CTS: whether the module can take more from the DTE; told by DC1 and DC3 with AT+IFC=,1."""
        return self._clear_to_send

    @clear_to_send.setter
    def clear_to_send(self, ready: bool) -> None:
        self._clear_to_send = ready
        if ready or self.profile.ifc[1] == XON_XOFF:
            self._flow.tell(self.transmit, ready=ready)

    @property
    def carries_payload(self) -> bool:
        """Whether the line carries data, and not command lines, responses or frames."""
        return self._mode is not None or self._carrying

    # --- data mode -------------------------------------------------------------------------------------------

    def enter_data_mode(self, mode: DataMode) -> None:
        """From here on what the DTE sends belongs to `mode`; an unfinished line is forgotten."""
        self._reader.reset()
        self._mode = mode
        self._watch = EscapeWatch(
            self.module.clock, self.module.timers, passed=self._late_payload, escaped=mode.escape
        )

    def leave_data_mode(self) -> None:
        """Back to command mode; the caller writes its result and then calls `drain`."""
        self._drop_data_mode()

    @property
    def in_data_mode(self) -> bool:
        """Whether what the DTE sends is payload, or frames of the multiplexer."""
        return self._mode is not None or self.diversion is not None

    def hang_up(self) -> None:
        """The DTE is gone from the line: data mode is left as by `+++`."""
        if self._mode is not None:
            self._mode.escape()

    def drop_dtr(self) -> None:
        """V.24 DTR went off: AT&D says whether that is nothing, an escape, or the end of what runs."""
        if self.profile.dtr == _DTR_HANGS_UP and self.module.ftp.break_off(self):
            return
        if self.profile.dtr:
            self.hang_up()

    def _drop_data_mode(self) -> None:
        if self._watch is not None:
            self._watch.close()
        self._mode = self._watch = None

    def _late_payload(self, payload: bytes) -> None:
        self._consume(self._deliver(payload))

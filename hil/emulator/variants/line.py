"""Switches of the AT channel: latency, portions of output, the stored profile, URCs, unknown commands."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from hil.at.parse import CommandLine, ParsedCommand
from hil.emulator.at.interpreter import Interpreter
from hil.emulator.at.outcome import Cme, CommandRefused, Outcome
from hil.emulator.at.profile import ProfileStore
from hil.emulator.at.terminal import Environment, Terminal
from hil.emulator.network.radio import CELL
from hil.emulator.variants.model import ANY, Switch, Value, replacing, unchanged

_PIECE_S = 0.002  # module seconds between two portions
_CELL_CHANGE_S = 7.0  # module seconds between two reports of the cell
_NOT_SUPPORTED = Cme(4)  # 27.007 9.2


class _LateTerminal(Terminal):
    """Answers command lines after a time; bytes of the DTE wait meanwhile.  It has no value of its own."""

    def __init__(self, environment: Environment, transmit: Callable[[bytes], None]) -> None:
        self._late_until_answered = False
        self._held = b""
        super().__init__(environment, transmit)

    def latency_s(self, line: CommandLine) -> float:
        """Module seconds before that line is carried out."""
        del line
        return 0.0

    def restart(self) -> None:
        """Power-on: nothing is held."""
        self._late_until_answered, self._held = False, b""
        super().restart()

    def _consume_command(self, data: bytes) -> bytes:
        if self._late_until_answered:
            self._held += data
            return b""
        return super()._consume_command(data)

    def _execute(self, line: CommandLine) -> None:
        span_s = self.latency_s(line)
        if span_s == 0.0 or not self.synchronised or self._late_until_answered:
            super()._execute(line)
            return
        self._late_until_answered = self.executing = True
        self._timing.timers.after(span_s, lambda: self._answer(line))

    def _answer(self, line: CommandLine) -> None:
        super()._execute(line)
        self._late_until_answered = False
        held, self._held = self._held, b""
        self._consume(held)


# clause: doc [1] 2.1.4
def answering_after(seconds: float, pattern: str = "") -> type[Terminal]:
    """A terminal that answers the lines with the pattern after that many module seconds."""
    expression = re.compile(pattern, re.IGNORECASE)

    class AnswersLate(_LateTerminal):
        def latency_s(self, line: CommandLine) -> float:
            matches = expression.search(line.body) is not None
            return super().latency_s(line) + (seconds if matches else 0.0)

    return AnswersLate


# clause: V.250 5.7
class WritesInPieces(Terminal):
    """each write of the module reaches the DTE in three portions, 2 ms apart"""

    def __init__(self, environment: Environment, transmit: Callable[[bytes], None]) -> None:
        self._pieces: deque[bytes] = deque()
        self._pausing = False
        self._transmit_piece = transmit
        super().__init__(environment, self._write_in_pieces)

    def restart(self) -> None:
        """Power-on, after what a reboot by command has left to send."""
        if self._pieces:
            self._transmit_piece(b"".join(self._pieces))
        self._pieces.clear()
        self._pausing = False  # a reboot stops all timers
        super().restart()

    def switch_off(self) -> None:
        """Power is lost: what was not sent is lost, too."""
        self._pieces.clear()
        super().switch_off()

    def _write_in_pieces(self, data: bytes) -> None:
        middle = (len(data) + 1) // 2
        self._pieces.extend(piece for piece in (data[:1], data[1:middle], data[middle:]) if piece)
        if not self._pausing:
            self._write_piece()

    def _write_piece(self) -> None:
        self._pausing = bool(self._pieces)
        if self._pieces:
            self._transmit_piece(self._pieces.popleft())
            self._timing.timers.after(_PIECE_S, self._write_piece)


# clause: V.250 6.1.1, doc [1] AT&W
def stored_with(**settings: Any) -> type[ProfileStore]:
    """A profile store in which AT&W has stored those settings before delivery."""

    class HasStoredSettings(ProfileStore):
        def __init__(self, *, cmee: int) -> None:
            super().__init__(cmee=cmee)
            self._stored = replace(self._stored, **settings)

    return HasStoredSettings


def _stored(name: str, meaning: str, **settings: Any) -> Value:
    return Value(name, meaning, (stored_with(**settings),))


# clause: V.250 5.7.1, doc [1] AT+CNMI
class AnnouncesMessages(Interpreter):
    """+CMTI behind each fourth command line, RING behind each ninth"""

    _count = 0

    def run_line(self, terminal: Terminal, line: CommandLine) -> Sequence[Callable[[], None]]:
        """The line, and behind it what came meanwhile."""
        follow_ups = list(super().run_line(terminal, line))
        self._count += 1
        for every, told in ((4, '+CMTI: "SM",1'), (9, "RING")):
            if self._count % every == 0:
                follow_ups.append(partial(terminal.urc, told))
        return follow_ups


# clause: 27.007 7.2
class ReportsCells(Terminal):
    """AT+CREG=2 was stored, and a line +CREG comes every 7 s, as with a module that moves"""

    def restart(self) -> None:
        """Power-on: the first report is due in 7 s."""
        super().restart()
        self._timing.timers.after(_CELL_CHANGE_S, self._report_cell)

    def _report_cell(self) -> None:
        if self.environment.is_powered() and self.profile.creg:
            cell = f",{CELL}" if self.profile.creg == 2 else ""
            self.urc(f"+CREG: 1{cell}")
        self._timing.timers.after(_CELL_CHANGE_S, self._report_cell)


# clause: 27.007 9.2
class UnknownIsNotSupported(Interpreter):
    """+CME ERROR: 4 (operation not supported)"""

    def carry_out(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
        """The response of the command's handler; without one it is the code of 27.007."""
        entry = self._commands.get(command.name)
        if command.name.startswith("+") and (entry is None or entry.handler(command.form) is None):
            raise CommandRefused(_NOT_SUPPORTED)
        return super().carry_out(terminal, command)


SWITCHES = (
    Switch(
        "latency",
        "doc [1] 2.1.4",
        "the manual of the series gives local commands 300 ms, and the note states no time",
        (ANY,),
        (
            unchanged("none", "every line is answered at once"),
            Value("30-ms", "every line is answered after 30 ms", (answering_after(0.03),)),
            Value("250-ms", "every line is answered after 250 ms", (answering_after(0.25),)),
        ),
    ),
    Switch(
        "activation-time",
        "doc [1] AT+QIACT",
        "a network answers after a time; the manual of the series allows 150 s, a log shows 0.5 s",
        ("AT+QIACT", "AT+QIDEACT", "AT+CGATT", "AT+CGACT"),
        (
            unchanged("none", "at once"),
            Value(
                "seconds",
                "after 3 s of module time",
                (answering_after(3.0, r"\+(QIACT|QIDEACT|CGATT=|CGACT=)"),),
            ),
        ),
    ),
    Switch(
        "security-file-time",
        "note 2.4 (silent)",
        "the note states no time for reading or deleting a file in flash memory",
        ("AT+QSECREAD", "AT+QSECDEL"),
        (
            unchanged("none", "at once"),
            Value("seconds", "after 1 s of module time", (answering_after(1.0, r"\+QSEC(READ|DEL)="),)),
        ),
    ),
    Switch(
        "output",
        "V.250 5.7",
        "a DTE may not expect that a response arrives in one read",
        (ANY,),
        (unchanged("whole", "a response in one write"), replacing("pieces", WritesInPieces)),
    ),
    Switch(
        "echo-stored",
        "V.250 6.2.4",
        "AT&W keeps ATE0, and a module may be delivered so",
        (ANY,),
        (unchanged("on", "ATE1 at power-on"), _stored("off", "ATE0 at power-on", echo=False)),
    ),
    Switch(
        "verbosity-stored",
        "V.250 6.2.6",
        "AT&W keeps ATV0, and a module may be delivered so",
        (ANY,),
        (unchanged("words", "ATV1 at power-on"), _stored("digits", "ATV0 at power-on", verbose=False)),
    ),
    Switch(
        "rate-stored",
        "V.250 6.2.10, doc [1] AT+IPR",
        "AT&W keeps the rate; with a fixed one the module sends its URCs at power-on",
        ("AT+IPR", "AT&W", "AT+CFUN"),
        (unchanged("autobauding", "AT+IPR=0"), _stored("fixed", "AT+IPR=115200", ipr=115200)),
    ),
    Switch(
        "flow-control-stored",
        "V.250 6.2.12",
        "AT&W keeps the flow control, and 4.2.1 sets it with AT+IFC=2,2",
        ("AT+IFC", "AT&W"),
        (unchanged("none", "AT+IFC=0,0"), _stored("hardware", "AT+IFC=2,2", ifc=(2, 2))),
    ),
    Switch(
        "registration-reports",
        "27.007 7.2",
        "AT+CREG and AT+CGREG may be stored with reports, which come between commands",
        ("AT+CREG", "AT+CGREG", "AT+CFUN", "AT+CGATT"),
        (
            unchanged("off", "AT+CREG=0, AT+CGREG=0"),
            _stored("on", "AT+CREG=1, AT+CGREG=1", creg=1, cgreg=1),
            Value(
                "cells",
                "AT+CREG=2, and a report every 7 s, as when a module moves",
                (ReportsCells, stored_with(creg=2)),
            ),
        ),
    ),
    Switch(
        "messages",
        "V.250 5.7.1, doc [1] AT+CNMI",
        "a short message or a call may come at any time, and is told when no command runs",
        (ANY,),
        (unchanged("none", "none come"), replacing("often", AnnouncesMessages)),
    ),
    Switch(
        "unknown-command",
        "V.250 5.7, 27.007 9.2",
        "V.250 has ERROR for a command that does not exist, 27.007 +CME ERROR: 4",
        (ANY,),
        (unchanged("error", "ERROR"), replacing("not-supported", UnknownIsNotSupported)),
    ),
)

"""AT+CMUX: the multiplexer (27.007 5.7; series' manual)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple

from hil.emulator.at.command import Call, Command, listing
from hil.emulator.at.multiplexer import ChannelTerminal, MultiplexedLine, MuxSettings
from hil.emulator.at.outcome import ERROR, Cme, Outcome, answer
from hil.spec.cme import CmeCode

_RANGES = ((0, 0), (0, 0), (1, 6), (1, 255), (1, 255), (0, 100), (2, 255), (1, 255), (1, 7))
"""Of mode (basic option), subset (UIH), port_speed, N1, T1, N2, T2, T3, k."""


# clause: 27.007 5.7
class MultiplexerCommands:
    """The command that starts the multiplexer on the line."""

    def commands(self) -> Mapping[str, Command]:
        """The command by its name."""
        return {
            "+CMUX": Command(
                write=_write,
                read=_read,
                test=listing("+CMUX: " + ",".join(_listed(*span) for span in _RANGES)),
                refusal=Cme(CmeCode.INVALID_PARAMETER),
            ),
        }


def _write(call: Call) -> Outcome:
    call.arguments.expect(1, len(_RANGES))
    call.arguments.integer(0)  # the mode has no default
    values = [
        call.arguments.number(index, low, high, default=default)
        for index, ((low, high), default) in enumerate(zip(_RANGES, astuple(MuxSettings()), strict=True))
    ]
    if isinstance(call.terminal, ChannelTerminal):
        return ERROR  # the line is already multiplexed
    settings = MuxSettings(*values)
    return Outcome(then=lambda: _start(call, settings))


def _start(call: Call, settings: MuxSettings) -> None:
    call.terminal.diversion = MultiplexedLine(call.terminal, settings)


def _read(call: Call) -> Outcome:
    terminal = call.terminal
    settings = terminal.mux_settings if isinstance(terminal, ChannelTerminal) else MuxSettings()
    return answer("+CMUX: " + ",".join(map(str, astuple(settings))))


def _listed(low: int, high: int) -> str:
    return f"({low})" if low == high else f"({low}-{high})"

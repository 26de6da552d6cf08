"""The effects of the mishaps: filters between a terminal and its line.

Each direction passes through the filters in the order of the options.  They run
under the module's lock.  A seeded generator decides by the position in the
streams, not by time or by the size of the portions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random

from hil.at.result import information
from hil.emulator.at.terminal import Terminal
from hil.emulator.mishaps.catalogue import AWAY_S, UNCOVERED_S, Planned
from hil.emulator.module import Module

Vanish = Callable[[float], None]
"""Takes a port away for so many module seconds; the module behind it loses its power."""

_CR = b"\r"
_GLITCHES = b"\x00\x80\xc0\xe0\xf0\xf8\xfc\xfe\xff"
"""What a UART reads where a spike or a floating line is taken for a start bit."""

_STORM = (
    "RING",
    '+CREG: 1,"1801","2B5C"',
    "+CREG: 2",
    "+CGREG: 0",
    '+CMTI: "SM",3',
    "UNDER_VOLTAGE WARNING ",
    "Call Ready",
    '+QNITZ: "04/01/01,00:00:12+00,0"',
)


def disturb(
    terminal: Terminal,
    mishaps: Sequence[Planned],
    *,
    module: Module,
    seed: str,
    vanish: Vanish | None = None,
) -> None:
    """Put the mishaps between a terminal of a module and its line.

    A port without `vanish` only becomes silent instead of disappearing.
    """
    for number, planned in enumerate(mishaps):
        random = Random(f"{seed}/{number}/{planned.text}")
        filter_class = _FILTERS[planned.mishap.name]
        filter_class(terminal, planned.value, random, module=module, vanish=vanish or _fall_silent(module))


def _fall_silent(module: Module) -> Vanish:
    def vanish(module_seconds: float) -> None:
        module.timing.timers.after(module_seconds, module.reboot)
        module.timing.changed.notify_all()

    return vanish


class _Filter:
    """One mishap on one line; `value` is its number."""

    def __init__(
        self, terminal: Terminal, value: float, random: Random, *, module: Module, vanish: Vanish
    ) -> None:
        self._terminal, self._module, self._timing = terminal, module, module.timing
        self._value, self._random, self._vanish = value, random, vanish
        self._pass_to_dte, self._pass_to_dce = terminal.transmit, terminal.heard
        terminal.transmit, terminal.heard = self._to_dte, self._to_dce
        self._begin()

    def _begin(self) -> None:
        """Draw the values that are drawn once."""

    def _to_dte(self, data: bytes) -> None:
        self._pass_to_dte(data)

    def _to_dce(self, data: bytes) -> None:
        self._pass_to_dce(data)


class _AfterLines(_Filter):
    """The line is dead after that many command lines, once, until the module restarts."""

    def _begin(self) -> None:
        self._left = int(self._value) or self._random.randint(1, 12)
        self._dead_in_boot: int | None = None

    @property
    def _dead(self) -> bool:
        return self._dead_in_boot == self._module.boots

    def _to_dte(self, data: bytes) -> None:
        if not self._dead:
            self._pass_to_dte(data)

    def _to_dce(self, data: bytes) -> None:
        if self._dead:
            return
        while data and not self._dead:
            line, end, data = data.partition(_CR)
            self._left -= len(end)
            self._line(line + end, last=bool(end) and self._left == 0)

    def _line(self, piece: bytes, *, last: bool) -> None:
        self._pass_to_dce(piece)
        if last:
            self._dead_in_boot = self._module.boots


class _Hang(_AfterLines):
    """The module hangs after the response to the last command line."""


class _HangUntil(_AfterLines):
    """As `_Hang`; but the module hears the word that brings it back."""

    WORD: bytes

    def _begin(self) -> None:
        super()._begin()
        self._heard = b""

    def _to_dce(self, data: bytes) -> None:
        while self._dead and data:
            self._heard = (self._heard + data[:1])[-len(self.WORD) :]
            data = data[1:]
            if self._heard == self.WORD:
                self._dead_in_boot = None
                self._come_back()
        super()._to_dce(data)

    def _come_back(self) -> None:
        """What the word does beside; the line carries bytes again."""


class _HangUntilEscape(_HangUntil):
    WORD = b"+++"


class _HangUntilCfun(_HangUntil):
    WORD = b"AT+CFUN=1,1\r"

    def _come_back(self) -> None:
        self._module.reboot()


class _HangForGood(_Hang):
    @property
    def _dead(self) -> bool:
        return self._dead_in_boot is not None


class _Vanishing(_AfterLines):
    """The port disappears before the response to the last command line."""

    def _line(self, piece: bytes, *, last: bool) -> None:
        if not last:
            self._pass_to_dce(piece)
            return
        self._dead_in_boot = self._module.boots
        self._vanish(AWAY_S)


class _AfterLinesOnce(_Filter):
    """Something around the module happens after that many command lines, once."""

    def _begin(self) -> None:
        self._left = int(self._value) or self._random.randint(1, 12)

    def _to_dce(self, data: bytes) -> None:
        while data:
            line, end, data = data.partition(_CR)
            self._pass_to_dce(line + end)
            before, self._left = self._left, max(0, self._left - len(end))
            if before and not self._left:
                self._happen()

    def _happen(self) -> None:
        raise NotImplementedError


class _NoCoverage(_AfterLinesOnce):
    def _happen(self) -> None:
        self._module.radio.lose_network()
        self._timing.timers.after(UNCOVERED_S, self._module.radio.find_network)
        self._timing.changed.notify_all()


class _SimOut(_AfterLinesOnce):
    def _happen(self) -> None:
        sim = self._module.sim
        sim.lose_contact()
        self._module.reports.write(f"+CPIN: {sim.state.words}")
        self._module.radio.leave()


class _Reboot(_Filter):
    """The module restarts after that many bytes in both directions; pending output is lost."""

    def _begin(self) -> None:
        self._left = int(self._value) or self._random.randint(1, 2000)
        self._falls_in_boot: int | None = None

    @property
    def _falls(self) -> bool:
        return self._falls_in_boot == self._module.boots

    def _to_dte(self, data: bytes) -> None:
        if self._falls:
            return
        self._pass_to_dte(data[: self._left] if self._left > 0 else data)
        if self._reached(len(data)):
            self._falls_in_boot = self._module.boots
            self._timing.timers.after(0, self._module.reboot)  # not within the call that is sending
            self._timing.changed.notify_all()

    def _to_dce(self, data: bytes) -> None:
        left = self._left
        if self._falls:
            return
        if left <= 0 or left > len(data):
            self._reached(len(data))
            self._pass_to_dce(data)
            return
        self._left = 0
        self._pass_to_dce(data[:left])
        self._module.reboot()
        self._pass_to_dce(data[left:])

    def _reached(self, count: int) -> bool:
        before, self._left = self._left, max(0, self._left - count)
        return before > 0 and self._left == 0


class _Gaps:
    """Positions in a stream, `mean` bytes from one to the next."""

    def __init__(self, random: Random, mean: float) -> None:
        self._random, self._mean = random, mean
        self._left = self._next()

    def _next(self) -> int:
        return 1 + int(self._random.expovariate(1 / (self._mean - 1)))

    def pieces(self, data: bytes) -> list[bytes]:
        """The data, cut after each such position."""
        pieces = []
        while len(data) >= self._left:
            pieces.append(data[: self._left])
            data = data[self._left :]
            self._left = self._next()
        self._left -= len(data)
        return [*pieces, data]


class _Garbage(_Filter):
    def _begin(self) -> None:
        self._gaps = _Gaps(self._random, self._value)

    def _to_dte(self, data: bytes) -> None:
        pieces = self._gaps.pieces(data)
        self._pass_to_dte(b"".join([piece + self._glitch() for piece in pieces[:-1]]) + pieces[-1])

    def _glitch(self) -> bytes:
        return bytes(self._random.choices(_GLITCHES, k=self._random.randint(1, 4)))


class _LostBytes(_Filter):
    def _begin(self) -> None:
        self._from_dce = _Gaps(Random(self._random.random()), self._value)
        self._from_dte = _Gaps(Random(self._random.random()), self._value)

    def _to_dte(self, data: bytes) -> None:
        self._pass_to_dte(_without(self._from_dce, data))

    def _to_dce(self, data: bytes) -> None:
        self._pass_to_dce(_without(self._from_dte, data))


def _without(gaps: _Gaps, data: bytes) -> bytes:
    pieces = gaps.pieces(data)
    return b"".join([piece[:-1] for piece in pieces[:-1]]) + pieces[-1]


class _UrcStorm(_Filter):
    """URCs before a line of a response and before a command line is read; never within a line or in data mode."""

    def _to_dte(self, data: bytes) -> None:
        framing = self._terminal.profile.framing
        if data.startswith(framing.terminator) and not self._terminal.in_data_mode:
            data = self._burst() + data
        self._pass_to_dte(data)

    def _to_dce(self, data: bytes) -> None:
        while data:
            piece, end, data = data.partition(_CR)
            if end and self._terminal.synchronised and not self._terminal.in_data_mode:
                self._pass_to_dte(self._burst())
            self._pass_to_dce(piece + end)

    def _burst(self) -> bytes:
        if self._random.random() < 0.5:
            return b""
        lines = self._random.choices(_STORM, k=self._random.randint(1, int(self._value)))
        framing = self._terminal.profile.framing
        return b"".join(information(line, framing=framing) for line in lines)


class _HalfEcho(_Filter):
    def _begin(self) -> None:
        self._line = b""
        self._echo: tuple[bytes, bytes] | None = None  # the echo as it comes, and the rest of it

    def _to_dce(self, data: bytes) -> None:
        while data:
            if self._terminal.in_data_mode:
                self._pass_to_dce(data)
                return
            piece, end, data = data.partition(_CR)
            self._line += piece
            if end:
                self._spoil(piece + end)
            self._pass_to_dce(piece + end)
            self._echo = None

    def _spoil(self, piece: bytes) -> None:
        line, self._line = self._line, b""
        happens, place = self._random.random() < self._value, self._random.random()
        if not happens or len(line) < 2:
            return
        kept = line[: 1 + int(place * (len(line) - 1))]
        if self._terminal.profile.echo:
            self._echo = (piece, kept[len(line) - len(piece) + 1 :])
        else:
            self._pass_to_dte(kept)

    def _to_dte(self, data: bytes) -> None:
        if self._echo is not None and data == self._echo[0]:
            data = self._echo[1]
        self._echo = None
        self._pass_to_dte(data)


class _Slow(_Filter):
    """All output within one delay is sent together at its end."""

    def _begin(self) -> None:
        self._held: list[bytes] = []
        self._boot = self._module.boots

    def _to_dte(self, data: bytes) -> None:
        if self._boot != self._module.boots:  # a restart drops pending output and its timer
            self._boot = self._module.boots
            self._held.clear()
        if not self._held:
            self._timing.timers.after(self._random.uniform(0, self._value), self._release)
            self._timing.changed.notify_all()
        self._held.append(data)

    def _release(self) -> None:
        data = b"".join(self._held)
        self._held.clear()
        self._pass_to_dte(data)


_FILTERS: Mapping[str, type[_Filter]] = {
    "hang": _Hang,
    "hang-until-escape": _HangUntilEscape,
    "hang-until-cfun": _HangUntilCfun,
    "hang-for-good": _HangForGood,
    "reboot": _Reboot,
    "garbage": _Garbage,
    "lost-bytes": _LostBytes,
    "urc-storm": _UrcStorm,
    "half-echo": _HalfEcho,
    "vanish": _Vanishing,
    "no-coverage": _NoCoverage,
    "sim-out": _SimOut,
    "slow": _Slow,
}

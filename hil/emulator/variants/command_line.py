"""Switches of the command line: what stands in front of its prefix."""

from __future__ import annotations

from collections.abc import Callable

from hil.at.parse import CommandLine, CommandLineReader, Taken
from hil.emulator.at.terminal import Environment, Terminal
from hil.emulator.variants.model import ANY, Switch, replacing, unchanged

_NOT_PRINTED = bytes(range(33))  # control characters and the space: no part of a command, V.250 5.2.2
_PREFIXES = (b"AT", b"A/")
_KEPT = 8


class _WholeLineReader(CommandLineReader):
    """Reads lines from their first byte on; one that begins with another byte than those of the prefix is refused."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = b""

    def reset(self) -> None:
        """Forget an unfinished line."""
        super().reset()
        self._begun = b""

    def take(
        self, data: bytes, *, terminator: int = 13, backspace: int = 8, other_terminator: int | None = None
    ) -> Taken:
        """Read up to the end of one line."""
        found = [data.find(end) for end in (terminator, other_terminator) if end is not None]
        first = data[: min((at + 1 for at in found if at >= 0), default=len(data))]
        self._begun = (self._begun + first.translate(None, _NOT_PRINTED))[:_KEPT]
        taken = super().take(
            first, terminator=terminator, backspace=backspace, other_terminator=other_terminator
        )
        if taken.line is None and first[-1:] not in {
            bytes([terminator]),
            bytes([other_terminator or terminator]),
        }:
            return taken
        begun, self._begun = self._begun, b""
        if not begun or begun.upper().startswith(_PREFIXES):
            return taken
        return Taken(taken.consumed, taken.prefix_at, CommandLine(too_long=True))


# clause: V.250 5.2.1
class KeepsBytesBeforeThePrefix(Terminal):
    """they begin the line, which is answered with ERROR"""

    def __init__(self, environment: Environment, transmit: Callable[[bytes], None]) -> None:
        super().__init__(environment, transmit)
        self._reader = _WholeLineReader()


SWITCHES = (
    Switch(
        "before-prefix",
        "V.250 5.2.1, doc [1] 2.1.1",
        "V.250 ignores what precedes AT; a module that fills its line buffer from the end of the last line reads it",
        (ANY,),
        (
            unchanged("ignored", "bytes in front of AT are ignored"),
            replacing("line", KeepsBytesBeforeThePrefix),
        ),
    ),
)

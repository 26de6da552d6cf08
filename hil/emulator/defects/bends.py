"""The bends of the defects that are switched on: what the module hears, says and reports wrongly."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hil.at.parse import ParsedCommand, parse_commands
from hil.emulator.bent import Deaf
from hil.emulator.defects import DEFECTS
from hil.emulator.defects.model import Chatty, Heard, Ignored, Refused, Reported, Said, Unanswered
from hil.spec.commands import Form

_Hearing = tuple[re.Pattern[str], str | Deaf]


class Bends:
    """The bends of some defects; with none, everything stays as it is."""

    def __init__(self, defects: Iterable[str]) -> None:
        bends = [DEFECTS[name].bend for name in sorted(defects)]
        hearings: list[_Hearing] = []
        for bend in bends:
            match bend:
                case Heard(pattern, instead):
                    hearings.append((re.compile(pattern, re.IGNORECASE), instead))
                case Refused(pattern):
                    hearings.append((re.compile(pattern, re.IGNORECASE), Deaf.REFUSED))
                case Ignored(pattern):
                    hearings.append((re.compile(pattern, re.IGNORECASE), Deaf.IGNORED))
                case Unanswered(pattern):
                    hearings.append((re.compile(pattern, re.IGNORECASE), Deaf.UNANSWERED))
        self._hearings = tuple(hearings)
        self._sayings = tuple((re.compile(b.pattern), b.instead) for b in bends if isinstance(b, Said))
        self._chatter = tuple(
            (re.compile(b.pattern, re.IGNORECASE), b.line) for b in bends if isinstance(b, Chatty)
        )
        self._codes = {b.right: b.wrong for b in bends if isinstance(b, Reported)}

    def heard(self, command: ParsedCommand) -> ParsedCommand | Deaf:
        """The command that the module takes this one for."""
        for pattern, instead in self._hearings:
            match = pattern.fullmatch(_written(command))
            if match is not None:
                if isinstance(instead, Deaf):
                    return instead
                return next(iter(parse_commands(match.expand(instead))))
        return command

    def chatter(self, command: ParsedCommand) -> tuple[str, ...]:
        """The lines that stand in front of the answer to this command."""
        written = _written(command) if self._chatter else ""
        return tuple(line for pattern, line in self._chatter if pattern.fullmatch(written))

    def said(self, line: str) -> str:
        """The line that goes to the DTE in place of this one."""
        for pattern, instead in self._sayings:
            match = pattern.fullmatch(line)
            if match is not None:
                return match.expand(instead)
        return line

    def reported(self, code: int) -> int:
        """The <err> that is reported in place of this one."""
        return self._codes.get(code, code)


def _written(command: ParsedCommand) -> str:
    """The command as a DTE would write it."""
    arguments = ",".join(
        f'"{argument.text}"' if argument.quoted else argument.text for argument in command.arguments
    )
    return command.name + {Form.READ: "?", Form.TEST: "=?", Form.EXECUTE: ""}.get(
        command.form, "=" + arguments
    )

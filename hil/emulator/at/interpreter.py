"""Carries out command lines: command after command, one final result code for the line (V.250 5.2 to 5.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from hil.at.parse import CommandLine, MalformedCommand, ParsedCommand, parse_commands
from hil.emulator.at.command import Call, Command
from hil.emulator.at.outcome import Arguments, CommandRefused, FinalResultCode, Outcome
from hil.emulator.at.terminal import Terminal
from hil.spec.codes import ResultCode

_LINE_GOES_ON = frozenset({ResultCode.DEACT_OK, ResultCode.NO_CARRIER})
"""Final result codes that do not end the command line."""


# clause: V.250 5.6, note 2.1, note Table 2
class Interpreter:
    """Finds the handlers of commands in a table and writes their responses."""

    def __init__(self, commands: Mapping[str, Command]) -> None:
        self._commands = commands

    def run_line(self, terminal: Terminal, line: CommandLine) -> Sequence[Callable[[], None]]:
        """Carry out a command line and write its response; returns the actions after the response."""
        if line.too_long:
            terminal.result(ResultCode.ERROR)
            return ()
        follow_ups: list[Callable[[], None]] = []
        try:
            final = self._run_commands(terminal, line, follow_ups)
        except MalformedCommand:
            final = ResultCode.ERROR
        if final is not None:
            terminal.result(final)
        return follow_ups

    def _run_commands(
        self, terminal: Terminal, line: CommandLine, follow_ups: list[Callable[[], None]]
    ) -> FinalResultCode | None:
        """Run the commands; returns the final result code that remains to be written, or None."""
        final: FinalResultCode | None = ResultCode.OK
        for command in parse_commands(line.body):
            outcome = self.run(terminal, command)
            if outcome.lines:
                terminal.information(*outcome.lines)
            final = outcome.final
            if outcome.then is not None:
                follow_ups.append(outcome.then)
            if outcome.ends_line:
                break
            if final is not None and final is not ResultCode.OK:
                if final not in _LINE_GOES_ON:
                    return final
                terminal.result(final)
        return final if final is ResultCode.OK else None

    def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
        """Carry out one command; a refused one has the response of its refusal."""
        try:
            return self.carry_out(terminal, command)
        except CommandRefused as refused:
            return Outcome(final=refused.final)

    # clause: note 2.1
    # requirements: SYN-05, SYN-06, SYN-07, SYN-09
    def carry_out(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
        """The response of the command's handler; raises `CommandRefused` if there is no handler."""
        entry = self._commands.get(command.name)
        handler = None if entry is None else entry.handler(command.form)
        if handler is None:
            raise CommandRefused
        arguments = Arguments(command.arguments, self.refusal(command))
        return handler(Call(terminal, command.name.removeprefix("+"), arguments))

    def refusal(self, command: ParsedCommand) -> FinalResultCode:
        """The response to a wrong parameter of that command."""
        entry = self._commands.get(command.name)
        return ResultCode.ERROR if entry is None else entry.refusal

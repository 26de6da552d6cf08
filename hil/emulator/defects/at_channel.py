"""Turns a row that changes commands or responses (`model`) into classes that replace parts of the module."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from hil.at.parse import ParsedCommand, parse_commands
from hil.emulator.at.data_mode import DataPhase
from hil.emulator.at.interpreter import Interpreter
from hil.emulator.at.outcome import OK, Outcome
from hil.emulator.at.profile import Profile
from hil.emulator.at.responses import VERBOSE, Responses
from hil.emulator.at.terminal import Terminal
from hil.emulator.defects.model import (
    Change,
    ExtraLines,
    Heard,
    Ignored,
    Refused,
    Reported,
    Said,
    Unanswered,
)
from hil.emulator.ftp.result_lines import ResultLines
from hil.spec.codes import ResultCode
from hil.spec.commands import Form


def replacements(change: Change) -> tuple[type, ...]:
    """The classes that replace parts of the module to make the change."""
    match change:
        case Heard(pattern, instead):
            return (_taken_for_another(pattern, instead),)
        case Refused(pattern):
            return (_not_carried_out(pattern, lambda part, command: Outcome(final=part.refusal(command))),)
        case Ignored(pattern):
            return (_not_carried_out(pattern, lambda _part, _command: OK),)
        case Unanswered(pattern):
            return (_not_carried_out(pattern, lambda _part, _command: Outcome(final=None)),)
        case ExtraLines(pattern, line):
            return (_with_extra_line(pattern, line),)
        case Said(pattern, instead):
            return (_saying(pattern, instead),)
        case Reported(right, wrong):
            return (_error_reported_as(right, wrong) if right > 0 else _result_reported_as(right, wrong),)


def _taken_for_another(pattern: str, instead: str) -> type[Interpreter]:
    expression = re.compile(pattern, re.IGNORECASE)

    class TakesCommandForAnother(Interpreter):
        def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
            match = expression.fullmatch(_written(command))
            if match is not None:
                command = next(iter(parse_commands(match.expand(instead))))
            return super().run(terminal, command)

    return TakesCommandForAnother


def _not_carried_out(
    pattern: str, answer: Callable[[Interpreter, ParsedCommand], Outcome]
) -> type[Interpreter]:
    expression = re.compile(pattern, re.IGNORECASE)

    class CarriesNothingOut(Interpreter):
        def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
            if expression.fullmatch(_written(command)):
                return answer(self, command)
            return super().run(terminal, command)

    return CarriesNothingOut


def _with_extra_line(pattern: str, line: str) -> type[Interpreter]:
    expression = re.compile(pattern, re.IGNORECASE)

    class AnswersWithExtraLine(Interpreter):
        def carry_out(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
            outcome = super().carry_out(terminal, command)
            if expression.fullmatch(_written(command)):
                return replace(outcome, lines=(line, *outcome.lines))
            return outcome

    return AnswersWithExtraLine


def _saying(pattern: str, instead: str) -> type[Responses]:
    expression = re.compile(pattern)

    def changed(line: str) -> str:
        match = expression.fullmatch(line)
        return line if match is None else match.expand(instead)

    class SaysAnotherLine(Responses):
        def information(self, *lines: str, profile: Profile) -> bytes:
            return super().information(*map(changed, lines), profile=profile)

        def error(self, code: int, level: int) -> ResultCode | str:
            written = super().error(code, level)
            return written if isinstance(written, ResultCode) else changed(written)

    return SaysAnotherLine


def _error_reported_as(right: int, wrong: int) -> type[Responses]:
    class ReportsAnotherError(Responses):
        def error(self, code: int, level: int) -> ResultCode | str:
            return super().error(wrong if code == right else code, level)

    return ReportsAnotherError


def _result_reported_as(right: int, wrong: int) -> type[ResultLines]:
    class ReportsAnotherResult(ResultLines):
        def code(self, value: int) -> int:
            return wrong if value == right else super().code(value)

    return ReportsAnotherResult


def error_level_taken_for(asked: int, instead: int) -> type[Responses]:
    """Responses that write errors in the form of another level of AT+CMEE."""

    class TakesLevelForAnother(Responses):
        def error(self, code: int, level: int) -> ResultCode | str:
            return super().error(code, instead if level == asked else level)

    return TakesLevelForAnother


class BlanksPlusSigns(DataPhase):
    """Puts zeros in the place of `+++` within the data."""

    def take(self, data: bytes) -> bytes:
        """Take bytes; an escape sequence of its own is left as it is."""
        return super().take(data if data == b"+++" else data.replace(b"+++", bytes(3)))


class CarriesOutLinesOfData(DataPhase):
    """Data that come as one command line, from AT to its CR, are carried out as one; data mode is left."""

    def take(self, data: bytes) -> bytes:
        """Take bytes; a command line is handed to command mode."""
        if data[:2].upper() == b"AT" and data.rstrip(b"\n").endswith(b"\r") and data.count(b"\r") == 1:
            self.leave()
            return data
        return super().take(data)


class ShortNumbersAsTexts(Responses):
    """With AT+CMEE=2 the codes of Table 4 are written without their thousands."""

    def error(self, code: int, level: int) -> ResultCode | str:
        """The number in place of a text."""
        return (
            f"+CME ERROR: {code % 1000}" if level == VERBOSE and code > 4000 else super().error(code, level)
        )


def _written(command: ParsedCommand) -> str:
    """The command in the form that a DTE writes."""
    arguments = ",".join(
        f'"{argument.text}"' if argument.quoted else argument.text for argument in command.arguments
    )
    return command.name + {Form.READ: "?", Form.TEST: "=?", Form.EXECUTE: ""}.get(
        command.form, "=" + arguments
    )

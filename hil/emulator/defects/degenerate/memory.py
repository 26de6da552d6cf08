"""Degenerate DUTs whose answers depend on earlier ones instead of on the command."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hil.at.parse import ParsedCommand
from hil.emulator.at.interpreter import Interpreter
from hil.emulator.at.outcome import ERROR, OK, Cme, Outcome
from hil.emulator.at.terminal import Terminal
from hil.emulator.defects.degenerate.model import (
    ANY_FAILURE,
    ANY_REFUSAL,
    EVERYTHING,
    OF_A_SESSION,
    Degenerate,
    is_of_the_note,
)
from hil.emulator.ftp.result_lines import ResultLines
from hil.emulator.ftp.service import FtpService
from hil.spec.codes import ErrorCode, ResultCode


def _is_error(outcome: Outcome) -> bool:
    return isinstance(outcome.final, Cme) or outcome.final is ResultCode.ERROR


class AnswersPreviousCommand(Interpreter):
    """Each command of the note gets the answer of the one before it."""

    _previous = OK

    def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
        outcome = super().run(terminal, command)
        if not is_of_the_note(command):
            return outcome
        self._previous, outcome = outcome, self._previous
        return outcome


class RepeatsFirstAnswer(Interpreter):
    """A command of the note gets the answer of its first use in that form; later ones are not carried out."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._first: dict[object, Outcome] = {}

    def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
        if not is_of_the_note(command):
            return super().run(terminal, command)
        key = command.name, command.form, len(command.arguments)
        if key not in self._first:
            outcome = super().run(terminal, command)
            self._first[key] = replace(outcome, then=None)
            return outcome
        return self._first[key]


class SulksAfterError(Interpreter):
    """After the first refused command of the note, each one is refused."""

    _sulks = False

    def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
        if not is_of_the_note(command):
            return super().run(terminal, command)
        outcome = ERROR if self._sulks else super().run(terminal, command)
        self._sulks = self._sulks or _is_error(outcome)
        return outcome


def failing_after_failure(code: int, *, until_reboot: bool) -> type[FtpService]:
    """A service that reports one <err> for each FTP command after the first one that fails."""

    class FailsAfterFailure(FtpService):
        _failed = False

        def result_line(self, name: str, value: int) -> str:
            if self._failed and value >= 0:
                value = code
            self._failed = self._failed or value < 0
            return super().result_line(name, value)

        def reset(self) -> None:
            super().reset()
            if until_reboot:
                self._failed = False

    return FailsAfterFailure


class OpensOnlyBeforeAnyFailure(FtpService):
    """After the first failure each AT+QFTPOPEN reports -9, and nothing is dialled."""

    _failed = False

    def open(self, terminal: Terminal, host: str, port: int) -> None:
        if self._failed and not self.busy and not self.opened:
            self.report(terminal, "QFTPOPEN", ErrorCode.TIMEOUT)
        else:
            super().open(terminal, host, port)

    def result_line(self, name: str, value: int) -> str:
        self._failed = self._failed or value < 0
        return super().result_line(name, value)


class RepeatsLastResult(ResultLines):
    """Each result line has the value of the one before it."""

    _last = 0

    def line(self, name: str, value: int) -> str:
        value, self._last = self._last, value
        return super().line(name, value)


class RepeatsFirstResultOfCommand(ResultLines):
    """Each result line of a command has the value of its first one."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._first: dict[str, int] = {}

    def line(self, name: str, value: int) -> str:
        return super().line(name, self._first.setdefault(name, value))


DUTS = (
    Degenerate(
        "answers-previous-command",
        "answers each command of the note by the answer of the one before it",
        EVERYTHING,
        (AnswersPreviousCommand,),
        is_silent=True,
        has_memory=True,
    ),
    Degenerate(
        "repeats-first-answer",
        "repeats the first answer to each command of the note for good",
        EVERYTHING,
        (RepeatsFirstAnswer,),
        is_silent=True,
        has_memory=True,
    ),
    Degenerate(
        "sulks-after-error",
        "answers ERROR to each command of the note after the first error",
        (*ANY_REFUSAL, *ANY_FAILURE),
        (SulksAfterError,),
        has_memory=True,
    ),
    Degenerate(
        "fails-after-failure",
        "reports -9 for each FTP command after the first one that fails",
        ANY_FAILURE,
        (failing_after_failure(ErrorCode.TIMEOUT, until_reboot=False),),
        has_memory=True,
    ),
    Degenerate(
        "fails-after-failure-until-reboot",
        "reports -9 for each FTP command after one that fails, until the next reboot",
        ANY_FAILURE,
        (failing_after_failure(ErrorCode.TIMEOUT, until_reboot=True),),
        has_memory=True,
    ),
    Degenerate(
        "opens-only-before-any-failure",
        "dials no more after the first failure, and reports -9",
        ANY_FAILURE,
        (OpensOnlyBeforeAnyFailure,),
        has_memory=True,
    ),
    Degenerate(
        "repeats-last-result",
        "each result line has the value of the one before it",
        OF_A_SESSION,
        (RepeatsLastResult,),
        has_memory=True,
    ),
    Degenerate(
        "repeats-first-result",
        "each result line of a command has the value of its first one",
        (*OF_A_SESSION, "AT+QFTPCFG"),
        (RepeatsFirstResultOfCommand,),
        has_memory=True,
    ),
)

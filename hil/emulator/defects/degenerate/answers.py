"""Degenerate DUTs that answer the commands of the note without carrying them out."""

from __future__ import annotations

from collections.abc import Callable

from hil.at.parse import ParsedCommand
from hil.emulator.at.interpreter import Interpreter
from hil.emulator.at.outcome import ERROR, OK, Cme, CommandRefused, Outcome, answer
from hil.emulator.at.terminal import Terminal
from hil.emulator.defects.degenerate.model import (
    ANY_LINE,
    ANY_QUERY_FORM,
    ANY_REFUSAL,
    EVERYTHING,
    Degenerate,
    has_result_line,
    is_of_the_note,
    result,
)
from hil.emulator.variants.model import ANY
from hil.spec.codes import ErrorCode
from hil.spec.commands import Form

Respond = Callable[[Terminal, ParsedCommand], Outcome]
Concerns = Callable[[ParsedCommand], bool]

_GENERIC_CME = 100  # 27.007 9.2: unknown


def answering(respond: Respond, concerns: Concerns = is_of_the_note) -> type[Interpreter]:
    """An interpreter that answers the commands which `concerns` accepts, and carries none of them out."""

    class AnswersByItself(Interpreter):
        def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
            return respond(terminal, command) if concerns(command) else super().run(terminal, command)

    return AnswersByItself


def yes(terminal: Terminal, command: ParsedCommand) -> Outcome:
    """OK, and the result 0 where a result belongs."""
    return result(terminal, command, 0) if has_result_line(command) else OK


def always(value: int) -> Respond:
    """OK and that result where a result belongs, else ERROR."""
    return lambda terminal, command: result(terminal, command, value) if has_result_line(command) else ERROR


_TEXTS = {
    "+QFTPSTAT": "+QFTPSTAT:CLOSED",  # not OPENED as in note 4.2.1: the driver would wait for its end in each case
    "+QSECREAD": "+QSECREAD: 1,618",  # note 4.1.1
    "+QFTPLEN": "+QFTPLEN:1000",
    "+QFTPCFG": "+QFTPCFG:0",
    "+QSSLCFG": '+QSSLCFG: 0,4,0,"0X0035","","",""',  # note 2.3: the defaults
}


def example(terminal: Terminal, command: ParsedCommand) -> Outcome:
    """The lines of the note's examples; the result 0 where a result belongs."""
    text = _TEXTS.get(command.name)
    if text is None or has_result_line(command):
        return yes(terminal, command)
    is_query = command.name != "+QSSLCFG" or len(command.arguments) < 3
    return answer(text) if is_query else OK


class NeverRefuses(Interpreter):
    """A command of the note that would be refused answers OK; it is not carried out."""

    def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
        try:
            return self.carry_out(terminal, command)
        except CommandRefused as refused:
            return yes(terminal, command) if is_of_the_note(command) else Outcome(final=refused.final)


class EmptyAnswers(Interpreter):
    """Queries are answered by OK alone."""

    def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
        outcome = super().run(terminal, command)
        return OK if outcome.lines and is_of_the_note(command) else outcome


class EchoesCommand(Interpreter):
    """The information text of a query is the command itself, without its `AT`."""

    def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
        outcome = super().run(terminal, command)
        if not (outcome.lines and is_of_the_note(command)):
            return outcome
        words = ",".join(f'"{item.text}"' if item.quoted else item.text for item in command.arguments)
        return answer(f"{command.name}: {words}")


def _is_no_bench_command(command: ParsedCommand) -> bool:
    """Whether a host needs no answer to it to know an M95: all but AT, the basic commands and the identity."""
    return command.name.startswith("+") and command.name not in {
        *("+CGMI", "+CGMM", "+CGMR", "+CGSN", "+CMEE", "+CCLK", "+CFUN"),
    }


def _is_query(command: ParsedCommand) -> bool:
    return is_of_the_note(command) and bool(command.form & (Form.READ | Form.TEST))


def _error(code: int) -> Outcome:
    return Outcome(final=Cme(code))


DUTS = (
    Degenerate(
        "error-to-everything",
        "answers ERROR to all but AT",
        (ANY,),
        (answering(lambda *_: ERROR, lambda _command: True),),
        is_no_module=True,
    ),
    Degenerate(
        "ok-to-everything",
        "answers OK to everything, with nothing else",
        (ANY,),
        (answering(lambda *_: OK, lambda _command: True),),
        is_no_module=True,
    ),
    Degenerate(
        "error-to-all-but-its-identity",
        "tells what it is, and answers ERROR to all other extended commands",
        (ANY,),
        (answering(lambda *_: ERROR, _is_no_bench_command),),
    ),
    Degenerate(
        "yes-to-all-but-its-identity",
        "tells what it is, and answers OK and the result 0 to all other extended commands",
        (ANY,),
        (answering(yes, _is_no_bench_command),),
        is_silent=True,  # data mode is waited for
    ),
    Degenerate(
        "function-missing",
        "answers ERROR to each command of the note",
        EVERYTHING,
        (answering(lambda *_: ERROR),),
    ),
    Degenerate(
        "cme-100-to-function",
        "answers +CME ERROR: 100 to each command of the note",
        EVERYTHING,
        (answering(lambda *_: _error(_GENERIC_CME)),),
    ),
    Degenerate(
        "yes-to-function",
        "answers OK and the result 0 to each command of the note, and does nothing",
        EVERYTHING,
        (answering(yes),),
        is_silent=True,
    ),
    Degenerate(
        "result-1-to-function",
        "answers OK and the result -1 to each FTP command, and ERROR to other commands of the note",
        EVERYTHING,
        (answering(always(ErrorCode.UNKNOWN)),),
    ),
    Degenerate(
        "ok-alone-to-function",
        "answers OK to each command of the note, and never a result line",
        EVERYTHING,
        (answering(lambda *_: OK),),
        is_silent=True,
    ),
    Degenerate(
        "echo-alone-to-function",
        "echoes the commands of the note and answers nothing",
        EVERYTHING,
        (answering(lambda *_: Outcome(final=None)),),
        is_silent=True,
    ),
    Degenerate(
        "plays-the-examples",
        "answers the commands of the note by the lines of its examples",
        EVERYTHING,
        (answering(example),),
        is_silent=True,
    ),
    Degenerate("never-refuses", "answers OK to what it should refuse", ANY_REFUSAL, (NeverRefuses,)),
    Degenerate("empty-answers", "answers queries by OK alone", ANY_LINE, (EmptyAnswers,)),
    Degenerate("echoes-as-information", "answers queries by the command itself", ANY_LINE, (EchoesCommand,)),
    Degenerate(
        "no-read-and-test-forms",
        "answers ERROR to each read and test form",
        ANY_QUERY_FORM,
        (answering(lambda *_: ERROR, _is_query),),
    ),
    Degenerate(
        "test-forms-only",
        "answers test forms, and ERROR to all else of the note",
        EVERYTHING,
        (
            answering(
                lambda *_: ERROR, lambda command: is_of_the_note(command) and command.form is not Form.TEST
            ),
        ),
    ),
)

"""Expectations about an exchange: how a command ended, what it told, what it carried (note 2.2 to 4.2)."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from typing import Self

from hil.evidence.redaction import redact_places
from hil.expect.expectation import Expectation
from hil.expect.refusals import Refusal, family_of, refusals_in
from hil.expect.wording import listed, number_or, shown, size_and_difference
from hil.judgement import owe
from hil.modem.exchange import Exchange, UnexpectedResult
from hil.spec.codes import ResultCode, describe
from hil.spec.commands import COMMANDS, Shape

_NAME = re.compile(r"AT\+([A-Z]+)", re.IGNORECASE)
_BY_NAME = frozenset({"QFTPOPEN", "QFTPUSER", "QFTPPASS", "QFTPPUT", "QFTPGET", "QFTPPATH", "QICSGP"})
"""Commands whose parameters are those of the bench or long: a sentence gives their name only."""
_FILE_COMMAND = re.compile(r"AT\+QSEC(WRITE|READ)=(?!\?$)", re.IGNORECASE)
_LONGEST_COMMAND = 60

_JOBS = frozenset({Shape.RESULT, Shape.TRANSFER})
_REFUSALS = frozenset({ResultCode.ERROR, ResultCode.NO_CARRIER})
_DONE = frozenset({ResultCode.OK, ResultCode.DEACT_OK})

Field = str | int | AbstractSet[str] | None


class ExchangeExpectation(Expectation[Exchange]):
    """What a command of the DUT has to result in."""

    @property
    def name(self) -> str:
        """The command, with its parameters where they are short and belong to the case."""
        command = redact_places(self._subject.command)
        word = _NAME.match(command)
        if word and word[1].upper() in _BY_NAME:
            command = word[0]
        if len(command) > _LONGEST_COMMAND:
            command = f"{command[:_LONGEST_COMMAND]}…"
        return f"{self._what} ({command})" if self._what else command

    @property
    def _command(self) -> str:
        return self._subject.command

    # --- success -------------------------------------------------------------------------------------------------

    def succeeded(self) -> Self:
        """The command reports success: no error, and the line that tells what came of it.

        That is the result 0 or a count of a job of the FTP service, and the line of
        AT+QSECWRITE and AT+QSECREAD about the file (note 2.4, 2.5).
        """
        __tracebackhide__ = True
        held = self._subject.ok and (self._subject.result is not None or not _is_job(self._subject))
        if held and _is_about_a_file(self._subject):
            line = f"success, with one line +{self._own_name}:"
            rows = self._subject.rows(self._own_name)
            return self._demand(len(rows) == 1, expected=line, actual=self._came)
        return self._demand(held, expected="success", actual=self._came)

    def accepted(self) -> Self:
        """The command is accepted: it ends with OK (AT+QIDEACT: DEACT OK), and no error is reported."""
        __tracebackhide__ = True
        held = self._subject.final in _DONE and self._subject.ok
        return self._demand(held, expected="OK", actual=self._came)

    def result(self, *numbers: int) -> Self:
        """The command results in this number, or in one of several that the note allows.

        It stands in the result line `+<name>: <n>`; an error code may also come in
        another form of chapter 3 that has the number.
        """
        __tracebackhide__ = True
        codes = {number for number in numbers if number < 0}
        held = self._subject.result in numbers or bool(codes & self._numbers)
        expected = listed([number_or(number, "") for number in numbers])
        if len(codes) == len(numbers):
            return self._did_not(held, "failed", expected=expected)
        return self._demand(held, expected=expected, actual=self._came)

    def final(self, *codes: ResultCode) -> Self:
        """The final result code is one of these."""
        __tracebackhide__ = True
        held, expected = (
            self._subject.final in codes,
            f"the final result code {listed([code.value for code in codes])}",
        )
        if set(codes) <= _REFUSALS:
            return self._did_not(held, "was refused", expected=expected)
        return self._demand(held, expected=expected, actual=self._came)

    # --- failure -------------------------------------------------------------------------------------------------

    def refused(self) -> Self:
        """The command is refused, in a form that its family of commands has (`hil.expect.refusals`)."""
        __tracebackhide__ = True
        forms = family_of(self._subject.command).forms
        held = not self._subject.ok and any(form in forms for form in refusals_in(self._subject))
        expected = f"a refusal ({listed([form.value for form in forms])})"
        return self._did_not(held, "was refused", expected=expected)

    def refused_with(self, *codes: int) -> Self:
        """The command is refused with this code of Table 4, or one of several; the number is demanded."""
        __tracebackhide__ = True
        return self._with_number(codes)

    def failed(self) -> Self:
        """The command reports an error: a negative result or a refusal; which one is open."""
        __tracebackhide__ = True
        forms = (*family_of(self._subject.command).forms, Refusal.RESULT)
        held = not self._subject.ok and any(form in forms for form in refusals_in(self._subject))
        expected = "an error"
        if (
            any(refusals_in(self._subject)) and not held
        ):  # an error came, in a form that the command does not have
            expected = f"an error as {listed([form.value for form in dict.fromkeys(forms)])}"
        return self._did_not(held, "failed", expected=expected)

    def failed_with(self, *codes: int) -> Self:
        """The command reports this code of Table 4, or one of several, in any form that has the number."""
        __tracebackhide__ = True
        return self._with_number(codes)

    def did_not_succeed(self) -> Self:
        """The command does not report success; how it tells so is open."""
        __tracebackhide__ = True
        return self._did_not(not self._subject.ok, "did not succeed", expected="no success")

    def _with_number(self, codes: tuple[int, ...]) -> Self:
        __tracebackhide__ = True
        held = not self._subject.ok and bool(self._numbers & set(codes))
        expected = listed([describe(code) for code in codes])
        return self._did_not(held, "failed", expected=expected)

    def _did_not(self, held: bool, verb: str, *, expected: str) -> Self:
        """Judge a negative: if it holds, the case needs a control for it (`hil.negatives`); a step judges nothing."""
        __tracebackhide__ = True
        if held and not self._weight.is_preamble:
            owe(f"{self.name} {verb}", self._subject.command, self._subject)
        return self._demand(held, expected=expected, actual=self._came)

    @property
    def _numbers(self) -> set[int | None]:
        """The error codes that came, in the forms of the family of the command."""
        forms = family_of(self._subject.command).forms
        return {number for form, number in refusals_in(self._subject).items() if form in forms}

    # --- information text ----------------------------------------------------------------------------------------

    def fields(self, name: str = "") -> tuple[str, ...]:
        """The fields of the line `+<name>:`, without quotation marks; the command's own name by default.

        The case ends if there is no such line, or more than one where the note has one.
        """
        __tracebackhide__ = True
        name = name or self._own_name
        try:
            return self._subject.fields(name)
        except UnexpectedResult:
            rows = self._subject.rows(name)
            came = _as_lines(self._subject.lines) if rows else self._came
            self._end(expected=f"{'one' if rows else 'a'} line +{name}:", actual=came)
            raise  # for type checkers: `_end` always raises

    def answered(self, *expected: Field, name: str = "") -> Self:
        """The line `+<name>:` has these fields; spaces and quotation marks are not judged.

        A set stands for a list in any order, None for a field of any content.
        """
        __tracebackhide__ = True
        came = self.fields(name)
        if (
            expected and isinstance(expected[-1], AbstractSet) and len(came) > len(expected)
        ):  # a list without quotes
            came = (*came[: len(expected) - 1], ",".join(came[len(expected) - 1 :]))
        held = len(came) == len(expected) and all(map(_matches, expected, came))
        line = f"+{name or self._own_name}:"
        return self._demand(
            held,
            expected=f"{line} {','.join('<any>' if field is None else shown_field(field) for field in expected)}",
            actual=f"{line} {','.join(map(shown_field, came))}",
        )

    def carried(self, data: bytes, *, what: str = "the data") -> Self:
        """The bytes that came in data mode are these."""
        __tracebackhide__ = True
        expected, actual = size_and_difference(data, self._subject.data)
        sentence = f"{self.name}: {what}: expected {expected}, came {actual}"
        return self._demand(self._subject.data == data, expected=expected, actual=actual, sentence=sentence)

    def carried_beginning_of(self, data: bytes, *, what: str = "the data") -> Self:
        """The bytes that came in data mode are the beginning of these: no other byte is among them."""
        __tracebackhide__ = True
        came = self._subject.data
        expected, actual = size_and_difference(data, came)
        sentence = f"{self.name}: {what}: expected the beginning of {expected}, came {actual}"
        return self._demand(data.startswith(came), expected=expected, actual=actual, sentence=sentence)

    def took(
        self, *, at_least_s: float = 0.0, at_most_s: float | None = None, clock_rate: float = 1.0
    ) -> Self:
        """The command took that long, in seconds of module time; only where a document states a time."""
        __tracebackhide__ = True
        came = self._subject.elapsed_s * clock_rate
        held = at_least_s <= came and (at_most_s is None or came <= at_most_s)
        limit = f" and at most {at_most_s:g} s" if at_most_s is not None else ""
        return self._demand(
            held,
            expected=f"at least {at_least_s:g} s{limit}",
            actual=f"{came:.1f} s",
            bounds_s=(at_least_s,) if at_most_s is None else (at_least_s, at_most_s),
        )

    # --- form ----------------------------------------------------------------------------------------------------

    def form_lines(self, *lines: str) -> Self:
        """The response is these lines, in this order; only in cases marked `form`.

        Not judged is what the note leaves open: the space after a colon or comma, a
        missing colon (4.2.1), the letter case of CONNECT.
        """
        __tracebackhide__ = True
        self._form("form_lines")
        held = [_plain(line) for line in self._subject.lines] == [_plain(line) for line in lines]
        return self._demand(held, expected=_as_lines(lines), actual=_as_lines(self._subject.lines))

    def form_match(self, pattern: str, described: str) -> Self:
        """A line of the response has this form, described in words; only in cases marked `form`."""
        __tracebackhide__ = True
        self._form("form_match")
        held = any(re.fullmatch(pattern, _plain(line)) for line in self._subject.lines)
        return self._demand(held, expected=described, actual=_as_lines(self._subject.lines))

    def form_count(self, number: int) -> Self:
        """The response has that many lines, result codes included; only in cases marked `form`."""
        __tracebackhide__ = True
        self._form("form_count")
        lines = self._subject.lines
        return self._demand(len(lines) == number, expected=f"{number} lines", actual=_as_lines(lines))

    @property
    def _came(self) -> str:
        exchange = self._subject
        told = refusals_in(exchange)
        if Refusal.FTP_ERROR in told and exchange.result is None:
            return f"+QFTPERROR: {number_or(told[Refusal.FTP_ERROR], '')}"
        if exchange.result is not None and exchange.final in {None, ResultCode.OK}:
            return number_or(exchange.result, "")
        return shown(exchange.outcome)

    @property
    def _own_name(self) -> str:
        match = _NAME.match(self._subject.command)
        return match[1].upper() if match else ""


def _is_job(exchange: Exchange) -> bool:
    """Whether the result of the command is a line of its own; a setting may be queried, which has none."""
    match = _NAME.match(exchange.command)
    facts = COMMANDS.get(match[1].upper()) if match else None
    if facts is None or exchange.command.endswith("?"):
        return False
    return facts.shape in _JOBS and facts.name != "QFTPCFG"


def _is_about_a_file(exchange: Exchange) -> bool:
    """Whether the answer to the command tells of a security file: a write form of AT+QSECWRITE or AT+QSECREAD."""
    return _FILE_COMMAND.match(exchange.command) is not None


def _matches(expected: Field, came: str) -> bool:
    if expected is None:
        return True
    if isinstance(expected, AbstractSet):
        members = [each.strip() for each in came.split(",")]
        return set(members) == set(expected) and len(members) == len(expected)
    return str(expected) == came


def shown_field(field: Field) -> str:
    """A field as it stands in a sentence."""
    if isinstance(field, AbstractSet):
        return f"{','.join(sorted(field))} in any order"
    return f'"{field}"' if isinstance(field, str) and not re.fullmatch(r"-?\w+", field) else str(field)


def _plain(line: str) -> str:
    """A line without what the note leaves open."""
    line = re.sub(r"^(\+[A-Z]+):? ?", r"\1:", line) if line.startswith("+") else line
    line = re.sub(r", (?=\S)", ",", line)
    return "CONNECT" if line.upper() == "CONNECT" else line


def _as_lines(lines: tuple[str, ...]) -> str:
    return " | ".join(map(redact_places, lines)) or "no line"

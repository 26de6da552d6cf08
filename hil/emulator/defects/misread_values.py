"""Misreadings of parameters: a number is wrapped or cut, a text is cut or changed, before the command sees it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import replace

from hil.at.parse import Argument, ParsedCommand
from hil.emulator.at.interpreter import Interpreter
from hil.emulator.at.outcome import Outcome
from hil.emulator.at.terminal import Terminal
from hil.spec.commands import Form

Read = Callable[[str], str]


def misreading(name: str, read: Read, *places: int, keyword: str = "") -> type[Interpreter]:
    """An interpreter that reads the parameters at these places of a write command in another way.

    With `keyword` only the commands of which it is the first parameter.
    """

    class MisreadsParameters(Interpreter):
        def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
            return super().run(terminal, misread(command) if applies(command) else command)

    def applies(command: ParsedCommand) -> bool:
        if command.form is not Form.WRITE or command.name != name:
            return False
        return not keyword or command.arguments[0].text == keyword

    def misread(command: ParsedCommand) -> ParsedCommand:
        arguments = tuple(
            _as_read(argument, read) if place in places else argument
            for place, argument in enumerate(command.arguments)
        )
        return replace(command, arguments=arguments)

    return MisreadsParameters


def dropping_surplus(name: str, most: int) -> type[Interpreter]:
    """An interpreter that ignores the parameters of a command beyond a number of them."""

    class DropsSurplus(Interpreter):
        def run(self, terminal: Terminal, command: ParsedCommand) -> Outcome:
            if command.name == name:
                command = replace(command, arguments=command.arguments[:most])
            return super().run(terminal, command)

    return DropsSurplus


def _as_read(argument: Argument, read: Read) -> Argument:
    return argument if argument.omitted else replace(argument, text=read(argument.text))


# --- numbers -----------------------------------------------------------------------------------------------------


def in_bits(width: int) -> Read:
    """The number in a variable of that many bits without a sign."""
    return lambda text: str(int(text) % 2**width) if _INTEGER.fullmatch(text) else text


def leading_digits(text: str) -> str:
    """The digits up to the first other character, as `atoi` reads them; 0 if there are none."""
    match = _LEADING.match(text)
    return match[0].lstrip("+") if match else "0"


def first_digit(text: str) -> str:
    """The first character of a number."""
    return text[:1] if _INTEGER.fullmatch(text) else text


def without_sign(text: str) -> str:
    """The number without its sign."""
    return text.lstrip("+-") if _INTEGER.fullmatch(text) else text


def octal_after_zero(text: str) -> str:
    """A number with a zero in front is octal, as in C."""
    return str(int(text, 8)) if _OCTAL.fullmatch(text) else text


_INTEGER = re.compile(r"[+-]?\d+")
_LEADING = re.compile(r"[+-]?\d+")
_OCTAL = re.compile(r"0[0-7]+")


# --- texts -------------------------------------------------------------------------------------------------------


def cut_to(length: int) -> Read:
    """The first characters of a text."""
    return lambda text: text[:length]


def cut_at(character: str) -> Read:
    """A text up to that character."""
    return lambda text: text.partition(character)[0]


def without(character: str) -> Read:
    """A text without that character."""
    return lambda text: text.replace(character, "")


def word_that_begins_it(words: Collection[str]) -> Read:
    """The word of a list with which a text begins: `CA00` is taken for `CA0`."""
    return lambda text: next((word for word in words if text.startswith(word)), text)


def word_that_it_begins(words: Collection[str], least: int) -> Read:
    """The word of a list of which a text is the beginning: `seclev` is taken for `seclevel`."""
    return lambda text: next((word for word in words if len(text) >= least and word.startswith(text)), text)

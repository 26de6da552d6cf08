"""Command lines: their commands and parameters (V.250 5.2 to 5.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from .answers import Refusal

BASIC = re.compile(r"(&?[A-Z])(?:(\d+)(\?|=\?|=\d*)?|(\?))?")
EXTENDED = re.compile(r"\+[A-Z][A-Z0-9]*")


class Form(Enum):
    """The four forms of note 2.1."""

    TEST = "=?"
    READ = "?"
    WRITE = "="
    EXECUTE = ""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter, without its quotation marks."""

    text: str
    quoted: bool = False

    def number(self, low: int, high: int, *, code: int | None = None, quoted_too: bool = False) -> int:
        """The number; refused with `code` if it is none or out of its range."""
        if (self.quoted and not quoted_too) or not re.fullmatch(r"\d{1,10}", self.text):
            raise Refusal(code)
        if not low <= int(self.text) <= high:
            raise Refusal(code)
        return int(self.text)

    def string(self, longest: int, *, code: int | None = None, bare_too: bool = False) -> str:
        """The string; refused with `code` if it isn't quoted or too long."""
        if not (self.quoted or bare_too) or len(self.text) > longest:
            raise Refusal(code)
        return self.text


@dataclass(frozen=True, slots=True)
class Command:
    """One command: `+QFTPCFG`, write, `7,1`."""

    name: str
    form: Form
    rest: str = ""

    def parameters(self, low: int, high: int, *, code: int | None = None) -> list[Parameter]:
        """The parameters, refused with `code` if there are fewer than `low` or more than `high`."""
        found = split(self.rest, code=code)
        if not low <= len(found) <= high:
            raise Refusal(code)
        return found


def split(text: str, *, code: int | None = None) -> list[Parameter]:
    """Comma separated parameters; blanks around them don't count."""
    found, pattern = [], re.compile(r'\s*(?:"([^"]*)"|([^",]*?))\s*(,|$)')
    at = 0
    while True:
        match = pattern.match(text, at)
        if match is None:
            raise Refusal(code)
        quoted = match[1] is not None
        found.append(Parameter(match[1] if quoted else match[2], quoted))
        if not match[3]:
            return found
        at = match.end()


def parse(line: str) -> list[Command]:
    """The commands behind AT; a line that can't be read is refused as a whole."""
    commands, at = [], 0
    while at < len(line):
        if line[at] in " ;":
            at += 1
        elif line[at] == "+":
            end = _end(line, at)
            commands.append(_extended(line[at:end]))
            at = end
        else:
            command, at = _basic(line, at)
            commands.append(command)
    return commands


def _end(line: str, at: int) -> int:
    quoted = False
    for index in range(at, len(line)):
        quoted ^= line[index] == '"'
        if not quoted and line[index] in ";&":
            return index
    return len(line)


def _extended(text: str) -> Command:
    match = EXTENDED.match(text.upper())
    if match is None:
        raise Refusal
    name, rest = match[0], text[match.end() :].strip()
    if not rest:
        return Command(name, Form.EXECUTE)
    if rest in {"?", "=?"}:
        return Command(name, Form(rest))
    if rest[0] != "=":
        raise Refusal
    return Command(name, Form.WRITE, rest[1:])


def _basic(line: str, at: int) -> tuple[Command, int]:
    if line[at].upper() == "D":
        return Command("D", Form.EXECUTE, line[at + 1 :]), len(line)
    match = BASIC.match(line.upper(), at)
    if match is None:
        raise Refusal
    suffix = match[3] or match[4] or ""
    form = Form(suffix[:2] if suffix == "=?" else suffix[:1])
    number = match[2] or ""
    rest = f"{number},{suffix[1:]}" if form is Form.WRITE else number
    return Command(match[1], form, rest), match.end()

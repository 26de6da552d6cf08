"""The command lines that a DTE builds, and the outline of a line that a caller wrote (V.250 5.2, 5.4; note Table 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from hil.at.lexis import fields, quote
from hil.spec.commands import Form

Value = int | str | None
"""A parameter: a number is written without quotation marks, a text with them; None is an omitted parameter."""


def write(name: str, *values: Value) -> str:
    """`AT+<name>=<value>,...`; omitted parameters at the end are not written, nor are their commas."""
    places = list(values)
    while places and places[-1] is None:
        places.pop()
    return f"AT+{name}=" + ",".join(_place(value) for value in places)


def execute(name: str) -> str:
    """`AT+<name>`."""
    return f"AT+{name}"


def read(name: str) -> str:
    """`AT+<name>?`."""
    return f"AT+{name}?"


def test(name: str) -> str:
    """`AT+<name>=?`."""
    return f"AT+{name}=?"


def _place(value: Value) -> str:
    match value:
        case None:
            return ""
        case int():
            return str(value)
        case str():
            return quote(value)


@dataclass(frozen=True, slots=True)
class Outline:
    """What the DTE knows about a line that it sends.

    `names` are the extended commands on it in order; `form` and `parameters`
    belong to the last, whose response ends the exchange.
    """

    names: tuple[str, ...]
    form: Form
    parameters: tuple[str, ...]

    @property
    def name(self) -> str:
        """The last extended command; empty for a line of basic commands."""
        return self.names[-1] if self.names else ""


_EXTENDED = re.compile(r"\+(?P<name>[A-Z][A-Z0-9]*)(?P<tail>\?|=\?|=.*|)\s*$", re.IGNORECASE | re.DOTALL)
_QUOTED = re.compile(r'"[^"]*"')


@lru_cache(maxsize=256)  # driver, reader and judgement ask for that of each line
def outline(line: str) -> Outline:
    """The outline of any command line."""
    parts = _parts(line[2:] if line[:2].upper() == "AT" else line)
    found = [(part, match) for part in parts if (match := _EXTENDED.search(_masked(part)))]
    if not found:
        return Outline((), Form.EXECUTE, ())
    last, match = found[-1]
    form = _form(match["tail"])
    return Outline(
        tuple(match["name"].upper() for _, match in found),
        form,
        fields(last.partition("=")[2]) if form is Form.WRITE else (),
    )


def _masked(part: str) -> str:
    """The part with the text of its string constants masked: a string may contain any character."""
    return _QUOTED.sub(lambda match: '"' + "x" * (len(match[0]) - 2) + '"', part)


def _parts(text: str) -> list[str]:
    masked, parts, start = _masked(text), [], 0
    for position, character in enumerate(masked):
        if character == ";":
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return parts


def _form(tail: str) -> Form:
    match tail:
        case "":
            return Form.EXECUTE
        case "?":
            return Form.READ
        case "=?":
            return Form.TEST
        case _:
            return Form.WRITE

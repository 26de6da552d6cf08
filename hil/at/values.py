"""The values of a response line in one form, whatever form the DCE chose (note 2.2 to 2.6, 4; 27.007 4).

The note prints `+QFTPOPEN: 0`, firmware of the series prints `+QFTPOPEN:0`, and
clause 4.2.1 prints a line without the colon.  Clause 2.3 prints a space after a
comma, its example none.  Square brackets in the answer to a test command are the
notation of an optional parameter.  None of this changes the meaning.
"""

from __future__ import annotations

import re

from hil.at.lexis import fields, unquote

_LINE = re.compile(r"\+(?P<name>[A-Z][A-Z0-9]*)(?:[ \t]*:|(?=[ \t])|$)[ \t]*(?P<text>.*?)[ \t]*", re.DOTALL)
_NUMBER = re.compile(r"\+(?P<name>[A-Z]+)[ \t]*:?[ \t]*\"?(?P<number>[+-]?\d+)\"?[ \t]*")
_STRING = re.compile(r'("[^"]*")')
_BRACKETS = str.maketrans("", "", "[]")


def named(line: str) -> tuple[str, str] | None:
    """The name and the text of a line `+<name>: <text>`, with or without colon and spaces; None for any other line."""
    match = _LINE.fullmatch(line)
    return (match["name"], match["text"]) if match else None


def numbered(line: str) -> tuple[str, int] | None:
    """The name and the number of a line `+<name>: <n>` that has nothing else; None for any other line."""
    match = _NUMBER.fullmatch(line)
    return (match["name"], int(match["number"])) if match else None


def normalised(text: str) -> str:
    """The text without the spaces around commas and in lists such as `(0 - 5)`; string constants are not changed."""
    return ",".join(_list(field) for field in fields(text))


def values(text: str) -> tuple[str, ...]:
    """The values between commas, without spaces, quotation marks and the brackets of the notation.

    A list in parentheses is one value: `(0-5)`, `(0,1)`.
    """
    plain = "".join(
        piece if piece.startswith('"') else piece.translate(_BRACKETS) for piece in _STRING.split(text)
    )
    found: list[str] = []
    for field in fields(plain):
        if found and found[-1].startswith("(") and not found[-1].endswith(")"):
            found[-1] = _list(f"{found[-1]},{field}")
        else:
            found.append(_list(field))
    return tuple(unquote(field) for field in found)


def _list(field: str) -> str:
    return field.replace(" ", "") if field.startswith("(") or field.endswith(")") else field

"""The elements of the AT syntax that both directions share (V.250 5.2.1, 5.4.2.2, 6.2)."""

from __future__ import annotations

S3 = b"\r"  # V.250 6.2.1: ends a command line and a response line

ESCAPE = b"+++"
"""The escape sequence: between two silences it ends data mode (note 2.4; V.250 does not define it)."""


def quote(text: str) -> str:
    r"""A string constant: in quotation marks, with `"`, `\` and control characters as `\` and two hex digits."""
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    return f"\\{ord(character):02X}" if character in '"\\' or character < " " else character


def unquote(field: str) -> str:
    """The text of a string constant; a field without quotation marks is returned unchanged."""
    text = field.strip()
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return text
    parts = text[1:-1].split("\\")
    return parts[0] + "".join(_unescaped(part) for part in parts[1:])


def _unescaped(part: str) -> str:
    digits = part[:2]
    if len(digits) == 2 and all(digit in "0123456789abcdefABCDEF" for digit in digits):
        return chr(int(digits, 16)) + part[2:]
    return "\\" + part


def fields(text: str) -> tuple[str, ...]:
    """Parameters or values between commas, without the spaces around them and with their quotation marks.

    A comma within quotation marks does not separate fields: the cipher suites of note 4.2.1 are one field.
    """
    found, start, quoted = [], 0, False
    for position, character in enumerate(text):
        if character == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            found.append(text[start:position].strip())
            start = position + 1
    found.append(text[start:].strip())
    return tuple(found)

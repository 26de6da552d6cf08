"""Names of files: octets on the wire and on disk, and a text that can be shown (RFC 959, 5.3.2; RFC 2640, 2.2).

A name is a sequence of octets.  Inside the server it is a `str` in which an octet
that is not UTF-8 stands as a lone surrogate (PEP 383), whatever the locale of the
process is; so each name has one such text, and each text one name.  `visible` is for
people and for records: it holds no control character, and distinct names look distinct.
"""

from __future__ import annotations

import re
import unicodedata

_SIGNALS = re.compile(rb"(?:\xff[\xf1-\xf9])+")
"""Telnet commands of two octets in front of a command, such as IP and DM before ABOR (RFC 959, 4.1.3)."""
_INVISIBLE_SPACE = re.compile(r"^ | $|(?<= ) ")


def text_of(octets: bytes) -> str:
    """The text of these octets; every sequence of octets has one of its own."""
    return octets.decode("utf-8", "surrogateescape")


def octets_of(text: str) -> bytes:
    """The octets of a text of `text_of`."""
    return text.encode("utf-8", "surrogateescape")


def has_single_ff(line: bytes) -> bool:
    """Whether a command line has an FF hex that is not doubled, as only a client sends that does not know of Telnet."""
    return b"\xff" in _without_signals(line).replace(b"\xff\xff", b"")


def from_telnet(line: bytes, *, is_doubled: bool = True) -> bytes:
    """A command line without its Telnet form: CR NUL is CR, and if FF hex `is_doubled`, two are one (RFC 854)."""
    line = _without_signals(line).replace(b"\r\0", b"\r")
    return line.replace(b"\xff\xff", b"\xff") if is_doubled else line


def _without_signals(line: bytes) -> bytes:
    signals = _SIGNALS.match(line)
    return line[signals.end() :] if signals else line


def reply_octets(text: str) -> bytes:
    """The octets of a reply on the control connection, FF hex doubled (RFC 854); its CRs are in order already."""
    return octets_of(text.replace("\udcff", "\udcff\udcff"))


def in_reply(name: str) -> str:
    """A name within a reply: CR is followed by NUL (RFC 854; RFC 2640, 2.2), a quotation mark is doubled (RFC 959, 7)."""
    return name.replace("\r", "\r\0").replace('"', '""')


def printable(text: str) -> str:
    r"""The text for people: what does not show, or looks like something else, stands as `\x1b`, a backslash is doubled.

    Control characters do not show, nor do octets that are not UTF-8.  A text that is not in
    the form NFC looks like its composed form, so that all of it beyond ASCII stands in octets.
    """
    if text.isascii() and text.isprintable() and "\\" not in text:
        return text
    is_composed = unicodedata.is_normalized("NFC", text)
    return "".join(
        "\\\\" if each == "\\" else each if _shows(each, is_composed=is_composed) else _octets_as_text(each)
        for each in text
    )


def visible(name: str) -> str:
    r"""A name as `printable` shows it, with `\x20` for each space that does not show: at an end, or after another one."""
    return _INVISIBLE_SPACE.sub(r"\\x20", printable(name))


def _shows(character: str, *, is_composed: bool) -> bool:
    return character.isprintable() and (is_composed or character.isascii())


def _octets_as_text(character: str) -> str:
    return "".join(f"\\x{octet:02x}" for octet in octets_of(character))

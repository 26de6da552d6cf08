"""The dialects of a server: other forms of its replies, which say the same (RFC 959, 4.2; RFC 1123, 4.1.2).

A `Dialect` goes into `ServerProfile.dialect` and applies to each reply of the
session, also to those of a fault plan.  What is demanded of a client stands in the
suites (`suites/demands/ftp_dialects.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hil.ftps.names import reply_octets

MANY = 100  # lines of one reply
LONG = 200  # characters of one line
_REPLY = re.compile(r"(\d{3}) ([^\r\n]*)\r\n")
_DATA = frozenset({"211", "213", "227", "229", "257"})
"""Codes whose text is for the client, not for people (RFC 959, 4.1.2; RFC 2428, 3; RFC 3659, 4)."""
_PASSIVE = "227"

Form = Callable[[str, str, str], bytes]
"""The octets of a reply, of the verb of its command (empty for the greeting), its code and its text."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One dialect; `about` says what it does, `clause` where it is described.

    With `octet_by_octet` each byte is a write of its own.  With `asks_no_password` USER
    is answered by 230, and a PASS after it, too.
    """

    name: str
    about: str
    clause: str
    form: Form
    octet_by_octet: bool = False
    asks_no_password: bool = False

    def pieces(self, verb: str, text: str) -> tuple[bytes, ...]:
        """What is written for a reply of one line; other text stays as it is."""
        match = _REPLY.fullmatch(text)
        octets = reply_octets(text) if match is None else self.form(verb, match[1], match[2])
        return tuple(bytes([each]) for each in octets) if self.octet_by_octet else (octets,)


def _usual(_verb: str, code: str, text: str) -> bytes:
    return reply_octets(f"{code} {text}\r\n")


def _told(change: Callable[[str], bytes]) -> Form:
    """Another text, where the text is for people only."""

    def form(verb: str, code: str, text: str) -> bytes:
        return _usual(verb, code, text) if code in _DATA else code.encode() + change(text) + b"\r\n"

    return form


def _lines(*between: str, first: str = "Here is more.") -> Form:
    """A reply of several lines; that of PASV has its address in the first and in the last one."""

    def form(verb: str, code: str, text: str) -> bytes:
        if code in _DATA - {_PASSIVE}:
            return _usual(verb, code, text)
        opening = text if code == _PASSIVE else first
        inner = "".join(f"{line}\r\n".replace("NNN", code) for line in between)
        return reply_octets(f"{code}-{opening}\r\n{inner}{code} {text}\r\n")

    return form


def _codes(*others: tuple[str, str, str]) -> Form:
    """Other codes: rows of verb, usual code, code sent; a verb * is any."""
    table = {(verb, usual): sent for verb, usual, sent in others}

    def form(verb: str, code: str, text: str) -> bytes:
        return _usual(verb, table.get((verb, code), table.get(("*", code), code)), text)

    return form


def _passive_as(pattern: str) -> Form:
    """The reply to PASV with its six numbers in another text."""

    def form(verb: str, code: str, text: str) -> bytes:
        if code != _PASSIVE:
            return _usual(verb, code, text)
        numbers = text[text.index("(") + 1 : text.index(")")]
        return _usual(verb, code, pattern.format(numbers))

    return form


_LINES, _TEXT = "RFC 959, 4.2; RFC 1123, 4.1.2.11", "RFC 959, 4.2"
_SUCCESS = "RFC 959, 5.4"
_SCAN = "RFC 1123, 4.1.2.6"

_ROWS = (
    Dialect("two-lines", "each reply has two lines", _LINES, _lines()),
    Dialect("lines-without-code", "lines between the first and the last have no code, one is empty", _LINES,
            _lines("    welcome to this server", "", "please read the rules")),
    Dialect("lines-with-code", "each line begins with the code and a hyphen", _LINES, _lines("NNN-One.", "NNN-", "NNN-Two.")),
    Dialect("lines-with-numbers", "lines begin with blanks and other codes, or with a word and the code", _LINES,
            _lines(" 550 is our street", " 421 its number", "  NNN", "x NNN is no end")),
    Dialect("many-lines", f"each reply has {MANY} lines", _LINES, _lines(*["a rule"] * (MANY - 2))),
    Dialect("unpadded-numbers", "lines begin with other codes, which a server should not write", _TEXT,
            _lines("551 is our street", "452 its number", "532-its floor")),
    Dialect("long-lines", f"each text has {LONG} characters", _TEXT, _told(lambda _: b" " + b"word " * (LONG // 5))),
    Dialect("no-text", "code and space, without a text", _TEXT, _told(lambda _: b" ")),
    Dialect("bare-code", "the code alone, without the space", _TEXT, _told(lambda _: b"")),
    Dialect("small-letters", "texts in small letters", _TEXT, _told(lambda text: b" " + reply_octets(text.lower()))),
    Dialect("other-words", "texts with numbers, and with words of failure", _TEXT,
            _told(lambda _: b" 550 530 421 error: not failed, refused or denied")),
    Dialect("high-octets", "texts with octets of 80 hex and more", "RFC 2640, 2.1",
            _told(lambda _: " Schön, größer".encode() + b" \xe9\xff\x80")),
    Dialect("octet-by-octet", "each octet in a write of its own", _TEXT, _usual, octet_by_octet=True),
    Dialect("other-successes", "125 and 150 in place of one another, 250 in place of 226", _SUCCESS,
            _codes(("*", "150", "125"), ("*", "125", "150"), ("*", "226", "250"))),
    Dialect("superfluous-password", "PASS is answered by 202", _SUCCESS, _codes(("PASS", "230", "202"))),
    Dialect("no-password", "USER is answered by 230", _SUCCESS, _usual, asks_no_password=True),
    Dialect("unusual-successes", "other codes of the same first digit", "RFC 1123, 4.1.2.11",
            _codes(("CWD", "250", "200"), ("TYPE", "200", "250"), ("PBSZ", "200", "250"), ("PROT", "200", "250"),
                   ("*", "226", "225"), ("*", "150", "151"), ("*", "125", "151"))),
    Dialect("passive-without-brackets", "227 with the six numbers behind its words, without brackets", _SCAN,
            _passive_as("Entering Passive Mode {}")),
    Dialect("passive-in-other-words", "227 with other words around the six numbers", _SCAN,
            _passive_as("=> {} <= is yours.")),
)  # fmt: skip

DIALECTS: Mapping[str, Dialect] = MappingProxyType({row.name: row for row in _ROWS})
"""Every dialect by its name."""

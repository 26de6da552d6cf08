"""What of a line differs by nature between two runs, and what stands in its place when they are compared.

A number, a name or a time that another run has otherwise says nothing about the DUT:
ports, addresses, clocks, the identity of module and SIM, signal and voltage, the
numbers that the driver chose, sizes and checksums of keys that were made for the run,
and every secret.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from hil.evidence.wire.masked_stream import Mark

SECRET = b"<secret>"

_TIME = (re.compile(r"\d\d/\d\d/\d\d,\s?\d\d:\d\d:\d\d(?:[+-]\d\d)?"), "<time>")
_ADDRESS = (re.compile(r"(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"), "<address>")

_ANYWHERE = (_TIME, _ADDRESS)

_REQUESTS = (
    (
        re.compile(r'(\+QFTPOPEN\s*=\s*)("[^"]*"|[^",;]*)(\s*,\s*)"?\d+"?', re.IGNORECASE),
        r"\1<server>\3<port>",
    ),
    (re.compile(r"(\+QSECWRITE\s*=[^,]*,\s*)\d+", re.IGNORECASE), r"\1<size>"),
)

_LINES = (
    (re.compile(r"^\d{15}$"), "<15 digits>"),  # IMEI, IMSI
    (re.compile(r"(?<!\d)89\d{16,18}[\dFf]?(?![\dA-Za-z])"), "<ICCID>"),
    (re.compile(r"^(\+CSQ ?: ?)\d+"), r"\1<signal>"),
    (re.compile(r"^(\+CBC ?: ?)(\d+), ?\d+, ?\d+"), r"\1\2,<charge>,<voltage>"),
    (re.compile(r'^(\+COPS ?: ?\d+, ?\d+, ?)("?)[^"]*\2$'), r"\1\2<operator>\2"),
    (re.compile(r'("[0-9A-Fa-f]{4}", ?"[0-9A-Fa-f]{4}")'), "<cell>"),
    (re.compile(r'^(\+QFTPOPEN ?: ?"[^"]*", ?"?)\d+'), r"\1<port>"),
)

_CHECKSUM = re.compile(r'^(\+QSEC(?:WRITE|READ) ?: ?\d+, ?"?)([0-9A-Fa-f]{1,8})("?)$')
_WRITTEN = re.compile(r"^(\+QSECWRITE ?: ?)(\d+)")
_DECLARED = re.compile(r"\+QSECWRITE\s*=[^,]*,\s*(\d+)", re.IGNORECASE)

_MARK = re.compile(r"ATS(?:7|8|10)=(\d+)\r", re.IGNORECASE)
"""The number by which the driver sees a restart (`hil.modem.signature`)."""
_LEAST_MARK = 61
_NUMBER = re.compile(r"0*(\d+)")

EITHER_CASE = "<sum>"

_MARK_WIDTH = 3
"""Digits of a number that has none to pad it, as V.250 6.2 shows the settings."""

EITHER_WIDTH = "<mark>"
PADDED, BARE = "<mark with zeros>", "<mark without zeros>"


class Values:
    """The values of one line that were set and are read back; to be told all that was sent, in its order."""

    def __init__(self) -> None:
        self._mark = self._declared = ""

    def request(self, sent: bytes) -> str:
        """A command line without what differs by nature."""
        text = sent.decode("latin-1")
        if match := _MARK.fullmatch(text):
            if int(match[1]) >= _LEAST_MARK:
                self._mark = match[1]
                return text.replace(match[1], "<mark>").strip("\r\n")
            self._mark = ""
        if match := _DECLARED.search(text):
            self._declared = match[1]
        for pattern, stands in (*_REQUESTS, *_ANYWHERE):
            text = pattern.sub(stands, text)
        return text.strip("\r\n")

    def line(self, text: str) -> str:
        """A line of an answer without what differs by nature."""
        number = _NUMBER.fullmatch(text)
        if number and self._mark and number[1] == self._mark:
            return _width_of(text, number[1])
        written = _WRITTEN.match(text)
        sum_ = _CHECKSUM.match(text)
        if sum_:
            text = f"{sum_[1]}{_form_of(sum_[2])}{sum_[3]}"
        if written and written[2] == self._declared:
            text = _WRITTEN.sub(r"\1<size>", text)
        for pattern, stands in (*_LINES, *_ANYWHERE):
            text = pattern.sub(stands, text)
        return text


def same(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two answers are the same.

    A placeholder is any text: a run hides a text once it knows it as a secret.  A checksum without letters is one in capital and in small letters, and a number of three
    digits is one with and without zeros before it.
    """
    first, second = tuple(one), tuple(other)
    if first == second:
        return True
    return len(first) == len(second) and all(map(_same_line, first, second))


def _same_line(one: str, other: str) -> bool:
    if one == other:
        return True
    if EITHER_WIDTH in {one, other}:
        return {one, other} <= {EITHER_WIDTH, PADDED, BARE}
    if _hides(one, other) or _hides(other, one):
        return True
    return EITHER_CASE in one + other and _any_case(one) == _any_case(other)


def _hides(one: str, other: str) -> bool:
    """Whether a line is another one in which a text is hidden."""
    parts = one.split(SECRET.decode("ascii"))
    return len(parts) > 1 and re.fullmatch(".+?".join(map(re.escape, parts)), other) is not None


def _any_case(text: str) -> str:
    return text.replace("<sum in capitals>", EITHER_CASE).replace("<sum in small letters>", EITHER_CASE)


def _width_of(text: str, digits: str) -> str:
    """The number of the driver, as a DUT writes it."""
    if text != digits:
        return PADDED if len(text) == _MARK_WIDTH else text.replace(digits, "<mark>")
    return BARE if len(text) < _MARK_WIDTH else EITHER_WIDTH


def _form_of(digits: str) -> str:
    if digits.isdigit():
        return EITHER_CASE
    return "<sum in capitals>" if digits.isupper() else "<sum in small letters>"


def replaced_placeholders(parts: Iterable[tuple[bytes, tuple[Mark, ...]]]) -> bytes:
    """The bytes of several pieces, with one word in place of each secret."""
    whole = bytearray()
    for data, marks in parts:
        at = 0
        for mark in sorted(marks, key=lambda mark: mark.at):
            whole += data[at : mark.at]
            if not mark.offset:
                whole += SECRET
            at = mark.at + mark.length
        whole += data[at:]
    return bytes(whole)

"""The secrets of a run, the forms in which a line may carry them, and the placeholder of each.

A placeholder is as long as what it stands for.  Its name comes from the secret by a
keyed digest: the processes of a run share the key, so that one secret has one name,
and the key is kept nowhere, so that no name leads back to a PIN of four digits.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import quote_from_bytes

NAME_LENGTH = 8

LEAST = 4
"""A shorter secret is replaced only where a secret stands by definition: it would be found everywhere."""

LEAST_LONE = 6
"""A shorter one, or a number, counts only where no letter or digit stands beside it."""

_LINE_ENDS = re.compile(rb"[\r\n]+")

_WORD = re.compile(rb"[0-9A-Za-z]")


class Form(StrEnum):
    """How a secret is written on the line."""

    PLAIN = "plain"
    HEX = "hex"
    CAPITAL_HEX = "HEX"
    URL = "url"
    BASE64 = "base64"


@dataclass(frozen=True, slots=True)
class Written:
    """A secret in one form; `is_lone` tells that it counts only between other characters than letters and digits."""

    name: str
    form: Form
    data: bytes
    is_lone: bool = False

    def found_in(self, text: bytes) -> Iterator[tuple[int, int]]:
        """The places of it."""
        at = text.find(self.data)
        while at >= 0:
            end = at + len(self.data)
            beside = text[max(0, at - 1) : at] + text[end : end + 1]
            if not (self.is_lone and _WORD.search(beside)):
                yield at, end
            at = text.find(self.data, at + 1)


class SecretValues:
    """The secrets that are known so far; `key` makes their names."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._known: set[bytes] = set()
        self.written: list[Written] = []
        """Each known secret in each form."""
        self.longest: int = 0
        """The length of the longest of them."""

    def name(self, secret: bytes) -> str:
        """The name of a secret, eight letters and digits, the same in all processes of the run."""
        digest = hmac.new(self._key, secret, hashlib.sha256).digest()
        return base64.b32encode(digest)[:NAME_LENGTH].decode("ascii").lower()

    def add(self, secret: bytes, *, least: int = LEAST) -> None:
        """Know a secret from now on; one with several lines is known by its lines."""
        for piece in _LINE_ENDS.split(secret):
            if len(piece) >= least and piece not in self._known:
                self._known.add(piece)
                self._add(piece)

    def _add(self, piece: bytes) -> None:
        name, is_lone = self.name(piece), len(piece) < LEAST_LONE or piece.isdigit()
        seen = set[bytes]()
        for form, data in forms(piece):
            if data not in seen:
                seen.add(data)
                self.written.append(Written(name, form, data, is_lone and form is not Form.BASE64))
                self.longest = max(self.longest, len(data))


def forms(secret: bytes) -> Iterator[tuple[Form, bytes]]:
    """A secret in all its forms; the first is the plain one."""
    yield Form.PLAIN, secret
    yield Form.HEX, secret.hex().encode("ascii")
    yield Form.CAPITAL_HEX, secret.hex().upper().encode("ascii")
    yield Form.URL, quote_from_bytes(secret, safe="").encode("ascii")
    for before in range(3):  # in a longer text it begins at any place of a group of three bytes
        encoded = base64.b64encode(bytes(before) + secret)
        first = (before * 8 + 5) // 6  # the characters that no byte before it has a part in
        last = (before + len(secret)) * 8 // 6  # nor one behind it
        if last - first >= LEAST:
            yield Form.BASE64, encoded[first:last]


def placeholder(name: str, length: int) -> bytes:
    """What stands for a secret of that length: `~kq3v7x2m~~~~~~~`."""
    return f"~{name}".ljust(length, "~")[:length].encode("ascii")


def in_form(secret: bytes, form: Form) -> bytes:
    """A secret as a line carries it in that form."""
    return next(data for found, data in forms(secret) if found is form)

"""Expectations about bytes and stored files: sizes, the first difference, and what must not be among them."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from hil.expect.expectation import Expectation
from hil.expect.value import ValueExpectation
from hil.expect.wording import shown, size_and_difference
from hil.judgement import owe
from hil.verdict import Cause, Inconclusive


class BytesExpectation(ValueExpectation[bytes]):
    """What bytes have to be; a sentence never shows them all."""

    def equals(self, expected: object) -> Self:
        """The bytes are these."""
        __tracebackhide__ = True
        if not isinstance(expected, bytes):
            return super().equals(expected)
        wanted, actual = size_and_difference(expected, self._subject)
        return self._demand(self._subject == expected, expected=wanted, actual=actual)

    def begins_with(self, data: bytes) -> Self:
        """The first bytes are these."""
        __tracebackhide__ = True
        expected, actual = size_and_difference(data, self._subject)
        return self._demand(
            self._subject.startswith(data), expected=f"at the beginning {expected}", actual=actual
        )

    def is_beginning_of(self, data: bytes) -> Self:
        """The bytes are the beginning of these, or all of them."""
        __tracebackhide__ = True
        expected, actual = size_and_difference(data, self._subject)
        return self._demand(
            data.startswith(self._subject), expected=f"the beginning of {expected}", actual=actual
        )

    def lacks_secret(self, secret: bytes, *, what: str) -> Self:
        """A secret, named by `what`, is not among the bytes; the sentence does not show it."""
        __tracebackhide__ = True
        if not self._subject:
            raise Inconclusive(f"{self.name}: there is no byte that could hold {what}", Cause.NO_STIMULUS)
        offset = self._subject.find(secret)
        return self._demand(
            offset < 0, expected=f"no byte of {what} in clear", otherwise=f"{what} at offset {offset}"
        )

    def has_size(self, size: int) -> Self:
        """There are that many bytes."""
        __tracebackhide__ = True
        came = len(self._subject)
        return self._demand(came == size, expected=shown(bytes(size)), actual=shown(self._subject))


class FileExpectation(Expectation[Path]):
    """What a file at the lower tester has to be."""

    @property
    def name(self) -> str:
        """The name of the file at the server."""
        return self._what or f"the file {self._subject.name} at the server"

    def holds(self, data: bytes) -> Self:
        """The file is stored, and its bytes are these."""
        __tracebackhide__ = True
        stored = self._subject.read_bytes() if self._subject.is_file() else None
        if stored is None:
            return self._demand(False, expected=shown(data), actual="nothing: there is no such file")
        expected, actual = size_and_difference(data, stored)
        return self._demand(stored == data, expected=expected, actual=actual)

    def holds_lines(self, text: bytes) -> Self:
        """The file is stored, and its lines are these; which line end the server keeps is not judged."""
        __tracebackhide__ = True
        stored = self._subject.read_bytes() if self._subject.is_file() else b""
        expected, actual = size_and_difference(text, stored)
        return self._demand(stored.splitlines() == text.splitlines(), expected=expected, actual=actual)

    def is_absent(self) -> Self:
        """There is no such file; another upload of the case succeeded, or a fault fired at the server."""
        __tracebackhide__ = True
        if not self._subject.exists():
            owe(f"{self.name} is absent", "AT+QFTPPUT=name")
        return self._demand(not self._subject.exists(), expected="no such file", otherwise="a stored file")

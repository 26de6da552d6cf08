"""What the host chose otherwise than the one of the record, put into the answers: its secrets, numbers, times.

a placeholder                        the secret that the host gave in its place
the number of ATS7, ATS8, ATS10      the number that the host has set
size and checksum of a security file those of the file that the host stored
the clock                            as far from the recorded one as the host has set it
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from hil.emulator.storage.security_store import checksum
from hil.evidence.wire.secret_values import Form, in_form
from hil.replay.script import Chunk, Step

_SET = re.compile(rb"ATS(7|8|10)=(\d+)\r", re.IGNORECASE)
_READ = re.compile(rb"ATS(7|8|10)\?\r", re.IGNORECASE)
_STORED = re.compile(rb'\+QSECWRITE\s*=\s*("[^"]*"|[^,]*)\s*,\s*(\d+)', re.IGNORECASE)
_SUM_READ = re.compile(rb'\+QSECREAD\s*=\s*("[^"]*"|[^,\r]*)', re.IGNORECASE)
_WRITE_ANSWER = re.compile(rb'(\+QSECWRITE ?: ?)(\d+)(, ?"?)([0-9A-Fa-f]+)')
_READ_ANSWER = re.compile(rb'(\+QSECREAD ?: ?\d, ?"?)([0-9A-Fa-f]+)')
_CLOCK = re.compile(rb"(\d\d/\d\d/\d\d),(\d\d:\d\d:\d\d)")
_CLOCK_FORM = "%y/%m/%d,%H:%M:%S"


class Substitution:
    """The values of the host so far."""

    def __init__(self) -> None:
        self._secrets: dict[str, bytes] = {}
        self._numbers: dict[bytes, tuple[bytes, bytes]] = {}
        self._sums: dict[bytes, bytes] = {}
        self._file = b""
        self._size = b""
        self._shift = timedelta()

    def heard(self, line: bytes, step: Step, secrets: tuple[str, ...]) -> None:
        """Take the values of a command line of the host that stands at this step of the record."""
        self._secrets |= {
            name: secret.encode("latin-1") for name, secret in zip(step.names, secrets, strict=False)
        }
        if (mine := _SET.fullmatch(line)) and (theirs := _SET.fullmatch(step.request)):
            self._numbers[mine[1]] = (theirs[2], mine[2])
        if (stored := _STORED.search(line)) and _STORED.search(step.request):
            self._file, self._size = stored[1].strip(b'"').upper(), stored[2]
        mine, theirs = _CLOCK.search(line), _CLOCK.search(step.request)
        if mine and theirs and b"CCLK" in line.upper():
            self._shift = _moment(mine[0]) - _moment(theirs[0])

    def stored(self, data: bytes, step: Step) -> None:
        """Take the data that followed; a file that is another than in the record has another checksum."""
        if self._file:
            if data == step.request:
                self._sums.pop(self._file, None)
            else:
                self._sums[self._file] = f"{checksum(data):x}".encode("ascii")

    def answer(self, chunk: Chunk, line: bytes, step: Step) -> bytes:
        """What the host gets for a chunk of the record; `line` is the command line under way."""
        data = self._with_secrets(chunk)
        if (asked := _READ.fullmatch(line)) and asked[1] in self._numbers:
            old, new = self._numbers[asked[1]]
            data = re.sub(rb"(?<![0-9A-Za-z])0*" + old + rb"(?![0-9A-Za-z])", new, data)
        if b"CCLK" in line.upper():
            data = _CLOCK.sub(self._shifted, data)
        data = self._with_sums(data, line)
        mine, theirs = line.rstrip(b"\r\n"), step.request.rstrip(b"\r\n")
        if mine != theirs and not step.is_data and data.startswith(theirs):  # the echo
            data = mine + data[len(theirs) :]
        return data

    def _with_secrets(self, chunk: Chunk) -> bytes:
        whole, at, moved = bytearray(), 0, chunk.moved
        for mark in sorted(moved.marks, key=lambda mark: mark.at):
            secret = self._secrets.get(mark.name)
            whole += moved.data[at : mark.at]
            if secret is None or mark.form is Form.BASE64:
                whole += moved.data[mark.at : mark.at + mark.length]
            elif not mark.offset:
                whole += in_form(secret, mark.form)
            at = mark.at + mark.length
        return bytes(whole + moved.data[at:])

    def _with_sums(self, data: bytes, line: bytes) -> bytes:
        if self._file in self._sums:
            made = self._sums[self._file]
            data = _WRITE_ANSWER.sub(
                lambda match: match[1] + self._size + match[3] + _as(match[4])(made), data
            )
        read = _SUM_READ.search(line)
        made = self._sums.get(read[1].strip(b'"').upper(), b"") if read else b""
        if made:
            data = _READ_ANSWER.sub(lambda match: match[1] + _as(match[2])(made), data)
        return data

    def _shifted(self, match: re.Match[bytes]) -> bytes:
        return (_moment(match[0]) + self._shift).strftime(_CLOCK_FORM).encode("ascii")


def _as(digits: bytes) -> Callable[[bytes], bytes]:
    """How the DUT writes a checksum: in capital or in small letters."""
    return bytes.upper if digits.isupper() else bytes.lower


def _moment(text: bytes) -> datetime:
    return datetime.strptime(text.decode("ascii"), _CLOCK_FORM).replace(tzinfo=UTC)

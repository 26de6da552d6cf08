"""A DUT that leaves data mode before it took a whole payload: the rest is no part of the next command."""

from __future__ import annotations

import pytest

from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.transcript import Transcript

DATA = b"\x80payload" * 100


class LeavingDce:
    """A DCE that fails each upload after `taken` bytes and reads what follows as command lines (V.250 5.2.1)."""

    url = "socket://dce"

    def __init__(self, answer: bytes, *, taken: int) -> None:
        self._answer, self._taken = answer, taken
        self._line = bytearray()
        self._output = bytearray()
        self._left: int | None = None

    def read(self, wait_s: float) -> bytes:
        found, self._output = bytes(self._output), bytearray()
        return found

    def write(self, data: bytes) -> None:
        for byte in data:
            self._take(byte)

    def close(self) -> None:
        pass

    def _take(self, byte: int) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                self._left = None
                self._output += self._answer
        elif byte == 13:
            self._execute(bytes(self._line))
            self._line.clear()
        else:
            self._line.append(byte)

    def _execute(self, line: bytes) -> None:
        if line.startswith((b"AT+QFTPPUT=", b"AT+QSECWRITE=")):
            self._output += b"\r\nOK\r\n" * (b"QFTP" in line) + b"\r\nCONNECT\r\n"
            self._left = self._taken
        elif line in {b"AT+CMEE?", b"AT+IFC?", b"AT+ICF?", b"AT+IPR?"}:
            self._output += b"\r\n" + line[2:-1] + b": 1\r\n\r\nOK\r\n"
        elif line:
            self._output += b"\r\nOK\r\n" if line == b"AT" else b"\r\nERROR\r\n"


def modem_on(dce: LeavingDce) -> Modem:
    return Modem(Channel(dce, transcript=Transcript(), baudrate=115200, clock_rate=1.0))


def test_the_rest_of_a_failed_upload_does_not_spoil_the_next_command() -> None:
    modem = modem_on(LeavingDce(b"\r\n+QFTPPUT: -425\r\n", taken=1))
    # From now on the driver knows how this DUT ends such a response, and asks no question.
    modem.ftp.put("f", DATA)
    assert modem.ftp.put("f", DATA).result == -425

    assert modem.send("AT").lines == ("OK",)


@pytest.mark.parametrize(
    "answer",
    [b"\r\n+CME ERROR: 4009\r\n", b"\r\n+QSECWRITE: 10,1a2b\r\n\r\nOK\r\n"],
    ids=["refused", "shorter"],
)
def test_the_rest_of_a_certificate_does_not_spoil_the_next_command(answer: bytes) -> None:
    modem = modem_on(LeavingDce(answer, taken=10))
    modem.security.write("RAM:ca_cert.pem", DATA)

    assert modem.send("AT").lines == ("OK",)


def test_nothing_is_sent_after_a_whole_upload() -> None:
    dce = LeavingDce(f"\r\n+QSECWRITE: {len(DATA)},1a2b\r\n\r\nOK\r\n".encode(), taken=len(DATA))
    modem = modem_on(dce)
    modem.security.write("RAM:ca_cert.pem", DATA)
    before = len(modem.channel.transcript.entries())

    modem.send("AT")

    assert [entry.text for entry in modem.channel.transcript.entries()[before:]] == ["AT", "OK"]

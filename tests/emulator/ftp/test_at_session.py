"""A whole FTPS session over AT commands with a server that we did not write: UART to disk and back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import pytest

from hil.emulator.module import Module
from tests.emulator.dte import Dte
from tests.emulator.peers.certificates import NOW, Holder
from tests.emulator.peers.servers import DIRECTORY, HOST, PASSWORD, Server

DATA = hashlib.shake_128(b"over the UART").digest(10220)


@pytest.fixture
def dte() -> Iterator[Dte]:
    module = Module()
    yield Dte(module)
    module.power_off()


def configure(dte: Dte, ca: Holder, server: Server, *, explicit: int) -> None:
    dte.at(f'+QSECWRITE="RAM:ca_cert.pem",{len(ca.pem)}')
    assert dte.send(ca.pem).endswith(b"OK\r\n")
    for body in (
        f'+CCLK="{NOW:%y/%m/%d,%H:%M:%S}+00"',
        '+QSSLCFG="cacert",0,"RAM:ca_cert.pem"',
        '+QSSLCFG="seclevel",0,1',
        '+QSSLCFG="ftps",1',
        '+QSSLCFG="ftpsctxi",0',
        f"+QFTPCFG=7,{explicit}",
        f'+QFTPUSER="{server.user}"',
        f'+QFTPPASS="{PASSWORD}"',
    ):
        assert dte.at(body).startswith("OK"), body


@pytest.mark.parametrize(("fixture", "explicit"), [("vsftpd_implicit", 0), ("vsftpd_explicit", 1)])
def test_a_file_goes_up_and_comes_down_unchanged(
    fixture: str, explicit: int, dte: Dte, ca: Holder, request: pytest.FixtureRequest
) -> None:
    server: Server = request.getfixturevalue(fixture)
    configure(dte, ca, server, explicit=explicit)

    dte.send(f'AT+QFTPOPEN="{HOST}",{server.port}\r'.encode())
    dte.expect(b"+QFTPOPEN: 0\r\n")
    dte.send(f'AT+QFTPPATH="{DIRECTORY}"\r'.encode())
    dte.expect(b"+QFTPPATH: 0\r\n")
    dte.send(b'AT+QFTPPUT="test.txt",10220,200\r')
    dte.expect(b"CONNECT\r\n")
    dte.send(DATA)
    dte.expect(b"+QFTPPUT: 10220\r\n")
    assert (server.root / "test.txt").read_bytes() == DATA

    stream = dte.send(b'AT+QFTPGET="test.txt"\r') + dte.expect(b"+QFTPGET: 10220\r\n\r\nOK\r\n")

    assert stream == b"\r\nOK\r\n\r\nCONNECT\r\n" + DATA + b"\r\n+QFTPGET: 10220\r\n\r\nOK\r\n"
    dte.send(b"AT+QFTPCLOSE\r")
    dte.expect(b"+QFTPCLOSE: 0\r\n")


def test_the_default_clock_of_2004_refuses_a_certificate_of_today(
    vsftpd_implicit: Server, dte: Dte, ca: Holder
) -> None:
    configure(dte, ca, vsftpd_implicit, explicit=0)
    dte.at('+CCLK="04/01/01,00:00:00+00"')

    dte.send(f'AT+QFTPOPEN="{HOST}",{vsftpd_implicit.port}\r'.encode())

    dte.expect(b"+QFTPOPEN: -5\r\n")

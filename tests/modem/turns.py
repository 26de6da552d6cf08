"""Exchanges that several tests of the driver play: attaching, a context, a setting, a stored file."""

from __future__ import annotations

from collections.abc import Callable

from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.spec.tls import CipherSuite
from tests.modem.scripted import Turn, turn

ModemOn = Callable[..., Modem]

OK = b"\r\nOK\r\n"
ERROR = b"\r\nERROR\r\n"

SETTLED = (turn(b"ATE0\r", OK), turn(b"AT+CMEE=1\r", OK))

CONTEXT = SslContext(
    version=3, suites=(CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,), seclevel=1, ca="NVRAM:CA0"
)
UNSET = b'\r\n+QSSLCFG: 0,4,0,"0X0005","","",""\r\n\r\nOK\r\n'
APPLIED = (
    turn(b'AT+QSSLCFG="ctxindex",0\r', UNSET),
    turn(b'AT+QSSLCFG="sslversion",0,3\r', OK),
    turn(b'AT+QSSLCFG="ciphersuite",0,"0X002F"\r', OK),
    turn(b'AT+QSSLCFG="seclevel",0,1\r', OK),
    turn(b'AT+QSSLCFG="cacert",0,"NVRAM:CA0"\r', OK),
)

CONFIGURED = turn(b"AT+QFTPCFG=1,1\r", OK, b"\r\n+QFTPCFG: 0\r\n")


def stored(name: bytes, data: bytes) -> tuple[Turn, ...]:
    return (
        turn(b'AT+QSECDEL="' + name + b'"\r', b"\r\n+CME ERROR: 4010\r\n"),
        turn(b'AT+QSECWRITE="' + name + b'",' + str(len(data)).encode() + b"\r", b"\r\nCONNECT\r\n"),
        turn(data, b"\r\n+QSECWRITE: 3,0\r\n\r\nOK\r\n"),
    )

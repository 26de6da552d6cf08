"""What the FTP service hands to its client for an FTPS session: mode, context, security files, time (note 2.2, 2.3)."""

from __future__ import annotations

import pytest

from hil.spec.tls import CipherSuite, Version
from tests.emulator.dte import Bench


def open_ftps(bench: Bench, *bodies: str) -> None:
    for body in ('+QSSLCFG="ftps",1', '+QSSLCFG="ftpsctxi",2', *bodies):
        assert bench.dte.at(body).startswith("OK")


def test_ftps_without_a_context_is_refused(bench: Bench) -> None:
    bench.dte.at('+QSSLCFG="ftps",1')

    assert bench.dte.at('+QFTPOPEN="h",990') == "OK  +QFTPOPEN: -10"


@pytest.mark.parametrize(("value", "mode"), [(0, "implicit"), (1, "explicit")])
def test_type_7_is_the_mode(bench: Bench, value: int, mode: str) -> None:
    open_ftps(bench, f"+QFTPCFG=7,{value}")
    bench.opened()

    assert bench.client.settings.mode == mode


def test_the_bound_context_is_the_one_used(bench: Bench) -> None:
    open_ftps(bench, '+QSSLCFG="sslversion",2,1', '+QSSLCFG="ciphersuite",2,"0X002F,0X0005"')
    bench.opened()

    tls = bench.client.settings.tls
    assert tls is not None
    assert tls.versions == (Version.TLS10,)
    assert tls.suites == (CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_RSA_WITH_RC4_128_SHA)
    assert (tls.seclevel, tls.ca, tls.certificate, tls.key) == (0, None, None, None)


def test_security_files_go_to_the_client(bench: Bench) -> None:
    open_ftps(
        bench,
        '+QSSLCFG="seclevel",2,2',
        '+QSSLCFG="cacert",2,"NVRAM:CA1"',
        '+QSSLCFG="clientcert",2,"NVRAM:CC0"',
        '+QSSLCFG="clientkey",2,"RAM:key"',
    )
    for name, data in (("NVRAM:CA1", b"ca"), ("NVRAM:CC0", b"cc"), ("RAM:key", b"ck")):
        bench.dte.at(f'+QSECWRITE="{name}",2')
        bench.dte.send(data)
    bench.opened()

    tls = bench.client.settings.tls
    assert tls is not None
    assert (tls.seclevel, tls.ca, tls.certificate, tls.key) == (2, b"ca", b"cc", b"ck")


def test_level_1_takes_the_ca_and_no_client_certificate(bench: Bench) -> None:
    open_ftps(bench, '+QSSLCFG="seclevel",2,1', '+QSSLCFG="clientcert",2,"NVRAM:CC0"')
    bench.dte.at('+QSECWRITE="NVRAM:CC0",2')
    bench.dte.send(b"cc")
    bench.opened()

    tls = bench.client.settings.tls
    assert tls is not None
    assert (tls.seclevel, tls.ca, tls.certificate) == (1, None, None)


def test_the_rtc_goes_to_the_client_unless_it_is_ignored(bench: Bench) -> None:
    open_ftps(bench)
    bench.dte.at('+CCLK="24/02/29,12:00:00+08"')
    bench.opened()
    tls = bench.client.settings.tls
    assert tls is not None
    assert tls.now is not None
    assert tls.now.isoformat().startswith("2024-02-29T12:00:00")
    assert tls.now.utcoffset() is not None

    bench.dte.at('+QSSLCFG="ignorertctime",1')
    bench.dte.send(b"AT+QFTPCLOSE\r")
    bench.dte.expect(b"+QFTPCLOSE: 0\r\n")
    bench.opened()
    assert bench.client.settings.tls is not None
    assert bench.client.settings.tls.now is None

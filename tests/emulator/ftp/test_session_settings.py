"""How the settings of the module become those of a session and of its transfers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hil.spec.tls import SSLVERSION, CipherSuite
from tests.emulator.dte import Bench

FTPS = '+QSSLCFG="ftps",1;+QSSLCFG="ftpsctxi",2'


def test_ftp_has_no_tls(bench: Bench) -> None:
    bench.opened()

    settings = bench.client.settings
    assert (settings.mode, settings.tls) == ("plain", None)


@pytest.mark.parametrize(("value", "mode"), [(0, "implicit"), (1, "explicit")])
def test_type_7_is_the_mode_of_ftps(value: int, mode: str, bench: Bench) -> None:
    bench.dte.at(f"{FTPS};+QFTPCFG=7,{value}")
    bench.opened()

    assert bench.client.settings.mode == mode


def test_the_bound_context_gives_versions_suites_and_level(bench: Bench) -> None:
    bench.dte.at(f'{FTPS};+QSSLCFG="sslversion",2,3;+QSSLCFG="ciphersuite",2,"0X002F"')
    bench.dte.at('+QSSLCFG="seclevel",2,1;+QSSLCFG="sslversion",0,0')
    bench.opened()

    tls = bench.client.settings.tls
    assert tls is not None
    assert tls.versions == SSLVERSION[3]
    assert tls.suites == (CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,)
    assert tls.seclevel == 1


@pytest.mark.parametrize(
    ("level", "files"),
    [(0, (None, None, None)), (1, (b"ca", None, None)), (2, (b"ca", b"certificate", b"key"))],
)
def test_a_level_takes_the_files_that_it_needs(
    level: int, files: tuple[bytes | None, ...], bench: Bench
) -> None:
    for name, data in (("NVRAM:CA0", b"ca"), ("NVRAM:CC0", b"certificate"), ("NVRAM:CK0", b"key")):
        bench.module.security.add(name, data)
    bench.dte.at(f'{FTPS};+QSSLCFG="seclevel",2,{level};+QSSLCFG="cacert",2,"NVRAM:CA0"')
    bench.dte.at('+QSSLCFG="clientcert",2,"NVRAM:CC0";+QSSLCFG="clientkey",2,"NVRAM:CK0"')
    bench.opened()

    tls = bench.client.settings.tls
    assert tls is not None
    assert (tls.ca, tls.certificate, tls.key) == files


def test_dates_are_checked_at_the_time_of_the_module_unless_it_ignores_them(bench: Bench) -> None:
    bench.module.clock.set_rtc(datetime(2018, 11, 20, tzinfo=UTC))
    bench.dte.at(FTPS)
    bench.opened()
    checked = bench.client.settings.tls
    bench.dte.at('+QFTPCLOSE;+QSSLCFG="ignorertctime",1')
    bench.dte.settle()
    bench.opened()
    ignored = bench.client.settings.tls

    assert checked is not None
    assert checked.now is not None
    assert checked.now.date().isoformat() == "2018-11-20"
    assert ignored is not None
    assert ignored.now is None


def test_ftps_without_a_context_is_an_illegal_parameter(bench: Bench) -> None:
    bench.dte.at('+QSSLCFG="ftps",1')

    came = bench.dte.send(b'AT+QFTPOPEN="ftp.example",990\r')

    assert came == b"\r\nOK\r\n\r\n+QFTPOPEN: -10\r\n"
    assert not bench.clients


def test_a_transfer_takes_the_settings_of_its_own_time(bench: Bench) -> None:
    dte = bench.opened()
    opened = bench.client.settings

    dte.at("+QFTPCFG=1,0;+QFTPCFG=2,1;+QFTPCFG=3,7;+QFTPCFG=6,1;+QFTPUSER=later")
    dte.send(b"AT+QFTPNLST\r")
    dte.settle()

    settings = bench.client.settings
    assert (settings.passive, settings.ascii, settings.restart_at) == (False, True, 7)
    assert settings.ignore_passive_address
    assert settings.user == opened.user

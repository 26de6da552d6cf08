"""With `SettingsMode.ALWAYS` the driver sends every setting each time, whatever the DUT has accepted before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.modem.settings_mode import SettingsMode
from hil.modem.ssl import SslContext
from hil.spec.tls import CipherSuite
from hil.transcript import Transcript

CONTEXT = SslContext(
    version=3,
    suites=(CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,),
    seclevel=2,
    ca="NVRAM:CA0",
    certificate="NVRAM:CC0",
    key="NVRAM:CK0",
)
FTP: dict[int, int | str] = {1: 1, 2: 1, 3: 5, 4: "/COM/", 7: 1}

ModemIn = Callable[..., Modem]


@pytest.fixture
def modem_in() -> Iterator[ModemIn]:
    """`modem_in(mode, variant="...")` is a modem whose driver sends its settings in that mode."""
    with ExitStack() as stack:

        def attached(settings: SettingsMode, variant: str = "") -> Modem:
            url = "emulator://m95" + (f"?variant={variant}" if variant else "")
            channel = stack.enter_context(Channel.open(url, transcript=Transcript()))
            modem = Modem(channel, settings=settings)
            modem.attach()
            return modem

        yield attached


@pytest.mark.parametrize(
    ("mode", "again"), [(SettingsMode.REMEMBERED, (0, 0)), (SettingsMode.ALWAYS, (6, 5))]
)
def test_settings_that_were_accepted_are_sent_again_only_in_the_mode_always(
    mode: SettingsMode, again: tuple[int, int], modem_in: ModemIn
) -> None:
    modem = modem_in(mode)
    first = len(modem.ssl.apply(2, CONTEXT)), len(modem.ftp.apply(FTP))

    second = len(modem.ssl.apply(2, CONTEXT)), len(modem.ftp.apply(FTP))

    assert first == (6, 5)
    assert second == again
    assert modem.ssl.read_context(2) == CONTEXT


@pytest.mark.parametrize(("mode", "is_stored_again"), [("remembered", False), ("always", True)])
def test_a_file_that_was_stored_is_stored_again_only_in_the_mode_always(
    mode: str, is_stored_again: bool, modem_in: ModemIn
) -> None:
    modem = modem_in(SettingsMode(mode))
    modem.security.ensure("NVRAM:CA0", b"abc")

    assert (modem.security.ensure("NVRAM:CA0", b"abc") is not None) is is_stored_again


@pytest.mark.parametrize("mode", SettingsMode)
def test_an_empty_name_that_is_refused_is_no_refusal_where_the_context_has_none(
    mode: SettingsMode, modem_in: ModemIn
) -> None:
    modem = modem_in(mode, variant="empty-name:refused")

    for level in (0, 1, 2):
        applied = modem.ssl.apply(1, SslContext(seclevel=level))

        assert [exchange.command for exchange in applied if not exchange.ok] == []


@pytest.mark.parametrize("mode", SettingsMode)
def test_an_empty_name_that_is_refused_is_a_refusal_where_the_context_has_another(
    mode: SettingsMode, modem_in: ModemIn
) -> None:
    modem = modem_in(mode, variant="empty-name:refused")
    modem.ssl.apply(1, CONTEXT)

    applied = modem.ssl.apply(1, SslContext(seclevel=1))

    assert [exchange.command for exchange in applied if not exchange.ok] == ['AT+QSSLCFG="cacert",1,""']

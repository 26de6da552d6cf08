"""python-gsmmodem-new, which we did not write, takes the emulated module for a GSM modem on a serial port."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # escapes in its regular expressions
    from gsmmodem.modem import GsmModem

from hil.emulator.device.sim import IMSI
from tests.emulated import emulated


@contextmanager
def connected(folder: Path, *arguments: str, pin: str | None = None) -> Iterator[GsmModem]:
    with emulated("--pty", str(folder / "m95"), *arguments, folder=folder):
        modem = GsmModem(str(folder / "m95"), 115200)
        try:
            modem.connect(pin=pin)
            yield modem
        finally:
            modem.close()


@pytest.mark.parametrize("personality", ["note", "classic-gsm", "M95FAR02A08"])
def test_it_connects_and_learns_who_the_module_is(personality: str, tmp_path: Path) -> None:
    with connected(tmp_path, "--personality", personality) as modem:
        assert (modem.manufacturer, modem.model) == ("Quectel_Ltd", "Quectel_M95")
        assert modem.revision == "Revision: M95FAR02A08"
        assert (len(modem.imei), modem.imsi) == (15, IMSI)
        assert modem.networkName == "CHINA MOBILE"
        assert modem.waitForNetworkCoverage(5) == modem.signalStrength == 28
        assert modem.listStoredSms() == []

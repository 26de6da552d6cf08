"""The SSL settings of the DUT after a boot, queried once for all cases about defaults."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.modem.exchange import Exchange
from hil.modem.modem import Modem

from .settings import PER_CONTEXT, Boot

MARKED = ('AT+QSSLCFG="sslversion",5,1', 'AT+QSSLCFG="seclevel",5,2')
"""Set before the boot; neither value is a default."""
SWITCHED_OFF = 'AT+QSSLCFG="ftps",0'
"""Set before the boot, so that a DUT that keeps only this setting does not seem to have another default."""
GLOBAL = ("ignorertctime", "ftps", "ftpsctxi")


@pytest.fixture(scope="session")
def boots() -> list[Boot]:
    """What `boot` has found, once it was complete."""
    return []


@pytest.fixture
def boot(boots: list[Boot], modem: Modem) -> Boot:
    """The settings after a boot, from the first case whose queries were all answered."""
    if not boots:
        boots.append(_boot(modem))
    return boots[0]


def _boot(modem: Modem) -> Boot:
    """Change settings, reboot, and query all settings."""
    marked = [line for line in MARKED if modem.send(line).ok]
    modem.send(SWITCHED_OFF)
    modem.reboot()
    contexts = tuple(modem.send(f'AT+QSSLCFG="ctxindex",{index}') for index in range(6))
    answers: dict[tuple[str, int | None], Exchange] = {
        (keyword, index): modem.send(f'AT+QSSLCFG="{keyword}",{index}')
        for keyword in PER_CONTEXT
        for index in range(6)
    }
    answers |= {(keyword, None): modem.send(f'AT+QSSLCFG="{keyword}"') for keyword in GLOBAL}
    kept = [answers[_keyword(line), 5].rows("QSSLCFG") == ((_keyword(line), line[-1]),) for line in marked]
    return Boot(contexts, answers, tuple(marked) if kept and all(kept) else ())


def _keyword(line: str) -> str:
    return line.split('"')[1]


@pytest.fixture
def modem_of_any_cmee(modem: Modem) -> Iterator[Modem]:
    """The DUT; after the case AT+CMEE is 1 again, as the driver needs it."""
    yield modem
    modem.send("AT+CMEE=1").check()

"""The state from which the cases of note 5.1 activate a PDP context."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from hil.modem.modem import Modem

from ..restoring import carry_out


@pytest.fixture
def inactive_modem(modem: Modem) -> Iterator[Modem]:
    """The DUT with its access point and no active context; attached and without contexts after the case."""
    modem.pdp.foreground(0)
    modem.pdp.deactivate()
    modem.pdp.context(modem.pdp.access_point.name).check()
    if modem.send("AT+CGATT?").rows("CGATT")[:1] == (("0",),):  # note 5.1, item 1: it need not attach itself
        modem.send("AT+CGATT=1").check()
    yield modem
    carry_out(
        (
            lambda: modem.send("AT+CGATT=1").check(),
            *(partial(modem.send, f"AT+CGACT=0,{cid}") for cid in (1, 2)),
            *(partial(_deactivate, modem, identifier) for identifier in (1, 0)),
        )
    )


def _deactivate(modem: Modem, identifier: int) -> None:
    modem.pdp.foreground(identifier)
    modem.pdp.deactivate()

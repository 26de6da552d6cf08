"""Positive controls: the legal command beside the one that is refused, in the same case (docs/judging.md).

A refusal of a DUT that refuses each command of a family shows nothing.  A control is
a step of the case: a DUT that refuses it, too, fails.
"""

from __future__ import annotations

from hil.expect import preamble
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem

from .responses import found
from .security_data import Vacate, delete

CONTENT = b"a file of the case"
NAMES = {"RAM": "RAM:client_cert.pem", "NVRAM": "NVRAM:CC0"}
"""The file of a control, by storage; Table 3 has both names."""


def control_name(name: str) -> str:
    """The name of a control that is in the storage of another name; that of NVRAM if it is in none."""
    return NAMES.get(name.partition(":")[0], NAMES["NVRAM"])


def store(modem: Modem, vacate: Vacate, name: str, *, timeout_s: int | None = None) -> Exchange:
    """AT+QSECWRITE of a legal file, which has to succeed; it is deleted after the case."""
    __tracebackhide__ = True
    vacate(modem, name)
    written = modem.security.write(name, CONTENT, timeout_s=timeout_s)
    preamble(written).succeeded()
    return written


def store_and_read(modem: Modem, vacate: Vacate, name: str) -> None:
    """AT+QSECREAD of a stored file, which has to find it."""
    __tracebackhide__ = True
    store(modem, vacate, name)
    preamble(found(modem.security.read(name))[0], what=f"<good> of {name}").equals(1)


def store_and_delete(modem: Modem, vacate: Vacate, name: str) -> None:
    """AT+QSECDEL of a stored file, which has to succeed."""
    __tracebackhide__ = True
    store(modem, vacate, name)
    preamble(delete(modem, name)).accepted()

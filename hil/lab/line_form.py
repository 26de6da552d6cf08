"""The format of a character of a module that has eight bits and a parity bit (AT+ICF; V.250 6.2.11).

A port of 8N1 reads what such a module sends, most often without an error, and is not heard: its characters lack the
parity bit.  So the port itself takes the parity on for a question.  Seven bits with parity are another matter: their
characters are as long as those of 8N1 (`hil.modem.line_settings`).  A second stop bit disturbs nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hil.errors import LineError, PortError
from hil.lab.line_rate import asked_at
from hil.modem.leftovers import asked, is_answer, said
from hil.modem.line_search import TRIES
from hil.modem.line_settings import EIGHT_BITS
from hil.modem.line_state import LineState
from hil.modem.port import Port

PARITIES: Mapping[str, str] = MappingProxyType({"E": "even", "O": "odd"})
"""The letters of pyserial."""


def put_right(port: Port) -> str:
    """What was put right if a module with parity answers, in words; empty if none does.  Leaves the port without parity.

    Raises `LineError` for a module that keeps its parity.
    """
    for letter, name in PARITIES.items():
        if not _told(port, letter):
            continue
        if is_answer(asked(port, tries=TRIES)):
            return (
                f"its characters have no {name} parity bit any more (AT+ICF=3,3): an earlier user had left another "
                "AT+ICF behind"
            )
        raise LineError(
            f"no answer to AT on {port.url}: answered with {name} parity, and not without; send AT+ICF=3,3 and AT&W "
            f"from a terminal of 8 bits with {name} parity",
            state=LineState.CHARACTER_FORM,
        )
    return ""


def _told(port: Port, parity: str) -> bool:
    """Whether a module with that parity answers; it is told to do without."""
    try:
        port.set_parity(parity)
        if not is_answer(asked_at(port)):
            return False
        said(EIGHT_BITS)(port)
    except PortError:  # not each adapter has parity
        return False
    finally:
        port.set_parity("N")
    return True

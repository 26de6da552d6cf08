"""Settings of a profile and of the characters that keep a module from being understood, and the bytes that undo them.

A profile that AT&W has stored comes back at the next start: what is sent here changes the present one only.
"""

from __future__ import annotations

from hil.modem.byte_line import ByteLine
from hil.modem.leftovers import LINE_END, Remedy, said
from hil.modem.line_state import LineState

EIGHT_BITS = b"\rAT+ICF=3,3\r"
"""Eight bits, no parity, one stop bit (V.250 6.2.11)."""


def with_parity(data: bytes, *, is_odd: bool) -> bytes:
    """Seven bits and a parity bit in the place of the eighth: characters of 7E1 and 7O1 on a port of 8N1."""
    return bytes(byte | ((byte.bit_count() + is_odd) % 2) << 7 for byte in data)


RESPONSE_FORM = Remedy(
    said(b"ATV1\r", b"ATS4=10\r"),
    "its result codes have their form again (ATV1, ATS4=10): an earlier user had left another ATS4 behind",
    LineState.RESPONSE_FORM,
)


def set_codes(line: ByteLine) -> bytes:
    """Result codes on, in words, between CR LF; what came meanwhile."""
    return said(b"ATQ0V1S4=10\r")(line)


def _set_all(line: ByteLine) -> bytes:
    return LINE_END.send(line) + set_codes(line)


ALL_ENDS = Remedy(
    _set_all,
    "lines end by CR again and result codes come (ATS3=13, ATQ0, ATV1, ATS4=10): an earlier user had left other "
    "settings behind",
    LineState.LINE_END,
    is_question=True,
)
EDITING = Remedy(
    said(b"\rats5=8\r", b"ATS5=8\r"),  # one of the two holds no letter that deletes the one before it
    "its editing character is BS again (ATS5=8): an earlier user had left another ATS5 behind",
    LineState.EDITING,
)
CHARACTER_FORM = Remedy(
    said(
        with_parity(EIGHT_BITS, is_odd=False),
        with_parity(EIGHT_BITS, is_odd=True),
        bytes(byte | 0x80 for byte in EIGHT_BITS),
    ),
    "its characters have eight bits without parity again (AT+ICF=3,3): an earlier user had left another AT+ICF behind",
    LineState.CHARACTER_FORM,
)
UNHEARD_FORM = Remedy(
    said(
        with_parity(EIGHT_BITS, is_odd=False) + with_parity(EIGHT_BITS, is_odd=True),
        bytes(byte | 0x80 for byte in EIGHT_BITS),
    ),
    CHARACTER_FORM.detail,
    LineState.CHARACTER_FORM,
    is_question=True,
)
"""For a module that drops what has a wrong parity, and so hears no question: to each kind the other word is nothing.

To one of seven bits without parity the eighth bit is the stop bit.
"""

FACTORY = Remedy(
    said(b"\rATZ\r", b"\rat&f\r", b"AT&F\r"),
    "its profile was loaded anew (ATZ, AT&F; V.250 6.1): an earlier user had left other settings behind",
    LineState.FACTORY,
)

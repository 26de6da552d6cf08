"""What a DUT carries out if it reads data as command lines: after a restart, or a transfer that ended early.

`A/` repeats the last command line at once, `AT` begins one that the next CR ends
(V.250 5.2.1, 5.2.4), and `+++` may end data mode (note 2.4).
"""

from __future__ import annotations

import re

_CARRIED_OUT = re.compile(rb"(?<=[Aa])[Tt/]|(?<=\+\+)\+")
_TOP_BIT = 0x80


def inert(data: bytes) -> bytes:
    """Data of the same size in which nothing is a command: the byte that would complete one has its top bit set."""
    return _CARRIED_OUT.sub(lambda match: bytes((match[0][0] | _TOP_BIT,)), data)

"""Troubles of the bench that a case's transcript shows; a case that met one says nothing about the DUT.

noise              a line on the AT channel that is no text (V.250 5.7.1)
a restart          RDY or NORMAL POWER DOWN that the case did not ask for
a line in doubt    found by the line check after a failed case (`hil.modem.line_check`)
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hil.transcript import Direction, Entry, Pco

RESTARTED = frozenset({"RDY", "NORMAL POWER DOWN", "UNDER_VOLTAGE POWER DOWN", "OVER_VOLTAGE POWER DOWN"})
"""Unsolicited lines of a module that starts or goes down (document [1])."""

ATTACHED = "attached"
"""The remark of the driver that a DUT which was to restart is there again."""

_NOISE = re.compile(r"""b(['"]).*\\x.*\1""", re.DOTALL)
"""How the channel records a line that is no text."""

_ASKED = re.compile(r"AT\+(CFUN|QPOWD)\b|supply (cut|restored)|port opened", re.IGNORECASE)
"""After one of these a restart is what was wanted, until the DUT is attached again."""


def disturbance(entries: Sequence[Entry]) -> str:
    """What disturbed the case, in words; empty if nothing did."""
    asked = False
    for entry in entries:
        if entry.direction is not Direction.FROM_DUT:
            asked = (asked or _ASKED.search(entry.text) is not None) and entry.text != ATTACHED
        elif entry.pco is Pco.AT and _NOISE.fullmatch(entry.text):
            return f"noise on the AT channel: {entry.text[:80]}"
        elif entry.pco is Pco.AT and entry.text.strip() in RESTARTED and not asked:
            return f"the DUT restarted by itself: {entry.text.strip()}"
    return ""

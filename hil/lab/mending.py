"""A silent line put right: what an earlier user may have left on, and `AT` cannot reach.

The attachment itself undoes the rest: data mode, ATQ1, ATV0, the echo, half a command line.
"""

from __future__ import annotations

from hil.modem.leftovers import LINE_END, MULTIPLEXER, asked, is_answer
from hil.modem.modem import Modem

TRIES = 3
"""Questions after each remedy: the first one may end a line that has begun."""


def mend(modem: Modem) -> str:
    """End what keeps the DUT from answering `AT`: what it was; empty if it stays silent."""
    channel = modem.channel
    for remedy in (MULTIPLEXER, LINE_END):
        remedy.send(channel.line)
        if is_answer(asked(channel.line, tries=TRIES)):
            channel.transcript.note(f"the line was put right: {remedy.detail}")
            return remedy.detail
    return ""

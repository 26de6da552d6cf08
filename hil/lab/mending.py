"""A line where `AT` is not answered: searched (`hil.modem.line_search`), and put right where a command can do it.

The attachment itself undoes the rest: data mode, ATQ1, ATV0, the echo, half a command line.
"""

from __future__ import annotations

from hil.errors import LineError
from hil.lab import line_form, line_rate
from hil.lab.port_holders import holders
from hil.modem.line_search import STORED, Found, search
from hil.modem.line_state import LineState
from hil.modem.modem import Modem
from hil.modem.port import Port

RATE_UNKNOWN = frozenset({LineState.SILENT, LineState.RATE})
"""States of a module that has another rate than its port."""


def mend(modem: Modem) -> Found:
    """Search the line, and end what keeps the DUT from answering `AT`; what has ended it is used after each start, too."""
    channel = modem.channel
    found = search(channel.line, baudrate=channel.baudrate)
    if found.remedies:
        channel.transcript.note(f"the line was put right: {found.diagnosis.detail}")
        modem.remedies = found.remedies
    elif not found.is_answered:
        modem.line_state = found.diagnosis.state
        channel.transcript.note(f"the line is not in order: {found.diagnosis.detail}")
    return found


def mend_or_raise(modem: Modem) -> str:
    """Make a DUT answer that was silent before the run: what was put right, in words; empty if it now answers by itself.

    Raises `LineError` with what was found and the next step.
    """
    found = mend(modem)
    if found.is_answered:
        return found.diagnosis.detail
    seen = found.diagnosis
    if seen.state in RATE_UNKNOWN and (words := with_its_settings(modem)):
        return words
    raise LineError(f"no answer to AT on {modem.channel.url}: {seen.detail}; {seen.step}", state=seen.state)


def with_its_settings(modem: Modem) -> str:
    """What was put right if the DUT answers at another rate, or with parity; empty if it does not.

    Raises `LineError` if it keeps that setting.
    """
    port = modem.channel.line
    if not isinstance(port, Port) or not line_rate.has_rates(port.url):
        return ""
    words = _at_its_rate(port) or line_form.put_right(port)
    if words:
        modem.channel.transcript.note(f"the line was put right: {words}")
    return words


def _at_its_rate(port: Port) -> str:
    other = line_rate.rate_of(port, rates=line_rate.USUAL)
    if other is None:
        return ""
    if line_rate.put_right(port, other):
        return line_rate.mended_words(port.rate, other)
    raise LineError(
        f"no answer to AT on {port.url}: answered at {other} bit/s, and not at {port.rate}; "
        f"{line_rate.step(port.rate, other)}",
        state=LineState.RATE,
    )


def told_mended(words: str) -> str:
    """What a user is told of a line that was put right before a run."""
    return f"the DUT was silent at first; {words}; {STORED}"


def shared(url: str) -> str:
    """The other programs that have the port open, in words; empty if there are none."""
    found = holders(url)
    return f"{url} is in use by {', '.join(found)}, too: what it reads is lost here" if found else ""

"""A line where `AT` is not answered: searched (`hil.modem.line_search`), and put right where a command can do it.

The attachment itself undoes the rest: data mode, ATQ1, ATV0, the echo, half a command line.
"""

from __future__ import annotations

from hil.errors import LineError, UnexpectedResult
from hil.lab import line_form, line_rate
from hil.lab.port_holders import holders
from hil.modem.leftovers import Remedy
from hil.modem.line_check import BS
from hil.modem.line_search import STORED, Found, search
from hil.modem.line_settings import EDITING, FACTORY
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


# clause: V.250 6.2.3
def mended_editing(modem: Modem) -> str:
    """What was put right if S5 of the module is no BS, in words; empty if it is BS, or if the module does not tell it.

    A letter there deletes the one before it in each command line, and little else shows that.
    """
    told = _editing(modem)
    if told == BS:
        return ""
    if told is not None:
        return undo_editing(modem)
    EDITING.send(
        modem.channel.line
    )  # a letter of ATS5? cannot be told; BS does no harm to a module that refuses it
    modem.attach()
    return _mended_by(modem, EDITING) if _editing(modem) == BS else ""


def undo_editing(modem: Modem) -> str:
    """Set S5 to BS and attach: what was put right, in words.  Where it stands in the line that sets it, a profile is loaded.

    Raises `UnexpectedResult` if the module still refuses what it is attached by, or keeps its S5.
    """
    try:
        return _attached_after(modem, EDITING)
    except UnexpectedResult:
        return _attached_after(modem, FACTORY)


def _attached_after(modem: Modem, remedy: Remedy) -> str:
    remedy.send(modem.channel.line)
    modem.attach()
    if _editing(modem) not in {None, BS}:
        raise UnexpectedResult(f"expected S5 to be {BS} after {remedy.detail}; send AT&F from a terminal")
    return _mended_by(modem, remedy)


def _mended_by(modem: Modem, remedy: Remedy) -> str:
    modem.mended, modem.remedies = remedy.detail, (remedy,)
    return remedy.detail


def _editing(modem: Modem) -> int | None:
    """S5 as the module tells it."""
    asked = modem.send("ATS5?")
    told = asked.information[0] if asked.ok and asked.information else ""
    return int(told) if told.isdecimal() else None


def told_mended(words: str) -> str:
    """What a user is told of a line that was put right before a run."""
    return f"the DUT was silent, or read command lines wrongly, at first; {words}; {STORED}"


def shared(url: str) -> str:
    """The other programs that have the port open, in words; empty if there are none."""
    found = holders(url)
    return f"{url} is in use by {', '.join(found)}, too: what it reads is lost here" if found else ""

"""The search on a line where `AT` is not answered: what is there, and what an earlier user left on, which is ended.

One step changes one thing and asks `AT` again; where nothing at all comes after its own bytes, it asks once or
not at all, so that a dead line costs little.  The signs in what came (`hil.modem.silence`) choose the
steps: a console, a positioning receiver or a boot loader is sent nothing that could change it.  States that
look alike are told apart by what changes them: an echo that outlives `ATE0`, bytes without any meaning, and
each way to end a line is no module's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hil.errors import LineError
from hil.modem import leftovers
from hil.modem.byte_line import ByteLine
from hil.modem.channel import Channel
from hil.modem.leftovers import (
    DATA_MODE,
    FLOW,
    LINE_END,
    MULTIPLEXER,
    PPP,
    PROMPT,
    REMEDIES,
    RESULT_CODES,
    SLEEP,
    Remedy,
    asked,
    heard,
    is_answer,
    replied,
)
from hil.modem.line_settings import (
    ALL_ENDS,
    CHARACTER_FORM,
    EDITING,
    FACTORY,
    RESPONSE_FORM,
    UNHEARD_FORM,
    set_codes,
)
from hil.modem.line_state import LineState
from hil.modem.silence import Diagnosis, foreign_lines, may_ask_for_file, recognised

TRIES = 3
"""Questions after each step: automatic baud rate detection needs some bytes, and the first may end a line that has begun."""

_UNLIKELY = b"~m95-hil~"
"""No module sends these bytes of its own accord, and no terminal edits a line at one of them."""

STORED = "if it comes again at the next start, it is stored in the module: AT&W stores the settings of now"
"""The warning about what only the present profile has."""

_UNHEARD = (PROMPT, LINE_END, ALL_ENDS, EDITING, FACTORY)
"""For an echo that does not obey ATE0: no command line comes to its end.  ESC first: other bytes would be text."""

_ENDS: Mapping[LineState, tuple[Remedy, ...]] = MappingProxyType(
    {
        LineState.SILENT: (
            RESULT_CODES,
            FLOW,
            DATA_MODE,
            PROMPT,
            MULTIPLEXER,
            LINE_END,
            ALL_ENDS,
            UNHEARD_FORM,
            SLEEP,
        ),
        LineState.ECHO_ONLY: (RESULT_CODES, RESPONSE_FORM, *_UNHEARD, DATA_MODE, MULTIPLEXER),
        LineState.JOINED: _UNHEARD,
        LineState.PROMPT: (PROMPT,),
        LineState.HELD: (FLOW, *REMEDIES),
        LineState.MULTIPLEXER: (MULTIPLEXER,),
        LineState.PPP: (PPP,),
        LineState.RESPONSE_FORM: (RESPONSE_FORM, LINE_END, ALL_ENDS),
        LineState.LOSSY: (LINE_END,),  # where a letter of AT ends a line, parts of it come back
        LineState.CHARACTER_FORM: (CHARACTER_FORM,),
        LineState.OTHER_DEVICE: REMEDIES,  # what a module in data mode downloads is text, too
        LineState.RATE: (*REMEDIES, UNHEARD_FORM),  # or any bytes, or seven bits
    }
)
"""What may end a state, in the order in which it is tried; a state without a row is told only."""


def over_leftovers(attach: Callable[[], None], channel: Channel) -> tuple[Remedy, ...]:
    """Attach a DUT that has started; what a stored profile has left on is ended and returned.

    Raises what `attach` raises if the DUT stays silent.
    """
    try:
        attach()
    except LineError as silence:
        remedies = _of_profile(channel, LineState(silence.state))
        if not remedies:
            raise
        channel.transcript.note(f"the line was put right: {remedies[-1].detail}")
        attach()
        return remedies
    return ()


def _of_profile(channel: Channel, state: LineState) -> tuple[Remedy, ...]:
    """What has ended that state; of a silent DUT only a profile without echo and with another S3 is supposed."""
    if state is LineState.SILENT:
        ALL_ENDS.send(channel.line)
        return (ALL_ENDS,) if is_answer(asked(channel.line, tries=TRIES)) else ()
    return search(channel.line, baudrate=channel.baudrate).remedies if has_remedy(state) else ()


def has_remedy(state: LineState) -> bool:
    """Whether bytes came that tell of a mode which a command can end; silence tells of none."""
    return state is not LineState.SILENT and state in _ENDS


_JOINED = Diagnosis(
    LineState.JOINED,
    "each byte comes back as it was sent, and nothing else: RX and TX are joined, or a terminal echoes",
    "check the wiring: TX of the port goes to RXD of the module, RX of the port to TXD",
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found; `remedies` have ended the state, if it was ended."""

    diagnosis: Diagnosis
    is_answered: bool
    remedies: tuple[Remedy, ...] = ()


def search(line: ByteLine, *, baudrate: int) -> Found:
    """Ask, and search for the cause while there is no answer; leaves the module in command mode if it found one."""
    came = heard(line, leftovers.ANSWER_S / 2)
    came += asked(line, tries=TRIES)
    if is_answer(came):
        return _answered(line, came, baudrate=baudrate)
    if may_ask_for_file(came):
        came = _heard_on(line, came)
    shown = recognised(came, baudrate=baudrate)
    if shown.state is LineState.ECHO_ONLY and _is_joined(line):
        shown = _JOINED
    return _ended(line, shown, baudrate=baudrate) or Found(shown, is_answered=False)


def _ended(line: ByteLine, shown: Diagnosis, *, baudrate: int) -> Found | None:
    """What has ended that state; None if nothing has.  A step after which other bytes come has a part in it."""
    now: LineState = LineState.ECHO_ONLY if shown.state is LineState.JOINED else shown.state
    left = list(_ENDS.get(shown.state, ()))
    helped: list[Remedy] = []
    before: Remedy | None = None
    while left:
        remedy = left.pop(0)
        told = set_codes(line) if (before, remedy) == (LINE_END, ALL_ENDS) else remedy.send(line)
        before = remedy
        came = b"" if remedy.is_question and not told else _answer_after(line, told, now)
        if is_answer(came) and (now is not LineState.LOSSY or _is_steady(line)):
            detail = ", and ".join(each.detail for each in (*helped, remedy))
            return Found(Diagnosis(remedy.state, detail, STORED), True, (*helped, remedy))
        other = recognised(came, baudrate=baudrate)
        if other.state in _FOREIGN:
            return Found(other, is_answered=False)
        if other.state is not now and has_remedy(other.state) and len(helped) < _MOST_AT_ONCE:
            helped.append(remedy)
            now, left = other.state, [each for each in _ENDS[other.state] if each not in helped]
    return None


def _answer_after(line: ByteLine, told: bytes, now: LineState) -> bytes:
    """What comes when it is asked after a step; more than once only where the step has changed what comes."""
    came = asked(line, tries=1)
    if is_answer(came) or (not told and not came) or (came and _is_echo(came) and now is LineState.ECHO_ONLY):
        return came
    return came + asked(line, tries=TRIES - 1)


def _is_echo(came: bytes) -> bool:
    return not _squeezed(came).replace(b"AT", b"")


_FOREIGN = frozenset({LineState.BOOT_LOADER, LineState.POSITIONING, LineState.CONSOLE, LineState.TELNET})
"""What shows itself late is no module either, and is sent nothing more."""


def _heard_on(line: ByteLine, came: bytes) -> bytes:
    """All that comes until the marks are enough, or others come."""

    def is_enough(more: bytes) -> bool:
        whole = came + more
        return sum(whole.count(mark) for mark in b"C\x15\x1f") >= _ASKED_LEAST or not may_ask_for_file(whole)

    return came + heard(line, RESTART_S, until=is_enough)


_ASKED_LEAST = 3


def _is_steady(line: ByteLine) -> bool:
    """Whether each question is answered: where bytes get lost, some are by chance."""
    return all(is_answer(asked(line, tries=1)) for _ in range(_STEADY))


_STEADY = 5

_MOST_AT_ONCE = 3
"""So many settings may be wrong together."""


_UNSETTLING = frozenset({LineState.OTHER_PROGRAM, LineState.RESTARTING, LineState.POSITIONING})
"""States in which an OK may come all the same: the answer to another program, or the one between two starts."""


def _answered(line: ByteLine, came: bytes, *, baudrate: int) -> Found:
    """An answer; but what comes unasked beside it may show another program, or a module that starts again and again."""
    came += heard(line, leftovers.ANSWER_S)
    seen = recognised(came, baudrate=baudrate)
    if seen.state in _UNSETTLING or foreign_lines(came):
        return Found(seen, is_answered=False)
    if b"RDY" in came:
        came += heard(line, RESTART_S, until=lambda more: b"RDY" in more)
        seen = recognised(came, baudrate=baudrate)
        if seen.state is LineState.RESTARTING:
            return Found(seen, is_answered=False)
    if _ECHO in came and echoes_beside(line):
        return Found(_LOCAL_ECHO, is_answered=False)
    return Found(Diagnosis(LineState.ANSWERS, "", ""), is_answered=True)


# clause: V.250 6.2.4
def echoes_beside(line: ByteLine) -> bool:
    """Whether command lines come back beside a module that has its echo off; leaves it off.

    A module that does not obey `ATE0` repeats each line once, whether or not its echo is on.
    """
    is_on, is_off = (_repeated(line, echo) for echo in (b"ATE1\r", b"ATE0\r"))
    return is_off != is_on and _ECHO in is_off


def _repeated(line: ByteLine, echo: bytes) -> bytes:
    """What comes after `AT`, once that setting of the echo was answered; empty if there is no answer."""
    came = asked(line, echo, tries=2)
    came = replied(line, b"AT\r") if is_answer(came) else b""
    return came if is_answer(came) else b""


_ECHO = b"AT\r"

LOCAL_ECHO_DETAIL = "it answers, but command lines come back although its own echo is off (ATE0)"
LOCAL_ECHO_STEP = (
    "switch the local echo of the adapter off (RS-485: its receiver must be off while it sends, RE joined to DE; or "
    "use four wires), and look whether RX also has a way to TX"
)
_LOCAL_ECHO = Diagnosis(LineState.LOCAL_ECHO, LOCAL_ECHO_DETAIL, LOCAL_ECHO_STEP)


RESTART_S = 8.0
"""A module that starts anew says RDY within 2 to 3 s of its power (document [1]); so long a second one is awaited."""


def _is_joined(line: ByteLine) -> bool:
    """Whether the line returns what is sent even when a module that reads lines would have switched its echo off."""
    for sent in (b"ATE0\r", b"ATE0\r", _UNLIKELY):
        came = replied(line, sent)
        if not came or _squeezed(came).replace(_squeezed(sent), b""):
            return False
    return True


def _squeezed(data: bytes) -> bytes:
    """Without what a terminal changes: line ends, and NUL for padding."""
    return data.translate(None, b"\x00\r\n")

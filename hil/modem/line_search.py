"""The search on a line where `AT` is not answered: what is there, and what an earlier user left on, which is ended.

One step changes one thing and asks `AT` again.  The signs in what came (`hil.modem.silence`) choose the
steps: a console, a positioning receiver or a boot loader is sent nothing that could change it.  States that
look alike are told apart by what changes them: an echo that outlives `ATE0`, bytes without any meaning, and
each way to end a line is no module's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hil.modem import leftovers
from hil.modem.byte_line import ByteLine
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
)
from hil.modem.line_settings import CHARACTER_FORM, EDITING, FACTORY, RESPONSE_FORM
from hil.modem.line_state import LineState
from hil.modem.silence import Diagnosis, foreign_lines, recognised

TRIES = 3
"""Questions after each step: automatic baud rate detection needs some bytes, and the first may end a line that has begun."""

_UNLIKELY = b"~m95-hil~"
"""No module sends these bytes of its own accord, and no terminal edits a line at one of them."""

STORED = "if it comes again at the next start, it is stored in the module: AT&W stores the settings of now"
"""The warning about what only the present profile has."""

_UNHEARD = (PROMPT, LINE_END, EDITING, FACTORY)
"""For an echo that does not obey ATE0: no command line comes to its end.  ESC first: other bytes would be text."""

_ENDS: Mapping[LineState, tuple[Remedy, ...]] = MappingProxyType(
    {
        LineState.SILENT: (*REMEDIES[:2], FLOW, PROMPT, *REMEDIES[2:], SLEEP),
        LineState.ECHO_ONLY: (RESULT_CODES, RESPONSE_FORM, *_UNHEARD, DATA_MODE, MULTIPLEXER),
        LineState.JOINED: _UNHEARD,
        LineState.PROMPT: (PROMPT,),
        LineState.HELD: (FLOW, *REMEDIES),
        LineState.MULTIPLEXER: (MULTIPLEXER,),
        LineState.PPP: (PPP,),
        LineState.RESPONSE_FORM: (RESPONSE_FORM, LINE_END),
        LineState.CHARACTER_FORM: (CHARACTER_FORM,),
        LineState.OTHER_DEVICE: REMEDIES,  # what a module in data mode downloads is text, too
        LineState.RATE: REMEDIES,  # or any bytes
    }
)
"""What may end a state, in the order in which it is tried; a state without a row is told only."""


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
    """What a search found; `remedy` is what has ended the state, if something has."""

    diagnosis: Diagnosis
    is_answered: bool
    remedy: Remedy | None = None


def search(line: ByteLine, *, baudrate: int) -> Found:
    """Ask, and search for the cause while there is no answer; leaves the module in command mode if it found one."""
    came = heard(line, leftovers.ANSWER_S / 2)
    came += asked(line, tries=TRIES)
    if is_answer(came):
        return _answered(line, came, baudrate=baudrate)
    shown = recognised(came, baudrate=baudrate)
    if shown.state is LineState.ECHO_ONLY and _is_joined(line):
        shown = _JOINED
    for remedy in _ENDS.get(shown.state, ()):
        remedy.send(line)
        if is_answer(asked(line, tries=TRIES)):
            return Found(Diagnosis(remedy.state, remedy.detail, STORED), is_answered=True, remedy=remedy)
    return Found(shown, is_answered=False)


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
    return Found(Diagnosis(LineState.ANSWERS, "", ""), is_answered=True)


RESTART_S = 8.0
"""A module that starts anew says RDY within 2 to 3 s of its power (document [1]); so long a second one is awaited."""


def _is_joined(line: ByteLine) -> bool:
    """Whether the line returns what is sent even when a module that reads lines would have switched its echo off."""
    for sent in (b"ATE0\r", b"ATE0\r", _UNLIKELY):
        line.write(sent)
        came = heard(line, leftovers.ANSWER_S)
        if not came or _squeezed(came).replace(_squeezed(sent), b""):
            return False
    return True


def _squeezed(data: bytes) -> bytes:
    """Without what a terminal changes: line ends, and NUL for padding."""
    return data.translate(None, b"\x00\r\n")

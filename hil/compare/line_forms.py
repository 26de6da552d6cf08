"""What a transcript shows by the way of the dialect of a DUT: the forms of lines that no case judges.

Only what a line shows beyond doubt is a reading; a key that needs a question of its own
has no reading here, and the probes measure it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from hil.results.case import TranscriptLine, Value
from hil.spec.dialect import DialectKey

Place = tuple[str, str]
"""A key of a dialect and the item of it, empty for a key that is one value."""

Reading = tuple[Place, Value]

_RESULT = re.compile(r"\+(QFTP[A-Z]+):( ?)(.*)")
_TRAILING = {"QFTPGET": DialectKey.GET_TRAILING_OK, "QFTPPUT": DialectKey.PUT_TRAILING_OK}
_IDENTITY = {
    "ATI": DialectKey.ATI,
    "AT+GMI": DialectKey.MANUFACTURER,
    "AT+CGMI": DialectKey.MANUFACTURER,
    "AT+GMM": DialectKey.MODEL,
    "AT+CGMM": DialectKey.MODEL,
}
_PLACE_QUERY = "AT+QFTPCFG=4"
_ICCID_QUERY = "AT+QCCID"
_RESTART = "restart command"
_STARTED = "RDY"
_DETACH, _DEACTIVATE = "AT+CGATT=0", "AT+QIDEACT"
_ACTIVATING = ("AT+CGATT", "AT+QI", "AT+QFTPOPEN", "AT+CGACT", "AT+CFUN")
"""Command lines after which the context may be in another state than IP INITIAL."""


class Exchange(NamedTuple):
    """A command line on the AT channel, and the lines of the DUT before the next one."""

    sent: str
    kind: str
    answer: tuple[str, ...]


def readings(lines: Iterable[TranscriptLine]) -> Iterator[Reading]:
    """The values that a transcript shows, one each time it shows them."""
    dialogue = tuple(exchanges(lines))
    for each in dialogue:
        if "?" not in each.sent:  # an answer to a test or read form has a form of its own
            yield from _spaces(each.answer)
            yield from _trailing(each.answer)
        yield from _identity(each)
        yield from _quotes(each)
    yield from _starts(dialogue)
    yield from _deactivations(dialogue)


def exchanges(lines: Iterable[TranscriptLine]) -> Iterator[Exchange]:
    """The dialogue on the AT channel; lines before the first command line have an empty one."""
    sent, kind, answer = "", "", list[str]()
    for line in lines:
        if line.pco != "at":
            continue
        if line.direction == "→":
            yield Exchange(sent, kind, tuple(answer))
            sent, kind, answer = line.text.strip(), line.kind, []
        elif line.direction == "←":
            answer += line.text.split("\n")
    yield Exchange(sent, kind, tuple(answer))


def exchanges_with_times(lines: Iterable[TranscriptLine]) -> Iterator[tuple[str, float]]:
    """Each command of the case, without its parameters, with the seconds to the first line of the DUT behind it."""
    sent: TranscriptLine | None = None
    for line in lines:
        if line.pco != "at":
            continue
        if line.direction == "→":
            sent = line if line.kind == "command" else None
        elif line.direction == "←" and sent is not None:
            yield re.split(r"[=?\d]", sent.text.upper(), maxsplit=1)[0], line.t - sent.t
            sent = None


def _spaces(answer: Iterable[str]) -> Iterator[Reading]:
    for found in map(_RESULT.fullmatch, answer):
        if found:
            yield (DialectKey.COMPACT_REPLIES.value, found[1]), not found[2]


def _trailing(answer: tuple[str, ...]) -> Iterator[Reading]:
    """Whether an OK follows the result of a transfer in data mode."""
    if not any(line.startswith("CONNECT") for line in answer):
        return
    for number, line in enumerate(answer):
        found = _RESULT.fullmatch(line)
        if found and found[1] in _TRAILING and found[3].isdigit():
            yield (_TRAILING[found[1]].value, ""), "OK" in answer[number + 1 :]


def _identity(each: Exchange) -> Iterator[Reading]:
    if each.answer[-1:] != ("OK",):
        return
    if each.sent in _IDENTITY:
        yield (_IDENTITY[each.sent].value, ""), each.answer[:-1]
    if each.sent == _ICCID_QUERY and len(each.answer) > 1:
        yield (DialectKey.QCCID_PREFIX.value, ""), each.answer[0].startswith("+QCCID:")


def _quotes(each: Exchange) -> Iterator[Reading]:
    for found in map(_RESULT.fullmatch, each.answer if each.sent == _PLACE_QUERY else ()):
        if found and "/" in found[3]:
            yield (DialectKey.QFTPCFG_QUOTES_PLACE.value, ""), found[3].startswith('"')


def _starts(dialogue: Sequence[Exchange]) -> Iterator[Reading]:
    """The lines of a start: before the first command line at a fixed rate, else in the answer to it."""
    for restart, first in pairwise(dialogue):
        if restart.kind != _RESTART or restart.answer[:1] != ("OK",):
            continue
        at_fixed_rate, at_first_line = restart.answer[1:], first.answer[:-1]
        if at_fixed_rate[:1] == (_STARTED,):
            yield (DialectKey.BOOT_URCS.value, ""), at_fixed_rate
        elif not at_fixed_rate and first.answer[-1:] == ("OK",) and at_first_line[:1] in {(), (_STARTED,)}:
            yield (DialectKey.BOOT_URCS_WHEN_AUTOBAUDING.value, ""), at_first_line


def _deactivations(dialogue: Iterable[Exchange]) -> Iterator[Reading]:
    """The answer to AT+QIDEACT in IP INITIAL, which a detached DUT is in."""
    is_initial = False
    for each in dialogue:
        if each.sent == _DEACTIVATE and is_initial and each.answer[-1:] in {("DEACT OK",), ("ERROR",)}:
            yield (DialectKey.DEACT_IN_INITIAL.value, ""), each.answer[-1] == "DEACT OK"
        elif each.sent.startswith(_ACTIVATING) and "?" not in each.sent:
            is_initial = each.sent == _DETACH and each.answer[-1:] == ("OK",)

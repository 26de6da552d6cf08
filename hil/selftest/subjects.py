"""What a case exercises: the AT commands and the protocol steps that its transcript shows.

The words are those of `hil.emulator.variants.model.Switch.about`, so that a switch
finds the cases that it concerns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hil.emulator.variants.model import ANY, REFUSED, TLS_STEPS, TOLD, Switch
from hil.results.case import CaseResult, TranscriptLine
from hil.transcript import Direction, Kind, Pco

_EXTENDED = re.compile(r"\+[A-Z]+", re.IGNORECASE)
_BASIC = re.compile(r"^AT([&\\]?[A-Z])", re.IGNORECASE)
_ERROR = re.compile(r"ERROR|\+CM[ES] ERROR.*|\+[A-Z]+ ?: *-\d+")
_NEGATIVE = frozenset({"4", "5"})  # RFC 959 4.2: the first digit of a refusal
_NAMED_SERVER = re.compile(r'AT\+QFTPOPEN="[^"]*[A-Z]', re.IGNORECASE)

_COMMANDS = frozenset({Kind.COMMAND.value, Kind.RESTART_COMMAND.value})
_STEP_OF_CONNECTION = {Pco.FTP_CONTROL.value: "FTP greeting", Pco.FTP_DATA.value: "FTP data"}


def subjects(case: CaseResult) -> frozenset[str]:
    """The commands (`AT+QFTPPUT`), their refusals and lines, and the steps (`FTP TYPE`, `TLS records`, `DNS`) of a case."""
    found = {subject for line in case.transcript for subject in _of_line(line)}
    return frozenset(found | set(_of_responses(case.transcript)))


def _of_responses(lines: Iterable[TranscriptLine]) -> Iterator[str]:
    """`refused AT+QFTPPUT` for a response with an error code, `told AT+QSSLCFG` for one with a line of that name."""
    names: tuple[str, ...] = ()
    for line in lines:
        if line.pco != Pco.AT.value:
            continue
        if line.direction == Direction.TO_DUT.value and line.kind in _COMMANDS:
            names = tuple(_of_command(line.text))
        elif line.direction == Direction.FROM_DUT.value:
            if _ERROR.fullmatch(line.text):
                yield from (f"{REFUSED}{name}" for name in names)
            yield from (f"{TOLD}{name}" for name in names if line.text.startswith(name.removeprefix("AT")))


def concerned(switch: Switch, exercised: dict[str, frozenset[str]]) -> tuple[str, ...]:
    """The cases that a switch concerns, of those whose subjects are known, in their order."""
    wanted = set(switch.about)
    return tuple(case for case, found in exercised.items() if ANY in wanted or wanted & found)


def _of_line(line: TranscriptLine) -> Iterator[str]:
    if line.pco == Pco.AT.value and line.direction == Direction.TO_DUT.value and line.kind in _COMMANDS:
        yield from _of_command(line.text)
    elif line.kind == Kind.CONNECTION.value and line.pco in _STEP_OF_CONNECTION:
        yield _STEP_OF_CONNECTION[line.pco]
    elif line.kind == Kind.FAULT.value and line.pco in _STEP_OF_CONNECTION:
        yield "FTP fault"
    elif line.kind == Kind.REPLY.value and line.text[:1] in _NEGATIVE:
        yield "FTP refusal"
    elif line.pco == Pco.FTP_CONTROL.value and line.kind == Kind.COMMAND.value:
        yield f"FTP {line.text.split(maxsplit=1)[0].upper()}" if line.text.split() else "FTP"
    elif line.pco == Pco.TLS.value and line.direction == Direction.FROM_DUT.value:
        yield from (f"TLS {step}" for step in TLS_STEPS)


def _of_command(text: str) -> Iterator[str]:
    yield from (f"AT{name.upper()}" for name in _EXTENDED.findall(text.partition('"')[0]))
    basic = _BASIC.match(text)
    if basic:
        yield f"AT{basic[1].upper()}"
    if _NAMED_SERVER.match(text):
        yield "DNS"

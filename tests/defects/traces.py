"""What a case saw of the DUT, in a form in which it can be compared with what a correct module shows.

A DUT that lets a case see exactly what a correct module lets it see does nothing wrong there,
whatever else it lacks: such a case passes rightly.  What the bench sends is no matter of
the DUT.  Which settings it sends and what is found before the first setting depends on earlier cases, and
so does what the driver does to tidy up.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import zip_longest

from hil.negatives import Command, Role
from hil.results.case import ASIDE, CaseResult, TranscriptLine
from hil.transcript import Direction, Kind, Pco

from .own_commands import TIDIES, purposes

Trace = Mapping[str, tuple[str, ...]]
"""The answers to each command line, and the lines at each point of the lower tester, in their order."""

_LOWER_TESTER = frozenset({Pco.FTP_CONTROL.value, Pco.FTP_DATA.value, Pco.TLS.value})

_VARYING: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"m95-[0-9a-f]{6}"), "<user>"),
    (re.compile(r"\b\d+(?:,\d+){5}\b"), "<address>"),  # RFC 959 4.1.2: h1,h2,h3,h4,p1,p2
    (re.compile(r"\b0*(?:3[2-9]|[45]\d|6[0-5])\d{3}\b"), "<port>"),  # what the system gives to a socket
    (re.compile(r"\d\d/\d\d/\d\d,\d\d:\d\d:\d\d[+-]\d\d"), "<time>"),  # 27.007 8.15
    (re.compile(r"\b127(?:\.\d{1,3}){3}\b"), "<host>"),  # a host of its own for each server on standard ports
    (re.compile(r'(?<=^AT\+QFTPOPEN=")(<host>",).+'), r"\1<port>"),  # another number that is made of a port
    (re.compile(r"(?<=^\+QFTPSTAT: )IDLE"), "CLOSED"),  # whether an earlier case has opened a session
)
"""What differs between two runs of one case on one module, and what stands in its place."""

_OF_THE_BENCH = re.compile(r"AT(?:[A-Z&\\]|\+CMEE|\+IFC|\+ICF|\+IPR|\+CCLK)|AT$")
"""The commands by which the driver asks how the DUT is, now and then."""

_SETTING = re.compile(
    r'AT\+(QSSLCFG="(?:ftps|ftpsctxi|ignorertctime)"|QSSLCFG="[a-z]+",\d|QSSLCFG="[a-z]+"|QFTPCFG=\d|QFTPUSER|QFTPPASS|QFTPPATH\?|QSEC[A-Z]+="[^"]*"|QI|C|Q)',
    re.IGNORECASE,
)
"""The commands that the driver sends where an earlier case has left something else, up to what they set."""

_TIDYING = re.compile(r"AT\+(?:QFTPSTAT|QFTPCLOSE|QFDEL)")
"""The commands by which the driver ends a session that a case has left, or deletes a file."""

_OF_A_SESSION = re.compile(r"AT\+QFTP(?:OPEN|STAT|CLOSE|PUT|GET|PATH[^?])")

_SUBJECT = re.compile(r'QSSLCFG="[a-z]+",|QSEC[A-Z]+=', re.IGNORECASE)
"""What is not a part of the thing that is set: a keyword before the number of a context, a command before a file."""

_QUERY = re.compile(r"AT\+(?:QSECREAD|QILOCIP|.*\?$)")

_UNASKED = "unasked"
_RESULT = re.compile(r"\+(QFTP(?:OPEN|CLOSE|PUT|GET|PATH)) ?: ?-?\d+")

_BEFORE = "at first "
"""Before the first command that changes its subject, and then, answers tell what earlier cases have left."""

_SWITCHED = re.compile(re.escape(_BEFORE) + r"AT\+QFTPCFG=[12567]")
_VALUES_OF_A_SWITCH = frozenset({"+QFTPCFG: 0", "+QFTPCFG: 1"})
"""What a type of AT+QFTPCFG with two values may have been left at, also where no correct module was seen with it."""

_CONTEXT = re.compile(r'\+QSSLCFG: (\d),([0-4]),([0-2])((?:,"[^"]*"){4})')
"""The settings of a context (note 2.3), as far as they are of any legal value."""

_QUOTED = re.compile(r'"[^"]*"')
_FIELDS = ("sslversion", "seclevel", "ciphersuite", "cacert", "clientcert", "clientkey")
_FIELD = re.compile(r'QSSLCFG="([a-z]+)",(\d),', re.IGNORECASE)

_BEGIN, _CLOSE, _LEFT = "connection with", "close_notify", "the client ended the connection"


class Correct:
    """What each case sees of a correct module, and which answers it gives to a case that has set nothing yet."""

    def __init__(self) -> None:
        self._traces: dict[str, list[Trace]] = {}
        self._left: dict[str, set[str]] = {}

    def learn(self, case: CaseResult) -> None:
        """Take a case of a module without a defect; it may run several times."""
        seen = trace(case)
        self._traces.setdefault(case.id, []).append(seen)
        for key, lines in seen.items():
            if key.startswith(_BEFORE):
                self._left.setdefault(key, set()).update(lines)

    def deviation(self, case: CaseResult) -> str:
        """The first line that a correct module would not have shown, or that is missing; empty if there is none."""
        seen, expected = trace(case), self._traces.get(case.id, [{}])
        keys = sorted(seen.keys() | {key for each in expected for key in each})
        return next((f"{key}: {wrong}" for key in keys if (wrong := self._wrong(key, seen, expected))), "")

    def _wrong(self, key: str, seen: Trace, expected: Sequence[Trace]) -> str:
        """What is wrong with the lines of a key, beside those of each time that a correct module ran the case."""
        if key.startswith(_BEFORE):
            known = self._left.get(key, set())
            if known and _SWITCHED.fullmatch(key):
                known = known | _VALUES_OF_A_SWITCH
            strange = [line for line in seen.get(key, ()) if known and line not in known]
            return f"{strange[0]}, which no correct module says" if strange else ""
        found = [_difference(key, seen, each) for each in expected]
        return "" if "" in found else found[0]


def _difference(key: str, seen: Trace, expected: Trace) -> str:
    """The first line of a key that differs; how often the driver sends a command aside does not count."""
    lines, right_ones = seen.get(key, ()), expected.get(key, ())
    if _is_aside(key):
        if key not in seen or key not in expected:
            return ""
        lines = tuple(line for line in dict.fromkeys(lines) if line not in right_ones)
        right_ones = tuple(line for line in dict.fromkeys(right_ones) if line not in seen[key])
    pairs = zip_longest(lines, right_ones, fillvalue="nothing")
    return next((f"{line} instead of {right}" for line, right in pairs if line != right), "")


def trace(case: CaseResult) -> Trace:
    """What was seen in a case; a line that is repeated at once counts once, as when a state is polled."""
    seen: dict[str, list[str]] = {}
    for key, text in _lines(case.transcript):
        if not _OF_THE_BENCH.match(key):
            lines = seen.setdefault(key, [])
            if text and (not lines or lines[-1] != text):
                lines.append(text)
    return {key: tuple(lines) for key, lines in seen.items()}


def _lines(transcript: tuple[TranscriptLine, ...]) -> Iterator[tuple[str, str]]:
    command = _UNASKED
    latest: dict[str, str] = {}
    changed: set[str] = set()
    fields: set[tuple[str, str]] = set()
    is_connected = not any(line.text.startswith(_BEGIN) for line in transcript if line.pco in _LOWER_TESTER)
    for line, purpose in purposes(transcript):
        text = _steady(line.text)
        if line.kind == ASIDE or purpose == TIDIES:
            continue
        if line.pco in _LOWER_TESTER:
            is_connected = is_connected or line.text.startswith(_BEGIN)
            if not is_connected:  # what comes before the first connection belongs to an earlier case
                continue
            if line.direction != Direction.TO_DUT.value and not _is_of_the_bench(line):
                yield line.pco, text
        elif line.pco == Pco.AT.value and line.direction == Direction.FROM_DUT.value:
            key = _UNASKED if line.kind == Kind.URC else _asked_by(text, command, latest)
            yield key, _with_fields(text, fields)
        elif line.pco == Pco.AT.value and text.upper().startswith("AT"):
            subject = _subject(text)
            is_first = bool(subject) and subject not in changed
            if subject and _changes(line.text):
                changed.add(subject)
                fields.update((context, keyword.lower()) for keyword, context in _FIELD.findall(text))
            command = f"{_BEFORE if is_first else ''}{text}"
            latest[Command.of(line.text).name] = command
            yield command, ""


def _with_fields(line: str, known: Collection[tuple[str, str]]) -> str:
    """The settings of a context without those that the case has not set: earlier cases have left them."""
    found = _CONTEXT.fullmatch(line)
    if found is None:
        return line
    context, version, level, rest = found[1], found[2], found[3], _QUOTED.findall(found[4])
    values = zip(_FIELDS, (version, level, *rest), strict=True)
    return f"+QSSLCFG: {context},{','.join(v if (context, k) in known else k for k, v in values)}"


def _asked_by(line: str, command: str, latest: Mapping[str, str]) -> str:
    """The command to which a line belongs: a result may come after the next command."""
    found = _RESULT.fullmatch(line)
    return latest.get(found[1], command) if found else command


def _subject(line: str) -> str:
    """What a command of settings or security files is about: a context, a type, a file; empty for other commands."""
    found = None if _OF_A_SESSION.match(line) else _SETTING.match(line)
    return _SUBJECT.sub("", found[1]).lower() if found else ""


def _is_aside(line: str) -> bool:
    """Whether the driver sends such a command in one run and needs not to send it in another."""
    return bool(_subject(line) or _TIDYING.match(line))


def _changes(line: str) -> bool:
    """Whether a command of a family of settings changes something."""
    command = Command.of(line)
    return command.role is not Role.QUERY and not _QUERY.match(line)


def _is_of_the_bench(line: TranscriptLine) -> bool:
    """Whether a line tells nothing that the DUT does in this case, or tells it in no certain place.

    A connection of an earlier case may end now, and a later case may see the end of this one.  A fault
    is the server's own, and so is the moment at which it takes a data connection that is refused its file.
    """
    if line.kind == Kind.FAULT.value or _CLOSE in line.text or _LEFT in line.text:
        return True
    is_begin = line.text.startswith(_BEGIN) and line.pco != Pco.FTP_DATA.value
    return line.kind == Kind.CONNECTION.value and not is_begin


def _steady(text: str) -> str:
    for varying, word in _VARYING:
        text = varying.sub(word, text)
    return text

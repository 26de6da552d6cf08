"""The exchanges of a case, from the bytes of its line: what the DTE sent, and what came until it sent the next thing.

The question by which the driver ends a response (`AT+CMEE?`, docs/architecture.md) is
no exchange: it is asked where a DUT makes it necessary.  Its answer is taken out,
and the lines beside it belong to the command before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from hil.evidence.wire.reading import Moved, Segment
from hil.fidelity.words import Values, replaced_placeholders

FLAG = 0xF9
"""The flag of a frame of the multiplexer (27.010 5.2.6.1); its channels have lines of their own."""

ESCAPE = "+++"
DATA = "its data"

_COMMAND = re.compile(rb"\s*(?:[Aa][Tt/][\x20-\x7e\t]*\r\n?)+")

_NAME = re.compile(r"\s*AT\s*([+*%]\s*[A-Z0-9]+|[&\\]?[A-Z]\d*)?\s*(=\s*\?|=|\?)?", re.IGNORECASE)

_NUMBERED = ("S", "+", "*", "%")
"""How the names begin that may have digits of their own."""

_QUESTION = "AT+CMEE?"
_ANSWER = "+CMEE: 1"
_OK = "OK"

_CONNECT = re.compile(rb"\r\n(?:CONNECT[^\r\n]*)\r\n")
_AFTER_PAYLOAD = re.compile(rb"\r\n\+Q[A-Z]+ ?:")


@dataclass(frozen=True, slots=True)
class Exchange:
    """What was sent, and the lines that came; `request` and `answer` without what differs by nature.

    `frame` is the form of the answer around its lines.  `seconds` of module time went by
    from the request to the last byte that came; None if nothing came.
    """

    command: str
    request: str
    answer: tuple[str, ...]
    frame: str
    sent: str
    came: tuple[str, ...]
    seconds: float | None
    case: str = ""
    history: int = 0
    """Tells one sequence of earlier cases on this line from another, within this process."""


@dataclass(slots=True)
class Turn:
    """The bytes of an exchange."""

    sent: list[Moved]
    came: list[Moved] = field(default_factory=list)

    @property
    def request(self) -> bytes:
        """All that was sent."""
        return b"".join(moved.data for moved in self.sent)

    @property
    def is_command(self) -> bool:
        """Whether it is a command line."""
        return _COMMAND.fullmatch(self.request) is not None

    @property
    def is_data(self) -> bool:
        """Whether it is data: neither a command line nor the escape sequence."""
        return _is_data(self.request)


def _is_data(sent: bytes) -> bool:
    return _COMMAND.fullmatch(sent) is None and sent != ESCAPE.encode("ascii")


def turns(moved: Iterable[Moved]) -> Iterator[Turn]:
    """The bytes in turns; what comes before anything is sent belongs to none."""
    now: Turn | None = None
    for each in moved:
        if not each.is_sent:
            if now is not None:
                now.came.append(each)
        elif now is not None and not now.came and now.is_data and _is_data(each.data):
            now.sent.append(each)  # data in several pieces
        else:
            if now is not None:
                yield now
            now = Turn([each])
    if now is not None:
        yield now


class Reader:
    """Makes exchanges of segments, in their order: a value that is read back may have been set in an earlier case."""

    def __init__(self) -> None:
        self._values: dict[tuple[int, int], Values] = {}
        self._cases: dict[tuple[int, int], tuple[int, str]] = {}

    def exchanges(self, segment: Segment) -> tuple[Exchange, ...]:
        """The exchanges of a segment."""
        opened = segment.opened
        line = (opened.t, opened.line)
        values = self._values.setdefault(line, Values())
        history = self._history(line, segment.case)
        found: list[Exchange] = []
        asked = ""
        for turn in turns(segment.moved):
            if turn.request[:1] == bytes((FLAG,)):
                continue
            made = replace(_exchange(turn, asked, values, opened.clock_rate, segment.case), history=history)
            asked = made.command.partition(", ")[0] if turn.is_command else asked
            rest = _beside_question(made)
            if rest is None or not found:
                found.append(made)
            elif rest:
                found[-1] = _with_lines(found[-1], rest)
        return tuple(found)

    def _history(self, line: tuple[int, int], case: str) -> int:
        """What tells the cases before this one on its line."""
        before, last = self._cases.get(line, (0, ""))
        if last not in {"", case}:
            before = hash((before, last))
        self._cases[line] = before, case
        return before


def _exchange(turn: Turn, asked: str, values: Values, clock_rate: float, case: str) -> Exchange:
    sent = _text(turn.request)
    command = name_of(sent) if turn.is_command else ESCAPE if sent == ESCAPE else f"{asked or '?'}, {DATA}"
    request = values.request(_masked(turn.sent)) if turn.is_command else command
    raw, came = (
        _without_payload(_masked(turn.came)),
        _without_payload(b"".join(each.data for each in turn.came)),
    )
    lines = tuple(values.line(line) for line in _lines(raw))
    seconds = (turn.came[-1].t - turn.sent[-1].t) / 1e9 * clock_rate if turn.came else None
    frame = re.sub(r"[^\r\n]+", "…", raw.decode("latin-1"))
    shown = sent.strip("\r\n") if turn.is_command else f"<{len(turn.request)} bytes>"
    return Exchange(command, request, lines, frame, shown, _lines(came), seconds, case)


def name_of(line: str) -> str:
    """The command of a line with its form: `AT+QFTPCFG=`, `AT+QFTPCFG=?`, `ATE`."""
    match = _NAME.match(line)
    if match is None:
        return line.strip()
    name, form = (re.sub(r"\s", "", part or "").upper() for part in match.groups())
    if name[:1] not in _NUMBERED:
        name = name.rstrip("0123456789")  # ATE0 and ATE1 are one command
    return f"AT{name}{form}"


def _beside_question(exchange: Exchange) -> tuple[str, ...] | None:
    """The lines beside the answer to the question of the driver; None if it is another exchange."""
    if exchange.request != _QUESTION or _ANSWER not in exchange.answer or _OK not in exchange.answer:
        return None
    rest = [line for line in exchange.answer if line != _QUESTION]  # its echo, as behind AT&F
    at = rest.index(_ANSWER)
    del rest[at]
    if _OK in rest[at:]:
        del rest[rest.index(_OK, at)]
    return tuple(rest)


def _with_lines(exchange: Exchange, lines: tuple[str, ...]) -> Exchange:
    return replace(exchange, answer=(*exchange.answer, *lines), came=(*exchange.came, *lines))


def _masked(moved: Iterable[Moved]) -> bytes:
    """The bytes, with one word in place of each placeholder."""
    return replaced_placeholders((each.data, each.marks) for each in moved)


def _without_payload(came: bytes) -> bytes:
    """The bytes without the file of a download, which is the server's and no answer of the DUT."""
    begin = _CONNECT.search(came)
    if begin is None or begin.end() == len(came):
        return came
    ends = [match.start() for match in _AFTER_PAYLOAD.finditer(came, begin.end() - 2)]
    if ends and ends[-1] == begin.end() - 2:
        return came
    return came[: begin.end()] + b"<payload>" + (came[ends[-1] :] if ends else b"")


def _lines(came: bytes) -> tuple[str, ...]:
    return tuple(line for line in re.split(r"[\r\n]+", came.decode("latin-1")) if line)


def _text(data: bytes) -> str:
    return data.decode("latin-1")

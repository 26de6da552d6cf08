"""The recorded module, sans-IO: bytes of the host go in, timed answers come out.

The host may run its cases in another order, or other ones, and a record has most
requests many times.  So an answer is taken from a case that has begun as the one of
the host; of several, from where the same was done before with the file or the setting
that the request is about; of those, from where the record goes on, or else from where the same requests
came before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from hil.fidelity.exchanges import ESCAPE
from hil.fidelity.words import Values
from hil.replay.script import Past, Script, Step
from hil.replay.substitution import Substitution

MEMORY = 40
"""So many earlier requests tell two places of the record with the same request apart."""

ERROR = b"\r\nERROR\r\n"

_ESCAPE = ESCAPE.encode("ascii")
_END = re.compile(rb"\r\n?")


@dataclass(frozen=True, slots=True)
class Answer:
    """Bytes for the host, `after_s` seconds after the ones before them."""

    after_s: float
    data: bytes


class Player:
    """A recorded module; `report` gets one line for each request that the record does not have."""

    def __init__(self, script: Script, *, report: Callable[[str], None]) -> None:
        self._steps = script.steps
        self._script = script
        self._report = report
        self._values = Values()
        self._host = Substitution()
        self._heard: list[str] = []
        self._past = Past()
        self._at = -1
        self._buffer = b""
        self._line = b""
        self._data: bytearray = bytearray()
        self._wanted = 0
        self.matched: int = 0
        """Requests that the record has."""
        self.unmatched: int = 0
        """Requests that it does not have."""

    def receive(self, data: bytes) -> list[Answer]:
        """Take bytes of the host; returns the answers to what is complete."""
        self._buffer += data
        answers: list[Answer] = []
        while self._buffer:
            if self._wanted and self._buffer != _ESCAPE:
                answers += self._take_data()
            elif self._buffer.startswith(_ESCAPE):
                self._buffer = self._buffer[len(_ESCAPE) :]
                self._wanted = 0
                answers += self._escape()
            else:
                end = _END.search(self._buffer)
                if end is None:
                    break
                line, self._buffer = self._buffer[: end.start()] + b"\r", self._buffer[end.end() :]
                if line.strip():
                    answers += self._command(line.lstrip(b" "))
        return answers

    @property
    def expected(self) -> Step | None:
        """The step where the record goes on."""
        return self._steps[self._at + 1] if self._at + 1 < len(self._steps) else None

    def _command(self, line: bytes) -> list[Answer]:
        self._line = line
        request = self._values.request(line)
        places = self._script.places(request)
        if not places:
            return self._refuse(request)
        self._at = self._best(places, line)
        step = self._steps[self._at]
        self._past.then(step)
        self._host.heard(line, step, places[self._at])
        self._heard = [*self._heard[-MEMORY:], step.key]
        self.matched += 1
        self._expect_data(line, step)
        return self._answers(step)

    def _best(self, places: Iterable[int], line: bytes) -> int:
        following, all_steps = self._at + 1, len(self._steps)

        def rank(place: int) -> tuple[bool, bool, int, bool, int, int]:
            step = self._steps[place]
            ahead = (place - following) % all_steps
            return (
                step.request == line,
                self._is_since_begin(place),
                _common(self._script.past[place], self._past.of(step.subject)),
                place == following,
                self._context(place),
                -ahead,
            )

        return max(places, key=rank)

    def _context(self, place: int) -> int:
        """How many requests before a place are those of the host."""
        count = 0
        at = place - 1
        for key in reversed(self._heard):
            while at >= 0 and self._steps[at].is_data:
                at -= 1
            if at < 0 or self._steps[at].key != key:
                break
            count, at = count + 1, at - 1
        return count

    def _is_since_begin(self, place: int) -> bool:
        """Whether the host has sent all that the case of the place has before it, after the end of another case."""
        case, heard = self._steps[place].case, list(self._heard)
        for at in range(place - 1, -1, -1):
            if self._steps[at].is_data:
                continue
            if not heard or heard.pop() != self._steps[at].key:
                return False
            if self._steps[at].case != case:
                return True
        return not heard

    def _refuse(self, request: str) -> list[Answer]:
        self.unmatched += 1
        expected = self.expected
        place = f"expected {expected.key} as in {expected.case}" if expected else "the record is at its end"
        self._report(f"{place}; came {request}, which the record does not have: ERROR is the answer")
        return [Answer(0.0, ERROR)]

    def _expect_data(self, line: bytes, step: Step) -> None:
        """Wait for the data that followed in the record, of the size that the host has declared now."""
        following = self._at + 1
        sizes = []
        while following < len(self._steps) and self._steps[following].is_data:
            sizes.append(len(self._steps[following].request))
            following += 1
        if not sizes:
            return
        mine, theirs = re.findall(rb"\d+", line), re.findall(rb"\d+", step.request)
        declared = str(sum(sizes)).encode("ascii")
        self._wanted = sizes[0]
        if len(sizes) == 1 and len(mine) == len(theirs) and declared in theirs:
            self._wanted = int(mine[theirs.index(declared)])

    def _take_data(self) -> list[Answer]:
        taken, self._buffer = self._buffer[: self._wanted], self._buffer[self._wanted :]
        self._data += taken
        self._wanted -= len(taken)
        if self._wanted:
            return []
        self._at += 1
        step = self._steps[self._at]
        self._host.stored(bytes(self._data), step)
        self._data.clear()
        following = self.expected
        if following is not None and following.is_data:
            self._wanted = len(following.request)
        return self._answers(step)

    def _escape(self) -> list[Answer]:
        """The escape sequence: answered if the record has it here, ignored as by a module in command mode if not."""
        self._data.clear()
        expected = self.expected
        while expected is not None and expected.is_data:
            self._at += 1
            expected = self.expected
        if expected is None or expected.key != ESCAPE:
            return []
        self._at += 1
        return self._answers(expected)

    def _answers(self, step: Step) -> list[Answer]:
        return [Answer(chunk.after_s, self._host.answer(chunk, self._line, step)) for chunk in step.came]


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    """How many of the latest are the same."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count

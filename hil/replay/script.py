"""The exchanges of a record in their order, as a host may bring them about again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from hil.errors import UsageError
from hil.evidence.wire.reading import Moved, Opened, Segment, segments
from hil.fidelity.exchanges import ESCAPE, FLAG, Turn, name_of, turns
from hil.fidelity.words import SECRET, Values, replaced_placeholders

DATA_KEY = "data"
"""The key of a step whose request is data."""

_SUBJECT = re.compile(r'="([^"]*"(?:,\d)?)|(\+\w+(?:=\d+)?)')

_PAST = 3
"""So many earlier requests about the same subject tell the state of it."""

NO_NAMES: Mapping[str, frozenset[str]] = MappingProxyType({})
"""The ports of a run without a bench file."""

_PLACEHOLDER = re.escape(SECRET.decode("ascii"))


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes that came, `after_s` seconds after the ones before them or after the request."""

    after_s: float
    moved: Moved


@dataclass(frozen=True, slots=True)
class Step:
    """An exchange of a case; `key` is its request without what differs by nature, `names` are the secrets in it."""

    case: str
    key: str
    request: bytes
    names: tuple[str, ...]
    came: tuple[Chunk, ...]

    @property
    def is_data(self) -> bool:
        """Whether the request is data and no command line."""
        return self.key == DATA_KEY

    @property
    def subject(self) -> str:
        """What the request is about: a file, a keyword with its context, a command with its first parameter."""
        match = _SUBJECT.search(self.key)
        return (match[1] or match[2]).upper() if match else self.key

    @property
    def outcome(self) -> str:
        """The request with the last line of its answer."""
        last = self.came[-1].moved.data.strip().rpartition(b"\n")[2] if self.came else b""
        return f"{self.key} {last.decode('latin-1')}"


class Past:
    """What became of the last requests about each subject."""

    def __init__(self) -> None:
        self._of: dict[str, tuple[str, ...]] = {}

    def of(self, subject: str) -> tuple[str, ...]:
        """That of a subject, the last one first."""
        return self._of.get(subject, ())

    def then(self, step: Step) -> tuple[str, ...]:
        """That before the step, which is the last one from now on."""
        before = self._of.get(step.subject, ())
        if not step.is_data:
            self._of[step.subject] = (step.outcome, *before)[:_PAST]
        return before


class Script:
    """The steps of a record, and the places of each request."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self.steps: Sequence[Step] = tuple(steps)
        self._places: dict[str, list[int]] = defaultdict(list)
        self._patterns: dict[str, dict[str, re.Pattern[str]]] = defaultdict(dict)
        past = Past()
        self.past: Sequence[tuple[str, ...]] = tuple(past.then(step) for step in self.steps)
        """What had become of the last requests about the same subject, at each step."""
        for at, step in enumerate(self.steps):
            self._places[step.key].append(at)
            if step.names:
                pattern = re.escape(step.key).replace(_PLACEHOLDER, '([^"\r\n]*?)')
                self._patterns[name_of(step.key)].setdefault(step.key, re.compile(pattern))

    def places(self, request: str) -> dict[int, tuple[str, ...]]:
        """Where a request stands, and the secrets that it has where the record has placeholders."""
        found: dict[int, tuple[str, ...]] = dict.fromkeys(self._places.get(request, ()), ())
        for key, pattern in self._patterns.get(name_of(request), {}).items():
            if match := pattern.fullmatch(request):
                found |= dict.fromkeys(self._places[key], match.groups())
        return found


def script_of(run: Path, *, module: str | None, ports: Mapping[str, frozenset[str]] = NO_NAMES) -> Script:
    """The script of a run, or of one of its modules: by its name in the bench file, the URL of its port or its worker.

    `ports` are the URLs of the modules of the bench file by their names.  Raises `UsageError`
    for a run without a record, and for a module that is not in it.
    """
    known = dict.fromkeys(ports)
    steps: list[Step] = []
    values: dict[tuple[str, int, int], Values] = {}
    for segment in segments(run):
        opened = segment.opened
        known |= {opened.url: None, opened.worker: None}
        if module is None or _is_of(opened, module, ports.get(module, frozenset())):
            of_line = values.setdefault((opened.worker, opened.t, opened.line), Values())
            steps += (_step(segment, turn, of_line) for turn in turns(segment.moved) if not _is_frame(turn))
    if not steps:
        told = f"{module!r} is no module of {run}; known are {', '.join(known)}" if module and known else ""
        raise UsageError(told or f"the record of {run} holds no exchange; record a run on a DUT that answers")
    return Script(steps)


def _is_of(opened: Opened, module: str, urls: Iterable[str]) -> bool:
    """Whether a line is that of the module; a run adds options of its own to the URL of an emulated one."""
    return module in {opened.url, opened.worker} or any(
        opened.url == url or opened.url.startswith((f"{url}?", f"{url}&")) for url in urls
    )


def _is_frame(turn: Turn) -> bool:
    return turn.request[:1] == bytes((FLAG,))


def _step(segment: Segment, turn: Turn, values: Values) -> Step:
    masked = replaced_placeholders((moved.data, moved.marks) for moved in turn.sent)
    if turn.is_command:
        key = values.request(masked)
        names = tuple(mark.name for moved in turn.sent for mark in moved.marks if not mark.offset)
    else:
        key, names = (ESCAPE if turn.request == ESCAPE.encode() else DATA_KEY), ()
    return Step(segment.case, key, turn.request, names, tuple(_chunks(turn)))


def _chunks(turn: Turn) -> list[Chunk]:
    """What came, a line whole: a read may end in the middle of one."""
    chunks: list[Chunk] = []
    before = turn.sent[-1].t
    rest: list[Moved] = []
    for at, moved in enumerate(turn.came):
        rest.append(moved)
        if moved.data.endswith(b"\n") or at == len(turn.came) - 1:
            chunks.append(Chunk((moved.t - before) / 1e9, _together(rest)))
            before, rest = moved.t, []
    return chunks


def _together(parts: Sequence[Moved]) -> Moved:
    whole = parts[0]
    for part in parts[1:]:
        whole = whole.joined(part)
    return whole

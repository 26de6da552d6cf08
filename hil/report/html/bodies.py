"""What the page shows of a case when a reader opens it, packed small.

Bodies stand in chunks: JSON, compressed (raw deflate, RFC 1951), in base64 (RFC 4648).
The script of the page unpacks a chunk when the first of its cases is opened.  The
columns of a transcript stand apart, since columns compress better than rows.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64encode
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from hil.report.view.decisive import decisive
from hil.report.view.sequence import CODES, UNKNOWN, folds, of_case
from hil.report.view.sessions import ConnectionView, SessionView
from hil.results.case import CaseResult, TranscriptLine
from hil.verdict import FailedCheck, Step

CHUNK_BYTES = 400_000
"""A chunk is full when its JSON has so many bytes: unpacked in some milliseconds."""

AHEAD = 2
"""So many chunks wait for the packer at most, since they are large before they are packed."""

MICROSECONDS = 1_000_000

LEVEL = 4
"""The level of compression: higher ones take more time than they save."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode
"""A body holds tuples, numbers and texts, so none holds itself."""

_PYTHON_ENUM = re.compile(r"<\w+\.(\w+): ([^<>]*)>")
_PYTHON_OBJECT = re.compile(r"<([\w.]+) object at 0x[0-9a-f]+>")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Packed bodies of the cases with these numbers, in this order."""

    cases: tuple[int, ...]
    text: str


def chunks(bodies: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[Chunk]:
    """The bodies in chunks; each comes with the number of its case.

    They are packed in a thread of their own, while the next bodies are made.
    """
    with ThreadPoolExecutor(1) as packers:
        packing: deque[tuple[tuple[int, ...], Future[str]]] = deque()
        for numbers, text in _filled(bodies):
            packing.append((numbers, packers.submit(packed, text)))
            if len(packing) > AHEAD:
                yield _packed(*packing.popleft())
        while packing:
            yield _packed(*packing.popleft())


def _packed(numbers: tuple[int, ...], made: Future[str]) -> Chunk:
    return Chunk(numbers, made.result())


def _filled(bodies: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[tuple[tuple[int, ...], str]]:
    """The texts of chunks, with the numbers of their cases."""
    numbers: list[int] = []
    texts: list[str] = []
    size = 0
    for number, body in bodies:
        text = _encode(body)
        numbers.append(number)
        texts.append(text)
        size += len(text)
        if size >= CHUNK_BYTES:
            yield tuple(numbers), f"[{','.join(texts)}]"
            numbers, texts, size = [], [], 0
    if numbers:
        yield tuple(numbers), f"[{','.join(texts)}]"


def packed(text: str) -> str:
    """The text as the page holds it."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    raw = packer.compress(text.encode(errors="backslashreplace")) + packer.flush()
    return b64encode(raw).decode("ascii")


def body(case: CaseResult, sessions: Sequence[SessionView]) -> dict[str, Any]:
    """The body of a case; parts that are empty are left out."""
    own = case.own_transcript
    lines = of_case(own)
    marked = decisive(case, lines)
    parts = {
        "id": case.id,
        "reqs": case.requirements,
        "line": case.line,
        "started": case.started,
        "took": case.duration_s,
        "phase": case.phase if case.phase != "call" else "",
        "module": case.module,
        "run": case.run,
        "reason": plain(case.reason),
        "cause": case.cause.value if case.cause else "",
        "disturbance": str(case.disturbance) if case.disturbance else "",
        "deviation": case.deviation,
        "probe": case.probe,
        "checks": [_check(check) for check in case.checks],
        "departures": [_check(check) for check in case.departures],
        "problem": _problem(case),
        "steps": [_step(step) for step in case.steps],
        "observed": case.observed,
        "strict": [(each.name, each.expected, each.actual, each.held) for each in case.strict],
        "recoveries": [f"{each.trouble}: {each.words}" for each in case.recoveries],
        "attempts": _attempts(case),
        "lines": columns(lines) if lines else None,
        "skipped": len(own) - len(lines),
        "marked": [marked.start, marked.stop] if marked else None,
        "folds": [(fold.first, fold.last, fold.words) for fold in folds(lines, marked)],
        "sessions": [_session(session) for session in sessions],
        "files": (*case.sessions, *case.captures),
    }
    return {name: value for name, value in parts.items() if value}


def columns(lines: Sequence[TranscriptLine]) -> tuple[list[int], list[int], list[str]]:
    """A transcript in columns: microseconds since the entry before, number of the arrow, text."""
    times = [round(line.t * MICROSECONDS) for line in lines]
    return (
        [time - before for before, time in zip((0, *times), times, strict=False)],
        [CODES.get((line.pco, line.direction), UNKNOWN) for line in lines],
        [line.text for line in lines],
    )


def plain(text: str) -> str:
    """The text without the forms in which Python shows its objects: `-5 (NETWORK)` for `<ErrorCode.NETWORK: -5>`."""
    if "<" not in text:
        return text
    return _PYTHON_OBJECT.sub(r"an object of the kind \1", _PYTHON_ENUM.sub(r"\2 (\1)", text))


def subject(check: FailedCheck) -> str:
    """The sentence of a check without its two sides, which stand beside it."""
    return check.sentence.removesuffix(f": expected {check.expected}, came {check.actual}")


def _check(check: FailedCheck) -> tuple[object, ...]:
    return (
        check.ground.value if check.ground else "optional",
        plain(subject(check)),
        plain(check.expected),
        plain(check.actual),
        check.requirements,
        check.where,
    )


def _step(step: Step) -> tuple[object, ...]:
    return (
        round(step.t * MICROSECONDS),
        step.role.value,
        step.subject,
        plain(step.expected),
        plain(step.actual),
        int(step.held),
        step.requirements,
        step.where,
    )


def _problem(case: CaseResult) -> tuple[str, str, str] | None:
    """Expected and actual of a case that no typed check explains."""
    if case.problem is None or case.checks:
        return None
    return plain(case.problem.expected), plain(case.problem.actual), case.problem.where


def _attempts(case: CaseResult) -> list[tuple[object, ...]]:
    """The attempts; the transcript of the one whose verdict stands is that of the case."""
    own = [number for number, each in enumerate(case.attempts) if each.transcript == case.transcript]
    return [
        (
            attempt.verdict.words,
            plain(attempt.reason),
            attempt.module,
            columns(of_case(attempt.own_transcript)) if number not in own[-1:] else None,
        )
        for number, attempt in enumerate(case.attempts)
    ]


def _session(session: SessionView) -> tuple[object, ...]:
    connections = [("control", session.control), *(("data", each) for each in session.data)]
    return (
        session.path,
        session.listener,
        session.fired,
        [_connection(kind, each) for kind, each in connections],
    )


def _connection(kind: str, connection: ConnectionView) -> tuple[object, ...]:
    how = f"{connection.version} {connection.suite}".strip() or "in clear"
    return (
        kind,
        f"{how}, resumed" if connection.resumed else how,
        round((connection.handshake_s or 0) * MICROSECONDS),
        round((connection.lasted_s or 0) * MICROSECONDS),
        connection.received,
        connection.sent,
        connection.failure or connection.ending,
    )

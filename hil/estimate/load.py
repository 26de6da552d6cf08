"""What cases do, counted in a rehearsal: a run of the same cases on an emulated DUT.

A case does the same on every sound DUT, so its commands, sessions and bytes are
those of the rehearsal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hil.at.command import outline
from hil.results.case import CaseResult, TranscriptLine
from hil.transcript import Direction, Kind, Pco, data_size

LOCAL, REBOOT = "local", "reboot"
"""A command without a network, and one that restarts the DUT."""

OPEN, SECURE_OPEN = "QFTPOPEN", "QFTPOPEN with TLS"
NETWORK = (OPEN, "QFTPPUT", "QFTPGET", "QFTPPATH", "QFTPCLOSE", "QFTPSIZE", "QFTPDELETE", "QFTPLIST")
"""The commands that make the DUT talk to the server; each has a cost of its own."""

WAIT_S = 5.0
"""Module seconds without an answer that are a time limit, and not the speed of the rehearsal.

The time limits of the cases are longer; an answer of the emulated DUT takes some milliseconds.
"""

_COMMANDS = frozenset({Kind.COMMAND.value, Kind.RESTART_COMMAND.value})


@dataclass(frozen=True, slots=True)
class Load:
    """What cases do.

    `steps` counts the exchanges by the kind of their command, `up` and `down` are
    bytes of FTP transfers, `stored` bytes of security files, `waits_s` module
    seconds of time limits and of pauses.
    """

    cases: int = 0
    steps: Mapping[str, int] = field(default_factory=dict)
    up: int = 0
    down: int = 0
    stored: int = 0
    waits_s: float = 0.0

    @property
    def exchanges(self) -> int:
        """All exchanges on the AT channel."""
        return sum(self.steps.values())

    @property
    def sessions(self) -> int:
        """The attempts to open an FTP(S) session."""
        return self.steps.get(OPEN, 0) + self.steps.get(SECURE_OPEN, 0)

    def __add__(self, other: Load) -> Load:
        """Both together."""
        return Load(
            self.cases + other.cases,
            Counter(self.steps) + Counter(other.steps),
            self.up + other.up,
            self.down + other.down,
            self.stored + other.stored,
            self.waits_s + other.waits_s,
        )


def loads(cases: Iterable[CaseResult], *, clock_rate: float) -> tuple[Load, ...]:
    """What each case of a rehearsal did; `clock_rate` is that of its DUT."""
    return tuple(_of_case(case, clock_rate) for case in cases)


@dataclass(slots=True)
class _Exchange:
    """An exchange of a transcript: its command, and the time of the last line that belongs to it."""

    line: TranscriptLine
    secure: bool = False
    sent: int = 0
    received: int = 0

    @property
    def kind(self) -> str:
        name = outline(self.line.text).name
        if self.line.kind == Kind.RESTART_COMMAND.value:
            return REBOOT
        if name == OPEN and self.secure:
            return SECURE_OPEN
        return name if name in NETWORK and "=" in self.line.text + "=" else LOCAL


def _of_case(case: CaseResult, clock_rate: float) -> Load:
    exchanges = list(_exchanges(case.transcript))
    of_files = [one for one in exchanges if outline(one.line.text).name in NETWORK]
    others = [one for one in exchanges if outline(one.line.text).name not in NETWORK]
    return Load(
        cases=1,
        steps=Counter(one.kind for one in exchanges),
        up=sum(one.sent for one in of_files),
        down=sum(one.received for one in of_files),
        stored=sum(one.sent for one in others),
        waits_s=_waits_s(case, clock_rate),
    )


def _exchanges(lines: Iterable[TranscriptLine]) -> Iterator[_Exchange]:
    current: _Exchange | None = None
    for line in lines:
        if line.pco == Pco.AT.value and line.kind in _COMMANDS:
            if current is not None:
                yield current
            current = _Exchange(line)
        elif current is not None and line.kind == Kind.DATA.value:
            size = data_size(line.text)
            if line.direction == Direction.TO_DUT.value:
                current.sent += size
            else:
                current.received += size
        elif current is not None and line.kind == Kind.HANDSHAKE.value:
            current.secure = True
    if current is not None:
        yield current


def _waits_s(case: CaseResult, clock_rate: float) -> float:
    """The gaps of the transcript that are time limits, in module seconds."""
    times = [line.t for line in case.transcript]
    ends = [*times[1:], max(case.duration_s, times[-1])] if times else []
    gaps = [(end - begin) * clock_rate for begin, end in zip(times, ends, strict=True)]
    return sum(gap for gap in gaps if gap >= WAIT_S)

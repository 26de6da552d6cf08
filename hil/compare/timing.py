"""Shifts of time beyond noise, by groups of steps: AT commands, TLS handshakes, transfers, whole cases.

The steps of a group are paired by case, so that a group of unlike cases can be compared.
A shift has to pass three bounds together: nearly all pairs shift the same way (sign
test), the median of the ratios matters, and so does the median of the differences.  A
busy host shifts some cases by much; it moves no median of a group.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from hil.bench import is_emulated, url_options
from hil.compare.line_forms import exchanges_with_times
from hil.compare.verdicts import Pair
from hil.results.case import CaseResult
from hil.results.model import RunReport
from hil.spec.tls import ALL_SUITES
from hil.verdict import Verdict

LEAST_PAIRS = 12
"""With fewer pairs even a shift of all of them is no rare chance."""

ALPHA = 0.001
"""The probability of so many equal signs by chance, for one of some fifty groups."""

LEAST_RATIO, LEAST_S = 1.25, 0.02
"""A shift that matters: a quarter, and 20 ms."""

LEAST_BYTES = 1024
"""Of a smaller transfer, the time is that of its connection."""

_VERSIONS = {0x0300: "SSL3.0", 0x0301: "TLS1.0", 0x0302: "TLS1.1", 0x0303: "TLS1.2"}

Times = Mapping[str, float]
"""The seconds of the steps of a case, by group; the median where it has several."""


@dataclass(frozen=True, slots=True)
class Shift:
    """A group of steps of `pairs` cases: the medians of both runs in seconds, the median of the ratios.

    `probability` is that of as many equal signs by chance.
    """

    group: str
    pairs: int
    before_s: float
    after_s: float
    ratio: float
    probability: float

    @property
    def is_slower(self) -> bool:
        """Whether the later run takes longer."""
        return self.ratio > 1


def incomparable(before: RunReport, after: RunReport) -> str:
    """Why the times of two runs tell nothing about the DUTs, in words; empty if they do."""
    first, second = before.header.dut_url, after.header.dut_url
    if is_emulated(first) != is_emulated(second):
        return "one DUT is emulated, the other one is not: their times are not compared"
    rates = [_clock_rate(url) for url in (first, second)]
    if rates[0] != rates[1]:
        return f"the clocks of the emulated modules run at other rates ({rates[0]} and {rates[1]}): times are not compared"
    return ""


def of_hosts(before: RunReport, after: RunReport) -> bool:
    """Whether the times are those of hosts, as of emulated modules."""
    return is_emulated(before.header.dut_url) and is_emulated(after.header.dut_url)


def _clock_rate(url: str) -> str:
    return (url_options(url).get("clock_rate") or ["1"])[-1] if is_emulated(url) else "1"


def shifts(pairs: Iterable[Pair], before: Path, after: Path) -> tuple[Shift, ...]:
    """The groups whose time shifted beyond noise, the greatest ratio first; the folders are those of the runs.

    Only cases that passed in both runs count: a fail ends a case early, or late.
    """
    of: dict[str, list[tuple[float, float]]] = {}
    for pair in pairs:
        if pair.before.verdict is not Verdict.PASS or pair.after.verdict is not Verdict.PASS:
            continue
        first, second = times(pair.before, before), times(pair.after, after)
        for group in first.keys() & second.keys():
            of.setdefault(group, []).append((first[group], second[group]))
    found = [shift for group, sides in of.items() if (shift := shift_of(group, sides))]
    return tuple(sorted(found, key=lambda shift: (-abs(math.log(shift.ratio)), shift.group)))


def shift_of(group: str, sides: Sequence[tuple[float, float]]) -> Shift | None:
    """The shift of a group; None if it is within noise, or if it does not matter."""
    pairs = [(one, other) for one, other in sides if one > 0 and other > 0]
    if len(pairs) < LEAST_PAIRS:
        return None
    ratio = median(other / one for one, other in pairs)
    step = median(abs(other - one) for one, other in pairs)
    chance = sign_probability(sum(b > a for a, b in pairs), sum(b < a for a, b in pairs))
    if chance > ALPHA or max(ratio, 1 / ratio) < LEAST_RATIO or step < LEAST_S:
        return None
    first, second = median(one for one, _ in pairs), median(other for _, other in pairs)
    return Shift(group, len(pairs), first, second, ratio, chance)


def sign_probability(up: int, down: int) -> float:
    """The probability of so unequal numbers of signs by chance (exact, two-sided); ties do not count."""
    total, more = up + down, max(up, down)
    tail = sum(math.comb(total, count) for count in range(more, total + 1))
    return min(1.0, 2 * tail / (1 << total))


# --- the times of a case -----------------------------------------------------------------------------------------


def times(case: CaseResult, folder: Path) -> Times:
    """The seconds of the steps of a case, by group."""
    found: dict[str, list[float]] = {}
    for group, seconds in (*_case(case), *_commands(case), *_sessions(case, folder)):
        found.setdefault(group, []).append(seconds)
    return {group: median(each) for group, each in found.items()}


def _case(case: CaseResult) -> Iterator[tuple[str, float]]:
    yield f"cases of {case.file.rpartition('/')[0] or case.file}", case.duration_s


def _commands(case: CaseResult) -> Iterator[tuple[str, float]]:
    """From each command line to the first line of the DUT behind it."""
    for sent, seconds in exchanges_with_times(case.own_transcript):
        yield f"AT latency, {sent}", seconds


def _sessions(case: CaseResult, folder: Path) -> Iterator[tuple[str, float]]:
    for path in case.sessions:
        try:
            session = json.loads((folder / path).read_bytes())
            yield from (_handshake(session["control"]))
            for connection in session["data"]:
                yield from _handshake(connection)
                yield from _transfer(connection)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # evidence that is missing or damaged is told by `hil verify`


def _handshake(connection: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    shake, seconds = connection["handshake"], connection["handshake_s"]
    if shake and shake["finished"] and seconds:
        suite = next((suite.code for suite in ALL_SUITES if int(suite.code, 16) == shake["suite"]), "")
        resumed = ", resumed" if shake["resumed"] else ""
        yield f"TLS handshake, {_VERSIONS.get(shake['version'], '')} {suite}{resumed}", seconds


def _transfer(connection: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for way, size in (("upload", connection["received"]), ("download", connection["sent"])):
        if size >= LEAST_BYTES and connection["lasted_s"]:
            yield f"{way}, seconds per MiB", connection["lasted_s"] / size * 2**20

"""The times of a run as pictures: inline SVG, one for each question, each with its values in a table beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import log10

from hil.report.view.timing import LATENCY_EDGES_S, Spread, Timing

WIDTH = 640
LEFT, RIGHT = 110, 124
ROW = 20
TOP, BOTTOM = 6, 22


@dataclass(frozen=True, slots=True)
class Plot:
    """A picture: its title with the unit, a sentence on how to read it, its SVG."""

    title: str
    reading: str
    svg: str


def plots(timing: Timing) -> tuple[Plot, ...]:
    """The pictures of what was measured; none for what was not."""
    return tuple(_plots(timing))


def _plots(timing: Timing) -> Iterator[Plot]:
    spreads = "Thin line: least to greatest. Bar: median to 95th percentile. Logarithmic scale."
    if timing.handshakes:
        yield Plot(
            "Handshake by version and suite", spreads, _spread_picture(timing.handshakes, seconds, 0.0)
        )
    if timing.transfers:
        yield Plot(
            "Transfer on a data connection by suite", spreads, _spread_picture(timing.transfers, seconds, 0.0)
        )
    if timing.rates:
        limit = timing.line_rate
        line = (
            f" Dashed: what the line of the DUT carries ({rate(limit)}); an emulated DUT has no such limit."
            if limit
            else " The rate of the line is not recorded."
        )
        yield Plot(
            "Throughput of a data connection by suite, against the line rate",
            spreads + line,
            _spread_picture(timing.rates, rate, limit),
        )
    if any(timing.latency):
        yield Plot(
            "Time from a command line to the first line of its response",
            f"{sum(timing.latency)} command lines; median {seconds(timing.latency_middle_s)}.",
            _histogram(timing.latency),
        )


def seconds(value: float) -> str:
    """`3.2 ms`, `1.4 s`."""
    return _digits(value, " s") if value >= 1 else _digits(value * 1000, " ms")


def rate(value: float) -> str:
    """`11.5 kB/s`."""
    if value >= 1_000_000:
        return _digits(value / 1_000_000, " MB/s")
    return _digits(value / 1000, " kB/s") if value >= 1000 else _digits(value, " B/s")


def _digits(value: float, unit: str) -> str:
    """Three digits without an exponent."""
    return f"{float(f'{value:.3g}'):.10g}{unit}"


def _spread_picture(rows: Sequence[Spread], shown: Callable[[float], str], limit: float) -> str:
    values = [value for row in rows for value in (row.least, row.most) if value > 0]
    low = log10(min([*values, *([limit] if limit else [])]))
    high = log10(max([*values, *([limit] if limit else [])]))
    height = TOP + ROW * len(rows) + BOTTOM
    right = WIDTH - RIGHT

    def x(value: float) -> float:
        part = (log10(value) - low) / ((high - low) or 1) if value > 0 else 0
        return round(LEFT + (right - LEFT) * part, 1)

    parts = [_axis(height, right)]
    for number, row in enumerate(rows):
        middle = TOP + ROW * number + ROW // 2
        start, end = x(row.middle), max(x(row.high), x(row.middle) + 2)
        parts.append(
            f'<text x="{LEFT - 6}" y="{middle + 4}" text-anchor="end">{row.name}</text>'
            f'<path class="thin" d="M{x(row.least)} {middle}H{x(row.most)}"/>'
            f'<rect class="bar" x="{start}" y="{middle - 5}" width="{round(end - start, 1)}" height="10" rx="2"/>'
            f'<text x="{right + 6}" y="{middle + 4}">{shown(row.middle)} · {row.count}×</text>'
        )
    if limit:
        parts.append(f'<path class="limit" d="M{x(limit)} {TOP}V{height - BOTTOM}"/>')
    parts.append(
        f'<text x="{LEFT}" y="{height - 6}">{shown(10**low)}</text>'
        f'<text x="{right}" y="{height - 6}" text-anchor="end">{shown(10**high)}</text>'
    )
    words = "; ".join(f"{row.name}: median {shown(row.middle)} of {row.count}" for row in rows)
    return _svg(height, words, parts)


def _histogram(counts: Sequence[int]) -> str:
    used = [number for number, count in enumerate(counts) if count]
    shown = range(used[0], used[-1] + 1)
    height, most = 150, max(counts)
    low, wide = height - BOTTOM, (WIDTH - 20) / len(shown)
    parts = []
    for place, number in enumerate(shown):
        tall = round((low - 24) * counts[number] / most, 1)
        at = 10 + wide * place
        parts.append(
            f'<rect class="bar" x="{at + 1:.1f}" y="{low - tall:.1f}" width="{wide - 2:.1f}" height="{tall}" rx="2"/>'
            f'<text x="{at + wide / 2:.1f}" y="{low - tall - 4:.1f}" text-anchor="middle">{counts[number] or ""}</text>'
            f'<text x="{at:.1f}" y="{height - 6}">{seconds(LATENCY_EDGES_S[number])}</text>'
        )
    words = "; ".join(f"from {seconds(LATENCY_EDGES_S[number])}: {counts[number]}" for number in shown)
    return _svg(height, words, parts)


def _axis(height: int, right: int) -> str:
    return f'<path class="axis" d="M{LEFT} {TOP}V{height - BOTTOM}H{right}"/>'


def _svg(height: int, words: str, parts: Sequence[str]) -> str:
    return f'<svg class="plot" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{words}">{"".join(parts)}</svg>'

"""The variant matrix as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from .judging import Misjudged, Soundness

JSON = "variants.json"
MOST = 40
"""So many lines of each kind are printed; the file has all."""


def write(soundness: Soundness, folder: Path) -> Path:
    """Write the file; returns its path."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / JSON
    values = asdict(soundness) | {"holds": soundness.holds}
    file.write_text(json.dumps(values, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def lines(soundness: Soundness) -> Iterator[str]:
    """The result for a terminal."""
    for title, found in (("misjudged", soundness.misjudged), ("left open", soundness.inconclusive)):
        yield from _table(title, found)
    for plan in soundness.unnoticed:
        yield f"passes without its PICS entry: {plan}"
    for plan, trouble in soundness.broken.items():
        yield f"{plan}: {trouble}"
    verdicts = [row.verdict.partition(" ")[0] for row in soundness.misjudged]
    yield (
        f"{soundness.plans} sound DUTs, {soundness.cases} cases in {soundness.duration_s:.0f} s: "
        f"{verdicts.count('fail')} fails, {verdicts.count('error')} errors, "
        f"{verdicts.count('inconclusive')} without a stimulus, {len(soundness.inconclusive)} left open by the note"
    )


def _table(title: str, found: tuple[Misjudged, ...]) -> Iterator[str]:
    by_case: dict[str, list[Misjudged]] = {}
    for row in found:
        by_case.setdefault(row.case, []).append(row)
    for case, rows in list(by_case.items())[:MOST]:
        yield f"{title}: {case}"
        yield f"    {rows[0].verdict}: {rows[0].reason[:300]}"
        yield f"    on {', '.join(row.plan for row in rows[:8])}{' ...' if len(rows) > 8 else ''}"
    if len(by_case) > MOST:
        yield f"{title}: {len(by_case) - MOST} more cases"

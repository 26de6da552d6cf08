"""What a soak tells while it runs: each run with its verdicts, what differs so far, and when it will be over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .soak import Run, differences


def told(runs: Sequence[Run], times: int) -> str:
    """The line of the last of these runs."""
    run = runs[-1]
    verdicts = ", ".join(f"{count} {name}" for name, count in sorted(Counter(run.verdicts.values()).items()))
    return (
        f"{len(runs):>3} of {times}  {run.drawn:<24} {run.duration_s:6.1f} s  {verdicts}; "
        f"{len(differences(runs))} differ; {remaining(runs, times)}"
    )


def remaining(runs: Sequence[Run], times: int) -> str:
    """How long the other runs will take: as long as these did, one by one."""
    more = times - len(runs)
    if not more:
        return "done"
    left_s = round(sum(run.duration_s for run in runs) / len(runs) * more)
    return f"{left_s // 60} min {left_s % 60:02} s left"

"""The result of a run as text, JSON and HTML: operators × axes with killed and made, and the survivors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hil.emulator.mutants.catalogue import mutants
from hil.emulator.mutants.operators import OPERATORS
from hil.emulator.mutants.triggers import Axis
from tests.page import page

from .judging import Fate, Judged
from .survivors import is_equivalent, reason, stale

JSON, PAGE, TEXT = "mutants.json", "mutants.html", "mutants.txt"
NEEDED = 0.98
"""So many of the judged mutants must be killed."""
EQUIVALENT_MOST = 0.05
"""So many of them may be equivalent to the correct module."""


@dataclass(frozen=True, slots=True)
class Run:
    """All that a run came to; `planned` is the number of mutants that it was to judge.

    `interrupted` tells that Ctrl-C or SIGTERM ended it; it has the mutants judged so far.
    """

    seed: int
    made: int
    planned: int
    judged: tuple[Judged, ...]
    unsound: tuple[str, ...] = ()
    duration_s: float = 0.0
    interrupted: bool = False

    @property
    def killed(self) -> int:
        """The number of killed mutants."""
        return sum(row.killed for row in self.judged)

    @property
    def survivors(self) -> tuple[Judged, ...]:
        """The mutants that no case noticed, by fate, target and operator."""
        order = list(Fate)
        return tuple(
            sorted(
                (row for row in self.judged if not row.killed),
                key=lambda row: (order.index(row.fate), row.mutant.target.name, row.mutant.operator.name),
            )
        )

    @property
    def equivalent(self) -> tuple[Judged, ...]:
        """The survivors that a stored trace shows to be no nonconformity that anybody could see."""
        return tuple(row for row in self.survivors if is_equivalent(row.mutant.id))

    @property
    def unexplained(self) -> tuple[Judged, ...]:
        """The survivors without a row in the reviewed list."""
        return tuple(row for row in self.survivors if not reason(row.mutant.id))

    @property
    def stale(self) -> tuple[str, ...]:
        """The rows of the reviewed list that no longer fit."""
        survived = {row.mutant.id for row in self.survivors}
        return stale(survived, {row.mutant.id for row in self.judged}, mutants())

    @property
    def holds(self) -> bool:
        """Whether the run is complete, sound, and kills enough, and each survivor has its reason."""
        complete = len(self.judged) == self.planned and not (self.unsound or self.stale or self.unexplained)
        few = len(self.equivalent) <= EQUIVALENT_MOST * len(self.judged)
        return complete and few and self.killed >= NEEDED * (len(self.judged) - len(self.equivalent))

    @property
    def cells(self) -> Mapping[tuple[str, str], tuple[int, int]]:
        """By operator and axis: how many were killed, and how many judged."""
        found: dict[tuple[str, str], tuple[int, int]] = {}
        for row in self.judged:
            key = (row.mutant.operator.name, row.mutant.trigger.axis.name)
            killed, made = found.get(key, (0, 0))
            found[key] = (killed + row.killed, made + 1)
        return found


def rows(run: Run) -> Iterator[tuple[str, tuple[str, ...], str]]:
    """Each operator with its cells in the order of the axes, and its sum."""
    cells = run.cells
    for operator in OPERATORS:
        mine = [cells.get((operator.name, axis.name)) for axis in Axis]
        if any(mine):
            yield operator.name, tuple(_fraction(cell) for cell in mine), _fraction(_sum(mine))


def sums(run: Run) -> tuple[str, ...]:
    """The sum of each axis."""
    cells = run.cells
    return tuple(_fraction(_sum([cells.get((o.name, axis.name)) for o in OPERATORS])) for axis in Axis)


def _sum(cells: Sequence[tuple[int, int] | None]) -> tuple[int, int]:
    some = [cell for cell in cells if cell]
    return sum(killed for killed, _ in some), sum(made for _, made in some)


def _fraction(cell: tuple[int, int] | None) -> str:
    return f"{cell[0]}/{cell[1]}" if cell and cell[1] else ""


def text(run: Run) -> str:
    """The table, the survivors and the conclusion for a terminal."""
    lines = ["operator      " + "".join(f"{axis.name.lower():>10}" for axis in Axis) + "       all"]
    lines += [
        f"{name:<14}" + "".join(f"{cell:>10}" for cell in cells) + f"{whole:>10}"
        for name, cells, whole in rows(run)
    ]
    lines.append(
        f"{'all':<14}"
        + "".join(f"{cell:>10}" for cell in sums(run))
        + f"{run.killed}/{len(run.judged)}".rjust(10)
    )
    lines += ["", *_survivors(run), *conclusion(run)]
    return "\n".join(lines) + "\n"


def _survivors(run: Run) -> Iterator[str]:
    fate = None
    for row in run.survivors:
        if row.fate is not fate:
            fate = row.fate
            count = sum(other.fate is fate for other in run.survivors)
            yield f"{fate}: {count}"
        why = (
            reason(row.mutant.id) or row.trouble or f"step ran {row.evaluated} times, wrong {row.bent} times"
        )
        yield f"  {row.mutant.id:<64} {why} ({', '.join(row.mutant.target.requirements[:4])})"


def conclusion(run: Run) -> Iterator[str]:
    """The last lines: what stands in the way, and the sums."""
    yield from (f"fails without a mutant: {case}" for case in run.unsound)
    yield from (f"stale row of the survivors: {pattern}" for pattern in run.stale)
    own = sum(row.killed and row.own for row in run.judged)
    if len(run.judged) < run.planned:
        yield f"broken off: {len(run.judged)} of {run.planned} judged"
    yield (
        f"{run.killed} of {len(run.judged)} killed, {own} of them by a case of the target's requirements; "
        f"{len(run.survivors)} survivors, {len(run.unexplained)} of them without a reason, "
        f"{len(run.equivalent)} equivalent by a stored trace; "
        f"sample of {run.planned} from {run.made}, seed {run.seed}, {run.duration_s:.0f} s"
    )


def write(run: Run, folder: Path) -> tuple[Path, ...]:
    """Write the three files; returns where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {
        TEXT: text(run),
        JSON: json.dumps(_record(run), indent=1, ensure_ascii=False) + "\n",
        PAGE: _page(run),
    }
    for name, content in contents.items():
        (folder / name).write_text(content, encoding="utf-8")
    return tuple(folder / name for name in contents)


def _record(run: Run) -> dict[str, Any]:
    return {
        "seed": run.seed,
        "made": run.made,
        "planned": run.planned,
        "judged": len(run.judged),
        "killed": run.killed,
        "holds": run.holds,
        "interrupted": run.interrupted,
        "duration_s": round(run.duration_s, 1),
        "unsound": list(run.unsound),
        "stale": list(run.stale),
        "cells": {f"{operator}/{axis}": list(cell) for (operator, axis), cell in sorted(run.cells.items())},
        "mutants": {
            row.mutant.id: {
                "fate": row.fate.value,
                "target": row.mutant.target.name,
                "operator": row.mutant.operator.name,
                "axis": row.mutant.trigger.axis.name,
                "requirements": list(row.mutant.target.requirements),
                "killer": row.killer,
                "own": row.own,
                "said": row.reason,
                "evaluated": row.evaluated,
                "bent": row.bent,
                "ran": row.ran,
                "trouble": row.trouble,
                "explained": reason(row.mutant.id),
                "duration_s": round(row.duration_s, 2),
            }
            for row in run.judged
        },
    }


def _page(run: Run) -> str:
    return page(
        Path(__file__).parent / "table.html.j2",
        run=run,
        rows=list(rows(run)),
        sums=sums(run),
        axes=list(Axis),
        reason=reason,
        last=list(conclusion(run))[-1],
    )

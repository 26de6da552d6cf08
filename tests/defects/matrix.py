"""The kill matrix as files: `kill-matrix.json` for programs, `kill-matrix.html` for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hil.emulator.defects import DEFECTS
from hil.emulator.defects.apart import LAWFUL
from hil.spec.catalogue import Requirement
from tests.page import page

from .degenerate import NO_MASKS, Masks, masks_lines
from .killing import Killing, Stray, Unproven, proven
from .sentences import is_converted, is_expression

JSON = "kill-matrix.json"
PAGE = "kill-matrix.html"


@dataclass(frozen=True, slots=True)
class Proof:
    """All that a run of the defects came to; `unsound` are the cases that failed without any defect.

    `masks` is what the degenerate DUTs showed; `missing` counts the campaigns that an interrupted run left out.
    """

    seed: int
    others: int
    duration_s: float
    killings: tuple[Killing, ...]
    unsound: tuple[Stray, ...]
    unproven: tuple[Unproven, ...]
    masks: Masks = NO_MASKS
    missing: int = 0
    interrupted: bool = False

    @property
    def survivors(self) -> tuple[Killing, ...]:
        """The defects that no case noticed."""
        return tuple(
            killing for killing in self.killings if not killing.killed and killing.defect not in LAWFUL
        )

    @property
    def lawful(self) -> tuple[Killing, ...]:
        """The defects that no case noticed and none may judge."""
        return tuple(killing for killing in self.killings if not killing.killed and killing.defect in LAWFUL)

    @property
    def straying(self) -> tuple[Killing, ...]:
        """The defects that failed cases of requirements which they don't name, or whose campaign broke off."""
        return tuple(killing for killing in self.killings if killing.strays or killing.trouble)

    @property
    def departures(self) -> tuple[Killing, ...]:
        """The defects that only departures from optional requirements noticed."""
        return tuple(killing for killing in self.killings if killing.is_killed_by_departures)

    @property
    def expressions(self) -> tuple[str, ...]:
        """What a report shows of a failure that is no sentence."""
        return tuple(
            f"{killing.defect}: {case}: {text}"
            for killing in self.killings
            for case, texts in killing.told.items()
            if is_converted(case)
            for text in texts
            if is_expression(text)
        )

    @property
    def holds(self) -> bool:
        """Whether every defect is killed, by its own cases only and with sentences, and no case fails without one."""
        wrong = self.survivors or self.straying or self.unsound or self.expressions
        return self.masks.holds and not (wrong or self.interrupted)


def write(proof: Proof, catalogue: Mapping[str, Requirement], folder: Path) -> tuple[Path, Path]:
    """Write both files; returns where they are."""
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / JSON
    table.write_text(json.dumps(_record(proof), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    page = folder / PAGE
    page.write_text(_page(proof, catalogue), encoding="utf-8")
    return table, page


def _record(proof: Proof) -> dict[str, Any]:
    return {
        "seed": proof.seed,
        "others": proof.others,
        "duration_s": round(proof.duration_s, 1),
        "defects": len(proof.killings) - len(proof.lawful),
        "killed": len(proof.killings) - len(proof.lawful) - len(proof.survivors),
        "not_judged": {killing.defect: LAWFUL[killing.defect] for killing in proof.lawful},
        "holds": proof.holds,
        "missing": proof.missing,
        "degenerate": asdict(proof.masks),
        "survivors": [killing.defect for killing in proof.survivors],
        "killed_by_departures": [killing.defect for killing in proof.departures],
        "expressions": list(proof.expressions),
        "unsound": [asdict(stray) for stray in proof.unsound],
        "unproven": [asdict(row) for row in proof.unproven],
        "matrix": {
            killing.defect: {
                "requirements": list(killing.requirements),
                "killers": {name: list(cases) for name, cases in killing.killers.items()},
                "departing": {name: list(cases) for name, cases in killing.departing.items() if cases},
                "told": {case: list(texts) for case, texts in killing.told.items()},
                "dependents": dict(killing.dependents),
                "strays": [asdict(stray) for stray in killing.strays],
                "ran": killing.ran,
                "trouble": killing.trouble,
                "duration_s": round(killing.duration_s, 2),
            }
            for killing in proof.killings
        },
        "requirements": {
            name: {defect: list(cases) for defect, cases in by.items()}
            for name, by in sorted(proven(proof.killings).items())
        },
    }


def _page(proof: Proof, catalogue: Mapping[str, Requirement]) -> str:
    return page(
        Path(__file__).parent / "matrix.html.j2",
        proof=proof,
        killed=len(proof.killings) - len(proof.lawful) - len(proof.survivors),
        counted=len(proof.killings) - len(proof.lawful),
        lawful=LAWFUL,
        descriptions={name: defect.description for name, defect in DEFECTS.items()},
        catalogue=catalogue,
        proven=sorted(proven(proof.killings).items()),
    )


def lines(proof: Proof) -> Sequence[str]:
    """The end of the run in words for a terminal."""
    said = [f"not sound without a defect: {row.case}: {row.reason}" for row in proof.unsound]
    for killing in proof.straying:
        said += [
            f"{killing.defect}: {row.verdict} beside its requirements: {row.case}: {row.reason}"
            for row in killing.strays
        ]
        if killing.trouble:
            said.append(f"{killing.defect}: {killing.trouble}")
    said += [f"survived: {killing.defect} ({', '.join(killing.requirements)})" for killing in proof.survivors]
    said += [f"not judged: {killing.defect}: {LAWFUL[killing.defect]}" for killing in proof.lawful]
    said += [f"killed by departures only: {killing.defect}" for killing in proof.departures]
    said += [f"no sentence: {text}" for text in proof.expressions]
    said += [f"unproven: {row.requirement:<20} {row.reason}" for row in proof.unproven]
    said += masks_lines(proof.masks)
    count = len(proof.killings) - len(proof.lawful)
    said.append(
        f"{count - len(proof.survivors)} of {count} killed, "
        f"{len(proof.departures)} of them by departures from optional requirements, "
        f"{len(proof.straying)} with strays, {len(proof.unproven)} requirements unproven"
    )
    if proof.interrupted:
        said.append(f"interrupted: {proof.missing} campaigns did not end; this matrix has the others only")
    return said

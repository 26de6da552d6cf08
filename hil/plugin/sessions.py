"""The FTPS sessions of a case as its evidence: one JSON file each, `sessions/<case>/session-N.json` (`hil.lab.observed`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hil.results.folder import session_path, stimuli_path


def paths_of(case: str, count: int) -> tuple[str, ...]:
    """The files of that many sessions of a case, relative to the folder of the run."""
    return tuple(session_path(case, number) for number in range(1, count + 1))


def keep(folder: Path, paths: Sequence[str], texts: Sequence[str]) -> None:
    """Write the sessions of a case into the folder of a run; raises `OSError`."""
    for path, text in zip(paths, texts, strict=False):
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{text}\n", encoding="utf-8")


def keep_stimuli(folder: Path, case: str, text: str) -> None:
    """Write what the servers of a case were told to be, if anything; raises `OSError`."""
    if text:
        keep(folder, (stimuli_path(case),), (text,))

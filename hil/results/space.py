"""The space that the report of a run takes: foreseen before the first case, by what reports have taken."""

from __future__ import annotations

import shutil
from pathlib import Path

from hil.errors import UsageError

KIB = 1024

BASE_BYTES = 512 * KIB
"""The page without cases: requirements, styles."""

CASE_BYTES = {"none": 48 * KIB, "failed": 56 * KIB, "all": 80 * KIB}
"""What a case takes in records and renderings, by which captures are kept.

2105 cases of the full campaign took 41 KiB each without captures, in five files at
least; a case that fails takes more, and captures of all cases took 13 KiB each.
"""


WIRE_BYTES = 32 * KIB
"""What the record of the line takes for a case: 7 KiB in the smoke campaign, 31 KiB in the full one with its large files."""


def needed(cases: int, captures: str) -> int:
    """The bytes that a report of so many cases may take."""
    return BASE_BYTES + cases * (CASE_BYTES[captures] + WIRE_BYTES)


def require_space(folder: Path, cases: int, captures: str) -> None:
    """Raise `UsageError` with both figures if the report may not find its place."""
    wanted, free = needed(cases, captures), shutil.disk_usage(folder).free
    if free < wanted:
        raise UsageError(
            f"the report of {cases} cases may take {_shown(wanted)}, {(CASE_BYTES[captures] + WIRE_BYTES) // KIB} KiB a case with "
            f"--captures {captures}, and {_shown(free)} are free in {folder}; free some, or name another place "
            "with --report-dir"
        )


def _shown(size: int) -> str:
    return f"{size / KIB / KIB:.1f} MiB"

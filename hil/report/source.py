"""What each rendering is made from: a run as its records tell it, with the folder of its evidence."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from hil.endurance import series
from hil.endurance.records import Course
from hil.results.folder import ENDURANCE
from hil.results.model import RunReport


@dataclass(frozen=True, slots=True)
class Source:
    """A run; `folder` is its own, to which the paths of its evidence are relative.

    `course` is that of an endurance run, None for any other.  `lab` is what is known of
    the laboratory now, by key; it stands above what the records have of it.  `unsealed`
    tells why its chain (`hil.seal`) is not sealed, `head` is the digest of the last link;
    both are empty where the chain was not read.  `output` is the folder that the rendering
    is written into, None for that of the run.
    """

    report: RunReport
    folder: Path
    course: Course | None = None
    lab: tuple[tuple[str, str], ...] = ()
    unsealed: str = ""
    head: str = ""
    output: Path | None = None

    def told(self, key: str) -> str:
        """What is known of the laboratory at that key of `[lab]`; empty if nothing is."""
        return str(dict((*self.report.header.lab, *self.lab)).get(key, ""))

    @property
    def evidence_base(self) -> str:
        """What stands before the path of an evidence file in a link, such as `../run/`; empty in the folder of the run."""
        if self.output is None or self.output.resolve() == self.folder.resolve():
            return ""
        try:
            return f"{Path(os.path.relpath(self.folder.resolve(), self.output.resolve())).as_posix()}/"
        except ValueError:  # another drive
            return f"{self.folder.resolve().as_uri()}/"

    @property
    def issued(self) -> date | None:
        """The date of issue of a formal report; None where none is known."""
        try:
            return date.fromisoformat(self.told("issued"))
        except ValueError:
            return None


def source_of(report: RunReport, folder: Path, lab: tuple[tuple[str, str], ...] = ()) -> Source:
    """The source of the run in `folder`, with the series of an endurance run."""
    return Source(report, folder, series.read(folder / ENDURANCE), lab)

"""The chain of a recorded run (`hil.seal`): begun with the run, sealed when its last evidence is written.

The record of the line ends when pytest is unconfigured, behind the report.  So the seal comes
behind both; each rendering of the run follows as a link of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from hil.results.model import RunReport
from hil.seal import writing


class Recorded(Protocol):
    """A run that was recorded."""

    folder: Path
    warnings: list[str]
    renderings: tuple[Path, ...]
    is_written: bool

    @property
    def report(self) -> RunReport:
        """The run as far as it is recorded."""


_SUBJECT: pytest.StashKey[Recorded] = pytest.StashKey()


def begin(config: pytest.Config, recorded: Recorded) -> None:
    """Begin the chain of a run, or note in it that the run goes on; trouble is a warning of the run."""
    config.stash[_SUBJECT] = recorded
    report = recorded.report
    try:
        writing.begin(recorded.folder, report.header.run_id, goes_on=bool(report.resumptions))
    except OSError as error:
        recorded.warnings.append(f"the manifest cannot be written into {recorded.folder}: {error.strerror}")


def end(config: pytest.Config) -> None:
    """Seal the run of this process, if its records are whole, add its renderings, and print the head."""
    recorded = config.stash.get(_SUBJECT, None)
    if recorded is None or not recorded.is_written:
        return
    report = recorded.report
    try:
        head = writing.seal(recorded.folder, report)
        for path in recorded.renderings:
            writing.add_rendering(recorded.folder, report.header.run_id, [path])
            head = writing.head(recorded.folder)
    except OSError as error:
        recorded.warnings.append(
            f"the run is not sealed: the manifest cannot be written into {recorded.folder}: {error.strerror}"
        )
        return
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None:
        reporter.line(f"head of the manifest: {head}")

"""The record of a selftest that a run takes as evidence: it is read before the first case, and copied into its folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hil.results.model import RunReport
from hil.results.selftest_file import SELFTEST, read
from hil.results.whole_file import write_file


def asked(config: pytest.Config) -> Path | None:
    """The record that the options or the bench file name; raises `UsageError` if it cannot be read."""
    named = config.getoption("hil_selftest", None)
    if not named:
        return None
    path: Path = config.invocation_params.dir / named
    read(path)
    return path


def with_selftest(folder: Path, report: RunReport, path: Path | None) -> RunReport:
    """The run with that record, which is copied byte for byte; one that finds no place is damage of the run."""
    if path is None:
        return report
    try:
        write_file(folder / SELFTEST, path.read_bytes())
    except OSError as error:
        text = f"{SELFTEST} cannot be written into {folder}: {error.strerror}"
        return replace(report, damage=(*report.damage, text))
    return replace(report, selftest=read(folder / SELFTEST))

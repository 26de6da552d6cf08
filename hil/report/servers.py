"""What a CI server gets at the end of a run: a summary for GitHub, a Code Quality report for GitLab."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from hil.report.formats import FORMATS
from hil.report.source import Source
from hil.results.model import RunReport


def publish(source: Source, environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Write what the server reads of the run, if one runs it; returns what lies in its folder, raises `OSError`.

    GitHub names a file, to which each step of a job adds its summary.  GitLab reads the
    file that the job names as an artefact; it is written into the folder of the run.
    """
    of_the_step = environment.get("GITHUB_STEP_SUMMARY")
    if of_the_step:
        with Path(of_the_step).open("ab") as file:
            file.write(FORMATS["markdown"].content(source))
    if environment.get("GITLAB_CI"):
        return (FORMATS["gitlab"].write(source, source.folder),)
    return ()


def annotation_lines(report: RunReport, environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """The lines that GitHub shows at the tests; none elsewhere."""
    if environment.get("GITHUB_ACTIONS") == "true":
        from hil.report.github import workflow_commands  # noqa: PLC0415 - only where a server wants it

        yield from workflow_commands(report, environment)

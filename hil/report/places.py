"""Where the test of a case stands in the repository of the user, as CI servers want it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from hil.results.case import CaseResult

_ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""The variables in which GitHub and GitLab tell the folder of the repository."""


def working_folder() -> Path | None:
    """The folder in which the command runs; None where it was removed."""
    try:
        return Path.cwd()
    except FileNotFoundError:
        return None


def place_of(case: CaseResult, environment: Mapping[str, str] = os.environ) -> tuple[str, int] | None:
    """The path of the file from the root of the repository, with `/`, and the line, 0 if unknown.

    None for a test that is not in the repository, as one of the installed suites.
    """
    here = working_folder()
    named = next((Path(environment[name]) for name in _ROOTS if environment.get(name)), here)
    if named is None:
        return None
    root = named.resolve()
    for folder in (here or root, root):
        found = (folder / case.file).resolve()
        if found.is_file() and found.is_relative_to(root):
            return found.relative_to(root).as_posix(), case.line
    return None

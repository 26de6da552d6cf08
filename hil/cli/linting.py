"""What `hil report --lint` tells: each reason why a report of the run is a draft, and the next step."""

from __future__ import annotations

import sys

from hil.report.lint import lint
from hil.report.source import Source
from hil.results.conclusion import Exit

FORMAL_NAME = "pdf"
"""The format of `hil.report.formats` that is a draft while there is a reason."""


def hint(source: Source) -> None:
    """Say that the formal report is a draft, if it is one."""
    if findings := lint(source):
        print(f"the formal report is a draft for {_reasons(len(findings))}; hil report --lint tells them")


def told(source: Source, code: int) -> int:
    """Print the reasons; returns the exit code: that of a wrong request if there is one, else `code`."""
    findings = lint(source)
    for finding in findings:
        print(f"lint: {finding}", file=sys.stderr)
    if findings:
        print(
            f"lint: the report of {source.folder} is a draft for {_reasons(len(findings))} "
            f"(exit {int(Exit.USAGE)})",
            file=sys.stderr,
        )
        return int(Exit.USAGE)
    print(f"lint: the report of {source.folder} may be issued")
    return code


def _reasons(count: int) -> str:
    return f"{count} reason{'' if count == 1 else 's'}"

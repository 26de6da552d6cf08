"""Annotations of GitHub: what fails, at the test that shows it, as its workflow commands."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from hil.report.places import place_of
from hil.results.conclusion import decides_exit
from hil.results.failures import FailureGroup, groups
from hil.results.model import RunReport
from hil.results.words import ended_early

MOST = 10
"""So many annotations of a kind does GitHub show of a step."""


def workflow_commands(report: RunReport, environment: Mapping[str, str] = os.environ) -> Iterator[str]:
    """The lines for the log of the step, at most ten: one for each cause, the last one for all that is left."""
    found = groups(report.cases)
    early = ended_early(report)
    room = MOST - bool(early)
    shown = found if len(found) <= room else found[: room - 1]
    if early:
        yield command("error", early, title="The run is incomplete")
    for group in shown:
        yield _of_group(group, report, environment)
    if rest := found[len(shown) :]:
        cases = sum(len(group.cases) for group in rest)
        yield command(
            "error", f"{cases} more failing cases for {len(rest)} more causes", title="More failures"
        )


def _of_group(group: FailureGroup, report: RunReport, environment: Mapping[str, str]) -> str:
    case = group.cases[0]
    place = place_of(case, environment)
    at = {"file": place[0], "line": str(max(place[1], 1))} if place else {}
    kind = "error" if any(decides_exit(each, report.header.gate) for each in group.cases) else "warning"
    title = f"fail ({group.ground.value}) {group.named}, {group.count}"
    return command(kind, f"{group.words}\nfirst case: {case.name}", **at, title=title)


def command(kind: str, message: str, **properties: str) -> str:
    """A workflow command, `::error file=a.py,line=3,title=T::message`, with GitHub's escapes."""
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{kind} {told}::{_data(message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

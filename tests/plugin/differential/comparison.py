"""Runs of pytest with and without m95-hil, and in what the two, or the two reports of one run, disagree."""

from __future__ import annotations

import os
import subprocess
import xml.etree.ElementTree as ET  # reads what the run has written
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from hil.results.case import CaseResult
from hil.results.conclusion import exit_code
from hil.results.records import read
from hil.verdict import Cause, Verdict
from tests import peers

JUNIT = "pytest.xml"
OUT = "out"

WORDS = ("passed", "skipped", "failed")
"""What pytest's JUnit file tells of a test; the last of several counts."""


@dataclass(frozen=True)
class Setting:
    """Options of a run, and the plugins that it needs."""

    options: tuple[str, ...]
    plugins: tuple[str, ...] = ()
    runs_cases: bool = True
    """Whether pytest calls the cases."""
    without: tuple[str, ...] = ()
    """Files that end pytest with one of these plugins, without m95-hil too: it asks an exception for its text."""


@dataclass(frozen=True)
class Ended:
    """A run that has ended: its exit code, what it printed, its folder."""

    code: int
    output: str
    folder: Path

    @property
    def told(self) -> Mapping[str, str]:
        """What pytest's own JUnit file tells of each test; empty without such a file."""
        file, found = self.folder / JUNIT, dict[str, str]()
        for case in ET.parse(file).iter("testcase") if file.exists() else ():
            name = _name(str(case.get("classname")), str(case.get("name")))
            word = (
                "failed"
                if {each.tag for each in case} & {"failure", "error"}
                else WORDS[case.find("skipped") is not None]
            )
            found[name] = max(found.get(name, "passed"), word, key=WORDS.index)
        return found


def _name(classname: str, name: str) -> str:
    """A test as both sides tell it: without the words of a subtest; xdist tells that of a dead worker by its id."""
    if ".py::" in name:
        classname, name = _split(name)
    return f"{classname}::{name.partition(' [')[0].partition(' (')[0]}"


def _split(identifier: str) -> tuple[str, str]:
    head, bracket, parameters = identifier.partition("[")
    place, _, name = head.rpartition("::")
    return place.replace(".py", "").replace("::", ".").replace("/", "."), f"{name}{bracket}{parameters}"


def run(folder: Path, setting: Setting, *, site: Path | None) -> Ended:
    """Run pytest in a folder, with m95-hil of the folder `site`, or without it."""
    ours = ("hil.plugin",) if site is not None else ()
    loaded = [word for plugin in (*ours, *setting.plugins) for word in ("-p", plugin)]
    report = ("--hil-report-dir", OUT) if site is not None else ()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    ended = subprocess.run(
        [
            peers.peer_file("plugins/bin/python"),
            "-m",
            "pytest",
            *loaded,
            "--junitxml",
            JUNIT,
            *report,
            *setting.options,
        ],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(site or peers.ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=300,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout.decode(errors="replace"), folder)


def disagreements(alone: Ended, ours: Ended, setting: Setting) -> Iterator[str]:
    """What a run with m95-hil tells otherwise than the run without it, or otherwise in our report than in pytest's."""
    if _BROKEN in ours.output:
        yield "an internal error of pytest"
    if (
        "xdist" not in setting.plugins and _BROKEN not in alone.output
    ):  # which worker has the last case of a file is chance
        yield from _of_outcomes(alone, ours)
    if not (ours.folder / OUT / "results.jsonl").exists():
        if ours.code in {0, 1} and setting.runs_cases and any(map(_is_case, ours.told)):
            yield f"exit code {ours.code}, and no report"
        return
    if not setting.runs_cases:
        yield "a report of cases that were not called"
        return
    yield from _of_report(ours)


def _of_outcomes(alone: Ended, ours: Ended) -> Iterator[str]:
    """The tests that pytest itself tells otherwise; without us, nobody knows of a disturbance."""
    for name in sorted({*alone.told, *ours.told}):
        before, now = (each.told.get(name, "nothing") for each in (alone, ours))
        is_open = name == _NAMELESS or name.startswith("test_disturbed") or name in _broken_off(ours)
        if before != now and not is_open:
            yield f"{name}: {before} without us, {now} with us"


def _broken_off(ours: Ended) -> set[str]:
    """The tests that the end of the run broke off; pytest may have told their calls."""
    folder = ours.folder / OUT
    if not (folder / "results.jsonl").exists():
        return set()
    report = read(folder)
    return {"::".join(_split(name)) for name in report.not_run} if report.ending.early else set()


_BROKEN = "INTERNALERROR"

_NAMELESS = "None::None"
"""A test whose end pytest has not told to its JUnit file."""


def _is_case(name: str) -> bool:
    """Whether it is a test; the JUnit file tells a file that cannot be read as one without a class."""
    return not name.startswith("::") and "::test_" in name


def _of_report(ours: Ended) -> Iterator[str]:
    report = read(ours.folder / OUT)
    ids = [case.id for case in report.cases]
    yield from (f"{name} stands {ids.count(name)} times" for name in set(ids) if ids.count(name) != 1)
    cases = {"::".join(_split(case.id)): case for case in report.cases}
    told = {name: word for name, word in ours.told.items() if _is_case(name)}
    if (ours.folder / JUNIT).exists():
        for name in sorted({*cases, *told}):
            word = _word(cases[name]) if name in cases else "nothing"
            if told.get(name, "nothing") != word and not _is_meant(told.get(name), cases.get(name)):
                verdict = f" ({cases[name].verdict.words}: {cases[name].reason})" if name in cases else ""
                yield f"{name}: {told.get(name, 'nothing')} in pytest, {word}{verdict} in the report"
    code = int(exit_code(report))
    if (code == 0) != (ours.code == 0) and (ours.folder / JUNIT).exists():  # else the process was killed
        yield f"exit code {ours.code} of pytest, {code} of the report"


def _is_meant(told: str | None, case: CaseResult | None) -> bool:
    """Whether the documents allow it: a skipped subtest decides nothing, and a hook may hide what was no pass."""
    if case is None or told is None or told == "failed":
        return False
    if case.verdict is Verdict.PASS:
        return "test_parts" in case.id
    return case.verdict is Verdict.NOT_APPLICABLE and "pytest counts it as passed" in case.reason


def _word(case: CaseResult) -> str:
    if case.verdict in {Verdict.FAIL, Verdict.ERROR}:
        return "failed"
    if case.verdict is Verdict.INCONCLUSIVE:
        return "skipped" if case.cause is Cause.LEFT_OPEN else "failed"
    return "passed" if case.verdict is Verdict.PASS else "skipped"

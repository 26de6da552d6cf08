"""`hil conformance --campaign endurance`: what it refuses, what it leaves alone, and what it judges when it is stopped."""

from __future__ import annotations

import json
import re
import signal
from pathlib import Path
from typing import Any

import pytest

from hil.cli import main
from hil.endurance.series import read as read_series
from hil.plugin.collected import cases_by_requirement
from hil.results.folder import ENDURANCE
from hil.results.model import RunReport
from hil.results.records import RESULTS, read
from hil.verdict import Verdict

from .test_conformance import conformance
from .test_stopped import start

OFTEN = "import hil.plugin.progress as progress; progress.EVERY_S = 0.0"
"""Each look at the progress writes a line."""

WORKING = re.compile(r" session [1-9]")
"""In the lines of the progress when a session has succeeded."""

LONG = ("--campaign", "endurance", "--for", "30h")


def judged(folder: Path) -> tuple[RunReport, dict[str, Any]]:
    """The run, and its numbers."""
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    return read(folder / RESULTS), summary["endurance"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--for", "1h"], "--for: expected with --campaign endurance only; leave it out"),
        (
            ["--campaign", "smoke", "--seed", "1"],
            "--seed: expected with --campaign endurance only; leave it out",
        ),
        (
            ["--campaign", "endurance", "--for", "1d"],
            "--for: expected a span such as 90s, 30min, 8h or 1h30min",
        ),
        (
            ["--campaign", "endurance", "-n", "2"],
            "-n 2: the campaign endurance runs on one module; leave -n out",
        ),
        (
            ["--campaign", "endurance", "--bench", "rack.toml", "--module", "m0,m1"],
            "--module: the campaign endurance runs on one module; name one, and start a run for each",
        ),
        (
            ["--campaign", "endurance", "--estimate"],
            "--estimate: the campaign endurance takes the time of --for",
        ),
        (
            ["--campaign", "endurance", "--bench", "rack.toml", "-n", "auto"],
            "-n auto: the campaign endurance runs on one module; leave -n out (with a bench file of several modules,",
        ),
        (
            ["--campaign", "endurance", "--shard", "2/5"],
            "--shard: the cases of the campaign endurance judge one load on one module, which has no parts; leave it out",
        ),
        (
            ["--campaign", "endurance", "--case-time", "5min"],
            "--case-time: the load of the campaign endurance lasts as long as --for; leave it out",
        ),
    ],
)
def test_options_that_do_not_go_together_are_one_line(
    arguments: list[str], message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["conformance", *arguments]) == 2

    assert message in capfd.readouterr().err


def test_no_other_campaign_has_cases_of_endurance() -> None:
    cases = {case for verifying in cases_by_requirement().values() for case in verifying}

    assert [case for case in cases if "endurance" in case] == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=str)
def test_a_signal_ends_the_load_and_the_rest_is_judged(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    with start(tmp_path, *LONG, "--report-dir", "out", more=OFTEN) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if WORKING.search(line))  # lines before it tell of the set-up
        process.send_signal(number)
        said, troubles = process.communicate(timeout=300)

    report, numbers = judged(tmp_path / "out")
    assert process.returncode == code, troubles
    assert len(report.cases) == 6
    assert report.not_run == ()
    assert report.ending.signal == number.name
    assert numbers["ended_by"] == number.name
    assert numbers["sessions"] > 0
    told = dict(report.cases[0].observed)["endurance"]
    assert told.startswith(f"after {numbers['sessions']} sessions in ")
    assert told.endswith(f", ended early: {number.name}")
    assert f"the run ended early: {number.name}; each of its 6 cases has a verdict" in said
    assert f"each of its 6 cases has a verdict, but the run did not come to its end ({number.name})" in said
    assert f"(exit {code})" in said


def test_the_time_of_max_time_ends_the_load_and_the_run_is_not_green(tmp_path: Path) -> None:
    done = conformance(tmp_path, *LONG, "--max-time", "2s", "--report-dir", "out")

    report, numbers = judged(tmp_path / "out")
    assert done.returncode != 0
    assert len(report.cases) == 6
    assert numbers["ended_by"] == "the time of --max-time 2s is over"
    assert report.ending.early == numbers["ended_by"]


def test_a_run_with_mishaps_of_the_bench_fails_no_case(tmp_path: Path) -> None:
    dut = "emulator://m95?mishap=vanish:400&mishap=no-coverage:900"

    conformance(tmp_path, "--dut", dut, "--campaign", "endurance", "--for", "12min", "--report-dir", "out")

    report, numbers = judged(tmp_path / "out")
    assert set(numbers["incidents"]) == {"bench"}
    assert numbers["incidents"]["bench"]["count"] > 1
    assert {case.verdict for case in report.cases} <= {Verdict.PASS, Verdict.INCONCLUSIVE}
    assert numbers["ended_by"] == ""


def test_the_seed_draws_the_same_sessions_again_and_an_emulated_module_takes_the_same_time(
    tmp_path: Path,
) -> None:
    drawn = []
    for name, seed in (("one", "7"), ("two", "7")):
        conformance(tmp_path, *LONG[:2], "--for", "90s", "--seed", seed, "--report-dir", name)
        course = read_series(tmp_path / name / ENDURANCE)
        assert course is not None
        drawn.append([(session.work, session.steps) for session in course.sessions])

    least = min(map(len, drawn))
    assert least > 0
    assert drawn[0][:least] == drawn[1][:least]

"""A run that GitHub and GitLab start leaves what they show; its output stays that of any other run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hil.cli.main import run

SELECTED = ("--requirement", "SSLCFG-RTC-03", "--campaign", "smoke", "-n", "1")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A run with a failing case, and its folder."""
    folder = tmp_path_factory.mktemp("job")
    server = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(folder / "step.md"),
        "GITHUB_WORKSPACE": str(folder),
        "GITLAB_CI": "true",
    }
    dut = "emulator://m95?defect=ignorertctime-inverted"
    command = (
        sys.executable,
        "-m",
        "hil.cli.main",
        "conformance",
        "--dut",
        dut,
        *SELECTED,
        "--report-dir",
        "out",
    )
    return folder, subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **server},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_each_server_finds_its_file(done: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    folder, ran = done

    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert (folder / "step.md").read_text().count(
        "# Conformance of the FTPS function: smoke, --requirement"
    ) == 1
    assert json.loads((folder / "out/gl-code-quality-report.json").read_text())


def test_annotations_begin_lines_behind_the_conclusion(
    done: tuple[Path, subprocess.CompletedProcess[str]],
) -> None:
    _, ran = done

    report, *annotations = ran.stdout.splitlines()[ran.stdout[: ran.stdout.index("report: ")].count("\n") :]
    assert report.endswith("report.html")
    assert annotations
    assert all(line.startswith("::error title=fail (") for line in annotations)


def test_the_end_of_the_run_tells_the_case_that_hil_show_shows(
    done: tuple[Path, subprocess.CompletedProcess[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, ran = done
    (told,) = [line for line in ran.stdout.splitlines() if line.startswith("next: hil show ")]
    place, number = told.removeprefix("next: hil show ").split()[:2]

    assert run(["show", str(folder / place), number]) == 0

    shown = capsys.readouterr().out.splitlines()
    assert ": fail (" in shown[0]
    assert shown[1].rpartition("/")[2] in ran.stdout

"""The files for CI servers in the docs are valid, and what they run makes what they keep."""

from __future__ import annotations

import fnmatch
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from hil.cli.conformance import conformance
from hil.cli.doctor import doctor

EXAMPLES = Path(__file__).parent.parent.parent / "docs/examples"
GITHUB, GITLAB = EXAMPLES / "github-workflow.yml", EXAMPLES / "gitlab-ci.yml"
COMMANDS = {"conformance": conformance, "doctor": doctor}


def content(path: Path) -> Any:
    return YAML(typ="safe").load(path)


def scripts(path: Path, job: str) -> list[str]:
    """The lines that a job runs."""
    if path is GITLAB:
        return list(content(path)[job]["script"])
    steps = content(path)["jobs"][job]["steps"]
    return [line for step in steps for line in step.get("run", "").splitlines()]


def all_commands() -> Iterator[list[str]]:
    for path in (GITHUB, GITLAB):
        for job in ("emulator", "module"):
            for line in scripts(path, job):
                words = shlex.split(line)
                if Path(words[0]).name == "hil":
                    yield words[1:]


def resolved(path: Path) -> dict[str, Any]:
    """The content with what a job of GitLab extends in that job: its schema takes anything for a hidden one."""
    found: dict[str, Any] = content(path)
    return {
        name: {**found[job.pop("extends")], **job} if isinstance(job, dict) and "extends" in job else job
        for name, job in found.items()
    }


@pytest.mark.parametrize(
    ("path", "schema"),
    [(GITHUB, "vendor.github-workflows"), (GITLAB, "vendor.gitlab-ci")],
    ids=["github", "gitlab"],
)
def test_a_file_is_valid_by_the_schema_of_its_server(path: Path, schema: str, tmp_path: Path) -> None:
    whole = tmp_path / "resolved.json"
    whole.write_text(json.dumps(resolved(path)))

    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(path), str(whole)],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("words", list(all_commands()), ids=" ".join)
def test_each_command_has_the_options_that_a_file_uses(words: list[str]) -> None:
    known = {name for option in COMMANDS[words[0]].params for name in option.opts}

    assert {word for word in words[1:] if word.startswith("-")} <= known


@pytest.mark.parametrize("path", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_both_jobs_install_and_run_in_this_order(path: Path) -> None:
    for job in ("emulator", "module"):
        lines = scripts(path, job)
        assert any('pip install "$M95_HIL"' in line for line in lines)
        assert "hil conformance" in lines[-1]


@pytest.mark.parametrize("path", [GITHUB, GITLAB], ids=["github", "gitlab"])
def test_captures_are_no_artefact(path: Path) -> None:
    kept = content(GITLAB)[".report"]["artifacts"]["exclude"]
    if path is GITHUB:
        jobs = content(GITHUB)["jobs"].values()
        assert all("!out/captures/" in job["steps"][-1]["with"]["path"] for job in jobs)
    else:
        assert fnmatch.fnmatch("out/captures/case/session-1.pcapng", kept[0])


def test_the_run_leaves_the_files_that_gitlab_reads(tmp_path: Path) -> None:
    command = f"{scripts(GITLAB, 'emulator')[-1]} -n 1 -k test_the_path_is_set"
    environment = {
        **os.environ,
        "GITLAB_CI": "true",
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }

    done = subprocess.run(
        command,
        shell=True,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    for name in content(GITLAB)[".report"]["artifacts"]["reports"].values():
        assert (tmp_path / name).is_file()

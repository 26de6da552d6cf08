"""The unit files of docs/examples/systemd: systemd takes them, and the programs have the options that they give."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hil.results.records import RESULTS, read
from tests.peers import program
from tests.suite_run import ROOT

FOLDER = ROOT / "docs/examples/systemd"
COMMAND = re.compile(r"^    (?:HIL_\S+ )?hil .*$", re.MULTILINE)
"""A command line of a page."""

HIL = (sys.executable, "-m", "hil.cli.main")


def asked_for_help(name: str, words: list[str]) -> tuple[str, ...]:
    """The command line by which a program tells its options."""
    if name in {"hil", "nightly"}:
        return (*HIL, words[0] if name == "hil" else "conformance", "--help")
    return (str(program(name)), "--help")


def started(unit: str) -> list[str]:
    """The command line of a unit."""
    lines = (FOLDER / unit).read_text(encoding="utf-8").splitlines()
    (line,) = [line.partition("=")[2] for line in lines if line.startswith("ExecStart=")]
    return shlex.split(line)


SERVICES = sorted(file.name for file in FOLDER.glob("*.service"))


@pytest.mark.parametrize("unit", SERVICES)
def test_each_option_of_a_unit_exists(unit: str) -> None:
    path, *words = started(unit)

    done = subprocess.run(
        asked_for_help(Path(path).name, words), capture_output=True, text=True, timeout=300, check=False
    )

    known = {word.strip(",=[]|'") for word in (done.stdout + done.stderr).split()}
    assert [word for word in words if word.startswith("-") and word not in known] == []


@pytest.mark.parametrize("unit", [*SERVICES, "hil-nightly.timer"])
def test_systemd_takes_each_unit(unit: str, tmp_path: Path) -> None:
    verifier = program("systemd-analyze")
    for file in FOLDER.iterdir():
        paths = {started(name)[0] for name in SERVICES}
        text = file.read_text(encoding="utf-8")
        for path in paths:
            text = text.replace(f"ExecStart={path}", f"ExecStart={shutil.which('true')}")
        # an instance of a template is verified in its place
        (tmp_path / file.name.replace("@.", "@rack1.")).write_text(text, encoding="utf-8")

    done = subprocess.run(
        [verifier, "verify", tmp_path / unit.replace("@.", "@rack1.")],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )

    said = [line for line in done.stderr.splitlines() if str(tmp_path) in line or unit in line]
    assert (done.returncode, said) == (0, [])


def test_the_nightly_run_goes_on_with_what_is_left_and_begins_anew_behind_a_whole_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hil = tmp_path / "hil"
    hil.write_text(f'#!/bin/sh\nexec {shlex.join(HIL)} "$@"\n', encoding="utf-8")
    hil.chmod(0o755)
    monkeypatch.setenv("HIL", str(hil))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), *sys.path]))
    out = tmp_path / "reports/nightly"
    command = [str(FOLDER / "nightly"), "-k", "sslversion_seclevel and 0", "-n", "2"]

    def night() -> int:
        return subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=300, check=False).returncode

    first = night()
    lines = (out / RESULTS).read_bytes().splitlines(keepends=True)
    (out / RESULTS).write_bytes(
        b"".join(lines[:-2])
    )  # as after kill -9: without an end, and without one case
    (out / "summary.json").unlink()
    second = night()
    resumed = read(out)
    third = night()

    assert (first, second, third) == (0, 0, 0)
    assert (len(resumed.resumptions), resumed.is_complete) == (1, True)
    assert (len(read(out).resumptions), read(out).is_complete) == (0, True)
    assert len(list(tmp_path.glob("reports/before-*"))) == 1


@pytest.mark.parametrize("page", ["rack.md", "first-module.md"])
def test_each_command_of_a_page_has_its_options(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    lines = [line.partition("hil ")[2].partition("#")[0].split() for line in COMMAND.findall(text)]
    assert lines

    for command in {words[0] for words in lines}:
        done = subprocess.run(
            [*HIL, command, "--help"], capture_output=True, text=True, timeout=300, check=False
        )
        used = {word for words in lines if words[0] == command for word in words if word.startswith("-")}
        assert done.returncode == 0, command
        assert used - set(done.stdout.replace(",", " ").split()) == set(), command

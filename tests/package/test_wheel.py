"""The wheel, made through the sdist, works in a clean environment far from the checkout."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

ROOT = Path(__file__).parent.parent.parent
STRANGER = """\
def test_a_stranger_uses_the_fixture(hil_modem):
    assert hil_modem.send("AT").ok
"""

GUIDE = ROOT / "docs/writing-a-suite.md"
FILE = re.compile(r"^File `(?P<name>[^`]+)`[^\n]*:\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
"""A file that the guide shows whole."""


def run(*words: str | Path, cwd: Path, expect: int = 0) -> str:
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON"))
    }
    done = subprocess.run(  # noqa: PLW1510 - the exit code is judged below, with the output
        [str(word) for word in words], cwd=cwd, env=environment, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def wheel(place: Path) -> Path:
    run(sys.executable, "-m", "build", "--outdir", place / "dist", ROOT, cwd=place)
    (found,) = (place / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def python(place: Path, wheel: Path) -> Path:
    venv.create(place / "clean", with_pip=True)
    interpreter = place / "clean" / "bin" / "python"
    run(interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel, cwd=place)
    return interpreter


def test_the_wheel_holds_one_import_package_with_every_source_file(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    expected = {
        str(path.relative_to(ROOT) if folder == "hil" else "hil" / path.relative_to(ROOT))
        for folder in ("hil", "fixtures", "suites")
        for path in (ROOT / folder).rglob("*.py")
        if not path.is_relative_to(ROOT / "hil/entry_point")
    }

    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {
        "hil",
        "m95_hil_pytest",  # what pytest loads
    }
    assert expected | {"m95_hil_pytest/__init__.py"} <= names
    assert "hil/entry_point/__init__.py" not in names
    data = {
        "hil/py.typed",
        "hil/spec/requirements.toml",
        "hil/schemas/pics.schema.json",
        "hil/suites/renamed.toml",
    }
    assert data <= names


def test_the_suites_run_from_the_wheel(python: Path, place: Path) -> None:
    output = run(
        python, "-m", "pytest", "--pyargs", "hil.suites", "--strict-markers", "--import-mode=importlib",
        "--campaign", "smoke", "-q", cwd=place,
    )  # fmt: skip

    assert " passed" in output
    assert "failed" not in output


def test_a_strangers_test_uses_the_fixtures(python: Path, place: Path) -> None:
    folder = place / "stranger"
    folder.mkdir()
    (folder / "test_mine.py").write_text(STRANGER)

    assert "1 passed" in run(python, "-m", "pytest", "-q", cwd=folder)


def test_the_suite_of_the_guide_runs_twice_in_an_empty_folder(python: Path, place: Path) -> None:
    folder = place / "acme"
    folder.mkdir()
    for shown in FILE.finditer(GUIDE.read_text(encoding="utf-8")):
        (folder / shown["name"]).write_text(shown["text"], encoding="utf-8")

    for options in ((), ("-n", "2")):
        run(python, "-m", "pytest", "-q", "--hil-report-dir", "report", *options, cwd=folder)

        cases = [
            record
            for line in (folder / "report/results.jsonl").read_text(encoding="utf-8").splitlines()
            if (record := json.loads(line))["kind"] == "case"
        ]
        assert {case["id"]: case["verdict"] for case in cases} == {
            "test_reports.py::test_a_report_comes_back_unchanged": "pass",
            "test_reports.py::test_a_full_server_is_reported": "pass",
        }
        assert {name for case in cases for name in case["requirements"]} == {
            "ACME-REPORT-01", "ACME-REPORT-02", "MODE-01",
        }  # fmt: skip
        assert "A full server is reported" in (folder / "report/report.html").read_text(encoding="utf-8")
    assert {path.name for path in folder.iterdir()} >= {"acme.toml", "pytest.ini", "test_reports.py"}
    assert len(list((folder / "report/earlier").iterdir())) == 1


def test_the_suite_of_the_guide_is_typed(python: Path, place: Path) -> None:
    checker = (
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--python-executable",
        python,
        "--cache-dir",
        place / "mypy",
    )

    assert "no issues found" in run(*checker, "test_reports.py", cwd=place / "acme")


def test_one_requirement_of_the_guide_can_be_chosen(python: Path, place: Path) -> None:
    output = run(python, "-m", "pytest", "-q", "--hil-requirement", "ACME-REPORT-01", cwd=place / "acme")

    assert "1 passed, 1 deselected" in output


def test_the_command_writes_a_report_far_from_the_checkout(python: Path, place: Path) -> None:
    report = place / "report"

    run(
        python.with_name("hil"), "conformance", "--campaign", "smoke", "-n", "1", "--report-dir", report,
        cwd=place,
    )  # fmt: skip

    summary = json.loads((report / "summary.json").read_text())
    assert summary["fail"] == summary["error"] == summary["inconclusive"] == 0
    assert summary["pass"] > 0
    assert (report / "report.html").stat().st_size > 0

"""A run is read and rendered by a program that has no pytest, no covering arrays and no driver."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.results.samples import sample, write_run

BLOCKED = (
    "pytest",
    "_pytest",
    "covertable",
    "allure",
    "allure_pytest",
    "hil.plugin",
    "hil.campaign",
    "hil.modem",
)

RENDER = """
import sys
for name in sys.argv[2:]:
    sys.modules[name] = None
from pathlib import Path
from hil.report.allure_cases import write_results
from hil.report.render import render
from hil.results.records import read
folder = Path(sys.argv[1])
report = read(folder)
render(report, folder)
write_results(report, folder / "allure-results")
"""

READ = """
import sys
for name in (*sys.argv[2:], "jinja2", "hil.report"):
    sys.modules[name] = None
from pathlib import Path
from hil.results import conclusion, folder, header, observations, records
report = records.read(Path(sys.argv[1]))
print(int(conclusion.exit_code(report)), conclusion.meaning(report))
print(*sorted({name.partition(".")[0] for name in sys.modules} - set(sys.stdlib_module_names)))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_run(tmp_path / "results.jsonl", sample())
    return tmp_path


def run(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder), *BLOCKED], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_run_is_rendered_without_pytest(folder: Path) -> None:
    run(RENDER, folder)

    assert json.loads((folder / "summary.json").read_text())["total"] == len(sample().cases)
    assert "An expired chain is refused" in (folder / "report.html").read_text()
    assert "AUTH-05" in (folder / "junit.xml").read_text()
    assert "dut.model=Quectel_M95" in (folder / "allure-results/environment.properties").read_text()


def test_the_results_need_the_standard_library_only(folder: Path) -> None:
    conclusion, loaded = run(READ, folder).splitlines()

    assert conclusion.startswith(
        "1 not every applicable case passed; incomplete: 1 of 188 cases have no verdict"
    )
    assert {name for name in loaded.split() if not name.startswith(("_", "sitecustomize"))} <= {
        "hil",
        *BLOCKED,
        "jinja2",
    }

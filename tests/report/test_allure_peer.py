"""The npm program `allure` (3) makes its report of our results, and a browser shows every case once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from hil.report.allure import CONFIGURATION, HISTORY
from hil.report.allure_cases import rendered
from hil.report.source import Source
from hil.results.model import RunReport
from hil.verdict import Cause, FailedCheck, Ground, Verdict
from tests.peers import program
from tests.results.samples import DUT, FAILED, HEADER, LINES, OTHERS, sample

CHECK = FailedCheck(
    ("AUTH-05",), Ground.NOTE, "AT+QFTPOPEN: expected -5, came 0", "-5", "0", "test_server.py:42"
)

# Ids that differ in their parameter alone, as cases with values of bytes have.
ALIKE = tuple(
    replace(OTHERS[0], id=f"suites/t.py::test[{name}]") for name in ("value0", "value1", "\\x00", "a/b c")
)
ENDED = (
    replace(FAILED, checks=(CHECK,), reason=CHECK.sentence),
    *(
        replace(case, cause=Cause.NO_STIMULUS if case.verdict is Verdict.INCONCLUSIVE else None)
        for case in OTHERS
    ),
    replace(OTHERS[1], id="suites/t.py::test_open", cause=Cause.LEFT_OPEN),
)
# In one file, since the page folds one in which every case passed.
CASES = tuple(replace(case, id=f"suites/t.py::{case.id.partition('::')[2]}") for case in (*ENDED, *ALIKE))
REPORT = replace(sample(), header=replace(HEADER, narrowed=(("-k", "close"),)), cases=CASES)


def generated(folder: Path, report: RunReport) -> Path:
    """The report of Allure in the folder of the run; in a folder of its own, since it does not replace an earlier one."""
    allure, name = program("allure"), f"report-{report.header.run_id}"
    rendered(Source(report, folder), folder / "allure-results")
    command = [
        str(allure),
        *(
            "generate",
            "--config",
            f"allure-results/{CONFIGURATION}",
            "--output",
            name,
            "allure-results",
        ),
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / name


def read(page: Path, name: str) -> Any:
    return json.loads((page / "widgets" / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generated(tmp_path_factory.mktemp("run"), REPORT)


def test_each_case_is_counted_once(page: Path) -> None:
    numbers = read(page, "statistic.json")

    assert numbers["total"] == len(REPORT.cases) + len(REPORT.not_run) + 1 == 14
    assert {name: numbers[name] for name in ("passed", "failed", "broken", "skipped")} == {
        "passed": 6,
        "failed": 1,
        "broken": 4,
        "skipped": 3,
    }
    assert "retries" not in numbers


def test_the_categories_are_ours(page: Path) -> None:
    found = read(page, "categories.json")

    groups = {node["name"]: node["statistic"]["total"] for node in map(found["nodes"].get, found["roots"])}
    assert groups == {
        "Not run": 2,
        "Fail on the note": 1,
        "Inconclusive": 1,
        "The bench failed": 1,
        "Left open by the note": 1,
        "Known deviation": 1,
        "Not applicable": 1,
    }


def test_the_environment_is_ours(page: Path) -> None:
    found = {row["name"]: row["values"] for row in read(page, "allure_environment.json")}

    assert found["selection"] == ["full, -k close"]
    assert found["dut.revision"] == ["M95FAR02A08"]


def test_a_failed_case_has_both_sides_its_steps_and_its_transcript(page: Path) -> None:
    results = map(json.loads, (path.read_text() for path in (page / "data/test-results").glob("*.json")))

    (failed,) = (result for result in results if result["status"] == "failed")
    assert (failed["error"]["expected"], failed["error"]["actual"]) == ("-5", "0")
    assert [(step["name"], step["status"]) for step in failed["steps"] if step["type"] == "step"][1:2] == [
        ("AT+QFTPOPEN: expected -5, came 0", "failed")
    ]
    (attached,) = (step["link"] for step in failed["attachments"])
    text = (page / "data/attachments" / f"{attached['id']}{attached['ext']}").read_text(encoding="utf-8")
    assert text.splitlines() == [str(line) for line in LINES]


def test_a_second_run_of_the_same_module_continues_the_history(tmp_path: Path) -> None:
    named = replace(DUT, module="m1")
    first = RunReport(HEADER, tuple(replace(case, module="m1") for case in ALIKE), duts=(named,))
    second = replace(first, header=replace(HEADER, run_id="b"), duts=(replace(named, url="/dev/ttyUSB3"),))
    generated(tmp_path, first)

    page = generated(tmp_path, second)

    assert len((tmp_path / HISTORY).read_text().splitlines()) == 2
    results = [json.loads(path.read_text()) for path in (page / "data/test-results").glob("*.json")]
    assert [len(result["history"]) for result in results] == [1, 1, 1, 1]


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The URL of a server of that folder: the page loads its data, which a browser does not do from a file."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_browser_shows_every_case(page: Path, tmp_path: Path) -> None:
    chromium = program("chromium")

    with served(page) as url:
        done = subprocess.run(
            [
                *(
                    str(chromium),
                    "--headless",
                    "--no-sandbox",
                    "--disable-gpu",
                    f"--user-data-dir={tmp_path}",
                ),
                *("--virtual-time-budget=20000", "--window-size=1600,4000", "--dump-dom", url),
            ],
            capture_output=True,
            text=True,
            env={**os.environ, "HOME": str(tmp_path)},
            check=False,
        )

    shown = re.findall(r"test(?:_\w+)?(?:\[[^\]<]*\])", done.stdout) + re.findall(r"test_\w+", done.stdout)
    assert {case.id.partition("::")[2] for case in CASES} <= set(shown)

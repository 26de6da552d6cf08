"""Captures of cases: kept by verdict, in the folder of the run, whether there are workers or not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hil.plugin import captures
from hil.report.html.page import page
from hil.report.junit import junit
from hil.results.case_records import case_record, read_case
from hil.results.model import RunReport
from hil.results.private import private_name, remove_dead
from hil.results.records import read
from hil.verdict import Verdict
from tests.report.unpacked import bodies
from tests.results.samples import FAILED, HEADER

pytest_plugins = ("pytester",)

SUITE = """
import socket
import pytest
from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.session import Listener

pytestmark = pytest.mark.hil_requirement("MODE-01")

def visit(server, word):
    with server.expecting(ServerProfile()) as pending:
        with socket.create_connection(server.address(Listener.PLAIN), timeout=20) as connection:
            connection.sendall(f"{word}\\r\\nQUIT\\r\\n".encode())
            while connection.recv(100):
                pass
        return pending.session(Deadline.after(20))

def test_pass(hil_ftps_server):
    visit(hil_ftps_server, "PASSES")

def test_fail(hil_ftps_server):
    visit(hil_ftps_server, "FIRST")
    visit(hil_ftps_server, "SECOND")
    assert 4 + 1 == 6

def test_inconclusive(hil_ftps_server):
    visit(hil_ftps_server, "UNCLEAR")
    from hil.verdict import Inconclusive
    raise Inconclusive("nothing came")

def test_without_a_session():
    assert 4 + 1 == 6
"""


def kept(folder: Path) -> dict[str, list[str]]:
    """The words that each case said, in clear, by the name of the case."""
    said: dict[str, list[str]] = {}
    for case in read(folder / "results.jsonl").cases:
        for path in case.captures:
            words = re.findall(rb"(PASSES|FIRST|SECOND|UNCLEAR)\r\nQUIT\r\n", (folder / path).read_bytes())
            said.setdefault(case.name.rpartition("::")[2], []).extend(word.decode() for word in words)
    return said


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["-n", "2"], {"test_fail": ["FIRST", "SECOND"], "test_inconclusive": ["UNCLEAR"]}),
        (
            ["--hil-captures", "all"],
            {"test_pass": ["PASSES"], "test_fail": ["FIRST", "SECOND"], "test_inconclusive": ["UNCLEAR"]},
        ),
    ],
    ids=["failed, two workers", "all"],
)
def test_captures_lie_in_the_folder_of_the_run(
    options: list[str],
    expected: dict[str, list[str]],
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    aside = pytester.mkdir("aside")
    monkeypatch.setattr("tempfile.tempdir", str(aside))
    pytester.makepyfile(SUITE)

    pytester.runpytest_inprocess("--hil-report-dir", "out", *options).assert_outcomes(passed=1, failed=3)

    folder = pytester.path / "out"
    assert kept(folder) == expected
    files = {str(path.relative_to(folder)) for path in folder.rglob("*.pcapng")}
    assert files == {path for case in read(folder / "results.jsonl").cases for path in case.captures}
    assert list(aside.glob("*captures*")) == []
    assert list(folder.glob(".*")) == []
    assert (folder / "captures").stat().st_mode & 0o777 == 0o700
    assert (folder / "captures/README.txt").read_text(encoding="ascii").startswith("CONFIDENTIAL\n")
    assert (folder / "captures/README.txt").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("options", "some"),
    [
        (["--hil-report-dir", "out"], True),
        (["--hil-report-dir", "out", "--hil-captures", "none"], False),
        (["--hil-captures", "all"], False),
    ],
    ids=["by default", "none", "without a report"],
)
def test_nothing_is_written_that_nobody_wants(
    *, options: list[str], some: bool, pytester: pytest.Pytester
) -> None:
    spool = captures.spool(pytester.parseconfig(*options))

    assert (spool is not None) is some


def test_an_earlier_run_takes_its_captures_along(pytester: pytest.Pytester) -> None:
    folder = pytester.mkdir("out")
    (folder / "captures/case").mkdir(parents=True)
    (folder / "captures/case/session-1.pcapng").touch()
    pytester.makepyfile("import pytest\n@pytest.mark.hil_requirement('MODE-01')\ndef test_it(): pass")

    pytester.runpytest_inprocess("--hil-report-dir", "out")

    assert len(list(folder.glob("earlier/*/captures/case/session-1.pcapng"))) == 1
    assert not (folder / "captures").exists()


WATCHED = """
    import pathlib, pytest
    from hil.plugin import captures

    @pytest.mark.hil_requirement("MODE-01")
    def test_it(pytestconfig):
        path = captures.spool(pytestconfig).path_for(1)
        path.parent.mkdir(parents=True)
        path.touch()
        (private,) = (pathlib.Path.cwd() / "out").glob(".hil-captures-*")
        assert path.is_relative_to(private)
        assert private.stat().st_mode & 0o777 == 0o700
"""


@pytest.mark.parametrize("options", [(), ("-n", "1")], ids=["alone", "a worker"])
def test_captures_are_written_into_a_private_folder_of_the_run(
    pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    pytester.makepyfile(WATCHED)

    pytester.runpytest_inprocess("--hil-report-dir", "out", *options).assert_outcomes(passed=1)


def test_what_a_killed_run_left_is_removed_by_the_next_start(pytester: pytest.Pytester) -> None:
    left = pytester.mkdir("out") / private_name("captures")
    left.mkdir(parents=True)
    (left / "session-1.pcapng").touch()
    pytester.makepyfile("import pytest\n@pytest.mark.hil_requirement('MODE-01')\ndef test_it(): pass")

    pytester.runpytest_inprocess("--hil-report-dir", "out")

    assert not left.exists()


def test_below_the_folder_of_the_ini_file_only_what_the_dead_left_is_removed(tmp_path: Path) -> None:
    gone = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], stdout=subprocess.PIPE, check=True
    )
    ours = tmp_path / private_name("captures")
    dead = tmp_path / private_name("captures").replace(str(os.getpid()), gone.stdout.decode().strip())
    elsewhere = tmp_path / f".hil-captures-{gone.stdout.decode().strip()}-of.another.host-0a"
    for folder in (ours, dead, elsewhere):
        folder.mkdir()

    remove_dead(tmp_path)

    assert set(tmp_path.iterdir()) == {ours, elsewhere}


def test_what_cannot_be_written_is_told_once_and_is_no_verdict(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("""
        import pytest
        from hil.plugin import captures

        class Source:
            warnings = ("cannot write the capture x: No space left on device",)

        @pytest.fixture(autouse=True)
        def source(pytestconfig):
            captures.spool(pytestconfig).source = Source()
    """)
    pytester.makepyfile("""
        import pytest
        pytestmark = pytest.mark.hil_requirement("MODE-01")
        def test_one(): pass
        def test_two(): pass
    """)

    result = pytester.runpytest_inprocess("--hil-report-dir", "out")

    result.assert_outcomes(passed=2)
    assert str(result.stdout).count("warning: cannot write the capture x: No space left on device") == 1


def test_the_page_and_the_junit_file_name_the_captures(tmp_path: Path) -> None:
    path = "captures/test_server-0badcafe/session-3.pcapng"
    report = RunReport(header=HEADER, cases=(replace(FAILED, captures=(path,)),))

    text = page(report)
    (tmp_path / "junit.xml").write_bytes(junit(report))

    assert bodies(text)[0]["files"] == [path]
    assert "-o tcp.try_heuristic_first:TRUE -q -z follow,tls,ascii,0" in text
    assert f"capture: {path}\n" in (tmp_path / "junit.xml").read_text()


def test_ten_sessions_come_in_order(tmp_path: Path) -> None:
    spool = captures.Spool(tmp_path, mode="failed")
    spool.begin("t.py::test")
    for session in range(1, 11):
        path = spool.path_for(session)
        assert path is not None
        path.parent.mkdir(exist_ok=True)
        path.touch()

    names = [path.name for path in spool.end(Verdict.ERROR)]

    assert names == [f"session-{session}.pcapng" for session in range(1, 11)]
    assert spool.path_for(11) is None


def test_an_old_record_has_no_captures() -> None:
    record = json.loads(json.dumps(case_record(FAILED)))
    del record["captures"]

    assert read_case(record) == FAILED

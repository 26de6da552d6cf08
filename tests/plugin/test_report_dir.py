"""The folder of `--hil-report-dir`: the same with workers and without, never an empty name, and told when nothing is in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.cli.folder_name import FolderName
from hil.errors import UsageError

pytest_plugins = ("pytester",)

OURS = """
import pytest

@pytest.mark.hil_requirement("MODE-01")
def test_it():
    pass
"""

workers = pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "two workers"])


@workers
def test_no_case_for_the_folder_is_told(workers: tuple[str, ...], pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(): pass")

    done = pytester.runpytest_subprocess("--hil-report-dir", "out", *workers)

    done.assert_outcomes(passed=1)
    done.stdout.fnmatch_lines(["--report-dir *out: no case wrote into it; *hil_requirement*"])
    assert not (pytester.path / "out/results.jsonl").exists()


@workers
@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--setup-only", "--setup-only"),
        ("--setup-plan", "--setup-plan"),
        ("--fixtures-per-test", "--fixtures-per-test"),
    ],
)
def test_a_run_that_calls_no_case_makes_no_report_and_leaves_an_earlier_one(
    option: str, told: str, workers: tuple[str, ...], pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(OURS)
    earlier = pytester.mkdir("out") / "results.jsonl"
    earlier.write_text("of an earlier run\n")

    done = pytester.runpytest_subprocess("--hil-report-dir", "out", option, *workers)

    assert done.ret == 0
    done.stdout.fnmatch_lines([f"--report-dir out: no case wrote into it; {told} calls none"])
    assert [path.name for path in earlier.parent.iterdir()] == ["results.jsonl"]


@workers
def test_the_home_and_a_path_from_here_are_meant(
    workers: tuple[str, ...], pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(pytester.path / "home"))
    pytester.makepyfile(OURS)

    done = pytester.runpytest_subprocess("--hil-report-dir=~/out", "--rootdir=/", *workers)

    done.assert_outcomes(passed=1)
    done.stdout.no_fnmatch_line("*no case wrote*")
    assert (pytester.path / "home/out/report.html").exists()


@pytest.mark.parametrize(
    ("words", "variable", "where"),
    [
        (("--hil-report-dir=",), "", "--report-dir"),
        (("--hil-report-dir", "  "), "", "--report-dir"),
        ((), "--hil-report-dir=", "--report-dir"),
        (("-o", "hil_report_dir="), "", "hil_report_dir in *"),
    ],
    ids=["option", "spaces", "environment", "ini key"],
)
def test_an_empty_name_is_refused(
    words: tuple[str, ...],
    variable: str,
    where: str,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", variable)
    pytester.makepyfile(OURS)

    done = pytester.runpytest_inprocess("-p", "no:cacheprovider", *words)

    assert done.ret == pytest.ExitCode.USAGE_ERROR
    done.stderr.fnmatch_lines([f"ERROR: {where}: expected the name of a folder; got an empty one; *"])


@pytest.mark.parametrize(("name", "told"), [("", "got an empty one"), ("~nobody-here/x", "~nobody-here/x")])
def test_the_command_refuses_what_names_no_folder(name: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        FolderName().convert(name, None, None)


def test_the_command_takes_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")

    assert FolderName().convert("~/out", None, None) == Path("/home/me/out")

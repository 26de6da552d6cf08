"""A run on a full disk: foreseen before its first case, survived during it, and never green."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from hil.results.description import RUN
from hil.results.folder import MANIFEST
from hil.results.records import RESULTS, read

pytest_plugins = ("pytester",)

FULL = """
    import errno, os

    sync, count = os.fsync, []

    def full(descriptor):
        count.append(descriptor)
        if len(count) > 4:  # run.json, the first record, the manifest, one case
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        sync(descriptor)

    os.fsync = full
"""

CASES = """
    import pytest

    @pytest.mark.hil_requirement("MODE-01")
    @pytest.mark.parametrize("n", range(COUNT))
    def test_it(n): pass
"""


def test_verdicts_that_find_no_place_are_told_on_the_terminal(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(FULL)
    pytester.makepyfile(CASES.replace("COUNT", "3"))

    result = pytester.runpytest_subprocess("--hil-report-dir", "out")

    said = result.stdout.str()
    assert [case.name for case in read(pytester.path / "out").cases] == [
        f"{Path(_file(pytester)).name}::test_it[0]"
    ]
    assert f"pass: {_file(pytester)}::test_it[1]" in said
    assert f"pass: {_file(pytester)}::test_it[2]" in said
    assert said.count("results cannot be written into") == 1
    assert "No space left on device; they are kept in memory" in said
    assert "the run ended early: the results cannot be written: No space left on device" in said
    assert "Traceback" not in said + result.stderr.str()
    assert not (pytester.path / "out/summary.json").exists()
    assert not list((pytester.path / "out").glob(".*"))


def _file(pytester: pytest.Pytester) -> str:
    (found,) = pytester.path.glob("test_*.py")
    return found.name


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MiB, where mounting is permitted."""
    place = tmp_path / "small"
    place.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() or mount is None:
        pytest.skip("only root may mount a file system")
    mounted = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_too_little_space_is_told_before_the_first_case(pytester: pytest.Pytester, small_disk: Path) -> None:
    pytester.makepyfile(CASES.replace("COUNT", "40"))

    result = pytester.runpytest_subprocess("--hil-report-dir", str(small_disk))

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(
        [
            "ERROR: the report of 40 cases may take 3.9 MiB, 88 KiB a case with --captures failed, and 1.0 MiB are free*"
        ]
    )
    assert not (small_disk / RESULTS).exists()


def test_a_disk_that_fills_up_leaves_whole_lines(pytester: pytest.Pytester, small_disk: Path) -> None:
    pytester.makepyfile(
        f"""
        import os, pathlib, pytest
        pytestmark = pytest.mark.hil_requirement("MODE-01")

        def test_a(): pass

        def test_b():
            with pytest.raises(OSError), pathlib.Path({str(small_disk)!r}, "theirs").open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))

        def test_c():
            pytest.fail("x" * 20000)
        """
    )

    result = pytester.runpytest_subprocess("--hil-report-dir", str(small_disk))

    said = result.stdout.str()
    lines = (small_disk / RESULTS).read_bytes().splitlines(keepends=True)
    assert all(line.endswith(b"\n") and json.loads(line) for line in lines)
    assert "fail (reading): " in said
    assert "the report cannot be written" in said
    assert "Traceback" not in said + result.stderr.str()
    assert [
        path.name
        for path in small_disk.glob("*")
        if path.name not in {"theirs", RESULTS, RUN, MANIFEST, "allure-results"}
    ] == []

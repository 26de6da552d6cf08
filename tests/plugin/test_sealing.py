"""A recorded run is sealed when its last evidence is written, with one process and with workers."""

from __future__ import annotations

import json

import pytest

from hil.plugin import (  # loaded before a run in this process, which forgets what it has loaded
    recording,  # noqa: F401
    sealing,  # noqa: F401
)
from hil.results.folder import MANIFEST
from hil.seal import writing
from hil.seal.chain import LinkKind, read
from hil.seal.examination import Standing, examine

pytest_plugins = ("pytester",)

PASSING = """
    import pytest

    @pytest.mark.hil_requirement("MODE-01")
    def test_pass(hil_ftps_server): pass
"""

KILLED = """
    import os, signal, pytest

    @pytest.mark.hil_requirement("MODE-01")
    def test_killed(): os.kill(os.getpid(), signal.SIGKILL)
"""

INTERRUPTED = """
    import pytest

    @pytest.mark.hil_requirement("MODE-01")
    def test_interrupted(): raise KeyboardInterrupt
"""


@pytest.mark.parametrize(
    "options",
    [(), ("-n", "2", "--alluredir", "out/allure-results")],
    ids=["one process", "workers and allure-pytest"],
)
def test_a_run_that_has_ended_is_sealed_with_its_renderings(
    options: tuple[str, ...], pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(PASSING)

    result = pytester.runpytest_subprocess("--hil-report-dir", "out", *options)

    examined = examine(pytester.path / "out")
    assert examined.standing is Standing.SOUND, examined.problems
    result.stdout.fnmatch_lines([f"head of the manifest: {examined.head}"])
    roots = [root for link in read(pytester.path / "out").links for root in link.roots]
    assert roots == ["summary.json", "junit.xml", "report.html", "allure-results"]


def test_the_links_come_in_the_order_of_what_happened(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(PASSING)

    pytester.runpytest_inprocess("--hil-report-dir", "out")

    kinds = [link.kind for link in read(pytester.path / "out").links]
    assert kinds[:4] == [LinkKind.BEGUN, LinkKind.EVIDENCE, LinkKind.RECORDS, LinkKind.SEAL]
    assert set(kinds[4:]) == {LinkKind.RENDERING}


def test_a_killed_run_is_unsealed(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(KILLED)

    pytester.runpytest_subprocess("--hil-report-dir", "out")

    assert examine(pytester.path / "out").standing is Standing.UNSEALED


def test_an_interrupted_run_is_sealed_and_says_so(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(INTERRUPTED)

    pytester.runpytest_subprocess("--hil-report-dir", "out")

    examined = examine(pytester.path / "out")
    assert examined.standing is Standing.SOUND
    assert any(note.startswith("the run ended early") for note in examined.notes)


def test_a_manifest_that_cannot_be_written_is_a_warning(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing, "begin", full)
    pytester.makepyfile(PASSING)

    result = pytester.runpytest_inprocess("--hil-report-dir", "out")

    result.stdout.fnmatch_lines(["warning: the manifest cannot be written into *: No space left on device"])
    assert json.loads((pytester.path / "out/summary.json").read_text())["pass"] == 1
    assert (pytester.path / "out" / MANIFEST).exists()
    assert writing.head(pytester.path / "out")

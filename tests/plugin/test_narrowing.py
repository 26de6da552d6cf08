"""What took a part of a campaign stands in the record of the run, in its verdict and in its titles."""

from __future__ import annotations

import pytest

from hil.results.conclusion import meaning
from hil.results.records import read

pytest_plugins = ("pytester",)

SUITE = """
import pytest

pytestmark = pytest.mark.hil_requirement("GEN-01")

def test_one():
    pass

@pytest.mark.hil_requirement("GEN-02")
def test_two():
    pass
"""


@pytest.mark.parametrize(
    ("arguments", "narrowed"),
    [
        ((), ()),
        (("--hil-captures=none", "-q", "-p", "no:cacheprovider"), ()),
        (("-k", "one or three"), (("-k", "one or three"),)),
        (("--hil-requirement=GEN-02",), (("--requirement", "GEN-02"),)),
        (("-m", "not slow", "--deselect", "test_suite.py::test_two"), (("-m", "not slow"), ("--deselect", "test_suite.py::test_two"))),
        (("test_suite.py::test_one",), (("test", "test_suite.py::test_one"),)),
        (("test_suite.py",), (("test", "test_suite.py"),)),
        (("-n1", "-k", "one"), (("-k", "one"),)),
        (("--lf",), (("--last-failed", ""),)),
    ],
)  # fmt: skip
def test_the_record_tells_what_took_a_part(
    pytester: pytest.Pytester, arguments: tuple[str, ...], narrowed: tuple[tuple[str, str], ...]
) -> None:
    pytester.makepyfile(test_suite=SUITE)

    pytester.runpytest_subprocess("-p", "hil.plugin", "--hil-report-dir=out", *arguments)

    report = read(pytester.path / "out")
    assert report.header.narrowed == narrowed
    assert report.header.selected == ", ".join(
        ["full", *(f"{name} {value}".rstrip() for name, value in narrowed)]
    )
    assert meaning(report).startswith(
        "every selected case passed" if narrowed else "every applicable case passed"
    )

"""Warnings of packages of others, at their compilation and their import, end neither our tests nor runs of users."""

from __future__ import annotations

import sys
import tomllib
import warnings
from pathlib import Path

import pytest

from hil.plugin import third_party

pytest_plugins = ("pytester",)

ROOT = Path(__file__).parent.parent.parent
AWKWARD = r"""
PATTERN = "\+CREG: \d"
IS_ONE = PATTERN is "1"
"""
"""Two constructs of which Python warns when it compiles them."""


@pytest.fixture
def awkward(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a package that nobody has compiled."""
    site = tmp_path / "site-packages"
    (site / "awkward").mkdir(parents=True)
    (site / "awkward/__init__.py").write_text(AWKWARD)
    monkeypatch.syspath_prepend(site)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    return site


def test_our_own_tests_go_on(awkward: Path, pytester: pytest.Pytester) -> None:
    options = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]
    filters = "\n    ".join(options["ini_options"]["filterwarnings"])
    pytester.makeini(f"[pytest]\npythonpath = {awkward}\nfilterwarnings =\n    {filters}\n")
    pytester.makepyfile(
        test_it=f"def test_it():\n    import awkward\n    compile({AWKWARD!r}, '{awkward}/other/x.py', 'exec')",
        test_ours=f"def test_ours(): compile({AWKWARD!r}, 'ours.py', 'exec')",
    )

    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1, failed=1)


@pytest.mark.usefixtures("awkward")
def test_a_package_is_loaded_without_its_warnings() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        third_party.load(("awkward", "not_there"))

    assert "awkward" in sys.modules


def test_a_strict_project_uses_our_fixtures_and_gets_a_report(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    pytester.makepyfile(
        "import pytest\n@pytest.mark.hil_requirement('GEN-01')\n"
        "def test_it(hil_modem, hil_ftps_server): assert hil_modem.send('AT').ok"
    )

    ended = pytester.runpytest_subprocess("-p", "no:cacheprovider", "--hil-report-dir", "out")

    ended.assert_outcomes(passed=1)
    assert (pytester.path / "out/summary.json").is_file()

"""The plugin in the pytest run of a stranger: cheap, and without anything that the stranger did not ask for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hil import plugin

pytest_plugins = ("pytester",)

HEAVY = (
    *(
        "tlslite",
        "pyftpdlib",
        "cryptography",
        "trustme",
        "serial",
        "gmpy2",
        "jinja2",
        "click",
        "ssl",
        "msgspec",
    ),
    *(
        "hil.modem",
        "hil.emulator",
        "hil.tls",
        "hil.ftps",
        "hil.pki",
        "hil.results.model",
        "hil.spec.catalogue",
    ),
)

LOADED = """
import sys

def pytest_unconfigure():
    print("loaded:", *sorted(sys.modules))
"""


def test_a_strangers_run_loads_nothing_heavy(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(LOADED)
    pytester.makepyfile("def test_it(): pass")

    # allure-pytest brings imports of its own; the question is what ours adds
    result = pytester.runpytest_subprocess(
        "-p", "no:allure_pytest", "-p", "no:anyio", "-p", "no:hypothesispytest"
    )

    line = next(line for line in result.stdout.lines if "loaded:" in line)
    loaded = set(line.split())
    assert "hil.plugin" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_a_strangers_run_writes_nothing(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(): pass")

    pytester.runpytest_inprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)

    assert sorted(path.suffix for path in pytester.path.iterdir() if path.name != "__pycache__") == [".py"]


def test_markers_and_options_are_there_in_a_strict_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        @pytest.mark.hil_smoke
        @pytest.mark.hil_slow
        @pytest.mark.hil_matrix(sslversion=3, ciphersuite="0X0035", seclevel=0, mode="implicit")
        @pytest.mark.hil_requirement("MODE-01")
        def test_it(pytestconfig):
            assert pytestconfig.getoption("hil_dut") == "emulator://m95"
            assert pytestconfig.getoption("hil_campaign") == "full"
        """
    )

    pytester.runpytest_inprocess("--strict-markers").assert_outcomes(passed=1)


def test_a_second_registration_by_a_conftest_is_idempotent(pytester: pytest.Pytester) -> None:
    pytester.makeconftest('pytest_plugins = ["hil.plugin"]')
    pytester.makepyfile("def test_it(): pass")

    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_the_plugin_can_be_left_out() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:hil.plugin", "--help"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.anchor,
    )

    assert done.returncode == 0
    assert "--hil-campaign" not in done.stdout


def test_each_module_that_the_plugin_names_is_there() -> None:
    code = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"

    subprocess.run([sys.executable, "-c", code, *plugin.pytest_plugins], check=True)

"""One module is refused to several workers, however they come about, before any of them starts."""

from __future__ import annotations

import pytest

pytest_plugins = ["pytester"]

PHYSICAL = ("/dev/ttyUSB7", "socket://127.0.0.1:9", "rfc2217://127.0.0.1:9")


@pytest.fixture(autouse=True)
def case(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTEST_XDIST_AUTO_NUM_WORKERS", raising=False)
    pytester.makepyfile(
        "import pytest\n@pytest.mark.hil_requirement('GEN-01')\ndef test_it(hil_modem): raise SystemExit\n"
    )


def require_refusal(result: pytest.RunResult, count: int, port: str) -> None:
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: -n {count} needs {count} modules, and {port} is one; *"])
    result.stdout.no_fnmatch_line("*gw0*")


@pytest.mark.parametrize(
    "arguments",
    [
        ("-n", "2"),
        ("--numprocesses=2",),
        ("--tx", "2*popen", "--dist", "load"),
        ("-d", "--tx", "popen", "--tx", "popen"),
        ("--dist", "each", "--tx", "2*popen"),
        ("-n", "2", "--dist", "loadgroup"),
    ],
    ids=" ".join,
)
def test_workers_of_the_command_line(pytester: pytest.Pytester, arguments: tuple[str, ...]) -> None:
    require_refusal(pytester.runpytest("--hil-dut", PHYSICAL[0], *arguments), 2, PHYSICAL[0])


@pytest.mark.parametrize("port", PHYSICAL)
def test_workers_of_the_environment(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, port: str
) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-n auto")
    monkeypatch.setenv("PYTEST_XDIST_AUTO_NUM_WORKERS", "3")

    require_refusal(pytester.runpytest("--hil-dut", port), 3, port)


def test_workers_of_the_ini_file(pytester: pytest.Pytester) -> None:
    pytester.makeini(f"[pytest]\naddopts = -n 2 --dut {PHYSICAL[0]}\nhil_short_names = true\n")

    require_refusal(pytester.runpytest(), 2, PHYSICAL[0])


PARALLEL = """
import pytest

class Parallel:
    pass

def pytest_addoption(parser):
    parser.addoption("--workers")
    parser.addoption("--tests-per-worker")

def pytest_configure(config):
    config.pluginmanager.register(Parallel(), "parallel")
"""


@pytest.mark.parametrize("name", ["parallel", "pytest_parallel"])
@pytest.mark.parametrize("option", ["--workers", "--tests-per-worker"])
def test_runners_of_their_own_are_refused(pytester: pytest.Pytester, option: str, name: str) -> None:
    pytester.makeconftest(PARALLEL.replace('"parallel"', f'"{name}"'))

    result = pytester.runpytest(option, "2")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {option} of pytest-parallel: *; leave that out, and use -n 1 *"])


def test_an_option_of_that_name_without_the_plugin_is_left_alone(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(PARALLEL.replace('"parallel"', '"something_else"'))

    assert pytester.runpytest("--workers", "2", "--collect-only").ret == pytest.ExitCode.OK

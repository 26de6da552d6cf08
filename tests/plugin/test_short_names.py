"""The short names belong to hil.suites and to projects that opted in; anywhere else they belong to others."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.plugin.short_options import SHORT

pytest_plugins = ("pytester",)

ROOT = Path(__file__).parent.parent.parent

STRANGER = """
import pytest

MARKERS = ("requirement", "needs", "probe", "axes", "matrix", "smoke", "slow")
OPTIONS = ("--dut", "--campaign", "--report-dir", "--captures", "--requirement", "--pics", "--deviations")
INI = ("report_dir", "pics", "requirements", "short_names")
FIXTURES = ("modem", "online_modem", "network", "bench", "server", "ftps_server", "authority", "transcript",
            "observe", "strictly", "supply", "dut_with")

def pytest_addoption(parser):
    for name in OPTIONS:
        parser.addoption(name, default="none of theirs")
    for name in INI:
        parser.addini(name, "of a stranger")

def pytest_configure(config):
    for name in MARKERS:
        config.addinivalue_line("markers", f"{name}: of a stranger")

def fixture_of(name):
    @pytest.fixture(name=name)
    def mine():
        return f"a stranger's {name}"
    return mine

for name in FIXTURES:
    globals()[name] = fixture_of(name)
"""

STRANGERS_TESTS = """
import pytest

@pytest.mark.requirement("ticket 12")
@pytest.mark.needs("docker")
@pytest.mark.probe()
@pytest.mark.axes(1, 2)
@pytest.mark.matrix("x")
@pytest.mark.smoke("x")
@pytest.mark.slow
def test_theirs(modem, network, bench, server, ftps_server, authority, transcript, observe, strictly, pytestconfig):
    assert (modem, network, server) == ("a stranger's modem", "a stranger's network", "a stranger's server")
    assert pytestconfig.getoption("--dut") == "their board"
    assert pytestconfig.getoption("dut") == "their board"
    assert pytestconfig.getoption("pics") == "none of theirs"
    assert pytestconfig.getoption("hil_dut") == "emulator://m95"
    assert pytestconfig.getini("report_dir") == "theirs"

@pytest.mark.requirement("ticket 13")
@pytest.mark.parametrize("n", range(3))
def test_more(n, observe):
    assert observe == "a stranger's observe"
"""

OPTED_IN = """
[pytest]
hil_short_names = true
addopts = --strict-markers
"""

SHORT_TESTS = """
import pytest

@pytest.mark.smoke
@pytest.mark.requirement("GEN-01")
@pytest.mark.needs("implicit")
def test_it(modem, hil_modem, attached_modem, observe, pytestconfig):
    assert modem is hil_modem is attached_modem
    assert modem.send("AT").ok
    observe("answer", "OK")
    assert pytestconfig.getoption("hil_dut") == "emulator://m95?imei=866425030000009"

def test_other():
    raise AssertionError("not of the smoke campaign")
"""

workers = pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["one process", "two workers"])


@workers
def test_a_stranger_with_all_the_same_names_lives_beside_ours(
    workers: tuple[str, ...], pytester: pytest.Pytester
) -> None:
    pytester.makeconftest(STRANGER)
    pytester.makepyfile(test_theirs=STRANGERS_TESTS)
    pytester.makeini("[pytest]\nreport_dir = theirs\n")

    result = pytester.runpytest_subprocess(
        "--strict-markers", "--strict-config", "--dut", "their board", "-p", "no:cacheprovider", *workers
    )

    result.assert_outcomes(passed=4)
    assert "conformance report" not in result.stdout.str()


@workers
def test_a_plugin_of_a_stranger_keeps_its_options_beside_ours(
    workers: tuple[str, ...], pytester: pytest.Pytester
) -> None:
    pytester.makepyfile(their_plugin=STRANGER, test_theirs=STRANGERS_TESTS)
    pytester.makeini("[pytest]\nreport_dir = theirs\n")

    result = pytester.runpytest_subprocess(
        "-p", "their_plugin", "--strict-markers", "--dut=their board", "-p", "no:cacheprovider", *workers
    )

    result.assert_outcomes(passed=4)


def test_a_stranger_without_such_an_option_is_told_so(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("def test_it(): pass")

    result = pytester.runpytest_subprocess("--dut", "x")

    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*unrecognized arguments: --dut*"])


def test_a_short_marker_of_a_stranger_is_unknown_in_a_strict_run(pytester: pytest.Pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.mark.requirement('MODE-01')\ndef test_it(): pass")

    result = pytester.runpytest_subprocess("--strict-markers")

    result.stdout.fnmatch_lines(["*'requirement' not found in `markers` configuration option*"])


@workers
def test_a_project_that_opted_in_has_the_short_names(
    workers: tuple[str, ...], pytester: pytest.Pytester
) -> None:
    pytester.makeini(OPTED_IN)
    pytester.makepyfile(test_short=SHORT_TESTS)

    result = pytester.runpytest_subprocess(
        *("--dut", "emulator://m95?imei=866425030000009", "--campaign=smoke", "--report-dir", "out"),
        *("-p", "no:cacheprovider", *workers),
    )

    result.assert_outcomes(passed=1, deselected=0 if workers else 1)  # workers of xdist do not count them
    assert (pytester.path / "out" / "report.html").exists()


def test_a_short_marker_of_a_project_that_opted_in_is_validated(pytester: pytest.Pytester) -> None:
    pytester.makeini(OPTED_IN)
    pytester.makepyfile("import pytest\n@pytest.mark.needs('docker')\ndef test_it(): pass")

    result = pytester.runpytest_subprocess()

    result.stdout.fnmatch_lines(["*test_it: *'docker'*"])
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_a_project_that_opted_in_keeps_an_option_of_its_own(pytester: pytest.Pytester) -> None:
    pytester.makeini(OPTED_IN)
    pytester.makeconftest("def pytest_addoption(parser): parser.addoption('--dut')")
    pytester.makepyfile(
        """
        def test_it(pytestconfig):
            assert pytestconfig.getoption("dut") == "their board"
            assert pytestconfig.getoption("hil_dut") == "emulator://m95"
            assert pytestconfig.getoption("hil_campaign") == "smoke"
            """
    )

    result = pytester.runpytest_subprocess("--dut", "their board", "--campaign", "smoke")

    result.assert_outcomes(deselected=1)


@pytest.mark.parametrize(
    "place",
    [
        (str(ROOT / "suites/modes/test_ports.py"),),
        ("--pyargs", "hil.suites.modes.test_ports"),
        ("--pyargs", "hil.suites.modes"),
    ],
    ids=["path", "module", "package"],
)
@workers
def test_short_options_reach_the_suites(
    place: tuple[str, ...], workers: tuple[str, ...], pytester: pytest.Pytester
) -> None:
    result = pytester.runpytest_subprocess(
        *place,
        *("--dut", "emulator://m95?personality=nonsense", "--campaign=smoke", "-p", "no:cacheprovider"),
        *("--strict-markers", *workers),
    )

    result.stdout.fnmatch_lines(["*nonsense*"])
    assert result.ret != pytest.ExitCode.USAGE_ERROR


def test_every_short_option_stands_for_one_with_the_prefix(pytester: pytest.Pytester) -> None:
    listed = pytester.runpytest_subprocess("--help").stdout.str()

    assert all(full in listed for full in SHORT.values())
    assert not any(line.split()[:1] == [short] for line in listed.splitlines() for short in SHORT)

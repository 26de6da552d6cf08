"""A project of somebody else, with every name of ours for itself, runs as if m95-hil were not installed."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

from hil import short_names
from hil.plugin import FIXTURES, PREFIX
from hil.plugin.declared import NAMES
from hil.plugin.options import INI_KEYS, OPTIONS
from hil.plugin.short_options import SHORT
from tests import peers
from tests.plugin.guest.installed import PLUGINS, files, install, run, told

OPTION_WORDS = (*(option.word for option in OPTIONS), *SHORT)
INI_NAMES = (*(key.name for key in INI_KEYS), *(key.name.removeprefix(PREFIX) for key in INI_KEYS))
MARKERS = (*NAMES, *(name.removeprefix(PREFIX) for name in NAMES))


def _fixtures_of(path: Path) -> list[str]:
    return [
        node.name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and any("fixture" in ast.unparse(d) for d in node.decorator_list)
    ]


FIXTURE_NAMES = [
    name
    for module in (*map(import_module, FIXTURES), short_names)
    for name in _fixtures_of(Path(str(module.__file__)))
]

NAMES_OF_OTHERS = f"""
import pytest

def pytest_addoption(parser):
    group = parser.getgroup("hil", "of the project")
    for word in {OPTION_WORDS!r}:
        if word != "--baud":  # pytest-embedded has it
            group.addoption(word, default="theirs")
    parser.addoption("--board", dest="hil_board")
    for name in {INI_NAMES!r}:
        parser.addini(name, "of the project", type="linelist")

def pytest_configure(config):
    for name in {MARKERS!r}:
        config.addinivalue_line("markers", f"{{name}}: of the project")

def fixture_of(name):
    @pytest.fixture(name=name)
    def mine():
        return f"their {{name}}"
    return mine

for name in {FIXTURE_NAMES!r}:
    globals()[name] = fixture_of(name)
"""

TESTS = f"""
import os
import pytest
import fixtures.boards
import suites.smoke

for name in {MARKERS!r}:
    pytestmark = [*globals().get("pytestmark", []), getattr(pytest.mark, name)("ticket 12", board=3)]

@pytest.mark.parametrize("name", {FIXTURE_NAMES!r})
def test_a_fixture(name, request):
    assert request.getfixturevalue(name) == f"their {{name}}"

def test_options_and_ini_keys(pytestconfig):
    assert pytestconfig.getoption("--hil-dut") == pytestconfig.getoption("--dut") == "theirs"
    assert pytestconfig.getini("hil_report_dir") == ["a", "b"]
    assert fixtures.boards.COUNT == suites.smoke.COUNT == 3

def test_an_assert_that_fails():
    assert fixtures.boards.COUNT == [1, 2]

@pytest.mark.xfail(strict=True)
def test_xfail():
    raise ValueError
"""

INI = """
[pytest]
addopts = --strict-markers --strict-config
hil_report_dir =
    a
    b
asyncio_default_fixture_loop_scope = function
filterwarnings = {filters}
"""

REST = ("-p", "no:randomly", "-p", "no:repeat")
"""pytest-repeat and pytest-embedded have the option --count, so one of them stays out."""

BESIDE = {
    "xdist": ("-n", "2", *REST),
    "without xdist": ("-p", "no:xdist", "--import-mode", "importlib", *REST),
    "embedded": ("--embedded-services", "serial", *REST),
    "many": (
        *(
            "--randomly-seed",
            "7",
            "-p",
            "no:pytest_embedded",
            "--count",
            "2",
            "--reruns",
            "1",
            "--timeout",
            "60",
        ),
        *("--cov", ".", "--cov-report", "", "--html", "page.html"),
    ),
}
"""What other plugins are asked for; all of them are loaded in each run."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not PLUGINS.exists():
        peers.program("smsd")  # skips or fails: one command installs all peers
    return install(tmp_path_factory.mktemp("site") / "site")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    _write(tmp_path)
    return tmp_path


def _write(folder: Path, *, names: str = NAMES_OF_OTHERS, tests: str = TESTS) -> None:
    for name in ("fixtures/boards.py", "suites/smoke.py"):
        (folder / name).parent.mkdir()
        (folder / name).write_text("COUNT = 3\n")
    (folder / "conftest.py").write_text(names)
    (folder / "test_theirs.py").write_text(tests)
    (folder / "pytest.ini").write_text(
        INI.format(filters="\n    error\n    ignore::pytest.PytestExperimentalApiWarning")
    )


@pytest.mark.parametrize("beside", BESIDE)
def test_a_project_with_all_of_our_names_runs_as_without_us(beside: str, project: Path, site: Path) -> None:
    alone = run(project, *BESIDE[beside])
    written = files(project)

    guest = run(project, *BESIDE[beside], site=site)

    assert "passed" in alone.stdout
    assert (guest.returncode, told(guest)) == (alone.returncode, told(alone))
    assert files(project) == written


@pytest.mark.parametrize("question", ["--help", "--markers", "--fixtures"])
def test_pytest_answers_questions_about_the_names_of_the_project(
    question: str, project: Path, site: Path
) -> None:
    done = run(project, *REST, question, site=site)

    assert (done.returncode, done.stderr) == (0, "")
    assert "hil_" in done.stdout
    assert "conformance tests of an M95" not in done.stdout


def test_fixtures_and_tests_beside_those_of_labgrid_are_those_of_the_project(
    tmp_path: Path, site: Path
) -> None:
    python = peers.program("labgrid-client").with_name("python")
    _write(tmp_path)
    (tmp_path / "pytest.ini").write_text("[pytest]\nhil_report_dir =\n    a\n    b\n")

    alone, guest = (run(tmp_path, python=python, site=each) for each in (None, site))

    assert "xfailed" in alone.stdout
    assert told(guest) == told(alone)


def test_an_option_given_twice_is_refused_by_nobody(tmp_path: Path, site: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "def pytest_addoption(parser): parser.addoption('--dut', action='append')"
    )
    (tmp_path / "test_it.py").write_text(
        "def test_it(pytestconfig): assert pytestconfig.getoption('dut') == ['a', 'b']"
    )

    assert "1 passed" in run(tmp_path, *REST, "--dut", "a", "--dut", "b", site=site).stdout


def test_a_fixture_of_another_plugin_is_that_of_the_run(tmp_path: Path, site: Path) -> None:
    (tmp_path / "theirs.py").write_text(
        "import pytest\n@pytest.fixture\ndef hil_modem(): return 'their modem'"
    )
    (tmp_path / "test_it.py").write_text("def test_it(hil_modem): assert hil_modem == 'their modem'")

    assert "1 passed" in run(tmp_path, *REST, "-p", "theirs", site=site).stdout


@pytest.mark.parametrize(
    ("place", "script"),
    [
        ("hil/__init__.py", False),
        ("hil/__init__.py", True),
        ("hil.py", True),
        ("src/hil/__init__.py", True),
        ("tests/hil/__init__.py", True),
    ],
)
def test_a_package_hil_of_the_project_is_imported(
    place: str, script: bool, tmp_path: Path, site: Path
) -> None:
    package = tmp_path / place
    package.parent.mkdir(parents=True, exist_ok=True)
    package.write_text("COUNT = 3\n")
    package.with_name("test_it.py").write_text("import hil\ndef test_it(): assert hil.COUNT == 3")
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {'src' if 'src' in place else ''}\n")

    done = run(tmp_path, *REST, script=script, site=site)

    assert "1 passed" in done.stdout


def test_who_asks_for_an_option_of_ours_beside_a_package_hil_is_told_why_it_is_unknown(
    tmp_path: Path, site: Path
) -> None:
    (tmp_path / "hil").mkdir()
    (tmp_path / "hil/__init__.py").touch()

    done = run(tmp_path, *REST, "--hil-dut", "/dev/ttyUSB0", site=site)

    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert f"the project has a package hil of its own: {tmp_path / 'hil'}" in done.stderr


@pytest.mark.parametrize(
    ("words", "use"),
    [(("-p", "hil.plugin"), "-p hil.plugin"), (("--hil-campaign=smoke",), "--hil-campaign=smoke")],
)
def test_a_project_that_has_one_name_and_uses_another_is_told_the_conflict(
    words: tuple[str, ...], use: str, tmp_path: Path, site: Path
) -> None:
    (tmp_path / "conftest.py").write_text(
        "def pytest_addoption(parser): parser.addoption('--board', dest='hil_dut')"
    )

    done = run(tmp_path, *REST, *words, site=site)

    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert done.stderr.strip() == (
        f"ERROR: m95-hil: {use} asks for it, but this project or another plugin has a name of it: "
        "the option --hil-dut; rename that, or leave m95-hil out: -p no:hil.plugin"
    )


BOTH = """
import pytest

@pytest.mark.hil_requirement("MODE-01")
def test_it(dut, hil_modem):
    assert hil_modem.send("AT").ok
    assert type(dut).__module__.startswith("pytest_embedded")
"""


def test_the_dut_of_pytest_embedded_stands_beside_our_modem(tmp_path: Path, site: Path) -> None:
    (tmp_path / "test_it.py").write_text(BOTH)

    done = run(tmp_path, *REST, "-n", "2", "--hil-report-dir", "out", site=site)

    assert "1 passed" in done.stdout
    assert (tmp_path / "out/report.html").exists()


def test_a_marker_that_the_project_declares_is_ours_at_a_test_with_our_fixture(
    tmp_path: Path, site: Path
) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = hil_requirement: of the project\n")
    (tmp_path / "test_it.py").write_text(BOTH.replace("MODE-01", "MODE-1"))

    assert "MODE-1" in run(tmp_path, *REST, site=site).stdout

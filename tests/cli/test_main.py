"""`hil`: help without heavy imports, and one line for every mistake."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from hil import __version__
from hil.cli import main
from hil.errors import HilError, InfrastructureError, PortError, UsageError


def hil(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hil.cli.main", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("arguments", [("--help",), ("conformance", "--help"), ("requirements", "--help")])
def test_help_explains_by_example(arguments: tuple[str, ...]) -> None:
    done = hil(*arguments)

    assert done.returncode == 0
    assert "Examples:\n    hil " in done.stdout
    assert "\b" not in done.stdout


def test_help_of_conformance_documents_its_exit_codes() -> None:
    text = hil("conformance", "--help").stdout

    assert all(f"\n    {code:<5}" in text for code in (0, 1, 2, 3, 130))


def test_the_version_is_that_of_the_package() -> None:
    assert hil("--version").stdout == f"hil, version {__version__}\n"


def test_the_schema_of_a_file_is_printed() -> None:
    printed = json.loads(hil("schema", "pics").stdout)

    assert printed["title"] == "PICS/IXIT of a DUT"


def test_help_imports_no_command() -> None:
    code = "import sys; from hil.cli.main import run; run(['--help']); print('hil.cli.conformance' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.endswith("False\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("bogus",), "No such command 'bogus'"),
        (
            ("conformance", "--campaign", "half"),
            "'half' is not one of 'smoke', 'pairwise', 'full', 'endurance'. (see hil conformance --help)",
        ),
        (("conformance", "-n", "0"), "1 or more, or auto; got '0'"),
        (("conformance", "--unknown"), "No such option"),
        (("conformance", "--requirement", "AUTH-99"), "no requirement 'AUTH-99'"),
        (("conformance", "--dut", "/dev/ttyUSB0", "-n", "2"), "/dev/ttyUSB0 is one"),
        (("requirements", "--group", "NONE"), "no group 'NONE'; there are "),
    ],
)
def test_a_mistake_is_one_line_and_exit_2(arguments: tuple[str, ...], words: str) -> None:
    done = hil(*arguments)

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("hil: ")
    assert done.stderr.count("\n") == 1
    assert words in done.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("a\n b"), 2),
        (InfrastructureError("a b"), 3),
        (PortError("a b"), 3),
        (HilError("a b"), 3),
        (KeyboardInterrupt(), 130),
        (ZeroDivisionError("a b"), 3),
    ],
)
def test_each_error_has_its_exit_code_and_no_traceback(
    error: BaseException,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(main.hil, "main", fail)
    monkeypatch.delenv("HIL_DEBUG", raising=False)

    assert main.run([]) == code
    said = capsys.readouterr().err
    assert said.startswith("hil: ")
    assert said.count("\n") == 1


def test_debug_shows_the_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise InfrastructureError("a b")

    monkeypatch.setattr(main.hil, "main", fail)
    monkeypatch.setenv("HIL_DEBUG", "1")

    assert main.run([]) == 3
    assert "Traceback" in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "hil.cli.main", "requirements", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()

        assert process.wait(60) == 0
        assert said == ""

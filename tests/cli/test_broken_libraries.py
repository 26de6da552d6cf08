"""A library that is broken does not matter where nobody needs it; one that is needed is named in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.cli.served import TIMEOUT_S, served
from tests.peers import peer_file

HIL = [sys.executable, "-m", "hil.cli.main"]
SMOKE = ["conformance", "--campaign", "smoke", "--requirement", "SSLCFG-RTC-03", "--report-dir", "out"]

NOT_NEEDED = {
    "OpenSSL": "raise AttributeError('no attribute GEN_EMAIL')",
    "M2Crypto": "raise SystemExit(7)",
    "gmpy": "mpq = int",  # it can be imported, and lacks what tlslite asks for
    "gmpy2": "raise OSError('libgmp.so.10: cannot open shared object file')",
    "Crypto": "this is not Python",
    "tack": "print('a greeting')\nraise KeyError('tack')",
    "brotli": "raise RuntimeError('built for another version')",
    "zstandard": "1 / 0",
    "kyber_py": "raise ImportError('half installed')",
}
"""What pyftpdlib and tlslite look for, each broken in a way of its own."""

NEEDED = [
    (
        "serial",
        "raise AttributeError('bad')",
        "AttributeError: bad; python -m pip install --upgrade pyserial",
    ),
    ("trustme", "raise SystemExit(0)", "SystemExit: 0; python -m pip install --upgrade trustme"),
    (
        "click",
        "def (",
        "SyntaxError: invalid syntax (click.py, line 1); python -m pip install --upgrade click",
    ),
    (
        "pyftpdlib",
        "raise RuntimeError('two\\nlines')",
        "RuntimeError: two lines; python -m pip install --upgrade pyftpdlib",
    ),
]


def laid_out(folder: Path, libraries: Mapping[str, str]) -> Path:
    """A folder with these libraries."""
    folder.mkdir()
    for name, source in libraries.items():
        (folder / f"{name}.py").write_text(source + "\n")
    return folder


def run(*arguments: str, libraries: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*HIL, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(libraries)},
        capture_output=True,
        text=True,
        check=False,
        timeout=4 * TIMEOUT_S,
    )


def test_what_nobody_needs_may_be_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(laid_out(tmp_path / "libraries", NOT_NEEDED)))

    with served("--version", "tls1.2", "--cipher", "0x002F", folder=tmp_path) as server:
        assert server.curl("--ssl-reqd", "-k", "--tls-max", "1.2", server.url("explicit", "")) == b""


@pytest.mark.parametrize("arguments", [SMOKE, ["doctor", "--dut", "emulator://m95"]], ids=["run", "doctor"])
def test_a_run_goes_on_beside_a_broken_library(arguments: list[str], tmp_path: Path) -> None:
    ended = run(*arguments, libraries=laid_out(tmp_path / "libraries", NOT_NEEDED), folder=tmp_path)

    assert ended.returncode == 0, ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(("name", "source", "said"), NEEDED, ids=[name for name, *_ in NEEDED])
def test_a_needed_library_that_is_broken_is_named_in_one_line(
    name: str, source: str, said: str, tmp_path: Path
) -> None:
    libraries = laid_out(tmp_path / "libraries", {name: source})

    ended = run("serve", "--json", libraries=libraries, folder=tmp_path)

    (line,) = ended.stderr.splitlines()
    assert (ended.returncode, ended.stdout) == (3, "")
    assert line.startswith(f"hil: the library {name} (")
    assert line.endswith(f" in {libraries / name}.py cannot be imported: {said}")


def test_a_library_that_is_missing_is_named(tmp_path: Path) -> None:
    libraries = laid_out(tmp_path / "libraries", {"serial": "import no_such_library"})

    ended = run("serve", "--json", libraries=libraries, folder=tmp_path)

    assert (ended.returncode, ended.stderr) == (
        3,
        "hil: the library no_such_library is missing; python -m pip install no_such_library\n",
    )


def test_a_broken_plugin_of_pytest_is_named_and_left_out(tmp_path: Path) -> None:
    libraries = laid_out(tmp_path / "libraries", {"foreign_plugin": "raise ValueError('bad')"})
    made = libraries / "foreign-1.5.dist-info"
    made.mkdir()
    (made / "METADATA").write_text("Metadata-Version: 2.1\nName: foreign\nVersion: 1.5\n")
    (made / "entry_points.txt").write_text("[pytest11]\nforeign = foreign_plugin\n")
    (made / "RECORD").write_text("foreign_plugin.py,,\n")

    ended = run(*SMOKE, libraries=libraries, folder=tmp_path)

    assert ended.returncode == 0
    assert ended.stderr == (
        "hil: warning: the run goes on without the pytest plugin foreign: the library foreign_plugin"
        f" (foreign 1.5) in {libraries}/foreign_plugin.py cannot be imported: ValueError: bad;"
        " python -m pip install --upgrade foreign\n"
    )


def test_an_old_openssl_beside_a_new_cryptography_does_not_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries = peer_file("old-openssl/OpenSSL/__init__.py").parents[1]
    monkeypatch.setenv("PYTHONPATH", str(libraries))
    broken = subprocess.run([sys.executable, "-c", "import OpenSSL"], capture_output=True, check=False)

    with served(folder=tmp_path) as server:
        assert server.curl("--ssl-reqd", "-k", "--tls-max", "1.2", server.url("explicit", "")) == b""
    assert b"AttributeError" in broken.stderr

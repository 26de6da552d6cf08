"""No output of a run holds a secret that it used, in any encoding; `captures/` alone may."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote_from_bytes

import pytest

from hil.evidence.wire.secret_values import forms
from hil.report.formats import FORMATS
from hil.results.folder import CAPTURES
from tests.suite_run import ROOT

PIN, ACCOUNT, IMEI, IMSI = "73951846", "Geheim-4711/x", "490154203237518", "001010123456789"
NAMED = {"PIN": PIN, "access point": ACCOUNT, "IMEI": IMEI, "IMSI": IMSI}

CASES = "twenty_steps or switches_to_ftp or (authenticate_a_session and RAM)"

BENCH = """
[[module]]
name = "one"
port = "{port}"
imei = "{imei}"

[module.sim]
apn = "internet"
user = "someone"
password = {{ env = "APN_PASSWORD" }}
pin = {{ env = "SIM_PIN" }}
"""

HIL = (sys.executable, "-m", "hil.cli.main")


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all that a run prints and writes, on a module whose SIM asks for its PIN."""
    folder = tmp_path_factory.mktemp("secrets")
    emulated = (*HIL, "emulate", "--json", "--tcp", "127.0.0.1:0", "--imei", IMEI, "--fit", f"sim_pin={PIN}")
    with subprocess.Popen(emulated, stdout=subprocess.PIPE, text=True) as module:
        assert module.stdout is not None
        port = json.loads(module.stdout.readline())["modules"][0]["url"]
        (folder / "bench.toml").write_text(BENCH.format(port=port, imei=IMEI), encoding="utf-8")
        run = ("--bench", "bench.toml", "--module", "one", "--captures", "all", "--report-dir", "out/run")
        done = hil(folder, "conformance", *run, "-k", CASES)
        module.terminate()
    assert done.returncode == 0, done.stdout + done.stderr
    again = hil(folder, "report", "out/run", "--format", ",".join(FORMATS), "--output", "out/again")
    assert again.returncode == 0, again.stdout + again.stderr
    verified = hil(folder, "verify", "out/run", "--json")
    for name, program in (("run", done), ("report", again), ("verify", verified)):
        (folder / "out" / f"{name}.txt").write_text(program.stdout + program.stderr, encoding="utf-8")
    return folder


def hil(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in that folder, with all that it can tell."""
    return subprocess.run(
        [*HIL, *arguments],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTEST_ADDOPTS": "-p tests.evidence.wire.secrets_told",
            "SECRETS_TOLD": str(folder / "secrets"),
            "SIM_PIN": PIN,
            "APN_PASSWORD": ACCOUNT,
            "HIL_DEBUG": "1",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def used(folder: Path) -> dict[str, bytes]:
    """The secrets of the run by name: passwords, lines of private keys, PIN, IMEI, IMSI; a user name is none."""
    told, public = (
        [bytes.fromhex(line) for line in (folder / name).read_text(encoding="ascii").split()]
        for name in ("secrets", "secrets.public")
    )
    random = [secret for secret in told if secret not in public and not secret.startswith(b"m95-")]
    found = {f"secret {number}": secret for number, secret in enumerate(random) if len(secret) > 5}
    return found | {name: value.encode() for name, value in NAMED.items()}


def encodings(secret: bytes) -> Iterator[bytes]:
    """The secret in each encoding in which an output may hold it."""
    yield from (data for _, data in forms(secret))
    for digits in (secret.hex(), secret.hex().upper()):
        pairs = [digits[at : at + 2] for at in range(0, len(digits), 2)]
        yield from (separator.join(pairs).encode() for separator in (" ", ":", "-", "\\x", " 0x", ", 0x"))
        yield ("%" + "%".join(pairs)).encode()
    text = secret.decode("ascii")
    yield from (text.encode(name) for name in ("utf-16-le", "utf-16-be"))
    yield json.dumps(text)[1:-1].encode()
    yield text.replace("/", "\\/").encode()
    yield quote_from_bytes(secret).encode()
    yield text[::-1].encode()


def files(folder: Path) -> list[Path]:
    """The outputs but the captures, and but the record of the line in the eyes of the IMEI (docs/evidence.md)."""
    return [
        file for file in sorted((folder / "out").rglob("*")) if file.is_file() and CAPTURES not in file.parts
    ]


def test_no_output_of_a_run_holds_a_secret_of_it(outputs: Path) -> None:
    secrets = used(outputs)
    assert len(secrets) > 10

    found = {
        (name, str(file.relative_to(outputs)))
        for file in files(outputs)
        for content in [file.read_bytes()]
        for name, secret in secrets.items()
        if not (name == "IMEI" and file.parent.name == "wire")
        for data in encodings(secret)
        if data in content
    }

    assert found == set()


def test_the_search_finds_a_secret_where_there_is_one(outputs: Path) -> None:
    wire, captures = (
        b"".join(file.read_bytes() for file in (outputs / "out/run" / name).rglob("*") if file.is_file())
        for name in ("wire", CAPTURES)
    )

    assert IMEI.encode() in wire
    assert any(secret in captures for name, secret in used(outputs).items() if name not in NAMED)

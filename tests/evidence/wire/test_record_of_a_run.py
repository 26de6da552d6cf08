"""The record of a whole run: every byte of the line is there, and none of its secrets, in whatever form."""

from __future__ import annotations

import base64
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hil.evidence.wire.secret_values import LEAST, forms
from tests.suite_run import ROOT

PIN = "7391"
ACCOUNT = ("someone.long", "apn-Secret/9+")

CASES = "test_busy or wrong_password or several_files or (client_certificate_decides and required-seclevel2)"

BENCH = f"""
[[module]]
name = "one"
port = "emulator://m95?sim_pin={PIN}"

[module.sim]
apn = "internet"
user = "{ACCOUNT[0]}"
password = {{ env = "APN_PASSWORD" }}
pin = {{ env = "SIM_PIN" }}
"""


@pytest.fixture(scope="module", params=[(), ("-n", "2")], ids=["one process", "xdist"])
def run(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    (folder / "bench.toml").write_text(BENCH, encoding="utf-8")
    done = subprocess.run(
        [
            *(
                sys.executable,
                "-m",
                "pytest",
                "suites",
                "-q",
                "--tb=no",
                "-p",
                "no:cacheprovider",
                *request.param,
            ),
            *("-p", "tests.evidence.wire.secrets_told", "-k", CASES),
            *(f"--hil-bench={folder / 'bench.toml'}", "--hil-report-dir", str(folder / "report")),
        ],
        cwd=ROOT,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "SECRETS_TOLD": str(folder / "secrets"),
            "SIM_PIN": PIN,
            "APN_PASSWORD": ACCOUNT[1],
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return folder


def lines(run: Path) -> Iterator[dict[str, Any]]:
    for file in sorted((run / "report/wire").iterdir()):
        yield from map(json.loads, file.read_text(encoding="utf-8").splitlines())


def carried(run: Path, key: str) -> bytes:
    """All bytes of one direction."""
    found = ((line.get(key), line.get(f"{key}_base64")) for line in lines(run) if "kind" not in line)
    return b"".join(
        text.encode() if text is not None else base64.b64decode(written or "") for text, written in found
    )


def secrets(run: Path) -> set[bytes]:
    told, public = (
        {bytes.fromhex(line) for line in (run / name).read_text(encoding="ascii").split()}
        for name in ("secrets", "secrets.public")
    )
    return {secret for secret in told - public if len(secret) >= LEAST} | {text.encode() for text in ACCOUNT}


@pytest.mark.parametrize("direction", ["to", "from"])
def test_no_secret_of_the_run_is_in_its_record(run: Path, direction: str) -> None:
    line, file = (
        carried(run, direction),
        b"".join(path.read_bytes() for path in (run / "report/wire").iterdir()),
    )
    known = secrets(run)

    found = {
        (secret, form) for secret in known for form, data in forms(secret) if data in line or data in file
    }

    assert len(known) > 10
    assert found == set()


def test_the_pin_is_not_in_the_record(run: Path) -> None:
    assert re.search(rb"CPIN=\"?~", carried(run, "to"))
    assert not re.search(rf"(?<!\d){PIN}(?!\d)".encode(), carried(run, "to") + carried(run, "from"))


def test_the_same_secret_has_the_same_name_in_each_process(run: Path) -> None:
    named = {
        re.sub(rb"~+$", b"", match)
        for match in re.findall(rb'QICSGP=1,"internet","~\w+~*","(~\w+~*)"', carried(run, "to"))
    }

    assert len(named) == 1


def test_the_record_knows_the_cases_and_is_for_its_owner_only(run: Path) -> None:
    begun = [line["case"] for line in lines(run) if line.get("kind") == "begin"]
    ended = [line["case"] for line in lines(run) if line.get("kind") == "end"]

    assert begun
    assert sorted(begun) == sorted(ended)
    assert (run / "report/wire").stat().st_mode & 0o777 == 0o700
    assert not list((run / "report").glob(".hil-*"))

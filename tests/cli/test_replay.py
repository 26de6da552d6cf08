"""`hil replay`: a host meets the recorded module, and the same cases have the same verdicts."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hil.cli.main import run as hil
from hil.cli.replay import ports_of
from hil.results.records import RESULTS, SCHEMA, read
from tests.cli.test_personality import HEADER
from tests.emulated import emulated
from tests.fidelity.recorded import answers, record
from tests.suite_run import ROOT

CASES = "test_2_6_deletion or test_2_5_checksum or test_a_wrong_password"
IMEI = f"4901542{time.time_ns() % 10**7:07}"
"""Of its own: a run locks the module by its IMEI."""


@contextmanager
def replayed(run: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """`hil replay` until the end of the block, and its URL."""
    with subprocess.Popen(
        [
            sys.executable,
            "-m",
            "hil.cli.main",
            "replay",
            str(run),
            "--tcp",
            "127.0.0.1:0",
            "--json",
            *arguments,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as program:
        try:
            assert program.stdout is not None
            yield program, json.loads(program.stdout.readline())["modules"][0]["url"]
        finally:
            program.kill()


def conducted(folder: Path, dut: str) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "suites", "-q", "--tb=no", "-p", "no:cacheprovider"),
            *(
                "--campaign=smoke",
                "-k",
                CASES,
                f"--dut={dut}",
                "--no-preflight",
                "--hil-report-dir",
                str(folder),
            ),
        ],
        cwd=ROOT,
        capture_output=True,
        timeout=300,
        check=False,
    )


def verdicts(folder: Path) -> dict[str, str]:
    return {case.id: case.verdict_words for case in read(folder).cases}


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run on an emulated module behind TCP, as on a real one."""
    folder = tmp_path_factory.mktemp("recorded")
    with emulated("--tcp", "127.0.0.1:0", "--clock-rate", "10", "--imei", IMEI, folder=folder) as module:
        conducted(folder / "run", module.urls[0])
    return folder / "run"


def test_cases_of_the_at_dialogue_have_the_same_verdicts_against_the_replay(
    recorded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert hil(["replay", str(recorded), "--cases"]) == 0
    of_at = capsys.readouterr().out.split("\n")[:-1]

    with replayed(recorded, "--speed", "0") as (_program, url):
        conducted(tmp_path / "again", url)

    then, now = verdicts(recorded), verdicts(tmp_path / "again")
    assert len(of_at) > 3
    assert {case: now[case] for case in of_at} == {case: then[case] for case in of_at}
    assert set(then) - set(of_at) == {case for case in then if "wrong_password" in case}


def test_the_named_cases_are_found_from_any_folder(
    recorded: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert hil(["replay", str(recorded), "--cases"]) == 0

    named = capsys.readouterr().out.splitlines()
    assert named
    assert all(Path(case.partition("::")[0]).is_file() for case in named)


def exchange(connection: socket.socket, sent: bytes, size: int) -> bytes:
    connection.sendall(sent)
    came = b""
    while len(came) < size:
        came += connection.recv(size - len(came))
    return came


@pytest.mark.parametrize(
    ("sent", "came", "code"), [(b"AT\r", b"\r\nOK\r\n", 0), (b"AT+CSQ\r", b"\r\nERROR\r\n", 1)]
)
def test_the_exit_code_tells_whether_the_record_had_every_request(
    tmp_path: Path, sent: bytes, came: bytes, code: int
) -> None:
    run = record(tmp_path, {"case": [("AT\r", answers("OK"))]})

    with replayed(run, "--once") as (program, url):
        host, _, port = url.removeprefix("socket://").partition(":")
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            assert exchange(connection, sent, len(came)) == came
        _out, told = program.communicate(timeout=120)

    assert program.returncode == code
    assert told.splitlines()[-1] == f"hil replay: {1 - code} of 1 command lines were those of the record"
    assert ("came AT+CSQ, which the record does not have" in told) == bool(code)


def test_the_names_of_the_bench_file_are_those_of_the_modules_of_the_run(tmp_path: Path) -> None:
    who = {"manufacturer": "Q", "model": "M95", "revision": "R", "imei": "*", "kind": "dut"}
    ports = (("m0", "/dev/ttyUSB0"), ("m1", "/dev/ttyUSB1"), ("m1", "/dev/ttyUSB2"), ("", "socket://m95:1"))
    duts = [{**who, "module": name, "url": url} for name, url in ports]
    (tmp_path / RESULTS).write_text(
        "\n".join(map(json.dumps, [{**HEADER, "schema": SCHEMA}, *duts])), encoding="utf-8"
    )

    assert ports_of(tmp_path) == {"m0": {"/dev/ttyUSB0"}, "m1": {"/dev/ttyUSB1", "/dev/ttyUSB2"}}


def test_ctrl_c_ends_it(tmp_path: Path) -> None:
    run = record(tmp_path, {"case": [("AT\r", answers("OK"))]})

    with replayed(run) as (program, _url):
        program.send_signal(signal.SIGINT)
        program.communicate(timeout=120)

    assert program.returncode == 130


@pytest.mark.parametrize("arguments", [["--tcp", "127.0.0.1:0"], ["--cases"]])
def test_a_folder_without_a_record_is_one_line(
    tmp_path: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert hil(["replay", str(tmp_path), *arguments]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"hil: {tmp_path} has no results.jsonl; expected the folder of a run")

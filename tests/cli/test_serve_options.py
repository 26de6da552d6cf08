"""The options of `hil serve`, each by what an independent client meets; and how it ends when it is stuck."""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hil.cli import main
from hil.ftps.named_faults import NAMED_FTP_FAULTS
from hil.ftps.shaping import NETWORKS
from hil.tls.faults import FAULTS
from tests.cli.served import TIMEOUT_S, Served, served
from tests.evidence.wireshark import fields
from tests.peers import program

BLOCK_AND_MAC = 52  # 16 bytes of IV, 20 of SHA-1, at most 16 of padding (RFC 5246, 6.2.3.2)


def fetch(server: Served, listener: str, *options: str) -> tuple[int, bytes, str]:
    """Exit code of curl, what it fetched, and what it said."""
    login = f"{server.first['user']}:{server.first['password']}"
    done = subprocess.run(
        [
            program("curl"), "-sS", "-u", login, "--cacert", server.first["ca"], "--tls-max", "1.2",
            "--ciphers", "AES128-SHA:AES256-SHA:@SECLEVEL=0", *options, server.url(listener, "a.txt"),
        ],
        capture_output=True,
        check=False,
        timeout=TIMEOUT_S,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr.decode()


def visit(server: Served) -> None:
    """A session that says nothing but QUIT."""
    with socket.create_connection(tuple(server.first["plain"]), timeout=TIMEOUT_S) as connection:
        connection.sendall(b"QUIT\r\n")
        while connection.recv(100):
            pass


def test_tls_is_as_the_options_say(tmp_path: Path) -> None:
    options = ("--cipher", "0x0035", "--cipher", "0x002f", "--server-preference", "--record-size", "64")
    with served(*options, "--require-session-reuse", "--out", "lab", folder=tmp_path) as server:
        Path(server.first["root"], "a.txt").write_bytes(b"hello" * 100)

        good = fetch(server, "implicit")
        session = server.line()
        refused = fetch(server, "explicit", "--ssl-reqd", "--no-sessionid")
        server.line()

    assert good == (0, b"hello" * 100, "")
    assert refused[0] == 19
    assert "522" in refused[2]
    shaken = [session["control"]["handshake"], session["data"][0]["handshake"]]
    assert [each["suite"] for each in shaken] == [0x0035, 0x0035]
    assert [each["resumed"] for each in shaken] == [False, True]
    assert Path(session["capture"]).parent == tmp_path / "lab"
    [port] = {str(server.first["implicit"][1])}
    sent = fields(Path(session["capture"]), f"tcp.srcport=={port} && tls.record.length", "tls.record.length")
    lengths = [int(length) for [row] in sent for length in row.split(",")]
    assert max(lengths) <= 64 + BLOCK_AND_MAC
    assert lengths.count(64) > 10  # of the certificate


def test_faults_are_met_and_told_in_the_words_of_the_request(tmp_path: Path) -> None:
    plan = ("--fault", "reply:RETR:451", "--fault", "data:version-higher")
    with served(*plan, "--out", "lab", folder=tmp_path) as server:
        Path(server.first["root"], "a.txt").write_bytes(b"hello")
        in_clear = fetch(server, "explicit", "--ftp-ssl-control")
        first = server.line()
        protected = fetch(server, "implicit")
        second = server.line()
        visit(server)
        third = server.line()

    assert (in_clear[0], "451" in in_clear[2]) == (19, True)
    assert protected[0] != 0
    assert [first["fired"], third["fired"]] == [["reply:RETR:451"], []]
    assert "data:version-higher" in second["fired"]
    kept = [json.loads(line) for line in (tmp_path / "lab/sessions.jsonl").read_text().splitlines()]
    assert kept == [first, second, third]
    hellos = fields(Path(second["capture"]), "tls.handshake.type==2", "tcp.stream")
    assert hellos == [["0"], ["1"]]
    assert (tmp_path / "stderr").read_text() == ""


def test_a_capture_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    with served("--out", "lab", folder=tmp_path) as server:
        resource.prlimit(server.program.pid, resource.RLIMIT_FSIZE, (8000, 8000))
        for _ in range(2):
            visit(server)
            server.line()

    said = (tmp_path / "stderr").read_text().splitlines()
    assert len(said) == 1
    assert re.fullmatch(
        r"hil serve: warning: cannot write the capture .*-session-1.pcapng: File too large", said[0]
    )


def test_the_name_is_answered_and_one_client_too_many_is_not_let_in(tmp_path: Path) -> None:
    options = ("--host-name", "ftps.bench.test", "--max-connections", "1", "--shape", "far")
    with served("--dns", *options, folder=tmp_path) as server:
        where = re.search(r"DNS answers ftps.bench.test at ([\d.]+):(\d+)", (tmp_path / "stderr").read_text())
        assert where is not None
        answer = subprocess.run(
            [program("dig"), "+short", f"@{where[1]}", "-p", where[2], "ftps.bench.test"],
            capture_output=True,
            text=True,
            check=True,
            timeout=TIMEOUT_S,
        ).stdout.strip()
        host, port = server.first["implicit"]
        Path(server.first["root"], "a.txt").write_bytes(b"hello")
        got = subprocess.run(
            [
                program("curl"), "-sS", "-u", f"{server.first['user']}:{server.first['password']}",
                "--cacert", server.first["ca"], "--tls-max", "1.2", "--ciphers", "AES128-SHA:@SECLEVEL=0",
                "--resolve", f"ftps.bench.test:{port}:{answer}", f"ftps://ftps.bench.test:{port}/a.txt",
            ],
            capture_output=True,
            check=True,
            timeout=TIMEOUT_S,
        ).stdout  # fmt: skip
        server.line()
        address = tuple(server.first["plain"])
        with (
            socket.create_connection(address, timeout=TIMEOUT_S) as first,
            socket.create_connection(address, timeout=TIMEOUT_S) as second,
        ):
            said = [first.recv(100)[:3], second.recv(100)[:3]]

    assert answer == host
    assert got == b"hello"
    assert said == [b"220", b"421"]


# --- what it lists and refuses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "names"),
    [("--list-faults", [*NAMED_FTP_FAULTS, *FAULTS]), ("--list-networks", list(NETWORKS))],
)
def test_what_there_is_is_listed(option: str, names: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["serve", option]) == 0

    listed = {line.split()[0] for line in capsys.readouterr().out.splitlines() if line}
    assert set(names) <= listed


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--fault", "reply-550-ret"], "no fault is called 'reply-550-ret'; the nearest is 'reply-550-retr'"),
        (["--fault", "data:mac-bed"], "no TLS fault is called 'mac-bed'; did you mean 'mac-bad'?"),
        (
            ["--fault", "stall:nowhere"],
            "'nowhere' is no FTP command in capital letters; a POINT is handshake",
        ),
        (["--shape", "gprs-class-11"], "no network 'gprs-class-11'; the nearest is 'gprs-class-1"),
        (["--dns-fault", "m95-hil.test"], "--dns-fault takes NAME=KIND"),
        (["--dns-fault", "m95-hil.test=nxdomian"], "no DNS fault 'nxdomian'; the nearest is 'nxdomain'"),
        (["--dns-fault", "m95-hli.test=silence"], "did you mean 'm95-hil.test'?"),
        (["--limit", "connection=1"], "no limit 'connection'; the nearest is 'connections'"),
        (["--limit", "idle_s=long"], "--limit takes NAME=NUMBER"),
        (["--idle-timeout", "-1"], "the limit idle_s is a number above 0, not -1.0"),
        (["--host-name", "a..b"], "--host-name takes a host name, as m95-hil.test, not 'a..b'"),
        (["--record-size", "63"], "Invalid value for '--record-size'"),
    ],
    ids=lambda value: "-".join(value).strip("-") if isinstance(value, list) else "",
)
def test_a_wrong_request_is_one_line(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["serve", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_an_address_that_is_none_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["serve", "--bind", "no-such-host.invalid"]) == 3
    assert re.fullmatch(
        r"hil: cannot listen on no-such-host\.invalid:0: [A-Z][a-z ]+; give an IPv4 address of this machine .*\n",
        capsys.readouterr().err,
    )


def test_a_taken_dns_port_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert main.run(["serve", "--dns-port", str(port)]) == 3
    assert re.fullmatch(
        rf"hil: the DNS responder cannot have 127\.0\.0\.1:{port}: .*\n", capsys.readouterr().err
    )


# --- how it ends ---------------------------------------------------------------------------------------------


def test_a_second_signal_ends_one_that_hangs_at_once() -> None:
    script = """
import os, signal, time
from hil.cli import serve_run
with serve_run.signals():
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.6)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(30)
"""
    done = subprocess.run([sys.executable, "-c", script], check=False, timeout=TIMEOUT_S)

    assert done.returncode == 128 + signal.SIGTERM


def test_one_that_hangs_after_a_signal_shows_its_stacks_and_ends() -> None:
    script = """
import os, signal, time
from hil.cli import serve_run
serve_run.END_S = 1
with serve_run.signals():
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(30)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=TIMEOUT_S
    )
    assert done.returncode == 1
    assert "Timeout (0:00:01)!" in done.stderr
    assert '"<string>", line 7 in <module>' in done.stderr


def test_without_a_standard_input_it_serves_and_keeps_the_latest_captures(tmp_path: Path) -> None:
    script = 'exec 0<&-; exec "$@"'
    command = [
        "sh",
        "-c",
        script,
        "sh",
        sys.executable,
        "-m",
        "hil.cli.main",
        "serve",
        "--json",
        "--out",
        "lab",
        "--keep-captures",
        "2",
    ]
    running: subprocess.Popen[str] = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path, env={**os.environ}
    )
    with running:
        try:
            assert running.stdout is not None
            server = Served(running, json.loads(running.stdout.readline()))
            captures = []
            for _ in range(4):
                visit(server)
                captures.append(server.line()["capture"])
            running.terminate()
            assert running.wait(TIMEOUT_S) == 0
        finally:
            running.kill()
    assert sorted(map(str, (tmp_path / "lab").glob("*.pcapng"))) == sorted(captures[2:])

"""`hil serve`: independent clients reach it by what it prints, and every mistake is one line."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import stat
import subprocess
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import pytest

from hil.cli import main
from hil.cli.serve_text import fingerprint
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.pki.chains import CHAINS
from hil.transcript import Transcript
from tests.cli.served import TIMEOUT_S, announcement, process, served
from tests.peers import program


class Nss:
    """A connection by tstclnt, the client of NSS, which still speaks SSL3.0; the certificate is not judged."""

    def __init__(self, host: str, port: int, *, database: Path, suite: str) -> None:
        command = [
            str(program("tstclnt")), "-d", f"sql:{database}", "-h", host, "-p", str(port),
            "-V", "ssl3:ssl3", "-c", f":{suite}", "-o",
        ]  # fmt: skip
        self._program = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "NSS_IGNORE_SYSTEM_POLICY": "1"},
        )
        self._watchdog = threading.Timer(TIMEOUT_S, self._program.kill)
        self._watchdog.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._watchdog.cancel()
        self._program.kill()
        self._program.communicate()

    def reply(self) -> str:
        """The next line."""
        assert self._program.stdout is not None
        return self._program.stdout.readline().decode()

    def say(self, line: str) -> str:
        """A command and its reply."""
        assert self._program.stdin is not None
        self._program.stdin.write(f"{line}\r\n".encode())
        self._program.stdin.flush()
        return self.reply()


# --- it serves -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("listener", "options"),
    [("implicit", ["--ssl-reqd"]), ("explicit", ["--ssl-reqd"]), ("plain", [])],
    ids=str,
)
def test_curl_fetches_a_file_through_each_listener(listener: str, options: list[str], tmp_path: Path) -> None:
    with served("--version", "tls1.2", folder=tmp_path) as server:
        Path(server.first["root"], "a.txt").write_bytes(b"hello module")

        fetched = server.curl(
            *options, "--cacert", server.first["ca"], "--ciphers", "AES256-SHA:@SECLEVEL=0",
            server.url(listener, "a.txt"),
        )  # fmt: skip

        session = server.line()
    assert fetched == b"hello module"
    assert (session["listener"], session["logged_in"]) == (listener, True)
    assert [command["verb"] for command in session["commands"]][-1] == "QUIT"
    assert server.first["password"] not in json.dumps(session)


def test_an_independent_client_of_ssl3_fetches_a_file(tmp_path: Path) -> None:
    database = tmp_path / "nss"
    database.mkdir()
    subprocess.run(
        [program("certutil"), "-N", "-d", f"sql:{database}", "--empty-password"],
        check=True,
        timeout=TIMEOUT_S,
    )
    with (
        served("--version", "ssl3", "--cipher", "0x0004", folder=tmp_path) as server,
        ExitStack() as connections,
    ):
        Path(server.first["root"], "a.txt").write_bytes(b"hello from 1996\n")
        host, port = server.first["implicit"]
        control = connections.enter_context(Nss(host, port, database=database, suite="0004"))
        said = [
            control.reply()[:3],
            control.say(f"USER {server.first['user']}")[:3],
            control.say(f"PASS {server.first['password']}")[:3],
        ]
        passive = control.say("EPSV")
        control_reply = control.say("RETR a.txt")[:3]
        data_port = int(passive.split("|||")[1].split("|")[0])

        with Nss(host, data_port, database=database, suite="0004") as data:
            fetched = data.reply()

        assert (said, control_reply, control.reply()[:3]) == (["220", "331", "230"], "150", "226")
        assert control.say("QUIT")[:3] == "221"
        connections.close()
        session = server.line()
    assert fetched == "hello from 1996\r\n"  # ASCII is the type that is in force (RFC 959, 5.1)
    shaken = session["control"]["handshake"]
    assert (shaken["version"], shaken["suite"], shaken["finished"]) == (0x0300, 0x0004, True)


def test_only_what_was_asked_for_is_accepted(tmp_path: Path) -> None:
    with served("--version", "tls1.0", "--cipher", "TLS_RSA_WITH_AES_128_CBC_SHA", folder=tmp_path) as server:
        refused = subprocess.run(
            [program("curl"), "-sS", "--insecure", "--tlsv1.2", server.url("implicit", "")],
            capture_output=True,
            check=False,
            timeout=TIMEOUT_S,
        )
        session = server.line()
    assert refused.returncode == 35
    assert not session["control"]["handshake"]["finished"]
    assert session["control"]["alerts"][0]["name"] == "protocol_version" or session["control"]["alerts"]


def test_the_lines_that_it_prints_open_a_session_on_a_module(tmp_path: Path) -> None:
    with process("--client-certificate", "required", folder=tmp_path) as running:
        assert running.stdout is not None
        text = announcement(running)
        lines = re.findall(r"^  (AT\+\S+)(?: +<- (\S+))?$", text, re.MULTILINE)

        with Channel.open("emulator://m95?clock_rate=20", transcript=Transcript()) as channel:
            modem = Modem(channel)
            modem.attach()
            outcomes = [
                modem.send(line, data=Path(file).read_bytes() if file else None) for line, file in lines
            ]
            modem.ftp.ensure_closed()
        running.send_signal(signal.SIGINT)
        rest = running.stdout.read()

        assert running.wait(TIMEOUT_S) == 130
    assert len(lines) == 21
    assert [exchange.command for exchange in outcomes if not exchange.ok] == []
    assert "session 1  implicit" in rest
    assert "logged in  [USER PASS" in rest


def test_behind_nat_the_public_host_and_the_given_ports_are_shown(tmp_path: Path) -> None:
    ports = "20990-20999"  # below those that the system gives to clients
    with served("--public-host", "203.0.113.7", "--passive-ports", ports, folder=tmp_path) as server:
        assert server.first["plain"][0] == "203.0.113.7"

        with socket.create_connection(("127.0.0.1", server.first["plain"][1]), timeout=5) as sock:
            file = sock.makefile("rw", newline="\r\n")
            for line in (f"USER {server.first['user']}", f"PASS {server.first['password']}", "PASV"):
                file.readline()
                file.write(line + "\n")
                file.flush()
            answer = file.readline()
            file.close()
    host = re.search(r"\((\d+,\d+,\d+,\d+),(\d+),(\d+)\)", answer)
    assert host is not None, answer
    assert host[1] == "203,0,113,7"
    assert 20990 <= int(host[2]) * 256 + int(host[3]) <= 20999


def test_sessions_are_kept_in_a_folder(tmp_path: Path) -> None:
    lab = tmp_path / "lab"
    with served("--out", "lab", folder=tmp_path) as server:
        server.curl(server.url("plain", ""))
        record = server.line()
        assert server.first["ca"] == str(lab / "ca.pem")
    assert [json.loads(line) for line in (lab / "sessions.jsonl").read_text().splitlines()] == [record]
    assert stat.S_IMODE((lab / "client.key").stat().st_mode) == 0o600


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)], ids=str)
def test_a_signal_ends_it_with_a_session_going_on(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with served(folder=tmp_path) as server:
        with socket.create_connection(tuple(server.first["plain"]), timeout=5) as sock:
            assert sock.recv(100).startswith(b"220")

            server.program.send_signal(number)

            assert server.line()["control"]["ending"] == "closed by the server"
        assert server.program.wait(TIMEOUT_S) == code
        assert not Path(server.first["root"]).exists()
        assert not Path(server.first["ca"]).exists()
    assert (tmp_path / "stderr").read_text() == ""


def test_an_address_on_the_network_is_warned_about(tmp_path: Path) -> None:
    with served("--bind", "0.0.0.0", folder=tmp_path) as server:
        assert server.first["plain"][0] != "0.0.0.0"
    assert re.fullmatch(
        r"hil serve: warning: 0\.0\.0\.0 can be reached from the network: .*\n",
        (tmp_path / "stderr").read_text(),
    )


def test_the_chain_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    with process("--chain", "expired", folder=tmp_path) as running:
        text = announcement(running)
    assert re.search(rf"^  chain +expired: {re.escape(CHAINS['expired'].about)}$", text, re.MULTILINE)


def test_a_fingerprint_is_written_as_openssl_writes_it() -> None:
    assert fingerprint(b"").startswith("E3:B0:C4:42:98:FC:1C:14")


# --- what it lists and refuses -------------------------------------------------------------------------------


def test_chains_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.run(["serve", "--list-chains"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == list(CHAINS)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--chain", "expird"], "no chain is called 'expird'; did you mean 'expired'?"),
        (["--cipher", "0x0006"], "no cipher suite '0x0006'; the nearest is 0X0"),
        (["--version", "ssl2"], "Invalid value for '--version'"),
        (["--version", "ssl3", "--cipher", "0x003d"], "0X003D does not exist in SSL3.0"),
        (["--passive-ports", "9-8"], "--passive-ports takes LOW-HIGH"),
        (["--public-host", "lab.example"], "--public-host takes an IPv4 address"),
        (["--root", "nowhere"], "there is no folder nowhere to serve"),
        (["--plain-port", "70000"], "Invalid value for '--plain-port'"),
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


def test_a_taken_port_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert main.run(["serve", "--explicit-port", str(port)]) == 3
    assert re.fullmatch(
        rf"hil: cannot listen on 127\.0\.0\.1:{port}: .* choose another port.*\n", capsys.readouterr().err
    )


def test_a_folder_that_cannot_be_written_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()

    assert main.run(["serve", "--out", str(tmp_path / "file" / "lab")]) == 3
    assert "can't be written: Not a directory" in capsys.readouterr().err

"""The peers of a case, on a bench whose addresses differ: bound to all, dialled at another address than 127.0.0.1."""

from __future__ import annotations

import ftplib
import os
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from hil.bench import Bench
from hil.deadline import Deadline
from hil.errors import ServerError
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.openssl import Modern
from hil.lab.peers import Peers
from hil.lab.ports import LEAST
from hil.lab.relay import Way
from hil.lab.tap import CONTROL, DATA
from hil.pki.authority import Authority
from hil.transcript import Transcript
from hil.verdict import Inconclusive
from tests.peers import program

PUBLIC, NAME = "127.0.0.5", "bench.example"
FIRST = 21500
PORTS = tuple(range(FIRST, FIRST + 3 * LEAST))  # below those of outgoing connections
BENCH = Bench("emulator://m95", PUBLIC, NAME, listen="0.0.0.0", ports=PORTS)
WAIT_S = 10.0


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority(names=(NAME, PUBLIC))


@pytest.fixture(scope="module")
def peers(authority: Authority, worker_id: str) -> Peers:
    number = int(worker_id.removeprefix("gw") or 0) if worker_id != "master" else 0
    return Peers(BENCH, authority, Transcript(), number=number % 3, count=3)


@pytest.fixture(scope="module")
def server(peers: Peers) -> Iterator[FtpsServer]:
    with peers.ftps_server() as server:
        yield server


def is_reached(address: tuple[str, int]) -> bool:
    assert address[0] == PUBLIC
    assert address[1] in PORTS
    with socket.create_connection(address, timeout=WAIT_S):
        return True


def test_the_server_is_dialled_at_the_public_address(server: FtpsServer) -> None:
    assert all(is_reached(server.address(listener)) for listener in Listener)
    assert server.local_address(Listener.PLAIN) == ("127.0.0.1", server.address(Listener.PLAIN)[1])


@pytest.mark.parametrize("verb", ["PASV", "EPSV"])
def test_the_passive_reply_leads_to_the_public_address(verb: str, server: FtpsServer) -> None:
    with ftplib.FTP(timeout=WAIT_S) as client:
        client.connect(*server.address(Listener.PLAIN))
        client.login(server.user, server.password)
        reply = client.sendcmd(verb)

    host, port = (
        ftplib.parse227(reply) if verb == "PASV" else ftplib.parse229(reply, server.address(Listener.PLAIN))
    )
    assert host == PUBLIC
    assert port in PORTS


def test_behind_port_forwarding_the_passive_reply_names_the_public_address(authority: Authority) -> None:
    forwarded = Peers(
        Bench("socket://module", "203.0.113.7", None, listen="127.0.0.10"), authority, Transcript()
    )
    with forwarded.ftps_server() as server, ftplib.FTP(timeout=WAIT_S) as client:
        client.connect(*server.local_address(Listener.PLAIN))
        client.login(server.user, server.password)

        assert ftplib.parse227(client.sendcmd("PASV"))[0] == "203.0.113.7"
        assert server.address(Listener.PLAIN)[0] == "203.0.113.7"


@pytest.mark.parametrize(
    ("check", "verdict"),
    [
        (("-verify_ip", PUBLIC), "Verification: OK"),
        (("-verify_hostname", NAME), "Verification: OK"),
        (("-verify_ip", "127.0.0.1"), "Verification error: IP address mismatch"),
        (("-verify_hostname", "localhost"), "Verification error: hostname mismatch"),
    ],
)
def test_the_certificate_names_address_and_name_of_the_bench_only(
    check: tuple[str, str], verdict: str, server: FtpsServer, authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").write_bytes(authority.ca_pem)
    host, port = server.address(Listener.IMPLICIT)

    done = subprocess.run(
        [
            *(program("openssl"), "s_client", "-connect", f"{host}:{port}", "-CAfile", tmp_path / "ca.pem"),
            *(*check, "-tls1_2", "-cipher", "AES256-SHA:@SECLEVEL=0"),
        ],
        input="QUIT\n",
        capture_output=True,
        text=True,
        check=False,
        timeout=WAIT_S,
    )

    assert verdict in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("is_extended", [False, True], ids=["PASV", "EPSV"])
def test_curl_verifies_the_certificate_and_follows_the_passive_reply(
    is_extended: bool, server: FtpsServer, authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").write_bytes(authority.ca_pem)
    (server.root / "a.txt").write_bytes(b"across the bench")
    _, port = server.address(Listener.IMPLICIT)

    with server.expecting(ServerProfile()) as pending:
        done = subprocess.run(
            [
                *(program("curl"), "-sS", "--ssl-reqd", "--cacert", tmp_path / "ca.pem", "--tls-max", "1.2"),
                *("--ciphers", "AES256-SHA:@SECLEVEL=0", "--resolve", f"{NAME}:{port}:{PUBLIC}"),
                *(() if is_extended else ("--disable-epsv",)),
                *(
                    "--no-ftp-skip-pasv-ip",
                    "-u",
                    f"{server.user}:{server.password}",
                    f"ftps://{NAME}:{port}/a.txt",
                ),
            ],
            capture_output=True,
            check=False,
            timeout=WAIT_S,
        )
        session = pending.session(Deadline.after(WAIT_S))

    assert done.stdout == b"across the bench", done.stderr
    assert {command.verb for command in session.commands} & {"PASV", "EPSV"} == (
        {"EPSV"} if is_extended else {"PASV"}
    )


def test_lftp_transfers_by_the_public_address(
    server: FtpsServer, authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "ca.pem").write_bytes(authority.ca_pem)
    (server.root / "b.txt").write_bytes(b"by lftp")
    host, port = server.address(Listener.EXPLICIT)
    settings = {
        "ssl:ca-file": tmp_path / "ca.pem",
        "ssl:priority": "NONE:+VERS-TLS1.2:+RSA:+AES-256-CBC:+SHA1:+COMP-NULL:+SIGN-ALL:+GROUP-ALL",
        "ftp:ssl-force": "yes",
        "ftp:ssl-protect-data": "yes",
        "ftp:fix-pasv-address": "no",
        "ssl:check-hostname": "no",  # lftp sends the address as SNI, and checks no IP names
        "net:max-retries": "1",
        "net:timeout": "5",
        "cmd:fail-exit": "yes",
    }
    script = "".join(f'set {name} "{value}"\n' for name, value in settings.items())
    script += f"open -u {server.user},{server.password} -p {port} ftp://{host}\ncat b.txt\nbye\n"

    done = subprocess.run(
        [program("lftp"), "--norc", "-f", "/dev/stdin"],
        input=script,
        capture_output=True,
        text=True,
        check=False,
        timeout=2 * WAIT_S,
    )

    assert "by lftp" in done.stdout, done.stderr


@pytest.mark.parametrize("is_extended", [False, True], ids=["PASV", "EPSV"])
def test_a_tapped_transfer_passes_the_relay(is_extended: bool, peers: Peers) -> None:
    received: list[bytes] = []
    with peers.tapped(Listener.PLAIN) as tapped:
        (tapped.server.root / "c.txt").write_bytes(b"tapped")
        with ftplib.FTP(timeout=WAIT_S) as client:
            client.trust_server_pasv_ipv4_address = True  # type: ignore[attr-defined]  # typeshed lacks it
            client.af = socket.AF_INET6 if is_extended else socket.AF_INET  # ftplib chooses EPSV by it
            client.connect(*tapped.address)
            client.af = socket.AF_INET6 if is_extended else socket.AF_INET
            client.login(tapped.server.user, tapped.server.password)
            client.retrbinary("RETR c.txt", received.append)

        assert b"".join(received) == b"tapped"
        assert bytes(tapped.relay.seen[DATA, Way.DOWN]) == b"tapped"
        assert b"PASS " in tapped.relay.seen[CONTROL, Way.UP]
        assert (b"EPSV" in tapped.relay.seen[CONTROL, Way.UP]) is is_extended
        assert tapped.address[0] == PUBLIC
        assert tapped.address[1] in PORTS


def test_a_relay_stands_in_front_of_the_control_connection(server: FtpsServer, peers: Peers) -> None:
    with peers.relayed(server, Listener.PLAIN) as relay:
        host, port = relay.addresses[CONTROL]
        with socket.create_connection((host, port), timeout=WAIT_S) as client:
            assert client.recv(100).startswith(b"220")

    assert host == PUBLIC
    assert port in PORTS


@pytest.mark.parametrize(("after", "changed"), [(0, (1, 0)), (60, (0, 1))])
def test_a_relay_changes_one_piece_after_that_many_bytes(
    after: int, changed: tuple[int, int], server: FtpsServer, peers: Peers
) -> None:
    with (
        peers.relayed(server, Listener.PLAIN) as relay,
        socket.create_connection(relay.addresses[CONTROL], timeout=WAIT_S) as client,
    ):
        client.recv(100)
        relay.arm(CONTROL, Way.DOWN, after=after)
        seen = []
        for _ in changed:
            client.sendall(b"USER nobody\r\n")
            answer = client.recv(100)
            seen.append(int(not answer.endswith(b"\n")))

    assert 30 <= len(answer) < 60  # so the second answer passes the limit, and the first does not
    assert tuple(seen) == changed
    assert relay.tampered == 1


def test_the_refusing_server_refuses_auth_and_ends_with_its_block(peers: Peers) -> None:
    with peers.refusing("534 policy") as server:
        with ftplib.FTP(timeout=WAIT_S) as client:
            client.connect(*server.address)
            with pytest.raises(ftplib.error_perm, match="534 policy"):
                client.sendcmd("AUTH TLS")
        first, idle = (socket.create_connection(server.address, timeout=WAIT_S) for _ in range(2))
        assert first.recv(100) == idle.recv(100) == b"220 clear text only\r\n"
        soon = Deadline.after(WAIT_S)

    assert not soon.expired
    with first, idle:
        assert idle.recv(100) == b""
    assert server.verbs[0] == "AUTH"
    assert is_free(server.address)


def test_the_refusing_server_ends_a_connection_on_which_tls_begins(peers: Peers) -> None:
    with (
        peers.refusing("230 logged in") as server,
        socket.create_connection(server.address, timeout=WAIT_S) as client,
    ):
        assert client.recv(100) == b"220 clear text only\r\n"
        client.sendall(b"AUTH TLS\r\n")
        assert client.recv(100) == b"230 logged in\r\n"
        client.sendall(b"\x16\x03\x01\x00\x05\n")
        with suppress(ConnectionResetError):
            assert client.recv(100) == b""

    assert server.verbs == ("AUTH",)


@pytest.mark.parametrize(("kind", "version"), [(Modern.TLS13_ONLY, "TLSv1.3"), (Modern.AEAD_ONLY, "TLSv1.2")])
def test_the_openssl_peer_insists_on_what_is_modern(
    kind: Modern, version: str, peers: Peers, authority: Authority
) -> None:
    context = ssl.create_default_context(cadata=authority.ca_pem.decode())
    old = ssl.create_default_context(cadata=authority.ca_pem.decode())
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    old.set_ciphers("AES256-SHA:@SECLEVEL=0")
    with peers.openssl(kind) as server:
        with (
            socket.create_connection(server.address, timeout=WAIT_S) as client,
            context.wrap_socket(client, server_hostname=PUBLIC) as session,
        ):
            assert session.version() == version
        with (
            socket.create_connection(server.address, timeout=WAIT_S) as client,
            pytest.raises(OSError, match=r"SSL|alert|reset"),
        ):
            old.wrap_socket(client, server_hostname=PUBLIC)

    assert server.outcomes[0] == version
    assert server.outcomes[1].startswith("refused")


def test_the_silent_peer_tells_who_dialled(peers: Peers) -> None:
    with peers.silent() as peer:
        with pytest.raises(Inconclusive, match=r"no connection came within 0\.05 s"):
            peer.end_next(Deadline.after(0.05))
        with socket.create_connection(peer.address, timeout=WAIT_S) as client:
            assert peer.end_next(Deadline.after(WAIT_S))[1] == client.getsockname()[1]
            assert client.recv(10) == b""


def test_a_closed_port_refuses(peers: Peers) -> None:
    with peers.closed_port() as address, pytest.raises(ConnectionRefusedError):
        is_reached(address)


def test_a_filtered_port_does_not_answer(peers: Peers) -> None:
    with peers.filtered_port() as address, pytest.raises(TimeoutError):
        socket.create_connection(address, timeout=0.5)

    assert is_free(address)


def test_a_false_address_has_no_listener_and_is_none_of_the_bench(authority: Authority) -> None:
    for public in ("127.0.0.1", "192.0.2.2", "198.51.100.7"):
        there = Peers(Bench("emulator://m95", public, None), authority, Transcript()).false_address

        assert there.rpartition(".")[0] != public.rpartition(".")[0]


def test_standard_ports_are_waited_for(authority: Authority, peers: Peers) -> None:
    other = Peers(BENCH, authority, Transcript())
    with ExitStack() as first:
        try:
            server = first.enter_context(peers.server_on_standard_ports())
        except ServerError as forbidden:
            if os.environ.get("CI"):  # runs as root
                raise
            pytest.skip(str(forbidden))
        assert server.address(Listener.IMPLICIT)[1] == 990
        assert server.address(Listener.EXPLICIT)[1] == 21
        with pytest.raises(ServerError, match="990"), other.server_on_standard_ports(within_s=0.2):
            pass

        threading.Timer(0.3, server.close).start()
        with other.server_on_standard_ports() as again:
            assert again.address(Listener.IMPLICIT)[1] == 990


def is_free(address: tuple[str, int]) -> bool:
    with socket.create_server(("0.0.0.0", address[1])):
        return True

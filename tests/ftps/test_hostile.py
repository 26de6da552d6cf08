"""Hostile clients: none stops the server, and when they have gone nothing of them is left.

The server is a process of its own, so that its descriptors, threads and memory
are its own; between attacks, and during them, an honest client is served.
"""

from __future__ import annotations

import ftplib
import io
import json
import random
import select
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from tlslite.handshakesettings import HandshakeSettings
from tlslite.messages import ApplicationData, ClientHello
from tlslite.tlsconnection import TLSConnection

from hil import cipher_acceleration
from hil.deadline import Deadline
from tests.ftps.clients import client_context
from tests.ftps.raw import client_hello
from tests.peers import end, program

LISTENERS = ("implicit", "explicit", "plain")
GROWTH_KB = 16 * 1024
"""What the memory may grow by while an attack is repeated; one connection's leak of 10 KiB would show."""

Address = tuple[str, int]


class Victim:
    """A `hil serve` that is attacked."""

    def __init__(self, process: subprocess.Popen[str], first: dict[str, Any]) -> None:
        self._process, self._first = process, first
        self._proc = Path(f"/proc/{process.pid}")

    def address(self, endpoint: str) -> Address:
        host, port = self._first[endpoint]
        return host, port

    def connect(self, endpoint: str = "plain", *, timeout: float = 30) -> socket.socket:
        return socket.create_connection(self.address(endpoint), timeout=timeout)

    def serves(self) -> None:
        """An honest client stores a file and gets it back, inside TLS."""
        context = client_context()
        with closing(ftplib.FTP_TLS(context=context, timeout=30)) as client:
            client.connect(*self.address("explicit"))
            client.login(self._first["user"], self._first["password"])
            client.prot_p()
            client.storbinary("STOR honest", io.BytesIO(b"content"))
            got = io.BytesIO()
            client.retrbinary("RETR honest", got.write)
            assert got.getvalue() == b"content"
            client.quit()

    def login(self) -> socket.socket:
        """A session in clear, logged in."""
        client = self.connect()
        client.recv(1000)
        for line in (f"USER {self._first['user']}", f"PASS {self._first['password']}"):
            client.sendall(line.encode() + b"\r\n")
            assert client.recv(1000)[:1] in b"23"
        return client

    @property
    def descriptors(self) -> int:
        return sum(1 for _ in (self._proc / "fd").iterdir())

    @property
    def threads(self) -> int:
        return sum(1 for _ in (self._proc / "task").iterdir())

    @property
    def memory_kb(self) -> int:
        status = (self._proc / "status").read_text(encoding="ascii")
        return int(status.partition("VmRSS:")[2].split()[0])

    def settles_at(self, descriptors: int) -> None:
        """Wait until no more is open than that."""
        deadline = Deadline.after(30)
        while self.descriptors > descriptors and not deadline.expired:
            time.sleep(0.02)
        assert self.descriptors <= descriptors


@contextmanager
def victim_in(folder: Path) -> Iterator[Victim]:
    with (
        (folder / "stderr").open("w", encoding="utf-8") as stderr,
        subprocess.Popen(
            [sys.executable, "-m", "hil.cli.main", "serve", "--json"],
            stdout=subprocess.PIPE, stderr=stderr, text=True, cwd=folder,
        ) as process,
    ):  # fmt: skip
        watchdog = threading.Timer(240, process.kill)
        watchdog.start()
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line, (folder / "stderr").read_text(encoding="utf-8")
            reader = threading.Thread(target=process.stdout.read)  # a line a session
            reader.start()
            yield Victim(process, json.loads(line))
        finally:
            watchdog.cancel()
            end(process)
            reader.join()


@pytest.fixture(scope="module")
def victim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Victim]:
    folder = tmp_path_factory.mktemp("victim")
    with victim_in(folder) as running:
        yield running
    errors = [
        line for line in (folder / "stderr").read_text(encoding="utf-8").splitlines() if "error" in line
    ]
    assert errors == []


# The attacks


def garbage(victim: Victim) -> None:
    noise = random.Random(7)
    for endpoint in LISTENERS * 10:
        with victim.connect(endpoint) as client, suppress(OSError):
            client.sendall(noise.randbytes(noise.randrange(1, 20_000)))


def slow_loris(victim: Victim) -> None:
    """Many that begin a line, a record, and never end it; the honest client has its turn meanwhile."""
    with ExitStack() as stack:
        for endpoint in LISTENERS * 30:
            client = stack.enter_context(victim.connect(endpoint))
            client.sendall(b"\x16" if endpoint == "implicit" else b"U")
        victim.serves()


def half_open(victim: Victim) -> None:
    """Many that say nothing and are gone by a reset."""
    with ExitStack() as stack:
        for endpoint in LISTENERS * 30:
            client = stack.enter_context(victim.connect(endpoint))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        victim.serves()


def giant_lines(victim: Victim) -> None:
    with victim.connect() as client, suppress(OSError):
        client.sendall(b"USER " + b"x" * (4 << 20))
    with victim.connect() as client, suppress(OSError):
        client.sendall((b"USER " + b"x" * 60_000 + b"\r\n") * 20)


def flood_of_lines(victim: Victim) -> None:
    """The shortest lines there are, of a client that does not read; the honest one is served meanwhile."""
    with victim.connect() as client:
        client.setblocking(False)
        with suppress(OSError):
            client.send(b"\r\n" * 3000)
        victim.serves()


def tls_garbage(victim: Victim) -> None:
    noise = random.Random(8)
    flights = [
        b"\x16\x03\x01\xff\xff" + noise.randbytes(65535),
        b"\x16\x03\x01\x00\x04\x01\xff\xff\xff" + b"\x16\x03\x01\x40\x00" + bytes(16384),
        b"\x99\x03\x01\x00\x10" + bytes(16),
        b"\x16\x03\x03\x00\x00" * 1000,
        b"\x80\x2e\x01" + noise.randbytes(45),
        b"GET / HTTP/1.1\r\n\r\n",
    ]
    flights += [client_hello(0x0303, [0x2F])[: 5 + cut] + noise.randbytes(40) for cut in range(0, 40, 3)]
    for flight in flights:
        with victim.connect("implicit") as client, suppress(OSError):
            client.sendall(flight)


def huge_client_hello(victim: Victim) -> None:
    """All that 16 KiB of extensions can hold, and a message that claims to go on for 16 MiB."""
    many = [(0x4000 + number, b"x" * 12) for number in range(1000)]
    with victim.connect("implicit") as client, suppress(OSError):
        client.sendall(client_hello(0x0303, [0x2F], extensions=many))
        client.recv(100)
    with victim.connect("implicit") as client:
        client.sendall(b"\x16\x03\x01\x40\x00\x01\xff\xff\xff" + bytes(16380))
        with suppress(OSError):
            for _ in range(64):
                client.sendall(b"\x16\x03\x01\x40\x00" + bytes(16384))
        assert client.recv(7) == b"\x15\x03\x03\x00\x02\x02\x2f"  # fatal illegal_parameter


def tls_client(connection: socket.socket) -> Any:
    cipher_acceleration.install()
    client = TLSConnection(connection)
    settings = HandshakeSettings()
    settings.maxVersion = (3, 3)
    client.handshakeClientCert(settings=settings)
    return client


def send(client: Any, message: Any) -> None:
    for _ in client._sendMsg(message, randomizeFirstBlock=False):
        pass


def empty_records(victim: Victim) -> None:
    """An endless stream of them is within the protocol; the honest client is served meanwhile."""
    with victim.connect("implicit") as connection, ThreadOf(lambda: flood(connection)):
        victim.serves()


def flood(connection: socket.socket) -> None:
    client = tls_client(connection)
    with suppress(OSError):
        for _ in range(3000):
            send(client, ApplicationData().create(bytearray()))


def renegotiation(victim: Victim) -> None:
    """One ClientHello after the other on an established connection; the answers are not read."""
    with victim.connect("implicit") as connection, suppress(OSError):
        client = tls_client(connection)
        suites = list(range(0x4000, 0x5000))
        for _ in range(40):
            send(client, ClientHello().create((3, 3), bytearray(32), bytearray(), suites))


def half_transfers(victim: Victim) -> None:
    """Data connections that nobody opens, or opens and leaves."""
    for _ in range(10):
        with victim.login() as client:
            client.sendall(b"PASV\r\nPASV\r\nTYPE I\r\nEPSV\r\n")
            heard = b""
            while b"229 " not in heard:
                heard += client.recv(1000)
            port = int(heard.rpartition(b"|||")[2].partition(b"|")[0])
            with socket.create_connection(("127.0.0.1", port), timeout=30):
                client.sendall(b"STOR half\r\n")


class ThreadOf(threading.Thread):
    """Runs while the block does; raises what it raised."""

    def __init__(self, act: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._act = act
        self._error: Exception | None = None

    def run(self) -> None:
        try:
            self._act()
        except Exception as error:
            self._error = error

    def __enter__(self) -> None:
        self.start()

    def __exit__(self, *_: object) -> None:
        self.join(60)
        assert not self.is_alive()
        if self._error is not None:
            raise self._error


@pytest.mark.parametrize(
    "attack",
    [
        garbage, slow_loris, half_open, giant_lines, flood_of_lines, tls_garbage, huge_client_hello,
        empty_records, renegotiation, half_transfers,
    ],
)  # fmt: skip
def test_an_attack(attack: Callable[[Victim], None], victim: Victim) -> None:
    descriptors = victim.descriptors
    attack(victim)  # once, so that what is made once is there
    victim.serves()
    victim.settles_at(descriptors)
    threads, memory_kb = victim.threads, victim.memory_kb

    for _ in range(2):
        attack(victim)
    victim.serves()

    victim.settles_at(descriptors)
    assert victim.threads == threads
    assert victim.memory_kb - memory_kb < GROWTH_KB


def test_a_thousand_connections_at_once(victim: Victim) -> None:
    """Some are refused as too many; when they have gone there is room again."""
    descriptors, threads = victim.descriptors, victim.threads
    with ExitStack() as stack:
        clients = [stack.enter_context(victim.connect(LISTENERS[number % 3])) for number in range(1000)]
        poller = select.poll()
        for client in clients[1::3] + clients[2::3]:
            poller.register(client, select.POLLIN)
        heard: list[bytes] = []
        deadline = Deadline.after(60)
        while len(heard) < 666 and not deadline.expired:
            for number, _ in poller.poll(1000):
                poller.unregister(number)
                with socket.socket(fileno=number) as once:
                    heard.append(once.recv(100)[:3])
                    once.detach()
        assert victim.descriptors - descriptors < 600
    victim.settles_at(descriptors)

    assert sorted(set(heard)) == [b"220", b"421"]
    assert len(heard) == 666
    assert victim.threads == threads
    victim.serves()


def test_openssl_asks_for_renegotiation(victim: Victim) -> None:
    """`R` makes s_client try; it is refused by a warning, over which OpenSSL ends the connection."""
    host, port = victim.address("implicit")
    command = [
        str(program("openssl")),
        "s_client",
        "-connect",
        f"{host}:{port}",
        "-tls1_2",
        "-cipher",
        "ALL:@SECLEVEL=0",
    ]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as client:
        watchdog = threading.Timer(30, client.kill)
        watchdog.start()
        assert client.stdin is not None
        assert client.stdout is not None
        said = b""
        while b"220 " not in said and (line := client.stdout.readline()):
            said += line
        client.stdin.write(b"R\n")
        client.stdin.flush()
        said += client.stdout.read()
        watchdog.cancel()

    assert b"RENEGOTIATING" in said
    assert b"no renegotiation" in said
    victim.serves()

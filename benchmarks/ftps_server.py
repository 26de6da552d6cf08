"""The FTPS server beside pyftpdlib's own TLS handler on OpenSSL, and by itself with every version and suite.

    python benchmarks/ftps_server.py [--turns N] [--json] [--large]

Sessions (connect, AUTH TLS, log in, PBSZ, PROT, QUIT) a second and MiB a second up
and down.  The servers are processes of their own with the same RSA key of 2048
bits; on the pairs that both speak the client is OpenSSL (ftplib) and they take
turns.  SSL3.0, RC4 and 3DES only ours has; there the client is the emulator's.
Last comes what an idle connection costs.  Needs pyOpenSSL: pip install -e '.[benchmarks]'.
Ends with 1 when a goal is missed.
"""

from __future__ import annotations

import argparse
import ftplib
import io
import json
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from hil.deadline import Deadline
from hil.emulator.ftp.ftps_client import ClientSettings, FtpsClient
from hil.emulator.tls.client import TlsSettings
from hil.ftps.limits import Limits
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.pki.authority import Authority
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version, is_legal_pair
from hil.transcript import Transcript

RATIO_LEAST = 0.5  # sessions a second, ours to theirs
MIB_S_LEAST = 1.0
SESSIONS = 15  # in one turn
SIZE = 2 << 20
IDLE = 100
LARGE_KIB_MOST = 32 * 1024

OPENSSL = {
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA: "AES256-SHA",
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA: "AES128-SHA",
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256: "AES256-SHA256",
}
SSL_VERSIONS = {
    Version.TLS10: ssl.TLSVersion.TLSv1,
    Version.TLS11: ssl.TLSVersion.TLSv1_1,
    Version.TLS12: ssl.TLSVersion.TLSv1_2,
}


@dataclass(frozen=True)
class Server:
    """One of the two, and how to log in."""

    process: subprocess.Popen[str]
    host: str
    port: int
    user: str
    password: str

    def cpu_s(self) -> float:
        """The processor time that it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Figures:
    """Sessions a second, processor time of the server for one in ms, MiB a second."""

    sessions: float
    cpu_ms: float
    up: float
    down: float


# The servers


def serve_ours() -> None:
    """Until killed."""
    transcript = Transcript()
    limits = Limits(accepts_per_s=1e6, accepts_burst=1_000_000)
    with (
        FtpsServer(Authority(), transcript, limits=limits) as server,
        server.expecting(ServerProfile()) as pending,
    ):
        _ready(server.address(Listener.EXPLICIT), server.user, server.password)
        while True:
            pending.hand_over(Deadline.after(0.5))
            transcript.hand_over()


def serve_theirs() -> None:
    """Until killed."""
    from OpenSSL import SSL  # noqa: PLC0415 - only this process needs it
    from pyftpdlib.authorizers import DummyAuthorizer  # noqa: PLC0415
    from pyftpdlib.handlers import TLS_FTPHandler  # noqa: PLC0415
    from pyftpdlib.servers import FTPServer  # noqa: PLC0415

    warnings.simplefilter("ignore")
    chain = Authority().chain("good")
    context = SSL.Context(SSL.TLS_SERVER_METHOD)
    context.set_min_proto_version(SSL.TLS1_VERSION)
    context.set_max_proto_version(SSL.TLS1_2_VERSION)
    context.set_cipher_list(b"AES256-SHA:AES128-SHA:AES256-SHA256:@SECLEVEL=0")
    with tempfile.TemporaryDirectory() as folder, tempfile.NamedTemporaryFile() as pem:
        pem.write(chain.key)
        for der in chain.der:
            pem.write(ssl.DER_cert_to_PEM_cert(der).encode())
        pem.flush()
        context.use_certificate_chain_file(pem.name)
        context.use_privatekey_file(pem.name)
        authorizer = DummyAuthorizer()
        authorizer.add_user("user", "password", folder, perm="elradfmwT")
        own = {"authorizer": authorizer, "ssl_context": context, "certfile": pem.name}
        handler = type("Theirs", (TLS_FTPHandler,), own)
        server = FTPServer(("127.0.0.1", 0), handler)
        _ready(server.address, "user", "password")
        server.serve_forever(handle_exit=False)


def _ready(address: tuple[str, int], user: str, password: str) -> None:
    print(json.dumps([*address, user, password]), flush=True)


@contextmanager
def running(which: str) -> Iterator[Server]:
    """One of the servers, until the end of the block."""
    command = [sys.executable, __file__, "--serve", which]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if not line:
                sys.exit(f"the server {which!r} did not start; is pyOpenSSL installed?")
            yield Server(process, *json.loads(line))
        finally:
            process.kill()


# The clients


def openssl(server: Server, version: Version, suite: CipherSuite) -> Callable[[], ftplib.FTP_TLS]:
    """What opens a session by OpenSSL."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers(f"{OPENSSL[suite]}:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = context.maximum_version = SSL_VERSIONS[version]

    def opened() -> ftplib.FTP_TLS:
        client = ftplib.FTP_TLS(context=context, timeout=30)
        client.connect(server.host, server.port)
        client.login(server.user, server.password)
        client.prot_p()
        return client

    return opened


def openssl_figures(server: Server, version: Version, suite: CipherSuite) -> Figures:
    """One turn with one server."""
    opened = openssl(server, version, suite)
    began, cpu_s = time.perf_counter(), server.cpu_s()
    for _ in range(SESSIONS):
        opened().quit()
    sessions, cpu_ms = SESSIONS / (time.perf_counter() - began), (server.cpu_s() - cpu_s) / SESSIONS * 1000
    client = opened()
    up = _rate(lambda: client.storbinary("STOR f", io.BytesIO(bytes(SIZE)), blocksize=65536))
    down = _rate(lambda: client.retrbinary("RETR f", lambda _: None, blocksize=65536))
    client.quit()
    return Figures(sessions, cpu_ms, up, down)


def emulator_figures(server: Server, version: Version, suite: CipherSuite) -> Figures:
    """One turn with the emulated module's client."""
    settings = ClientSettings(
        host=server.host,
        port=server.port,
        user=server.user,
        password=server.password,
        mode="explicit",
        tls=TlsSettings(
            versions=(version,), suites=(suite,), seclevel=0, ca=None, certificate=None, key=None
        ),
    )
    began, cpu_s = time.perf_counter(), server.cpu_s()
    for _ in range(SESSIONS):
        client = FtpsClient(settings)
        client.open()
        client.close()
    sessions, cpu_ms = SESSIONS / (time.perf_counter() - began), (server.cpu_s() - cpu_s) / SESSIONS * 1000
    client = FtpsClient(settings)
    client.open()
    up = _rate(lambda: client.put("f", io.BytesIO(bytes(SIZE)).read, lambda: None))
    down = _rate(lambda: client.get("f", lambda _: None, lambda: None))
    client.close()
    return Figures(sessions, cpu_ms, up, down)


def _rate(transfer: Callable[[], object]) -> float:
    began = time.perf_counter()
    transfer()
    return SIZE / (1 << 20) / (time.perf_counter() - began)


def median(turns: list[Figures]) -> Figures:
    """Of each figure."""
    return Figures(
        *(
            statistics.median(getattr(turn, name) for turn in turns)
            for name in ("sessions", "cpu_ms", "up", "down")
        )
    )


# What is measured


def side_by_side(ours: Server, theirs: Server, turns: int) -> Iterator[dict[str, Any]]:
    """The pairs that both speak."""
    for version, suite in product(SSL_VERSIONS, OPENSSL):
        if not is_legal_pair(version, suite):
            continue
        rows = [
            (openssl_figures(ours, version, suite), openssl_figures(theirs, version, suite))
            for _ in range(turns)
        ]
        mine, other = (median(list(column)) for column in zip(*rows, strict=True))
        yield {
            "pair": f"{version.title} {OPENSSL[suite]}",
            "sessions_s": round(mine.sessions, 1),
            "ratio": round(mine.sessions / other.sessions, 2),
            "cpu_ms": round(mine.cpu_ms, 1),
            "their_cpu_ms": round(other.cpu_ms, 1),
            "up_mib_s": round(mine.up, 1),
            "up_ratio": round(mine.up / other.up, 2),
            "down_mib_s": round(mine.down, 1),
            "down_ratio": round(mine.down / other.down, 2),
        }


def alone(ours: Server, turns: int) -> Iterator[dict[str, Any]]:
    """Every pair of the note."""
    for version, suite in product(ALL_VERSIONS, ALL_SUITES):
        if is_legal_pair(version, suite):
            mine = median([emulator_figures(ours, version, suite) for _ in range(turns)])
            yield {
                "pair": f"{version.title} {suite.name.removeprefix('TLS_RSA_WITH_')}",
                "sessions_s": round(mine.sessions, 1),
                "cpu_ms": round(mine.cpu_ms, 1),
                "up_mib_s": round(mine.up, 1),
                "down_mib_s": round(mine.down, 1),
            }


def idle(ours: Server) -> dict[str, Any]:
    """What a logged-in TLS session that does nothing costs the server."""
    status = Path(f"/proc/{ours.process.pid}/status")

    def memory_kib() -> int:
        return int(status.read_text(encoding="ascii").partition("VmRSS:")[2].split()[0])

    opened = openssl(ours, Version.TLS12, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA)
    with ExitStack() as stack:
        before = memory_kib()
        for _ in range(IDLE):
            stack.callback(opened().close)
        grown = memory_kib() - before
        time.sleep(1)
        begun = ours.cpu_s()
        time.sleep(2)
        spent = (ours.cpu_s() - begun) / 2
    return {"connections": IDLE, "kib_each": round(grown / IDLE, 1), "core": round(spent, 3)}


def large(ours: Server) -> dict[str, Any]:
    """A GiB there and back, and what memory the server took for it."""

    def peak_kib() -> int:
        status = Path(f"/proc/{ours.process.pid}/status").read_text(encoding="ascii")
        return int(status.partition("VmHWM:")[2].split()[0])

    client = openssl(ours, Version.TLS12, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA)()
    client.storbinary("STOR small", io.BytesIO(bytes(SIZE)))
    before = peak_kib()
    came = 0

    def count(data: bytes) -> None:
        nonlocal came
        came += len(data)

    began = time.perf_counter()
    with open("/dev/zero", "rb", buffering=0) as zeros:  # noqa: PTH123
        pieces = (zeros.read(1 << 16) for _ in range(1 << 14))
        connection = client.transfercmd("STOR large")
        with connection:
            for piece in pieces:
                connection.sendall(piece)
            connection.unwrap()  # type: ignore[attr-defined]
        client.voidresp()
    up_s = time.perf_counter() - began
    client.retrbinary("RETR large", count, blocksize=1 << 16)
    down_s = time.perf_counter() - began - up_s
    client.delete("large")
    client.quit()
    return {
        "bytes": came,
        "up_s": round(up_s, 1),
        "down_s": round(down_s, 1),
        "kib_more": peak_kib() - before,
    }


def main() -> int:
    """Measure, print, and say by the exit code whether the goals are reached."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--turns", type=int, default=3, help="turns of which the median is taken (default 3)")
    parser.add_argument("--large", action="store_true", help="a GiB up and down instead")
    parser.add_argument("--serve", choices=["ours", "theirs"], help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        {"ours": serve_ours, "theirs": serve_theirs}[arguments.serve]()
    if arguments.large:
        with running("ours") as ours:
            figures = large(ours)
        print(json.dumps(figures))
        return 0 if figures["bytes"] == 1 << 30 and figures["kib_more"] < LARGE_KIB_MOST else 1
    with running("ours") as ours, running("theirs") as theirs:
        together = list(side_by_side(ours, theirs, arguments.turns))
        single = list(alone(ours, 1))
        resting = idle(ours)
    slow = [row["pair"] for row in together + single if min(row["up_mib_s"], row["down_mib_s"]) < MIB_S_LEAST]
    ratio = min(row["ratio"] for row in together)
    if arguments.json:
        print(json.dumps({"side_by_side": together, "alone": single, "idle": resting}))
    else:
        _print(together, single, resting)
        print(
            f"least ratio of sessions {ratio} (goal: at least {RATIO_LEAST}); below {MIB_S_LEAST} MiB/s: {slow or 'none'}"
        )
    return 0 if ratio >= RATIO_LEAST and not slow else 1


def _print(together: list[dict[str, Any]], single: list[dict[str, Any]], resting: dict[str, Any]) -> None:
    columns = ("sessions/s", "ratio", "cpu ms", "their cpu ms", "up MiB/s", "ratio", "down MiB/s", "ratio")
    _row("beside pyftpdlib on OpenSSL", columns)
    for row in together:
        _row(row["pair"], list(row.values())[1:])
    _row("\nby itself", ("sessions/s", "cpu ms", "up MiB/s", "down MiB/s"))
    for row in single:
        _row(row["pair"], list(row.values())[1:])
    each, number, core = resting["kib_each"], resting["connections"], resting["core"]
    print(f"\nan idle TLS session: {each} KiB; {number} of them: {core} of a core")


def _row(title: str, values: Iterable[object]) -> None:
    print(f"{title:30}" + "".join(f"{value!s:>14}" for value in values))


if __name__ == "__main__":
    sys.exit(main())

"""A module on a bench of its own, and servers and certificates that others wrote or made."""

from __future__ import annotations

import contextlib
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hil.emulator.defects import parts_with
from hil.emulator.ftp.ftps_client import ClientSettings, FtpsClient
from tests.emulator.dte import Bench, Dte
from tests.emulator.peers import servers
from tests.emulator.peers.certificates import Holder, make
from tests.emulator.peers.dialogue import Make
from tests.emulator.peers.servers import Server


@pytest.fixture
def bench() -> Iterator[Bench]:
    before = set(threading.enumerate())
    bench = Bench()
    yield bench
    bench.close()
    assert set(threading.enumerate()) <= before  # a timer of pytest-timeout may end meanwhile


@pytest.fixture
def dte(bench: Bench) -> Dte:
    return bench.dte


@pytest.fixture
def session_with() -> Iterator[Make]:
    """Makes clients and aborts them in the end."""
    with contextlib.ExitStack() as sessions:

        def new(settings: ClientSettings, *, defect: str = "") -> FtpsClient:
            parts = parts_with({defect} - {""})
            session = parts.of(FtpsClient)(settings, parts=parts)
            sessions.callback(session.abort)
            return session

        yield new


@pytest.fixture(scope="session")
def ca() -> Holder:
    return make("ca", ca=True, cert_sign=True)


@pytest.fixture(scope="session")
def other_ca() -> Holder:
    return make("other ca", ca=True, cert_sign=True)


@pytest.fixture(scope="session")
def leaf(ca: Holder) -> Holder:
    return make("localhost", issuer=ca)


@pytest.fixture(scope="session")
def client(ca: Holder) -> Holder:
    return make("client", issuer=ca)


@pytest.fixture(scope="session")
def folder() -> Iterator[Callable[[], Path]]:
    """Makes folders that a server without privileges may enter, as those of pytest may not be."""
    with tempfile.TemporaryDirectory(prefix="m95-peers-") as name:
        base = Path(name)
        base.chmod(0o755)

        def new() -> Path:
            path = Path(tempfile.mkdtemp(dir=base))
            path.chmod(0o755)
            return path

        yield new


@pytest.fixture(scope="session")
def pem_files(folder: Callable[[], Path], ca: Holder, leaf: Holder) -> dict[str, Path]:
    base = folder()
    contents = {"leaf": leaf.pem, "key": leaf.key_pem, "both": leaf.key_pem + leaf.pem, "ca": ca.pem}
    for name, content in contents.items():
        (base / name).write_bytes(content)
    return {name: base / name for name in contents}


@pytest.fixture(scope="session")
def vsftpd_implicit(folder: Callable[[], Path], pem_files: dict[str, Path]) -> Iterator[Server]:
    with servers.vsftpd(folder(), pem_files["both"], implicit=True) as server:
        yield server


@pytest.fixture(scope="session")
def vsftpd_explicit(folder: Callable[[], Path], pem_files: dict[str, Path]) -> Iterator[Server]:
    with servers.vsftpd(folder(), pem_files["both"], implicit=False) as server:
        yield server


@pytest.fixture(scope="session")
def proftpd_implicit(folder: Callable[[], Path], pem_files: dict[str, Path]) -> Iterator[Server]:
    with servers.proftpd(folder(), pem_files["leaf"], pem_files["key"], implicit=True) as server:
        yield server


@pytest.fixture(scope="session")
def proftpd_explicit(folder: Callable[[], Path], pem_files: dict[str, Path]) -> Iterator[Server]:
    """This one insists on a client certificate."""
    with servers.proftpd(
        folder(), pem_files["leaf"], pem_files["key"], implicit=False, client_ca=pem_files["ca"]
    ) as server:
        yield server


@pytest.fixture(scope="session")
def pure_ftpd_explicit(folder: Callable[[], Path], pem_files: dict[str, Path]) -> Iterator[Server]:
    with servers.pure_ftpd(folder(), pem_files["both"]) as server:
        yield server


@pytest.fixture(scope="session")
def selfserv(folder: Callable[[], Path], ca: Holder, leaf: Holder) -> Iterator[Server]:
    with servers.selfserv(folder(), leaf.pkcs12("srv", b"secret", ca)) as server:
        yield server


@pytest.fixture(scope="session")
def selfserv_with_client_certificate(
    folder: Callable[[], Path], ca: Holder, leaf: Holder
) -> Iterator[Server]:
    with servers.selfserv(folder(), leaf.pkcs12("srv", b"secret", ca), require_client=True) as server:
        yield server


@pytest.fixture(scope="session")
def gnutls_serv(folder: Callable[[], Path], pem_files: dict[str, Path]) -> Iterator[Server]:
    with servers.gnutls_serv(folder(), pem_files["leaf"], pem_files["key"]) as server:
        yield server


@pytest.fixture(scope="session")
def gnutls_serv_with_client_certificate(
    folder: Callable[[], Path], pem_files: dict[str, Path]
) -> Iterator[Server]:
    with servers.gnutls_serv(
        folder(), pem_files["leaf"], pem_files["key"], client_ca=pem_files["ca"]
    ) as server:
        yield server

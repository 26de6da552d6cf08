"""Every command of the server, used by ftplib as its user would: RFC 959, 2428, 3659, 4217."""

from __future__ import annotations

import asyncio
import ftplib
import gc
import io
import os
import resource
import socket
import warnings
from pathlib import Path

import aioftp
import pytest

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import ConnectionEnding, Listener
from hil.spec.tls import CipherSuite, Version
from tests.ftps.clients import Endpoints, client_context, curl, ftplib_client, lftp

PROTECTED = [Listener.IMPLICIT, Listener.EXPLICIT]


@pytest.fixture
def root(server: FtpsServer) -> Path:
    (server.root / "f").write_bytes(b"0123456789")
    os.utime(server.root / "f", (0, 951_827_696))  # 2000-02-29 12:34:56 UTC
    return server.root


def fetched(client: ftplib.FTP, command: str, rest: int | None = None) -> bytes:
    got = io.BytesIO()
    client.retrbinary(command, got.write, rest=rest)
    return got.getvalue()


@pytest.mark.parametrize("listener", list(Listener))
def test_size_and_time(listener: Listener, root: Path, server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile()):
        client = ftplib_client(endpoint(listener))
        client.sendcmd("TYPE I")
        assert client.sendcmd("SIZE f") == "213 10"
        assert client.sendcmd("MDTM f") == "213 20000229123456"
        client.quit()


@pytest.mark.parametrize("listener", PROTECTED)
def test_a_session_of_any_number_of_commands_is_answered(
    listener: Listener, root: Path, server: FtpsServer, endpoint: Endpoints
) -> None:
    with server.expecting(ServerProfile()):
        client = ftplib_client(endpoint(listener))
        client.timeout = 10
        answers = {client.sendcmd("NOOP") for _ in range(200)}
        client.quit()

    assert {answer[:3] for answer in answers} == {"200"}


@pytest.mark.parametrize("listener", list(Listener))
def test_rest_and_appe(listener: Listener, root: Path, server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile()):
        client = ftplib_client(endpoint(listener))
        assert fetched(client, "RETR f", rest=4) == b"456789"
        client.storbinary("STOR f", io.BytesIO(b"xy"), rest=8)
        assert (root / "f").read_bytes() == b"01234567xy"
        client.storbinary("APPE f", io.BytesIO(b"more"))
        assert (root / "f").read_bytes() == b"01234567xymore"
        client.storbinary("STOR f", io.BytesIO(b"new"))
        assert (root / "f").read_bytes() == b"new"
        client.sendcmd("TYPE I")
        client.sendcmd("REST 400")
        with pytest.raises(ftplib.error_perm, match="554"):
            client.sendcmd("RETR f")
        client.quit()


def test_listings(root: Path, server: FtpsServer, endpoint: Endpoints) -> None:
    (root / "folder").mkdir()
    try:
        with server.expecting(ServerProfile()):
            client = ftplib_client(endpoint(Listener.EXPLICIT))
            assert sorted(client.nlst()) == ["f", "folder"]
            facts = dict(client.mlsd(facts=["type", "size", "modify"]))
            lines: list[str] = []
            client.retrlines("LIST", lines.append)
            client.quit()
    finally:
        (root / "folder").rmdir()

    assert facts["f"] == {"type": "file", "size": "10", "modify": "20000229123456"}
    assert facts["folder"]["type"] == "dir"
    assert sorted(line[0] + line.split()[-1] for line in lines) == ["-f", "dfolder"]


def test_directories_and_names(root: Path, server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile()):
        client = ftplib_client(endpoint(Listener.EXPLICIT))
        assert client.mkd("a") == "/a"
        client.cwd("a")
        assert client.mkd("ö b") == "/a/ö b"
        client.cwd("ö b")
        assert client.pwd() == "/a/ö b"
        client.rename("/f", "g")
        assert (root / "a" / "ö b" / "g").read_bytes() == b"0123456789"
        with pytest.raises(ftplib.error_perm, match="550"):
            client.rmd("/a")
        client.delete("g")
        client.cwd("/")
        client.rmd("a/ö b")
        client.rmd("a")
        for command in ("RNTO x", "CWD a", "DELE a", "RMD a", "RNFR a", "RETR a", "SIZE a"):
            with pytest.raises(ftplib.error_perm, match=r"50[03]|550"):
                client.sendcmd(command)
        client.quit()

    assert list(root.iterdir()) == []


@pytest.mark.parametrize("listener", list(Listener))
def test_ascii_changes_the_line_ends(
    listener: Listener, root: Path, server: FtpsServer, endpoint: Endpoints
) -> None:
    lines: list[str] = []
    with server.expecting(ServerProfile()) as pending:
        client = ftplib_client(endpoint(listener))
        client.storlines("STOR text", io.BytesIO(b"one\ntwo\n"))
        client.retrlines("RETR text", lines.append)
        client.quit()
        session = pending.session(Deadline.after(20))

    assert (root / "text").read_bytes() == b"one\ntwo\n"
    assert lines == ["one", "two"]
    assert [session.data[0].received, session.data[1].sent] == [10, 10]  # CR LF on the wire


@pytest.mark.parametrize("opening", ["PASV", "EPSV", "EPSV 1", "PORT", "EPRT"])
@pytest.mark.parametrize("listener", list(Listener))
def test_every_way_to_a_data_connection(
    opening: str, listener: Listener, root: Path, server: FtpsServer, endpoint: Endpoints
) -> None:
    with server.expecting(ServerProfile()) as pending:
        client = ftplib_client(endpoint(listener))
        client.sendcmd("TYPE I")
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.settimeout(20)
            port = listening.getsockname()[1]
            argument = {
                "PORT": f" 127,0,0,1,{port >> 8},{port & 255}",
                "EPRT": f" |1|127.0.0.1|{port}|",
            }.get(opening, "")
            answer = client.sendcmd(opening + argument)
            if opening.startswith("E") and opening != "EPRT":
                there = ftplib.parse229(answer, ("127.0.0.1", 0))
                data = socket.create_connection(there, timeout=20)
            elif opening == "PASV":
                data = socket.create_connection(ftplib.parse227(answer), timeout=20)
            else:
                data = listening.accept()[0]
                data.settimeout(20)
            client.sendcmd("RETR f")
        if listener is not Listener.PLAIN:
            # In active mode, too, the client of FTP is the client of TLS (RFC 4217, 7).
            data = client_context(ca=endpoint(listener).ca).wrap_socket(data, server_hostname="localhost")
        with data:
            got = b"".join(iter(lambda: data.recv(100), b""))
            if listener is not Listener.PLAIN:
                data.unwrap()  # type: ignore[attr-defined]
        client.voidresp()
        client.quit()
        session = pending.session(Deadline.after(20))

    assert got == b"0123456789"
    assert session.data[0].ending is (
        ConnectionEnding.FIN if listener is Listener.PLAIN else ConnectionEnding.CLOSE_NOTIFY
    )


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (["PROT P"], ["503"]),  # RFC 4217, 9: PBSZ comes first
        (["PBSZ 0", "PROT P"], ["200", "200"]),
        (["PBSZ 16384"], ["200"]),  # and the answer says 0
        (
            ["PBSZ 0", "PROT C", "PROT P", "PROT S", "PROT E", "PROT"],
            ["200", "200", "200", "536", "536", "501"],
        ),
    ],
)
def test_protection_is_negotiated_as_rfc_4217_demands(
    lines: list[str], codes: list[str], server: FtpsServer, endpoint: Endpoints
) -> None:
    where = endpoint(Listener.EXPLICIT)
    with server.expecting(ServerProfile()):
        client = ftplib.FTP_TLS(context=client_context(ca=where.ca), timeout=20)
        client.connect("localhost", where.port)
        client.auth()
        answers = []
        for line in lines:
            client.putcmd(line)
            answers.append(client.getmultiline())
        client.close()

    assert [answer[:3] for answer in answers] == codes
    assert all("PBSZ=0" in answer for answer, line in zip(answers, lines, strict=True) if line[:4] == "PBSZ")


def test_features(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile()):
        client = ftplib_client(endpoint(Listener.EXPLICIT))
        features = {line.strip() for line in client.sendcmd("FEAT").splitlines()[1:-1]}
        client.quit()

    assert {"AUTH TLS", "AUTH SSL", "PBSZ", "PROT", "EPSV", "EPRT", "REST STREAM", "SIZE", "MDTM"} <= features
    assert any(feature.startswith("MLST ") for feature in features)


@pytest.mark.parametrize("listener", [Listener.PLAIN, Listener.EXPLICIT])
def test_aioftp(listener: Listener, root: Path, server: FtpsServer, endpoint: Endpoints) -> None:
    """A client on asyncio: MLSD, MKD, APPE, RNFR and the rest, and TLS by an upgrade."""
    where = endpoint(listener)

    async def visit() -> tuple[list[str], bytes]:
        client = aioftp.Client(socket_timeout=20)
        await client.connect("localhost", where.port)
        if listener is Listener.EXPLICIT:
            await client.upgrade_to_tls(client_context(ca=where.ca))
        await client.login(where.user, where.password)
        await client.make_directory("new/deep")
        async with client.upload_stream("new/deep/g") as stream:
            await stream.write(b"content")
        await client.rename("f", "new/f")
        listed = [str(path) async for path, _ in client.list("new", recursive=True)]
        async with client.download_stream("new/deep/g", offset=3) as stream:
            got = await stream.read()
        await client.remove("new")
        await client.quit()
        return sorted(listed), got

    with server.expecting(ServerProfile()):
        listed, got = asyncio.run(asyncio.wait_for(visit(), 60))
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        gc.collect()  # aioftp does not await that its transports are closed; another test would hear of it

    assert listed == ["new/deep", "new/deep/g", "new/f"]
    assert got == b"tent"
    assert list(root.iterdir()) == []


def test_lftp_mirrors(root: Path, server: FtpsServer, endpoint: Endpoints, tmp_path: Path) -> None:
    (tmp_path / "tree" / "sub").mkdir(parents=True)
    (tmp_path / "tree" / "a").write_bytes(b"first")
    (tmp_path / "tree" / "sub" / "b").write_bytes(b"second")
    commands = f"mirror -R {tmp_path / 'tree'} up\nmirror up {tmp_path / 'down'}\nmv f up/f\nrm up/a up/f up/sub/b\nrmdir up/sub up"

    with server.expecting(ServerProfile()):
        lftp(
            endpoint(Listener.EXPLICIT),
            commands,
            version=Version.TLS12,
            suite=CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
        )

    assert (tmp_path / "down" / "sub" / "b").read_bytes() == b"second"
    assert list(root.iterdir()) == []


@pytest.mark.parametrize("listener", PROTECTED)
def test_curl_resumes_appends_and_makes_folders(
    listener: Listener, root: Path, server: FtpsServer, endpoint: Endpoints, tmp_path: Path
) -> None:
    """In passive mode; for active mode see `test_foreign_clients`."""
    pair = {"version": Version.TLS12, "suite": CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256}
    (tmp_path / "half").write_bytes(b"0123")
    (tmp_path / "more").write_bytes(b"more")

    with server.expecting(ServerProfile()):
        curl(endpoint(listener), "f", "-C", "-", "-o", tmp_path / "half", **pair)  # type: ignore[arg-type]
        curl(endpoint(listener), "f", "-a", "-T", tmp_path / "more", **pair)  # type: ignore[arg-type]
        curl(endpoint(listener), "d/e/f", "--ftp-create-dirs", "-T", tmp_path / "more", **pair)  # type: ignore[arg-type]
        quotes = ("-Q", "-DELE d/e/f", "-Q", "-RMD d/e", "-Q", "-RMD d", "-o", os.devnull)
        curl(endpoint(listener), "f", *quotes, **pair)  # type: ignore[arg-type]

    assert (tmp_path / "half").read_bytes() == b"0123456789"
    assert (root / "f").read_bytes() == b"0123456789more"
    assert [path.name for path in root.iterdir()] == ["f"]


# Large files


class Zeros(io.RawIOBase):
    """A file of that size which nobody has."""

    def __init__(self, size: int) -> None:
        self._left = size

    def read(self, size: int = -1) -> bytes:
        size = min(self._left, size)
        self._left -= size
        return bytes(size)


def there_and_back(client: ftplib.FTP, size: int) -> int:
    """Up and down again; returns how much came."""
    came = 0

    def count(data: bytes) -> None:
        nonlocal came
        came += len(data)

    client.storbinary("STOR large", Zeros(size), blocksize=1 << 16)
    client.retrbinary("RETR large", count, blocksize=1 << 16)
    return came


def peak_kib() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def test_a_large_file_is_not_held_in_memory(root: Path, server: FtpsServer, endpoint: Endpoints) -> None:
    """Server and client are this process; what it has at most does not grow with the file.

    `benchmarks/ftps_server.py --large` does the same with a GiB.
    """
    with server.expecting(ServerProfile()):
        client = ftplib_client(endpoint(Listener.EXPLICIT))
        there_and_back(client, 1 << 20)
        before = peak_kib()
        assert there_and_back(client, 32 << 20) == 32 << 20
        client.quit()

    assert peak_kib() - before < 12 * 1024
    assert (root / "large").stat().st_size == 32 << 20
    (root / "large").unlink()


MALFORMED = (
    *("PORT 127, 0, 0, 1, 200, 10", "PORT 127.0.0.1:51210", "EPRT |1|127.0.0.1|51210"),
    *("REST +100", "TYPE B", "CWD ", "CWD"),
)


def test_an_argument_outside_the_grammar_is_refused(server: FtpsServer, endpoint: Endpoints) -> None:
    with server.expecting(ServerProfile()):
        client = ftplib_client(endpoint(Listener.PLAIN))
        for line in MALFORMED:
            with pytest.raises(ftplib.error_perm, match=r"^501 "):
                client.sendcmd(line)
        assert [client.sendcmd(line)[:3] for line in ("TYPE A", "TYPE i", "REST 100", "CWD /")] == [
            *("200", "200", "350", "250")
        ]
        client.quit()

"""No path leads out of the root: every command that takes one, with every trick that is known."""

from __future__ import annotations

import ftplib
import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hil.errors import HilError
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.pki.authority import Authority
from hil.transcript import Transcript
from tests.ftps.clients import Endpoint, ftplib_client

SECRET = b"not for clients"

NAMES = (
    b"..", b"../outside", b"/../outside", b"/..//../outside", b"inside/../../outside", b"./.././outside",
    b"out", b"out/outside", b"out/../outside", b"far/outside", b"far/../outside", b"loop", b"loop/x",
    b"..\\outside", b"..%2foutside", b"%2e%2e/outside", b"..%c0%afoutside", b"..\xc0\xafoutside",
    b"\xc0\xae\xc0\xae/outside", b"\xff\xfe../outside", b"../outside\xff", b"..\xef\xbc\x8foutside",
    b"..\0/outside", b"../outside\0.txt", b"..\r/outside", b"..\n../outside", b"\xe2\x80\xae../outside",
    b"~", b"~root", b"$HOME", b"`id`", b"*", b"-R ..", b"-la ../", b"file:///etc/passwd", b"/etc/passwd",
    b"/proc/self/root/etc/passwd", b"x" * 255, b"x" * 256, b"/".join([b"y" * 200] * 18), b"../" * 600 + b"outside",
    b"..." , b".. ", b" ..", b"..;", b".", b"/", b"//", b"//../..", b"inside/.", b"inside//../..//outside",
)  # fmt: skip

VERBS = (
    "CWD", "XCWD", "MKD", "XMKD", "RMD", "XRMD", "DELE", "SIZE", "MDTM", "MLST", "STAT", "RNFR", "RNTO",
    "MFMT 20200101000000", "LIST", "NLST", "MLSD", "RETR", "STOR", "APPE", "STOU", "SITE CHMOD 777",
)  # fmt: skip


@pytest.fixture
def yard(tmp_path: Path) -> Path:
    """A root, what lies beside it, and links from one to the other."""
    root = tmp_path / "root"
    (root / "inside").mkdir(parents=True)
    (root / "inside" / "f").write_bytes(b"for clients")
    (tmp_path / "outside").write_bytes(SECRET)
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "outside").write_bytes(SECRET)
    (tmp_path / "rootless").mkdir()  # its name begins as that of the root
    (tmp_path / "rootless" / "outside").write_bytes(SECRET)
    (root / "out").symlink_to(tmp_path / "outside")
    (root / "far").symlink_to(tmp_path / "rootless")
    (root / "loop").symlink_to("loop")
    return tmp_path


@pytest.fixture
def served(yard: Path, authority: Authority) -> Iterator[FtpsServer]:
    with FtpsServer(authority, Transcript(), root=yard / "root") as server, server.expecting(ServerProfile()):
        yield server


def client_of(server: FtpsServer) -> ftplib.FTP:
    endpoint = Endpoint(
        Listener.PLAIN, *server.address(Listener.PLAIN), server.user, server.password, server.root
    )
    client = ftplib_client(endpoint)
    assert client.sock is not None
    assert client.file is not None
    client.file.close()
    client.encoding = "latin-1"  # bytes go out, and come in, as they are
    client.file = client.sock.makefile("r", encoding="latin-1")
    return client


def beside(yard: Path) -> dict[str, tuple[int, bytes]]:
    """What lies beside the root: modes, times and contents."""
    found = {}
    for path in sorted(yard.rglob("*")):
        if yard / "root" not in (path, *path.parents):
            state = path.lstat()
            content = path.read_bytes() if path.is_file() else b""
            found[str(path)] = (state.st_mode << 64 | state.st_mtime_ns, content)
    return found


def attempt(client: ftplib.FTP, verb: str, name: str) -> bytes:
    """One command with that name; returns all that came back, data included."""
    heard = io.BytesIO()
    line = f"{verb} {name}"
    # ftplib refuses CR and LF, which a hostile client would not.
    client.putline = lambda text: client.sock.sendall(text.encode("latin-1") + b"\r\n")  # type: ignore[assignment,union-attr]
    try:
        if verb in {"LIST", "NLST", "MLSD", "RETR"}:
            client.retrbinary(line, heard.write)
        elif verb in {"STOR", "APPE", "STOU"}:
            client.storbinary(line, io.BytesIO(b"overwritten"))
        else:
            if verb == "RNTO":
                client.sendcmd("RNFR inside/f")
            heard.write(client.sendcmd(line).encode("latin-1", "replace"))
    except (ftplib.error_perm, ftplib.error_temp) as refusal:
        heard.write(str(refusal).encode("latin-1", "replace"))
    return heard.getvalue()


@pytest.mark.parametrize("verb", VERBS)
def test_no_command_leads_out_of_the_root(verb: str, yard: Path, served: FtpsServer) -> None:
    before, here = beside(yard), Path.cwd()
    client = client_of(served)

    for name in NAMES:
        client.sendcmd("TYPE I")
        heard = attempt(client, verb, name.decode("latin-1"))
        assert SECRET not in heard, name
        assert b"root:" not in heard, name
        assert beside(yard) == before, name
        client.sendcmd("CWD /")
        (yard / "root" / "inside").mkdir(exist_ok=True)
        (yard / "root" / "inside" / "f").write_bytes(b"for clients")
    client.quit()

    assert Path.cwd() == here
    assert served.errors == ()


@pytest.mark.parametrize("verb", ["LIST", "NLST", "MLSD", "STAT"])
def test_a_listing_tells_nothing_of_links_that_lead_out(verb: str, yard: Path, served: FtpsServer) -> None:
    (yard / "root" / "in").symlink_to("inside")
    client = client_of(served)

    listed = attempt(client, verb, "/").decode()
    client.quit()

    names = {line.split()[-1].rpartition("/")[2] for line in listed.splitlines()}
    assert "in" in names or "inside" in names
    assert str(yard) not in listed
    for hidden in ("out", "far"):
        assert f" {hidden}" not in listed.replace("output", "")
        assert hidden not in names


def test_the_directory_of_the_process_stays(served: FtpsServer, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: str) -> None:
        raise HilError(f"the whole process is sent to {path}")

    monkeypatch.setattr(os, "chdir", forbidden)

    client = client_of(served)
    client.cwd("inside")
    assert client.pwd() == "/inside"
    client.cwd("..")
    assert client.pwd() == "/"
    client.quit()


def test_a_link_within_the_root_works(yard: Path, served: FtpsServer) -> None:
    (yard / "root" / "in").symlink_to("inside")
    client = client_of(served)
    got = io.BytesIO()

    client.retrbinary("RETR in/f", got.write)
    client.quit()

    assert got.getvalue() == b"for clients"

"""What is in the root and is no file: nothing waits for it, and nothing leads out."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from hil.evidence.wire.writer import WireRecord
from hil.ftps.served_root import NotServed, ServedRoot
from hil.ftps.server import FtpsServer
from hil.ftps.stimulus import FilesSeen
from hil.pki.authority import Authority
from hil.transcript import Transcript
from tests.ftps.octets import OctetClient, octet_client

SECRET = b"not for clients"
LINKS = {
    "dangling": "nowhere",
    "out-file": "../outside",
    "out-folder": "..",
    "out-absolute": "/etc/passwd",
    "out-and-nowhere": "../nowhere",
    "to-device": "/dev/zero",
    "to-kernel": "/proc/kmsg",
    "to-fifo": "fifo",
    "loop": "loop",
    "through-file": "file/x",
}
NO_FILES = ("fifo", "socket", *LINKS, "fifo/x", "out-folder/outside", "out-folder/root/file")
WITH_NAME = ("RETR", "STOR", "APPE", "LIST", "NLST", "MLSD", "SIZE", "MDTM", "MFMT 20200101000000", "MLST", "STAT",
             "DELE", "RMD", "MKD", "CWD", "RNFR")  # fmt: skip
BY_DATA = {"RETR": None, "STOR": b"overwritten", "APPE": b"more", "LIST": None, "NLST": None, "MLSD": None}


@pytest.fixture
def yard(tmp_path: Path) -> Iterator[Path]:
    """A root with a file, a folder, and everything else that a folder may hold."""
    root = tmp_path / "root"
    (root / "folder").mkdir(parents=True)
    (root / "file").write_bytes(b"for clients")
    (root / "folder" / "inner").write_bytes(b"inside")
    (tmp_path / "outside").write_bytes(SECRET)
    os.mkfifo(root / "fifo")
    for name, target in LINKS.items():
        (root / name).symlink_to(target)
    (root / "inward").symlink_to("folder/inner")
    (root / "inward-absolute").symlink_to(root / "folder")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(root / "socket"))
        yield tmp_path


@pytest.fixture
def client(yard: Path, authority: Authority) -> Iterator[OctetClient]:
    with FtpsServer(authority, Transcript(), root=yard / "root") as server, octet_client(server) as client:
        yield client
        assert server.errors == ()


def state(yard: Path) -> dict[str, tuple[int, int, str | bytes]]:
    """Kind, time and content of everything."""
    found: dict[str, tuple[int, int, str | bytes]] = {}
    for path in yard.rglob("*"):
        known = path.lstat()
        content = str(path.readlink()) if path.is_symlink() else path.read_bytes() if path.is_file() else ""
        found[str(path)] = known.st_mode, 0 if path.is_dir() else known.st_mtime_ns, content
    return found


@pytest.mark.parametrize("name", NO_FILES)
def test_what_is_no_file_is_answered_550_by_every_command(name: str, yard: Path, client: OctetClient) -> None:
    before = state(yard)

    replies = {
        verb: client.transfer(verb, name.encode(), BY_DATA[verb])[0]
        if verb in BY_DATA
        else client.say(verb, name.encode())
        for verb in WITH_NAME
    }
    client.say("REST", b"1")
    replies["REST, STOR"] = client.transfer("STOR", name.encode(), b"x")[0]
    client.say("RNFR", b"file")
    replies["RNTO"] = client.say("RNTO", name.encode())

    assert {verb: reply for verb, reply in replies.items() if not reply.startswith(b"550 ")} == {}
    assert state(yard) == before
    assert client.transfer("RETR", b"file")[1] == b"for clients"


def test_a_device_is_answered_550(yard: Path, client: OctetClient) -> None:
    try:
        os.mknod(yard / "root" / "zero", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root makes a device")

    assert client.transfer("RETR", b"zero")[0].startswith(b"550 ")
    assert client.transfer("STOR", b"zero", b"x")[0].startswith(b"550 ")


def test_a_fifo_with_two_ends_is_answered_550(yard: Path, client: OctetClient) -> None:
    with open(yard / "root" / "fifo", "r+b", buffering=0):  # noqa: PTH123 - opened for both, it waits for nobody
        assert client.transfer("RETR", b"fifo")[0].startswith(b"550 ")
        assert client.transfer("STOR", b"fifo", b"x")[0].startswith(b"550 ")


def test_listings_leave_out_what_is_not_served(client: OctetClient) -> None:
    served = [b"file", b"folder", b"inward", b"inward-absolute"]

    assert client.listed("NLST") == served
    assert sorted(line.partition(b" ")[2] for line in client.listed("MLSD")) == served
    assert [line.split()[8] for line in client.listed("LIST")] == served


def test_a_link_that_stays_inside_is_a_file_or_folder(yard: Path, client: OctetClient) -> None:
    assert client.transfer("RETR", b"inward")[1] == b"inside"
    assert client.transfer("RETR", b"inward-absolute/inner")[1] == b"inside"
    assert client.transfer("STOR", b"inward", b"new")[0].startswith(b"226 ")
    assert (yard / "root" / "folder" / "inner").read_bytes() == b"new"
    assert client.say("DELE", b"inward") == b"250 File removed."
    assert (yard / "root" / "folder" / "inner").read_bytes() == b"new"


def test_the_root_itself_can_neither_be_removed_nor_renamed(yard: Path, client: OctetClient) -> None:
    assert client.say("RMD", b"/").startswith(b"550 ")
    assert client.say("RNFR", b"/").startswith(b"550 ")
    assert client.say("DELE", b"/").startswith(b"550 ")
    assert (yard / "root" / "file").exists()


def test_a_folder_that_becomes_a_link_after_the_check_is_not_followed(
    yard: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The race that a check of the path alone loses: between it and the access the folder is replaced."""
    root = yard / "root"
    served = ServedRoot(str(root))
    resolve = ServedRoot._target

    def replaced(self: ServedRoot, path: str) -> bytes:
        found = resolve(self, path)
        if not (root / "folder").is_symlink():
            (root / "folder").rename(root / "aside")
            (root / "folder").symlink_to(yard)
        return found

    (yard / "inner").write_bytes(SECRET)
    monkeypatch.setattr(ServedRoot, "_target", replaced)

    with pytest.raises((OSError, NotServed)):
        served.open_to_read("/folder/inner")


def test_the_files_that_a_record_keeps_are_files(yard: Path, tmp_path: Path) -> None:
    (yard / "root" / os.fsdecode(b"caf\xe9")).write_bytes(b"latin")

    found = {given.name: given.content for given in FilesSeen().new_below(yard / "root")}

    assert found == {
        "file": b"for clients",
        "folder": None,
        "folder/inner": b"inside",
        "inward": b"inside",
        "inward-absolute": None,
        "caf\udce9": b"latin",
    }


def test_a_session_of_a_recorded_run_is_not_stopped_by_a_fifo(
    yard: Path, authority: Authority, tmp_path: Path
) -> None:
    transcript = Transcript(wire=WireRecord(lambda: tmp_path, worker="", key=b"key"))
    with FtpsServer(authority, transcript, root=yard / "root") as server, octet_client(server) as client:
        assert client.transfer("RETR", b"fifo")[0].startswith(b"550 ")
        assert client.transfer("RETR", b"file")[1] == b"for clients"

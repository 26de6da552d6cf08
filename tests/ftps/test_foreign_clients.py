"""Clients of other people at the server: each uploads, lists, fetches, renames and deletes, by both ways to a data connection."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.pki.authority import Authority
from hil.spec.tls import CipherSuite, Version
from hil.transcript import Transcript
from tests.emulator.peers.servers import ANONYMOUS, DIRECTORY, HOST, WEAK_CIPHERS, vsftpd
from tests.ftps.clients import OPENSSL_NAMES, Endpoint, lftp, run
from tests.peers import program

SUITE = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
NAMES = (
    b"plain.txt",
    b"two words",
    b"caf\xc3\xa9",
    b"cafe\xcc\x81",
    b"-dash",
    b"[b]",
    b'q"q',
    b"#1%41",
    b"dot.",
)
RAW = (b"caf\xe9", b"\x80")
"""Names that are not UTF-8: rclone changes them before it sends them."""
BOTH = pytest.mark.parametrize("is_passive", [True, False], ids=["passive", "active"])
EACH = pytest.mark.parametrize("listener", list(Listener))


@pytest.fixture
def roomy(authority: Authority, tmp_path: Path) -> Iterator[FtpsServer]:
    (tmp_path / "served").mkdir()
    with FtpsServer(authority, Transcript(), root=tmp_path / "served") as server:
        yield server
        assert server.errors == ()


@dataclass(frozen=True)
class Place:
    """A server, and a folder `tree` beside it with files of every name."""

    server: FtpsServer
    folder: Path
    ca: Path

    def endpoint(self, listener: Listener) -> Endpoint:
        return Endpoint(
            listener, *self.server.address(listener), self.server.user, self.server.password, self.ca
        )


@pytest.fixture
def place(roomy: FtpsServer, tmp_path: Path, files: Path) -> Place:
    (tmp_path / "tree" / "sub").mkdir(parents=True)
    for name in (*NAMES, *RAW):
        (tmp_path / "tree" / os.fsdecode(name)).write_bytes(name)
    (tmp_path / "tree" / "sub" / "inner").write_bytes(b"inner")
    return Place(roomy, tmp_path, files / "ca.pem")


def below(folder: Path) -> dict[bytes, bytes]:
    """All files with their contents."""
    return {
        os.fsencode(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@BOTH
@EACH
def test_lftp(listener: Listener, is_passive: bool, place: Place) -> None:
    down = place.folder / "down"
    commands = [
        f"set ftp:passive-mode {'yes' if is_passive else 'no'}",
        *(["set ftp:ssl-allow no", "set ftp:ssl-force no"] if listener is Listener.PLAIN else []),
        f"mirror -R {place.folder / 'tree'} up",
        f"mirror up {down}",
        "mkdir new",
        f"put {place.folder / 'tree' / 'plain.txt'} -o new/p",
        "mv new/p new/q",
        "nlist new",
        "ls -la new",
        "cls -1 new/*",
        "rm new/q",
        "rmdir new",
    ]

    lftp(place.endpoint(listener), "\n".join(commands), version=Version.TLS12, suite=SUITE)

    assert below(place.server.root / "up") == below(place.folder / "tree")
    assert below(down) == below(place.folder / "tree")
    assert not (place.server.root / "new").exists()


def rclone(place: Place, listener: Listener, *arguments: str) -> str:
    where = place.endpoint(listener)
    settings = {
        "RCLONE_CONFIG": os.devnull,
        "RCLONE_FTP_HOST": "localhost",
        "RCLONE_FTP_PORT": str(where.port),
        "RCLONE_FTP_USER": where.user,
        "RCLONE_FTP_PASS": run([program("rclone"), "obscure", where.password]).strip(),
        "RCLONE_FTP_TLS": str(listener is Listener.IMPLICIT).lower(),
        "RCLONE_FTP_EXPLICIT_TLS": str(listener is Listener.EXPLICIT).lower(),
        "RCLONE_FTP_NO_CHECK_CERTIFICATE": "true",
    }
    done = subprocess.run(
        [program("rclone"), "--retries", "1", *arguments],
        env={**os.environ, **settings},
        capture_output=True,
        check=False,
        timeout=30,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode()


@EACH
def test_rclone(listener: Listener, place: Place) -> None:
    """It has the passive mode alone."""
    for name in RAW:
        (place.folder / "tree" / os.fsdecode(name)).unlink()
    tree, down = str(place.folder / "tree"), str(place.folder / "down")

    rclone(place, listener, "sync", "--no-unicode-normalization", tree, ":ftp:up")
    listed = rclone(place, listener, "lsf", ":ftp:up")
    rclone(place, listener, "moveto", ":ftp:up/plain.txt", ":ftp:up/moved.txt")
    rclone(place, listener, "copy", "--no-unicode-normalization", ":ftp:up", down)
    rclone(place, listener, "deletefile", ":ftp:up/moved.txt")

    assert set(listed.encode().splitlines()) == {*NAMES, b"sub/"}
    expected = below(place.folder / "tree")
    assert below(place.folder / "down") == {
        b"moved.txt" if name == b"plain.txt" else name: content for name, content in expected.items()
    }
    del expected[b"plain.txt"]
    assert below(place.server.root / "up") == expected


@pytest.mark.parametrize("mode", ["-F", "-E"], ids=["passive", "active"])
def test_ncftp(mode: str, place: Place) -> None:
    """It has no TLS: its listener is the plain one."""
    where = place.endpoint(Listener.PLAIN)
    login = ["-u", where.user, "-p", where.password, "-P", str(where.port), mode]
    (place.folder / "down").mkdir()
    (place.folder / "some").mkdir()

    run([program("ncftpput"), "-V", "-m", *login, "-R", "localhost", "/up", place.folder / "tree"])
    run([program("ncftpget"), "-V", "-T", *login, "-R", "localhost", place.folder / "down", "/up/tree"])
    run([program("ncftpget"), "-V", *login, "localhost", place.folder / "some", "/up/tree/*.txt"])
    listed = octets_of_run([program("ncftpls"), "-1", *login, "ftp://localhost/up/tree/"])
    long = octets_of_run([program("ncftpls"), "-l", *login, "ftp://localhost/up/tree/"])

    expected = below(place.folder / "tree")
    assert below(place.server.root / "up" / "tree") == expected
    assert below(place.folder / "down" / "tree") == expected
    assert below(place.folder / "some") == {b"plain.txt": b"plain.txt"}
    assert set(listed.splitlines()) == {*NAMES, *RAW, b"sub"}
    assert len(long.splitlines()) == len((*NAMES, *RAW)) + 1


def octets_of_run(command: Sequence[str | Path]) -> bytes:
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=20).stdout


TNFTP = """
open localhost {port}
user {user} {password}
binary
passive {passive}
mkdir up
cd up
put {tree}/plain.txt first.txt
put "{tree}/two words" "two words"
ls -la
nlist *.txt
mls first.txt {folder}/status
mlsd
rename first.txt second.txt
get second.txt {folder}/got
size second.txt
mdelete two*
quit
"""


@BOTH
def test_tnftp(is_passive: bool, place: Place) -> None:
    """It has no TLS for FTP: its listener is the plain one."""
    where = place.endpoint(Listener.PLAIN)
    script = TNFTP.format(
        port=where.port,
        user=where.user,
        password=where.password,
        passive="on" if is_passive else "off",
        tree=place.folder / "tree",
        folder=place.folder,
    )

    said = run([program("tnftp"), "-n", "-i", "-v"], stdin=script)

    assert not re.search(r"^[45]\d\d ", said, re.MULTILINE), said
    assert below(place.server.root / "up") == {b"second.txt": b"plain.txt"}
    assert (place.folder / "got").read_bytes() == b"plain.txt"


FOLDERS_OF_TNFTP = """
open localhost {port}
user {user} {password}
binary
lcd {folder}
mget {wanted}
quit
"""


@pytest.mark.parametrize("wanted", ["deep", "deep/", "deep/*", "d*/on* deep/two", "./deep"])
def test_tnftp_fetches_what_nlst_names_in_a_folder(wanted: str, place: Place) -> None:
    """It takes each line of NLST as the argument of RETR (RFC 1123, 4.1.2.7)."""
    where = place.endpoint(Listener.PLAIN)
    for folder in (place.server.root / "deep", place.folder / "down" / "deep"):
        folder.mkdir(parents=True)
    for name in ("one", "two"):
        (place.server.root / "deep" / name).write_text(name)
    script = FOLDERS_OF_TNFTP.format(
        port=where.port,
        user=where.user,
        password=where.password,
        folder=place.folder / "down",
        wanted=wanted,
    )

    said = run([program("tnftp"), "-n", "-i", "-v"], stdin=script)

    assert not re.search(r"^[45]\d\d ", said, re.MULTILINE), said
    assert below(place.folder / "down") == {b"deep/one": b"one", b"deep/two": b"two"}


@BOTH
def test_wput(is_passive: bool, place: Place) -> None:
    """It takes TLS only where it finds it; it is used in clear."""
    where = place.endpoint(Listener.PLAIN)
    mode = [] if is_passive else ["--port-mode"]
    url = f"ftp://{where.user}:{where.password}@127.0.0.1:{where.port}/deep/up/"

    subprocess.run(
        [program("wput"), "-nv", "--disable-tls", *mode, "tree", url], cwd=place.folder, check=True, timeout=20,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip

    stored = below(place.server.root / "deep" / "up" / "tree")
    assert {name: stored[name] for name in (b"plain.txt", b"two words", b"caf\xe9", b"sub/inner")} == {
        b"plain.txt": b"plain.txt",
        b"two words": b"two words",
        b"caf\xe9": b"caf\xe9",
        b"sub/inner": b"inner",
    }


def curl_of(place: Place, listener: Listener, *arguments: str | Path, path: str = "") -> list[str | Path]:
    where = place.endpoint(listener)
    secure: list[str | Path] = [
        "--ssl-reqd",
        "--cacert",
        where.ca,
        "--tls-max",
        "1.2",
        "--ciphers",
        f"{OPENSSL_NAMES[SUITE]}:@SECLEVEL=0",
    ]
    return [
        program("curl"), "-sSg", *([] if listener is Listener.PLAIN else secure), "-u", f"{where.user}:{where.password}",
        *arguments, f"{'ftps' if listener is Listener.IMPLICIT else 'ftp'}://localhost:{where.port}/{path}",
    ]  # fmt: skip


@EACH
def test_curl(listener: Listener, place: Place) -> None:
    tree = place.folder / "tree"
    quoted = {name: "up/" + "".join(f"%{octet:02x}" for octet in name) for name in (*NAMES, *RAW)}

    for name, path in quoted.items():
        run(curl_of(place, listener, "--ftp-create-dirs", "-T", tree / os.fsdecode(name), path=path))
    came = {name: octets_of_run(curl_of(place, listener, path=path)) for name, path in quoted.items()}
    listed = octets_of_run(curl_of(place, listener, "-l", path="up/"))
    long = octets_of_run(curl_of(place, listener, "-X", "LIST -la", path="up/"))
    renamed = ("-Q", "RNFR up/plain.txt", "-Q", "RNTO up/moved", "-Q", "DELE up/dot.", "-o", os.devnull)
    run(curl_of(place, listener, *renamed))

    assert came == {name: name for name in quoted}
    assert set(listed.splitlines()) == set(quoted)
    assert len(long.splitlines()) == len({".", "..", *quoted})
    assert below(place.server.root / "up").keys() == {*quoted, b"moved"} - {b"plain.txt", b"dot."}


def test_curl_in_active_mode_in_clear(place: Place) -> None:
    (place.server.root / "f").write_bytes(b"content")

    assert run(curl_of(place, Listener.PLAIN, "-P", "-", path="f")) == "content"


@dataclass(frozen=True)
class ActiveFetch:
    """What became of a download by curl in active mode inside TLS."""

    exit_code: int
    content: bytes


TIMED_OUT = ActiveFetch(28, b"")
FETCHED = ActiveFetch(0, b"content")


@pytest.fixture(scope="module")
def of_curl() -> ActiveFetch:
    """What is to come: curl 7.87.0 to 7.88.1 accept the data connection and send no ClientHello (curl, issue 10666)."""
    version = re.search(r"^curl (\d+\.\d+\.\d+)", run([program("curl"), "--version"]))
    assert version is not None
    return TIMED_OUT if version[1] in {"7.87.0", "7.88.0", "7.88.1"} else FETCHED


def fetched(command: Sequence[str | Path], expected: ActiveFetch) -> ActiveFetch:
    limit = ["--max-time", "1" if expected == TIMED_OUT else "20"]
    done = subprocess.run([*command, "-P", "-", *limit], stdout=subprocess.PIPE, check=False, timeout=30)
    return ActiveFetch(done.returncode, done.stdout)


@pytest.mark.parametrize("listener", [Listener.IMPLICIT, Listener.EXPLICIT])
def test_curl_in_active_mode_inside_tls(listener: Listener, of_curl: ActiveFetch, place: Place) -> None:
    (place.server.root / "f").write_bytes(b"content")

    with place.server.expecting(ServerProfile()) as pending:
        came = fetched(curl_of(place, listener, path="f"), of_curl)
        session = pending.session(Deadline.after(20))

    assert came == of_curl
    assert bool(session.data[0].first_bytes) == (of_curl == FETCHED)


def test_curl_in_active_mode_does_the_same_at_vsftpd(
    of_curl: ActiveFetch, authority: Authority, tmp_path: Path
) -> None:
    pem = tmp_path / "vsftpd.pem"
    pem.write_bytes(authority.client().key + authority.client().certificate)

    with vsftpd(tmp_path, pem, implicit=False) as server:
        (server.root / "f").write_bytes(b"content")
        url = f"ftp://{HOST}:{server.port}/{DIRECTORY}/f"
        command: list[str | Path] = [
            program("curl"),
            "-sSk",
            "--ssl-reqd",
            "--tls-max",
            "1.2",
            "-u",
            f"{ANONYMOUS}:x",
            url,
        ]
        in_passive_mode = octets_of_run([*command, "--ciphers", WEAK_CIPHERS])
        came = fetched([*command, "--ciphers", WEAK_CIPHERS], of_curl)

    assert in_passive_mode == b"content"
    assert came == of_curl

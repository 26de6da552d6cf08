"""The same command lines at vsftpd, ProFTPD, Pure-FTPd and ours: what two of the three answer, ours answers."""

from __future__ import annotations

import ftplib
import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.pki.authority import Authority
from hil.transcript import Transcript
from tests.emulator.peers.servers import DIRECTORY, HOST, PASSWORD, proftpd, pure_ftpd, vsftpd
from tests.ftps.clients import Endpoint, client_context, ftplib_client
from tests.ftps.talk import everything

TREE = (
    *("docs/one.txt", "docs/two.txt", "docs/three.bin", "docs/deep/four.txt", "docs/deep/er/five.txt"),
    *("docs2/six.txt", "two words/seven.txt", "caf\xe9/eight.txt", "dots/.hidden", "dots/seen"),
    *(" lead", "trail ", "star*", "back\\slash"),
    *("odd/ lead", "odd/trail ", "odd/star*", "odd/back\\slash", "odd/-dash"),
)
"""Names that begin with a dot stand in one folder: whether they are shown without -a is a setting of each server."""
LISTS = (
    *("docs", "docs/", "./docs", "docs//", "{here}/docs", "docs/deep/..", "two words", "caf\xe9"),
    *("-l docs", "-lA docs", "-x docs2", "-Z docs", "- docs", "-lt docs", "-t docs", "-r docs", "-S docs", "-L docs"),
    *("-a docs", "-la docs", "-al docs", "-l -a docs", "-a dots", "-aF docs", "-a two words", "-a ./docs2/"),
    *("-F docs", "-lF docs", "-dF docs", "-RF docs", "-LF docs", "-R docs", "-lR docs", "-R docs2", "-aR docs"),
    *("-1 docs", "-1a docs", "-1F docs", "-1l docs", "-1d docs", "-1 dots/*", "-1 docs/*.txt"),
    *("-d docs", "-ld docs", "-d docs/", "-d docs*", "-d *s", "-ld docs/*"),
    *(" lead", "trail ", "-l trail ", "star*", "back\\slash", "-a  lead"),
    *("docs/*.txt", "docs/t*", "docs/???.txt", "docs/[no]*.txt", "docs/[!o]*.txt", "docs/[a-o]*.txt", "docs/none*"),
    *("-l docs/*.bin", "-t docs/*.txt", "*/six.txt", "d*/*.bin", "{here}/docs/*.bin"),
    *("nothing", "docs/nothing", "no*", "docs/one.txt/", "docs/one.txt/x", "{a,b}.txt", "-a nothing", "-d nothing"),
)  # fmt: skip
"""Arguments of LIST.  Of a file in a folder ours gives the name, as vsftpd does, and the others the path."""
NAMES = (
    *("", ".", "..", "docs", "docs/", "docs2", "{here}/docs", "docs/deep", "two words", "caf\xe9"),
    *("docs/one.txt", "{here}/docs/one.txt", "odd/ lead", "odd/trail ", "odd/star*", "odd/back\\slash", "odd/-dash"),
    *("-a docs", "-a two words", "-R docs", "-aR docs", "-t docs", "-tr docs", "-S docs", "-L docs", "-C docs"),
    *("-F docs2", "-1", "-x", "-t", "-r", "-A docs2", "-", "- docs2"),
    *("*", "docs*", "docs/*.txt", "docs/t??.txt", "./docs2/*", "docs/../docs2/*", "{here}/docs/*.bin"),
    *("-a docs/*.bin", "-d docs/*.txt", "nothing", "no*", "docs/none*", "docs/one.txt/x", "{a,b}.txt"),
)  # fmt: skip
"""Arguments of NLST.  Pure-FTPd takes options there as names."""
REPLIES = (
    *("MLST docs", "MLST docs/", "MLST docs/one.txt", "MLST odd/-dash", "MLST two words", "MLST *.txt", "MLST nothing"),
    *("SIZE docs/one.txt", "SIZE docs", "SIZE star*", "SIZE docs/*.bin", "SIZE two words/seven.txt", "SIZE star*/"),
    *("MDTM docs/one.txt", "MDTM docs", "MDTM odd/-dash", "MDTM docs/*.bin", "MDTM nothing", "MDTM two words/seven.txt"),
    *("STAT docs", "STAT -a docs", "STAT -l docs", "STAT star*", "STAT two words", "CWD ~", "CWD ~/"),
)  # fmt: skip
"""Command lines that are answered on the control connection."""
OURS = "m95-hil"
_LONG = re.compile(r" ?[-dl][-rwxst]{9}\s+(?:\S+\s+){6}\S+ (.*)")

Answer = frozenset[str]
"""What came, whatever its order: names, headings, paths, or what matters of a reply; nothing for a refused listing, too."""


@dataclass(frozen=True)
class Client:
    """A client in the folder with the tree, whose path is `here`."""

    ftp: ftplib.FTP
    here: str

    def answer(self, line: str) -> Answer:
        """What the server answers to a command line, in a form that all servers have in common."""
        line = line.replace("{here}", self.here)
        found = self._listed(line) if line[:4] in {"LIST", "NLST"} else self._said(line)
        return frozenset(re.sub(rf"^{re.escape(self.here)}(?=/|$)", "{here}", each) for each in found)

    def _listed(self, line: str) -> list[str]:
        try:
            with self.ftp.transfercmd(line) as data:
                came = everything(data).decode()
        except ftplib.Error:
            return []
        self.ftp.getmultiline()  # whether an empty listing is a refusal differs
        return list(_names(came.split("\r\n")))

    def _said(self, line: str) -> list[str]:
        try:
            reply = self.ftp.sendcmd(line)
        except ftplib.Error as refusal:
            return [str(refusal)[0]]
        match line[:4]:
            case "STAT":
                return [
                    "2",
                    *_names(each for each in reply.split("\n")[1:-1] if each[-2:] not in {" .", ".."}),
                ]
            case "CWD ":
                is_home = self.ftp.pwd() == (self.here.removesuffix(f"/{DIRECTORY}") or "/")
                self.ftp.cwd(self.here)
                return ["2", f"home: {is_home}"]
            case "MLST":
                return ["2", *re.findall(r"type=(?:c?dir|file);", reply)]
        return [reply]


def _names(lines: Iterable[str]) -> Iterator[str]:
    """The names in lines, without the target of a link; headings and names alone as they are."""
    for line in filter(None, lines):
        is_long = _LONG.fullmatch(line)
        yield (is_long[1] if is_long else line).partition(" -> ")[0]


def plant(root: Path) -> None:
    """Make the tree, with the same times and sizes at each server."""
    root.mkdir(exist_ok=True)
    for number, name in enumerate(TREE):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(bytes(number))
        os.utime(root / name, (0, 951_827_696 + 60 * number))
    for folder in (root, *(path for path in root.rglob("*") if path.is_dir())):
        folder.chmod(0o755)


def client_at(listener: Listener, host: str, port: int, user: str, password: str) -> Client:
    """A client that has logged in and gone to the tree."""
    ftp = ftplib_client(Endpoint(listener, host, port, user, password, Path()), client_context())
    ftp.timeout = 60
    assert ftp.sock is not None
    ftp.sock.settimeout(60)
    ftp.cwd(DIRECTORY)
    ftp.voidcmd("TYPE I")
    return Client(ftp, ftp.pwd())


@pytest.fixture(scope="module")
def clients(authority: Authority) -> Iterator[Mapping[str, Client]]:
    """A client at each server."""
    with ExitStack() as stack:
        base = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="m95-others-")))
        folders = {name: base / name for name in ("vsftpd", "proftpd", "pure-ftpd", OURS)}
        for folder in (base, *folders.values()):
            folder.mkdir(exist_ok=True)
            folder.chmod(0o755)  # a server without privileges may enter it
        credential = authority.client()
        certificate, key, both = (base / name for name in ("certificate.pem", "key.pem", "both.pem"))
        certificate.write_bytes(credential.certificate)
        key.write_bytes(credential.key)
        both.write_bytes(credential.key + credential.certificate)
        key.chmod(0o600)
        starting = {
            "vsftpd": vsftpd(folders["vsftpd"], both, implicit=False),
            "proftpd": proftpd(folders["proftpd"], certificate, key, implicit=False),
            "pure-ftpd": pure_ftpd(folders["pure-ftpd"], both),
        }
        servers = {name: stack.enter_context(each) for name, each in starting.items()}
        for server in servers.values():
            plant(server.root)
        plant(folders[OURS] / DIRECTORY)
        ours = stack.enter_context(FtpsServer(authority, Transcript(), root=folders[OURS]))
        found = {
            name: client_at(Listener.EXPLICIT, HOST, server.port, server.user, PASSWORD)
            for name, server in servers.items()
        } | {OURS: client_at(Listener.PLAIN, *ours.address(Listener.PLAIN), ours.user, ours.password)}
        for client in found.values():
            stack.callback(client.ftp.close)
        yield found


@pytest.mark.parametrize(
    "line",
    [*(f"LIST {each}" for each in LISTS), *(f"NLST {each}" if each else "NLST" for each in NAMES), *REPLIES],
)
def test_the_answer_is_that_of_the_majority(line: str, clients: Mapping[str, Client]) -> None:
    answers = {name: client.answer(line) for name, client in clients.items()}
    ours = answers.pop(OURS)

    (usual, servers), *_ = Counter(answers.values()).most_common(1)

    assert servers > 1, f"no majority: {answers}"
    assert ours == usual

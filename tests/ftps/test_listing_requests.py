"""LIST, NLST and STAT with what clients send behind them: options, paths, patterns."""

from __future__ import annotations

import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from hil.ftps.listing import Request, groups, matches
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.pki.authority import Authority
from hil.transcript import Transcript
from tests.ftps.clients import Endpoint
from tests.ftps.octets import OctetClient, octet_client
from tests.ftps.talk import Talk, everything

TREE = {
    "a.txt": 3,
    "b.txt": 2,
    "c.bin": 1,
    ".hidden": 1,
    "-dash": 1,
    "-l": 1,
    "star*": 1,
    "sub/d.txt": 1,
    "sub/deep/e.txt": 1,
}
ALL = [b"-dash", b"-l", b".hidden", b"a.txt", b"b.txt", b"c.bin", b"star*", b"sub"]
WITH_DOTS = [*ALL[:2], b".", b"..", *ALL[2:]]
MARKED = [*ALL[:-1], b"sub/"]


@pytest.fixture(scope="module")
def served(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FtpsServer]:
    root = tmp_path_factory.mktemp("root")
    for number, (name, size) in enumerate(TREE.items()):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(bytes(size))
        os.utime(root / name, (0, 951_827_696 - 60 * number))
    os.utime(root / "sub", (0, 900_000_000))
    with FtpsServer(authority, Transcript(), root=root) as server:
        yield server
        assert server.errors == ()


@pytest.fixture
def client(served: FtpsServer) -> Iterator[OctetClient]:
    with octet_client(served) as client:
        yield client


def names(lines: list[bytes]) -> list[bytes]:
    """The last field of each long line."""
    return [match[1] for line in lines if (match := re.match(rb"(?:\S+ +){8}(.*)", line))]


@pytest.mark.parametrize(
    "options",
    [b"-l", b"-lA", b"-A -l", b"-1l", b"-C", b"--", b"-A --", b"-lA /", b"-L .", b"-", b"- ."],
)
def test_an_option_is_no_name(options: bytes, client: OctetClient) -> None:
    assert names(client.listed("LIST", options)) == ALL


@pytest.mark.parametrize("options", [b"-a", b"-la", b"-al", b"-a -l", b"-a --", b"-la /", b"-aL ~"])
def test_with_a_the_folder_itself_and_the_one_above_are_listed(options: bytes, client: OctetClient) -> None:
    lines = client.listed("LIST", options)

    assert names(lines) == WITH_DOTS
    assert [line[:1] for line in lines[2:4]] == [b"d", b"d"]


@pytest.mark.parametrize("options", [b"-F", b"-CF", b"-lF", b"-F ."])
def test_with_f_a_folder_has_a_slash(options: bytes, client: OctetClient) -> None:
    assert names(client.listed("LIST", options)) == MARKED


@pytest.mark.parametrize(
    ("argument", "listed"),
    [
        (b"-1", ALL),
        (b"-1a", WITH_DOTS),
        (b"-1F", MARKED),
        (b"-1 sub", [b"d.txt", b"deep"]),
        (b"-1F sub", [b"d.txt", b"deep/"]),
        (b"-1Fd sub", [b"sub/"]),
        (b"-1F /s*", [b"/star*", b"/sub/"]),
        (b"-1R sub", [b"d.txt", b"deep", b"", b"sub/deep:", b"e.txt"]),
    ],
)
def test_with_1_names_stand_alone(argument: bytes, listed: list[bytes], client: OctetClient) -> None:
    assert client.listed("LIST", argument) == listed


@pytest.mark.parametrize("options", [b"-A", b"-1", b"-1A", b"-CF", b"--", b"-", b"-A .", b"."])
def test_nlst_takes_options_and_gives_names_alone(options: bytes, client: OctetClient) -> None:
    assert client.listed("NLST", options) == ALL


def test_nlst_with_l_is_a_long_listing(client: OctetClient) -> None:
    assert names(client.listed("NLST", b"-l")) == ALL


@pytest.mark.parametrize("argument", [b"", b"-a", b"sub", b"./sub/", b"sub//", b"/", b"/sub", b"..", b"../sub", b"-t sub",
                                      b"sub/d.txt", b"../sub//d.txt", b"/a.txt", b"-R sub", b"-aR", b"~", b"~/sub",
                                      b"sub/deep/../", b"s*/"])  # fmt: skip
def test_each_line_of_nlst_is_a_path_for_the_next_command(argument: bytes, client: OctetClient) -> None:
    """RFC 1123, 4.1.2.7."""
    client.say("CWD", b"sub")
    client.say("CWD", b"..")

    listed = client.listed("NLST", argument)

    assert listed
    assert {client.say("MLST", name)[:4] for name in listed} == {b"250-"}


@pytest.mark.parametrize(
    ("argument", "listed"),
    [
        (b"sub", [b"sub/d.txt", b"sub/deep"]),
        (b"./sub/", [b"./sub/d.txt", b"./sub/deep"]),
        (b"-a sub", [b"sub/.", b"sub/..", b"sub/d.txt", b"sub/deep"]),
        (b"-R sub", [b"sub/d.txt", b"sub/deep"]),
        (b"sub//d.txt", [b"sub//d.txt"]),
        (b"/sub/deep", [b"/sub/deep/e.txt"]),
        (b"~/sub/deep", [b"/sub/deep/e.txt"]),
        (b"-d sub", [b"sub"]),
    ],
)
def test_nlst_gives_paths(argument: bytes, listed: list[bytes], client: OctetClient) -> None:
    assert client.listed("NLST", argument) == listed


def test_a_link_is_shown_as_it_is_written_and_with_capital_l_as_what_it_leads_to(
    authority: Authority, tmp_path: Path
) -> None:
    (tmp_path / "sub" / "deep").mkdir(parents=True)
    (tmp_path / "sub" / "up").symlink_to("../file")
    (tmp_path / "sub" / "beside").symlink_to("deep")
    (tmp_path / "sub" / "whole").symlink_to(tmp_path / "file")
    (tmp_path / "file").touch()

    with FtpsServer(authority, Transcript(), root=tmp_path) as server, octet_client(server) as client:
        shown = client.listed("LIST", b"sub")
        followed = client.listed("LIST", b"-LF sub")
        itself = client.listed("LIST", b"-a sub/beside")

    assert names(shown) == [b"beside -> deep", b"deep", b"up -> ../file", b"whole -> /file"]
    assert names(followed) == [b"beside/", b"deep/", b"up", b"whole"]
    assert names(itself) == [b".", b".."]


def test_the_tilde_is_the_root_where_nothing_has_that_name(authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    with FtpsServer(authority, Transcript(), root=tmp_path) as server, octet_client(server) as client:
        assert client.say("CWD", b"~/sub").startswith(b"250 ")
        assert client.say("PWD").startswith(b'257 "/sub"')
        assert client.say("CWD", b"~").startswith(b"250 ")
        assert client.say("PWD").startswith(b'257 "/"')
        client.say("MKD", b"~")
        client.say("MKD", b"~/inner")

        assert client.say("CWD", b"~").startswith(b"250 ")
        assert client.listed("NLST", b"") == [b"inner"]
        assert client.say("PWD").startswith(b'257 "/~"')


@pytest.mark.parametrize(
    ("argument", "listed"),
    [
        (b"-t sub/..", [b"a.txt", b"b.txt", b"c.bin", b".hidden", b"-dash", b"-l", b"star*", b"sub"]),
        (b"-tr *.txt", [b"b.txt", b"a.txt"]),
        (b"-S *.txt", [b"a.txt", b"b.txt"]),
        (b"-r *.txt", [b"b.txt", b"a.txt"]),
        (b"-d sub", [b"sub"]),
        (b"-d", [b"."]),
        (b"-ld sub/", [b"sub/"]),
        (b"sub", [b"d.txt", b"deep"]),
        (b"/sub/", [b"d.txt", b"deep"]),
        (b"sub/d.txt", [b"d.txt"]),
        (b"-dash", [b"-dash"]),
        (b"-- -l", [b"-l"]),
        (b"./-l", [b"-l"]),
        (b"-a -dash", [b"-dash"]),
    ],
)
def test_a_listing_is_of_the_path_in_the_order_of_the_options(
    argument: bytes, listed: list[bytes], client: OctetClient
) -> None:
    assert names(client.listed("LIST", argument)) == listed


@pytest.mark.parametrize(
    ("pattern", "listed"),
    [
        (b"*.txt", [b"a.txt", b"b.txt"]),
        (b"?.txt", [b"a.txt", b"b.txt"]),
        (b"[a-b].*", [b"a.txt", b"b.txt"]),
        (b"[!a].txt", [b"b.txt"]),
        (b"s*/", [b"sub/"]),
        (b"*/deep/", [b"sub/deep/"]),
        (b"~/*.bin", [b"/c.bin"]),
        (b"*", [b"-dash", b"-l", b"a.txt", b"b.txt", b"c.bin", b"star*", b"sub"]),
        (b".*", [b".hidden"]),
        (b"sub/*", [b"sub/d.txt", b"sub/deep"]),
        (b"/sub/*.txt", [b"/sub/d.txt"]),
        (b"*/*/*.txt", [b"sub/deep/e.txt"]),
        (b"s*/d*", [b"sub/d.txt", b"sub/deep"]),
        (b"../*.bin", [b"../c.bin"]),
        (b"star*", [b"star*"]),
        (b"-a *.bin", [b"c.bin"]),
        (b"no*", []),
        (b"a.txt/*", []),
        (b"../../etc/pass*", []),
    ],
)
def test_a_pattern_lists_what_matches(pattern: bytes, listed: list[bytes], client: OctetClient) -> None:
    assert client.listed("NLST", pattern) == listed
    assert names(client.listed("LIST", pattern)) == listed


def test_a_recursive_listing_has_a_heading_for_each_folder(client: OctetClient) -> None:
    lines = client.listed("LIST", b"-R")

    assert [line for line in lines if line.endswith(b":")] == [b"./sub:", b"./sub/deep:"]
    assert names(lines)[-3:] == [b"d.txt", b"deep", b"e.txt"]


@pytest.mark.parametrize("verb", ["LIST", "NLST"])
@pytest.mark.parametrize(
    "path", [b"nothing", b"sub/nothing", b"-la nothing", b"a.txt/x", b"a.txt/", b"~/nothing", b"{a,b}.txt"]
)
def test_a_path_that_is_not_there_is_answered_550(verb: str, path: bytes, client: OctetClient) -> None:
    assert client.transfer(verb, path)[0].startswith(b"550 ")


def test_status_lists_on_the_control_connection(client: OctetClient) -> None:
    reply = client.say("STAT", b"-l *.txt").split(b"\r\n")

    assert reply[0].startswith(b"213-")
    assert names(reply[1:-1]) == [b"a.txt", b"b.txt"]
    assert reply[-1].startswith(b"213 ")
    assert client.say("STAT").startswith(b"211-")


def test_a_listing_with_options_goes_through_tls(served: FtpsServer, tmp_path: Path) -> None:
    for listener in (Listener.IMPLICIT, Listener.EXPLICIT):
        where = Endpoint(listener, *served.address(listener), served.user, served.password, tmp_path)
        with Talk(where) as talk, talk.data("LIST -la *.txt") as data:
            assert names(everything(data).split(b"\r\n")) == [b"a.txt", b"b.txt"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("OPTS UTF8 ON", 200), ("OPTS UTF-8 ON", 200), ("OPTS UTF8", 200), ("OPTS MLST type;size;", 200),
        ("CLNT lftp", 200), ("HOST example.org", 503), ("SYST", 215), ("FEAT", 211), ("HELP", 214), ("HELP SITE", 214),
        ("NOOP", 200), ("ALLO 1000", 202), ("ALLO 1000 R 10", 202), ("TYPE A", 200), ("TYPE A N", 200), ("TYPE I", 200),
        ("TYPE L 8", 200), ("TYPE L8", 200), ("TYPE A C", 504), ("TYPE E", 504), ("MODE S", 200), ("STRU F", 200),
        ("SITE HELP", 214), ("SITE CHMOD 644 a.txt", 500), ("ABOR", 225), ("EPSV ALL", 220), ("REST 0", 350),
        ("MLST", 250), ("MLST a.txt", 250), ("MLSD a.txt", 501), ("MLSD nothing", 550), ("STAT nothing", 550),
    ],
)  # fmt: skip
def test_what_clients_say_beside(line: str, code: int, client: OctetClient) -> None:
    assert client.say(line).startswith(b"%d" % code)


# Large folders


class Deep:
    """Folders within each other, more of them than Python has frames."""

    cwd = "/"
    depth = 1200
    state = Path.cwd().stat()

    def ftpnorm(self, ftppath: str) -> str:
        return ftppath

    def isdir(self, path: str) -> bool:
        return True

    def lexists(self, path: str) -> bool:
        return True

    def lstat(self, path: str) -> os.stat_result:
        return self.state

    def entries(self, path: str) -> list[tuple[str, os.stat_result]]:
        return [("d", self.state)] if path.count("d") < self.depth else []


class Wide(Deep):
    """A folder of many, in each of which are as many."""

    def entries(self, path: str) -> list[tuple[str, os.stat_result]]:
        return [(str(number), self.state) for number in range(1000)]

    def lexists(self, path: str) -> bool:
        return "*" not in path


def test_a_pattern_that_concerns_too_many_names_is_refused() -> None:
    with pytest.raises(OSError, match="Argument list too long"):
        matches("*/*", Wide())


def test_folders_of_any_depth_are_listed() -> None:
    listed = list(groups(Request(frozenset("R"), "/"), Deep()))

    assert len(listed) == Deep.depth + 1


def test_a_large_folder_is_listed_while_others_are_served(authority: Authority, tmp_path: Path) -> None:
    for number in range(10_000):
        (tmp_path / f"{number:05}").touch()
    with (
        FtpsServer(authority, Transcript(), root=tmp_path) as server,
        octet_client(server) as reader,
        octet_client(server) as other,
    ):
        match = re.search(rb"(\d+),(\d+)\)", reader.say("PASV"))
        assert match is not None
        with socket.create_connection(("127.0.0.1", int(match[1]) * 256 + int(match[2])), timeout=20) as data:
            reader.say("LIST", b"-la")
            assert other.say("NOOP").startswith(b"200 ")  # nobody reads the listing so far
            listed = everything(data)
        assert reader.reply().startswith(b"226 ")
        assert other.say("STAT", b"/").startswith(b"450 ")

        assert listed.count(b"\r\n") == 10_000 + len([b".", b".."])
        assert len(other.listed("NLST", b"0*")) == 10_000


def test_a_pattern_of_many_parts_does_not_stop_the_server(client: OctetClient) -> None:
    assert client.listed("NLST", b"*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b") == []
    assert client.listed("NLST", b"/".join([b"*"] * 100)) == []

"""The names of files and directories at the server by class: what was given, character by character (note 4.2.2, 4.2.3).

A DUT may refuse a name, and it may send a path before it.  Letters, digits and a dot it
takes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.expect import expect, expect_all, preamble
from hil.fixture_types import Observe
from hil.ftps.server import FtpsServer
from hil.ftps.session import FtpCommand, Listener
from hil.ftps.session_registry import Pending
from hil.modem.modem import Modem
from hil.session import sample_content

from .sessions import session

PLAIN = ("Test.txt", "test.txt", "TEST.TXT", "test.tx", "test.txt1", "test", "t", "1234567", "01.02")
"""Letters, digits and dots; some begin like another, or differ in letter case only."""
OTHERS = (
    *("two words.txt", "with,comma.txt", " leading.txt", "trailing.txt ", "semi;colon", "plus+sign"),
    *("equal=sign", "percent%20", "hash#1", "paren(1)", "quote'", "under-score.tar.gz", ".hidden", "end."),
    *("AT.txt", "OK", "CONNECT", "-1", "n" * 64 + ".txt", "m" * 96 + ".txt"),
    *("below/inside.txt", "/below/deep/inside.txt", "below/deep/last.txt"),
)
DIRECTORIES = ("/Dir", "/dir", "/DIR", "/di", "/dir1", "/dir/Deep", "/dir/deep", "/1", "/")
OTHER_DIRECTORIES = (
    *("/two words", "/with,comma", "/dir/a b/c,d", "/semi;dir", "/dots.d", "/" + "p" * 60),
    *(f"/{'p' * 60}/{'q' * length}" for length in (20, 38, 39, 60)),  # the two in the middle: 100 and 101
)
FILE = "where.txt"
SIZE = 40


def content(name: str) -> bytes:
    """The content of a file: another one for each name."""
    return sample_content(SIZE, f"file {name}")


def names_sent(pending: Pending, verb: str) -> list[str]:
    """The names of that command in the session, without a path before them."""
    sent = pending.sessions[-1].sent(verb)
    return [command.argument.rpartition("/")[2] for command in sent]


def place_of(server: FtpsServer, name: str) -> Path:
    """The place of a file at the server, in a directory that exists."""
    place = server.root / name.removeprefix("/")
    place.parent.mkdir(parents=True, exist_ok=True)
    return place


@pytest.mark.requirement("EX422-10", "EX422-05")
@pytest.mark.parametrize(
    "names", [pytest.param(PLAIN, id="letters-and-digits"), pytest.param(OTHERS, id="others")]
)
def test_an_upload_has_the_name_that_was_given(
    names: tuple[str, ...], online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    refused = []

    with expect_all(), session(online_modem, ftps_server, Listener.PLAIN) as pending:
        for name in names:
            place_of(ftps_server, name).unlink(missing_ok=True)
            before = len(names_sent(pending, "STOR"))
            uploaded = online_modem.send(f'AT+QFTPPUT="{name}",{SIZE}', data=content(name))
            sent = names_sent(pending, "STOR")[before:]
            if not uploaded.ok and not sent and names is not PLAIN:
                refused.append(name)
                expect(uploaded, "EX422-10", what=f"the upload of {name!r}").failed()
                continue
            if "/" not in name:  # a DUT may also go into the directory first
                expect(sent, "EX422-10", what=f"the name of {name!r} at the server").equals([name])
            expect(uploaded, "EX422-10", what=f"the upload of {name!r}").result(SIZE)
        for name in names:  # none has overwritten another
            if name not in refused:
                expect(place_of(ftps_server, name), "EX422-05", "EX422-10").holds(content(name))
    observe("names that an upload may not have", ", ".join(map(repr, refused)) or "none")


@pytest.mark.requirement("EX423-10", "EX423-06")
@pytest.mark.parametrize(
    "names", [pytest.param(PLAIN, id="letters-and-digits"), pytest.param(OTHERS, id="others")]
)
def test_a_download_is_the_file_with_the_name_that_was_given(
    names: tuple[str, ...], online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    for name in names:
        place_of(ftps_server, name).write_bytes(content(name))
    refused = []

    with expect_all(), session(online_modem, ftps_server, Listener.PLAIN) as pending:
        for name in reversed(names):
            before = len(names_sent(pending, "RETR"))
            got = online_modem.ftp.get(name, expected_size=SIZE)
            sent = names_sent(pending, "RETR")[before:]
            if not got.ok and not sent and names is not PLAIN:
                refused.append(name)
                expect(got, "EX423-10", what=f"the download of {name!r}").failed()
                continue
            if "/" not in name:
                expect(sent, "EX423-10", what=f"the name of {name!r} at the server").equals([name])
            expect(got, "EX423-06", what=f"the download of {name!r}").result(SIZE).carried(content(name))
    observe("names that a download may not have", ", ".join(map(repr, refused)) or "none")


def _is_refused(command: FtpCommand) -> bool:
    """Whether the server refused the command."""
    return any(code >= 400 for code, _ in command.replies)


@pytest.mark.requirement("EX422-01", "EX422-10", "EX423-01", "EX423-10")
@pytest.mark.parametrize(
    "directories",
    [
        pytest.param(DIRECTORIES, id="letters-and-digits"),
        pytest.param((*OTHER_DIRECTORIES, "/dir"), id="others"),
    ],
)
def test_a_path_is_the_directory_that_was_given(
    directories: tuple[str, ...], online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    for directory in directories:
        place = ftps_server.root / directory[1:]
        place.mkdir(parents=True, exist_ok=True)
        (place / FILE).write_bytes(content(directory))
    refused = []

    with expect_all(), session(online_modem, ftps_server, Listener.PLAIN) as pending:
        for directory in (*directories, *directories[::-2]):
            moved = online_modem.ftp.path(directory)
            commands = pending.sessions[-1].sent("CWD")
            unknown = [command.argument for command in commands if _is_refused(command)]
            paths = [command.argument for command in commands]
            expect(paths, "EX422-01", "EX423-01", what="the paths at the server").lacks("")
            expect(unknown, "EX422-01", "EX423-01", what="paths that the server does not know").is_empty()
            if not moved.ok and directory not in DIRECTORIES:
                refused.append(directory)
                expect(moved, "EX422-01", "EX423-01", what=f"AT+QFTPPATH to {directory!r}").failed()
                continue
            expect(moved, "EX422-01", "EX423-01", what=f"AT+QFTPPATH to {directory!r}").result(0)
            got = online_modem.ftp.get(FILE, expected_size=SIZE)
            expect(got, "EX423-10", what=f"the file in {directory!r}").result(SIZE).carried(
                content(directory)
            )
            preamble(online_modem.ftp.put("put.txt", content(f"put {directory}"))).succeeded()
        for directory in directories:
            if directory not in refused:
                stored = ftps_server.root / directory[1:] / "put.txt"
                expect(stored, "EX422-10").holds(content(f"put {directory}"))
    observe("paths that are refused", ", ".join(refused) or "none")

"""Lines inside a file that look like responses are data (note 4.2.2, 4.2.3).

A result is a result only behind the data: no line of a file ends a transfer, is left
out, or changes the count.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.expect import expect, expect_all
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import sample_content
from hil.tls.policy import TlsPolicy

from .sessions import SECURITIES, DataMode, session

NAME = "lines.txt"

LINES = (
    "OK",
    "ERROR",
    "CONNECT",
    "NO CARRIER",
    "RING",
    "+CME ERROR: 3",
    "+CMS ERROR: 500",
    "+QFTPGET: 10",
    "+QFTPGET:0,10",
    "+QFTPGET: -7",
    "+QFTPPUT: 10",
    "+QFTPERROR: -6",
    "+QFTPCLOSE: 0",
    "+QPDEACT",
    "+PDP DEACT",
    "0",
)

COMMAND_LINES = (
    b"AT\r",
    b"at\r\n",
    b"A/",
    b"ATE1\r",
    b"ATI\r\n",
    b"ATO\r",
    b"ATH\r",
    b"AT+QFTPSTAT\r",
    b"AT+QFTPCLOSE\r",
    b"AT+QFTPCLOSE\r\n",
    b"AT+QIDEACT\r",
)
"""Files that are a command line and nothing else."""

SHORT_RECORD = 64
"""Bytes of the shortest records that the server sends: lines are cut at any place."""


def at_each_place(line: str) -> bytes:
    """A file with the line at its beginning, inside, after nothing but line ends, and at its end without a line end."""
    text = line.encode()
    middle = sample_content(150, line)
    return b"".join(
        (text, b"\r\n", middle, b"\r\n", text, b"\r\n\r\n", text, b"\n", text, b"\r", middle, b"\r\n", text)
    )


def with_line_ends(line: str) -> bytes:
    """A file that begins and ends as a response does, with CR LF before the line and after it."""
    text = line.encode()
    return b"".join(
        (b"\r\n", text, b"\r\n\r\nOK\r\n", sample_content(100, line), b"\r\n", text, b"\r\n\r\nOK\r\n")
    )


def like_the_end(line: str) -> bytes:
    """A file of some kilobytes of the line; the last one is followed by a line end."""
    return f"\r\n{line}\r\n".encode() * 300


WAYS = pytest.mark.parametrize(
    ("security", "data_mode", "profile", "content"),
    [
        pytest.param(
            Listener.IMPLICIT,
            DataMode.PASSIVE,
            ServerProfile(tls=TlsPolicy(record_size=SHORT_RECORD)),
            at_each_place,
            id="implicit-in-short-records",
        ),
        pytest.param(
            Listener.EXPLICIT, DataMode.ACTIVE, ServerProfile(), with_line_ends, id="explicit-active"
        ),
        pytest.param(Listener.PLAIN, DataMode.PASSIVE, ServerProfile(), like_the_end, id="plain"),
    ],
)


@pytest.mark.needs(file_bytes=5700)
@pytest.mark.requirement("EX423-06")
@WAYS
def test_lines_like_responses_are_downloaded_as_data(
    security: Listener,
    data_mode: DataMode,
    profile: ServerProfile,
    content: Callable[[str], bytes],
    online_modem: Modem,
    ftps_server: FtpsServer,
) -> None:
    with (
        session(online_modem, ftps_server, security, data_mode=data_mode, profile=profile),
        expect_all(),
    ):
        for line in LINES:
            data = content(line)
            (ftps_server.root / NAME).write_bytes(data)
            downloaded = online_modem.ftp.get(NAME, expected_size=len(data))
            expect(downloaded, "EX423-06").result(len(data)).carried(data)


@pytest.mark.needs(file_bytes=5700)
@pytest.mark.requirement("EX422-05")
@WAYS
def test_lines_like_responses_are_uploaded_as_data(
    security: Listener,
    data_mode: DataMode,
    profile: ServerProfile,
    content: Callable[[str], bytes],
    online_modem: Modem,
    ftps_server: FtpsServer,
) -> None:
    with (
        session(online_modem, ftps_server, security, data_mode=data_mode, profile=profile),
        expect_all(),
    ):
        for line in LINES:
            data = content(line)
            uploaded = online_modem.ftp.put(NAME, data)
            expect(uploaded, "EX422-05").result(len(data))
            expect(ftps_server.root / NAME, "EX422-05").holds(data)


@pytest.mark.requirement("EX422-05", "EX423-06")
@pytest.mark.parametrize("security", SECURITIES, ids=str)
def test_a_file_that_is_a_command_line_is_data(
    security: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    stored = ftps_server.root / NAME

    with session(online_modem, ftps_server, security):
        for data in COMMAND_LINES:
            what = f"the file {data!r}"
            expect(online_modem.ftp.put(NAME, data), "EX422-05", what=what).result(len(data))
            expect(stored, "EX422-05", what=what).holds(data)
            stored.write_bytes(data + b"\r\n" + data)
            downloaded = online_modem.ftp.get(NAME, expected_size=2 * len(data) + 2)
            expect(downloaded, "EX423-06", what=what).carried(data + b"\r\n" + data)

"""A binary transfer through the UART keeps every byte (note 4.2.2, 4.2.3).

Some bytes have a meaning on a UART: the escape sequence, in-band flow control, line
ends, and text like a response.  All of them are data, but for an escape sequence
without silence around it, which may end an upload.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, left_open
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import sample_content

from ..responses import ended
from .sessions import SECURITIES, DataMode, session

NAME = "content.bin"
PAUSE_S = 1.2
"""Longer than the silence around `+++` of document [1], 0.5 s."""
ENDED_S = 150.0
ESCAPE = b"+++"

PATTERNS = {
    "every-byte-value": bytes(range(256)) * 20,
    "escape-sequence-first": b"+++" + sample_content(2000, "escape first"),
    "escape-sequence-inside": sample_content(1000, "before") + b"+++" * 3 + sample_content(1000, "behind"),
    "escape-sequence-last": sample_content(2000, "escape last") + b"+++",
    "flow-control-bytes": b"\x11\x13" * 1500,
    "line-ends-of-all-kinds": b"one\r\ntwo\nthree\rfour\r\n\r\n\n\r" * 80,
    "command-lines": b"\r\nAT+QFTPCLOSE\r\nATH\r\nAT+QIDEACT\rOK\r\n+QFTPPUT: 12\r\n" * 40,
    "zeros": bytes(5000),
}
GUARDED = {"escape-sequence-first", "escape-sequence-inside", "escape-sequence-last", "command-lines"}
"""Patterns in which a DUT that left data mode early would read a command, or that may end an upload."""

TOGETHER = (
    b"\r\n" + b"".join(data for name, data in PATTERNS.items() if name not in GUARDED) + b"\x1a",
    b"\x1a\x00" + bytes(4096) + b"\x1b\x7f\x80\xff" * 600 + b"\x13\x11" * 300 + b"\r\n\r\n",
    b"\n\x04\x03" + b" \t\x0b\x0c\x08" * 250 + b"\xff" * 700 + b"\r",
)
"""Files of several patterns: what is special at the beginning or the end of one differs."""

PATTERN = pytest.mark.parametrize("pattern", PATTERNS)


@pytest.mark.requirement("EX422-05")
@PATTERN
def test_any_content_is_uploaded_unchanged(
    pattern: str, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    data = PATTERNS[pattern]

    with session(online_modem, ftps_server):
        uploaded = online_modem.ftp.put(NAME, data)
        online_modem.resynchronise()  # what follows the end of an upload may be read as a command line

    escape = data.find(ESCAPE)
    stored = ftps_server.root / NAME
    if escape >= 0 and uploaded.result == escape:
        expect(stored, "EX422-05").holds(data[:escape])
    # The refusal of the bytes after +++ may come before the result.
    is_cut = uploaded.result is None and stored.exists() and stored.read_bytes() == data[:escape]
    if escape >= 0 and (is_cut or uploaded.result == escape):
        left_open(
            "+++ ended the upload: 2.4 has no silence around it, and no document states one for AT+QFTPPUT"
        )
    expect(uploaded, "EX422-05").result(len(data))
    expect(stored, "EX422-05").holds(data)


@pytest.mark.requirement("EX423-06")
@PATTERN
def test_any_content_is_downloaded_unchanged(
    pattern: str, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    data = PATTERNS[pattern]
    (ftps_server.root / NAME).write_bytes(data)

    with session(online_modem, ftps_server):
        downloaded = online_modem.ftp.get(NAME, expected_size=len(data))

    expect(downloaded, "EX423-06").result(len(data)).carried(data)


@pytest.mark.needs(file_bytes=15123)
@pytest.mark.requirement("EX422-05", "EX423-06", "FTPCFG-T1-03")
@pytest.mark.parametrize(
    ("security", "data_mode"),
    [
        pytest.param(security, data_mode, id=f"{security.value}-{data_mode.name.lower()}")
        for security in SECURITIES
        for data_mode in DataMode
    ],
)
def test_any_content_passes_unchanged_in_each_mode(
    security: Listener, data_mode: DataMode, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    stored = ftps_server.root / NAME

    with session(online_modem, ftps_server, security, data_mode=data_mode) as pending, expect_all():
        for data in TOGETHER:
            expect(online_modem.ftp.put(NAME, data), "EX422-05").result(len(data))
            expect(stored, "EX422-05").holds(data)
            stored.write_bytes(data[::-1])
            downloaded = online_modem.ftp.get(NAME, expected_size=len(data))
            expect(downloaded, "EX423-06").result(len(data)).carried(data[::-1])
            stored.write_bytes(data)
            downloaded = online_modem.ftp.get(NAME, expected_size=len(data))
            expect(downloaded, "EX423-06").result(len(data)).carried(data)

    expect(pending.sessions[-1], "FTPCFG-T1-03").sent_one_of(*data_mode.verbs)


@pytest.mark.needs("uart", "binary", file_bytes=2003)
@pytest.mark.requirement("EX422-05", "EX422-03")
def test_fewer_than_three_plus_signs_between_pauses_are_data(
    quick_modem: Modem, ftps_server: FtpsServer
) -> None:
    parts = (sample_content(1000, "before"), b"+", b"between", b"++", sample_content(993, "behind"))
    data = b"".join(parts)

    with session(quick_modem, ftps_server):
        upload = quick_modem.ftp.begin(NAME, len(data), timeout_s=100)
        for part in parts:
            upload.pause(PAUSE_S)
            upload.feed(part)
        exchange = ended(upload.end(within_s=ENDED_S), "EX422-03", "EX422-05")

    expect(exchange, "EX422-03", "EX422-05").result(len(data))
    expect(ftps_server.root / NAME, "EX422-05").holds(data)

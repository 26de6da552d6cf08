"""The effect of types 2 and 3 of AT+QFTPCFG: representation type and resume offset (note 2.2, document [2])."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from hil.expect import expect, expect_all, left_open, preamble
from hil.fixture_types import Observe
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import sample_content

from ..restoring import carry_out
from .sessions import session, transfer_types

NAME = "settings.bin"
BINARY, ASCII = 0, 1  # document [2]
TYPE_ARGUMENT = {BINARY: "I", ASCII: "A"}  # RFC 959, 3.1.1
SIZE, OFFSET = 5000, 1234
LINES = b"first\r\nsecond, with a + in it\r\n\r\nlast\r\n" * 50

TEXTS = {
    "a last line without an end": b"first\r\nlast",
    "empty lines at both ends": b"\r\n\r\nfirst\r\n\r\n\r\n",
    "nothing but a line end": b"\r\n",
    "a line end across 1460 bytes": b"x" * 1459 + b"\r\n" + b"y" * 100 + b"\r\n",
    "a line end across 16384 bytes": b"x" * 16383 + b"\r\n" + b"y" * 100 + b"\r\n",
    "a line of a byte after the other": b"z\r\n" * 3000,
}

TYPES = pytest.mark.parametrize(
    "value",
    [pytest.param(BINARY, id="binary"), pytest.param(ASCII, id="ascii")],
)


@pytest.fixture
def temporary_setting(modem: Modem) -> Iterator[Callable[[int, int], None]]:
    """Set a type of AT+QFTPCFG, which is 0 again after the case."""
    changed = set()

    def set_type(kind: int, value: int) -> None:
        changed.add(kind)
        preamble(modem.ftp.configure(kind, value)).succeeded()

    yield set_type
    carry_out(partial(_unset, modem, kind) for kind in changed)


def _unset(modem: Modem, kind: int) -> None:
    modem.ftp.configure(kind, 0).check()


def expect_count(exchange: Exchange, requirement: str, text: bytes) -> None:
    """Judge the number of bytes of a text; whether a line end counts as one byte or as two is open."""
    __tracebackhide__ = True
    least = len(text.replace(b"\r\n", b"\n"))
    what = f"the <bytes> of {exchange.command}"
    expect(exchange.result or 0, requirement, what=what).is_between(least, len(text), "bytes")


@pytest.mark.requirement("FTPCFG-T2-03", "EX422-03", "EX422-05")
@TYPES
def test_type_2_sets_the_representation_type_of_an_upload(
    value: int,
    online_modem: Modem,
    ftps_server: FtpsServer,
    temporary_setting: Callable[[int, int], None],
    observe: Observe,
) -> None:
    with session(online_modem, ftps_server, before=lambda: temporary_setting(2, value)) as pending:
        uploaded = online_modem.ftp.put(NAME, LINES)
        types = transfer_types(pending)

    observe(f"count of an upload of {len(LINES)} bytes as TYPE {TYPE_ARGUMENT[value]}", uploaded.outcome)
    expect(uploaded, "FTPCFG-T2-03", "EX422-05").succeeded()
    expect_count(uploaded, "EX422-03", LINES)
    expect(types[-1:], "FTPCFG-T2-03", what="the type of the transfer").equals([TYPE_ARGUMENT[value]])
    expect(ftps_server.root / NAME, "FTPCFG-T2-03").holds_lines(LINES)
    if value == BINARY:
        expect(ftps_server.root / NAME, "EX422-05").holds(LINES)


@pytest.mark.requirement("FTPCFG-T2-03", "EX423-06", "EX423-09")
@TYPES
def test_type_2_sets_the_representation_type_of_a_download(
    value: int,
    online_modem: Modem,
    ftps_server: FtpsServer,
    temporary_setting: Callable[[int, int], None],
    observe: Observe,
) -> None:
    here = LINES.replace(b"\r\n", b"\n") if value == ASCII else LINES  # the server's own line end
    (ftps_server.root / NAME).write_bytes(here)

    with session(online_modem, ftps_server, before=lambda: temporary_setting(2, value)) as pending:
        downloaded = online_modem.ftp.get(NAME, expected_size=len(LINES))
        types = transfer_types(pending)

    observe(f"count of a download of {len(LINES)} bytes as TYPE {TYPE_ARGUMENT[value]}", downloaded.outcome)
    expect(downloaded, "FTPCFG-T2-03", "EX423-06").succeeded()
    expect_count(downloaded, "EX423-09", LINES)
    expect(types[-1:], "FTPCFG-T2-03", what="the type of the transfer").equals([TYPE_ARGUMENT[value]])
    lines = downloaded.data.splitlines()
    expect(lines == LINES.splitlines(), "FTPCFG-T2-03", what="each line of the file").is_yes()
    if value == BINARY:
        expect(downloaded, "EX423-06").carried(LINES)


@pytest.mark.requirement("FTPCFG-T2-03", "EX422-03")
@pytest.mark.parametrize("security", [Listener.PLAIN, Listener.EXPLICIT], ids=str)
def test_a_type_that_is_set_back_in_a_session_is_that_of_the_next_transfer(
    security: Listener,
    online_modem: Modem,
    ftps_server: FtpsServer,
    temporary_setting: Callable[[int, int], None],
) -> None:
    types = []

    with session(online_modem, ftps_server, security, before=lambda: temporary_setting(2, BINARY)) as pending:
        for value in (BINARY, ASCII, BINARY, ASCII, BINARY):
            temporary_setting(2, value)
            uploaded = online_modem.ftp.put(NAME, LINES)
            expect(uploaded, "FTPCFG-T2-03").succeeded()
            expect_count(uploaded, "EX422-03", LINES)
            types.append(transfer_types(pending)[-1])

    if types[1] == TYPE_ARGUMENT[BINARY]:
        left_open("type 2 takes effect with the next session; no document says when it does")
    expect(types, "FTPCFG-T2-03", what="the types of five transfers").equals(["I", "A", "I", "A", "I"])


@pytest.mark.needs(file_bytes=16487)
@pytest.mark.requirement("FTPCFG-T2-03", "FTPCFG-08", "EX422-03", "EX423-09")
@pytest.mark.parametrize("security", [Listener.IMPLICIT, Listener.EXPLICIT], ids=str)
def test_lines_pass_as_ascii_wherever_they_end(
    security: Listener,
    online_modem: Modem,
    ftps_server: FtpsServer,
    temporary_setting: Callable[[int, int], None],
) -> None:
    stored = ftps_server.root / NAME

    with (
        session(online_modem, ftps_server, security, before=lambda: temporary_setting(2, ASCII)) as pending,
        expect_all(),
    ):
        for name, text in TEXTS.items():
            uploaded = online_modem.ftp.put(NAME, text)
            expect(uploaded, "FTPCFG-T2-03", "FTPCFG-08").succeeded()
            expect_count(uploaded, "EX422-03", text)
            expect(stored, "FTPCFG-T2-03", "FTPCFG-08", what=f"the file with {name}").holds_lines(text)
            stored.write_bytes(text.replace(b"\r\n", b"\n"))  # the server's own line end
            downloaded = online_modem.ftp.get(NAME, expected_size=len(text))
            expect(downloaded, "FTPCFG-T2-03", "FTPCFG-08").succeeded()
            expect_count(downloaded, "EX423-09", text)
            came = downloaded.data.replace(b"\r\n", b"\n").split(b"\n")
            expected = text.replace(b"\r\n", b"\n").split(b"\n")
            expect(came == expected, "FTPCFG-T2-03", what=f"each line of the file with {name}").is_yes()

    types = transfer_types(pending)
    expect(types, "FTPCFG-T2-03", what="the types of the transfers").equals(["A"] * 2 * len(TEXTS))


@pytest.mark.requirement("FTPCFG-T3-03")
def test_a_download_resumes_at_the_offset_of_type_3(
    online_modem: Modem, ftps_server: FtpsServer, temporary_setting: Callable[[int, int], None]
) -> None:
    data = sample_content(SIZE, "resumed download")
    (ftps_server.root / NAME).write_bytes(data)

    with session(online_modem, ftps_server) as pending:
        temporary_setting(3, OFFSET)
        resumed = online_modem.ftp.get(NAME, expected_size=SIZE - OFFSET)
        temporary_setting(3, 0)
        whole = online_modem.ftp.get(NAME, expected_size=SIZE)

    offsets = [command.argument for command in pending.sessions[-1].sent("REST")]
    expect(offsets, "FTPCFG-T3-03", what="the offsets of REST").contains(str(OFFSET))
    expect(resumed, "FTPCFG-T3-03").result(SIZE - OFFSET).carried(data[OFFSET:])
    expect(whole, "FTPCFG-T3-03").result(len(data)).carried(
        data, what="the download after the offset was set to 0"
    )


@pytest.mark.requirement("FTPCFG-T3-03")
def test_an_upload_resumes_at_the_offset_of_type_3(
    online_modem: Modem, ftps_server: FtpsServer, temporary_setting: Callable[[int, int], None]
) -> None:
    data = sample_content(SIZE, "resumed upload")
    (ftps_server.root / NAME).write_bytes(data[:OFFSET])

    with session(online_modem, ftps_server):
        temporary_setting(3, OFFSET)
        resumed = online_modem.ftp.put(NAME, data[OFFSET:])

    expect(resumed, "FTPCFG-T3-03").result(SIZE - OFFSET)
    expect(ftps_server.root / NAME, "FTPCFG-T3-03").holds(data)


@pytest.mark.requirement("FTPCFG-T3-03")
def test_an_offset_beyond_the_end_of_the_file_counts_no_bytes(
    online_modem: Modem,
    ftps_server: FtpsServer,
    temporary_setting: Callable[[int, int], None],
    observe: Observe,
) -> None:
    data = sample_content(SIZE, "short")
    (ftps_server.root / NAME).write_bytes(data)

    with session(online_modem, ftps_server):
        temporary_setting(3, 2 * SIZE)
        beyond = online_modem.ftp.get(NAME, expected_size=0)
        temporary_setting(3, 0)
        whole = online_modem.ftp.get(NAME, expected_size=SIZE)

    observe("download resumed beyond the end of the file", beyond.outcome)
    expect(beyond, "FTPCFG-T3-03").carried(b"", what="what is beyond the end of the file")
    if beyond.ok:
        expect(beyond, "FTPCFG-T3-03").result(0)
    else:
        expect(beyond, "FTPCFG-T3-03").failed()
    expect(whole, "FTPCFG-T3-03").result(SIZE).carried(data)

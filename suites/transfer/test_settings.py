"""The effect of types 2 and 3 of AT+QFTPCFG: representation type and resume offset (note 2.2, document [2])."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hil.fixture_types import Observe
from hil.ftps.server import FtpsServer
from hil.ftps.session_registry import Pending
from hil.modem.modem import Modem
from hil.session import sample_content

from .sessions import session

NAME = "settings.bin"
BINARY, ASCII = 0, 1  # document [2]
TYPE_ARGUMENT = {BINARY: "I", ASCII: "A"}  # RFC 959, 3.1.1
SIZE, OFFSET = 5000, 1234
LINES = b"first\r\nsecond, with a + in it\r\n\r\nlast\r\n" * 50

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
        modem.ftp.configure(kind, value).check()

    yield set_type
    for kind in changed:
        modem.ftp.configure(kind, 0).check()


def types_said(pending: Pending) -> list[str]:
    (opened,) = pending.sessions
    return [command.argument.upper() for command in opened.sent("TYPE")]


@pytest.mark.requirement("FTPCFG-T2-03", "EX422-05")
@TYPES
def test_type_2_sets_the_representation_type_of_an_upload(
    value: int,
    online_modem: Modem,
    ftps_server: FtpsServer,
    temporary_setting: Callable[[int, int], None],
    observe: Observe,
) -> None:
    with session(online_modem, ftps_server) as pending:
        temporary_setting(2, value)
        uploaded = online_modem.ftp.put(NAME, LINES)
        said = types_said(pending)

    stored = (ftps_server.root / NAME).read_bytes()
    observe(f"count of an upload of {len(LINES)} bytes as TYPE {TYPE_ARGUMENT[value]}", uploaded.outcome)
    assert uploaded.ok, uploaded.outcome
    assert said[-1:] == [TYPE_ARGUMENT[value]]
    assert stored.splitlines() == LINES.splitlines()
    assert value == ASCII or stored == LINES


@pytest.mark.requirement("FTPCFG-T2-03", "EX423-06")
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

    with session(online_modem, ftps_server) as pending:
        temporary_setting(2, value)
        downloaded = online_modem.ftp.get(NAME, expected_size=len(LINES))
        said = types_said(pending)

    observe(f"count of a download of {len(LINES)} bytes as TYPE {TYPE_ARGUMENT[value]}", downloaded.outcome)
    assert downloaded.ok, downloaded.outcome
    assert said[-1:] == [TYPE_ARGUMENT[value]]
    assert downloaded.data == LINES


@pytest.mark.requirement("FTPCFG-T3-03")
def test_a_download_resumes_at_the_offset_of_type_3(
    online_modem: Modem, ftps_server: FtpsServer, temporary_setting: Callable[[int, int], None]
) -> None:
    data = sample_content(SIZE, "resumed download")
    (ftps_server.root / NAME).write_bytes(data)

    with session(online_modem, ftps_server) as pending:
        temporary_setting(3, OFFSET)
        resumed = online_modem.ftp.get(NAME, expected_size=SIZE - OFFSET)
        (opened,) = pending.sessions
        temporary_setting(3, 0)
        whole = online_modem.ftp.get(NAME, expected_size=SIZE)

    assert [command.argument for command in opened.sent("REST")] == [str(OFFSET)]
    assert resumed.result == SIZE - OFFSET, resumed.outcome
    assert resumed.data == data[OFFSET:]
    assert whole.data == data, "the offset is still used after it was set to 0"


@pytest.mark.requirement("FTPCFG-T3-03")
def test_an_upload_resumes_at_the_offset_of_type_3(
    online_modem: Modem, ftps_server: FtpsServer, temporary_setting: Callable[[int, int], None]
) -> None:
    data = sample_content(SIZE, "resumed upload")
    (ftps_server.root / NAME).write_bytes(data[:OFFSET])

    with session(online_modem, ftps_server):
        temporary_setting(3, OFFSET)
        resumed = online_modem.ftp.put(NAME, data[OFFSET:])

    assert resumed.result == SIZE - OFFSET, resumed.outcome
    assert (ftps_server.root / NAME).read_bytes() == data


@pytest.mark.requirement("FTPCFG-T3-03")
def test_an_offset_beyond_the_end_of_the_file_counts_no_bytes(
    online_modem: Modem,
    ftps_server: FtpsServer,
    temporary_setting: Callable[[int, int], None],
    observe: Observe,
) -> None:
    (ftps_server.root / NAME).write_bytes(sample_content(SIZE, "short"))

    with session(online_modem, ftps_server):
        temporary_setting(3, 2 * SIZE)
        beyond = online_modem.ftp.get(NAME, expected_size=0)
        temporary_setting(3, 0)
        whole = online_modem.ftp.get(NAME, expected_size=SIZE)

    observe("download resumed beyond the end of the file", beyond.outcome)
    assert (beyond.result or 0) <= 0, "the result counts more bytes than the file has"
    assert whole.result == SIZE, whole.outcome
